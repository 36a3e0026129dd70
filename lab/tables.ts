import type { Figures } from './figures';
import type { PolicyName } from './run';

/** A table as text: the first row is its head, the first column its names. */
export type Rows = readonly (readonly string[])[];

interface Column {
  readonly head: string;
  readonly text: (figures: Figures) => string;
}

const COLUMNS: readonly Column[] = [
  { head: 'comfort error', text: ({ comfortError }) => celsius(comfortError) },
  { head: 'overshoot', text: ({ overshoot }) => celsius(overshoot) },
  { head: 'valve’s error', text: ({ beliefError }) => celsius(beliefError) },
  { head: 'corrections', text: ({ corrections }) => corrections.toFixed(1) },
  { head: 'of ≥ 1 °C', text: ({ largeCorrections }) => largeCorrections.toFixed(1) },
  { head: 'largest', text: ({ largestCorrection }) => celsius(largestCorrection) },
  { head: 'turns', text: ({ turns }) => turns.toFixed(1) },
  { head: 'requests', text: ({ requests }) => requests.toFixed(0) },
];

/** °C to 0.01, without -0. */
export const celsius = (value: number): string => (Math.round(value * 100) / 100 + 0).toFixed(2);

/** All figures of one scenario, a row for each policy. */
export const rowsOf = (figures: ReadonlyMap<PolicyName, Figures>): Rows => [
  ['policy', ...COLUMNS.map(({ head }) => head)],
  ...[...figures].map(([policy, of]) => [policy, ...COLUMNS.map(({ text }) => text(of))]),
];

/** For a terminal: names to the left, figures to the right. */
export const asText = (rows: Rows): string => {
  const widths = widthsOf(rows);
  const padded = ([name = '', ...cells]: readonly string[]): string =>
    [name.padEnd(widths[0] ?? 0), ...cells.map((cell, index) => cell.padStart(widths[index + 1] ?? 0))].join(
      '  ',
    );
  return rows.map(padded).join('\n');
};

/** For a page, as prettier would have it. */
export const asMarkdown = ([head = [], ...rows]: Rows): string => {
  const widths = widthsOf([head, ...rows]).map((width) => Math.max(width, 3));
  const line = ([name = '', ...cells]: readonly string[]): string =>
    `| ${[name.padEnd(widths[0] ?? 0), ...cells.map((cell, index) => cell.padStart(widths[index + 1] ?? 0))].join(' | ')} |`;
  const rule = widths.map((width, index) => (index === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
};

const widthsOf = (rows: Rows): number[] =>
  (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
