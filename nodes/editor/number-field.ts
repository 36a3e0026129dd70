/**
 * A number in a text field: half of Europe types a comma, Node-RED stores a point. It is no `type="number"`,
 * because that would silently empty a stored `${NAME}`.
 */
export function numberField(input: HTMLInputElement): void {
  $(input).on('change', () => {
    const number = input.value.trim().replace(',', '.');
    if (number === input.value) return;
    input.value = number;
    $(input).trigger('change'); // Node-RED has judged the old text already
  });
}
