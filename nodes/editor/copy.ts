/**
 * Puts a text on the clipboard. Browsers give pages on plain http no clipboard, and that is where most Node-REDs are:
 * there the text is selected in `shown`, and copied the old way; where that fails too it stays there, selected.
 * @returns whether it was copied
 */
export async function copyText(text: string, shown: HTMLTextAreaElement): Promise<boolean> {
  shown.hidden = true;
  if (await copiedByPermission(text)) return true;
  shown.value = text;
  shown.hidden = false;
  shown.focus();
  shown.select();
  shown.scrollTop = 0;
  const copied = copiedBySelection();
  shown.hidden = copied;
  return copied;
}

async function copiedByPermission(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function copiedBySelection(): boolean {
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- it has no successor on plain http
    return document.execCommand('copy');
  } catch {
    return false;
  }
}
