import type { Figures } from './figures';
import type { PolicyName } from './run';

/** A table as text: the first row is its head, the first column its names. */
export type Rows = readonly (readonly string[])[];

interface Column {
  readonly of: keyof Figures;
  readonly head: string;
  readonly digits: number;
}

/** The figures in the order in which every table shows them. */
const COLUMNS: readonly Column[] = [
  { of: 'comfortError', head: 'comfort error', digits: 2 },
  { of: 'overshoot', head: 'overshoot', digits: 2 },
  { of: 'beliefError', head: 'valve’s error', digits: 2 },
  { of: 'corrections', head: 'corrections', digits: 1 },
  { of: 'largeCorrections', head: 'of ≥ 1 °C', digits: 1 },
  { of: 'largestCorrection', head: 'largest', digits: 2 },
  { of: 'turns', head: 'turns', digits: 1 },
  { of: 'requests', head: 'requests', digits: 0 },
];

/** A figure as text, without -0. */
export const decimals = (value: number, digits: number): string =>
  (Number(value.toFixed(digits)) + 0).toFixed(digits);

/** One policy's figures as the cells of a row. */
export const cellsOf = (figures: Figures): readonly string[] =>
  COLUMNS.map(({ of, digits }) => decimals(figures[of], digits));

/** The figures that a row tells: those of {@link cellsOf}, rounded as it shows them. */
export const figuresIn = (cells: readonly string[]): Figures =>
  Object.fromEntries(COLUMNS.map(({ of }, index) => [of, Number(cells[index])])) as unknown as Figures;

/** All figures of one scenario, a row for each policy. @param nameOf what the table calls a policy */
export const rowsOf = (
  figures: ReadonlyMap<PolicyName, Figures>,
  nameOf: (policy: PolicyName) => string = (policy) => policy,
): Rows => [
  ['policy', ...COLUMNS.map(({ head }) => head)],
  ...[...figures].map(([policy, of]) => [nameOf(policy), ...cellsOf(of)]),
];

/** For a terminal: names to the left, figures to the right. */
export const asText = (rows: Rows): string => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const padded = (cell: string, index: number): string =>
    index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0);
  return rows.map((row) => row.map(padded).join('  ')).join('\n');
};

/** For a page: names to the left, all else to the right unless `isText`. */
export const asMarkdown = ([head = [], ...rows]: Rows, isText = false): string => {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 || isText ? '---' : '--:'));
  return [head, rule, ...rows].map(line).join('\n');
};
