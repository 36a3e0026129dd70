/**
 * A number in a text field: half of Europe types a comma, Node-RED stores a point. It is no `type="number"`,
 * because that would silently empty a stored `${NAME}`.
 */
export const numberField = (input: HTMLInputElement): void =>
  tidyField(input, (text) => text.trim().replace(',', '.'));

/** A text field that brings what was typed into the form that is stored. */
export function tidyField(input: HTMLInputElement, tidy: (text: string) => string): void {
  $(input).on('change', () => {
    const tidied = tidy(input.value);
    if (tidied === input.value) return;
    input.value = tidied;
    $(input).trigger('change'); // Node-RED has judged the old text already
  });
}
