/** A number for people, with so many digits after the point. */
export const number = (value: number, digits = 0): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const numbers = head.map((_, index) => (index === 0 ? '---' : '--:'));
  return [line(head), line(numbers), ...rows.map(line)].join('\n');
}

/** The one of a list that has this name. */
export function named<T extends { readonly name: string }>(list: readonly T[], name: string): T {
  const found = list.find((each) => each.name === name);
  if (!found) throw new Error(`There are no figures of ${name}`);
  return found;
}
