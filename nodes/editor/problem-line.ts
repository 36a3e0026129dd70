/**
 * Says beneath a field, in words, what is wrong with it; Node-RED itself only frames it in red. While it does, the
 * field's hint makes room, so that nothing else moves.
 * @returns judges the field anew, for when what it may be has changed
 */
export function problemLine(input: HTMLInputElement, check: (text: string) => true | string): () => void {
  const row = input.closest('.form-row');
  const hint = row?.querySelector<HTMLElement>('.netatmo-hint') ?? null;
  const line = document.createElement('div');
  line.className = 'netatmo-hint netatmo-wrong';
  line.id = `${input.id}-problem`;
  row?.append(line);
  const described = input.getAttribute('aria-describedby');
  input.setAttribute('aria-describedby', described ? `${described} ${line.id}` : line.id);
  const judge = (): void => {
    const verdict = check(input.value);
    const wrong = verdict !== true;
    input.setAttribute('aria-invalid', String(wrong));
    line.textContent = wrong ? verdict : '';
    line.hidden = !wrong;
    if (hint) hint.hidden = wrong;
  };
  $(input).on('input change', judge);
  judge();
  return judge;
}
