import type { Figures } from './figures';
import type { PolicyName } from './run';
import type { Scenario } from './scenarios';
import type { Results } from './study';
import { WORDS } from './words';

/** A table as text: the first row is its head, the first column its names. */
export type Rows = readonly (readonly string[])[];

/** One figure, as a column of a table shows it. */
interface Column {
  readonly of: keyof Figures;
  readonly head: string;
  readonly digits: number;
}

/** One figure of one policy. */
export interface PolicyColumn extends Column {
  readonly policy: PolicyName;
}

/** What a table shows of one scenario, a row for each policy. */
const POLICY_COLUMNS: readonly Column[] = [
  { of: 'comfortError', head: 'comfort error', digits: 2 },
  { of: 'overshoot', head: 'overshoot', digits: 2 },
  { of: 'beliefError', head: 'valve’s error', digits: 2 },
  { of: 'corrections', head: 'corrections', digits: 1 },
  { of: 'largeCorrections', head: 'of ≥ 1 °C', digits: 1 },
  { of: 'largestCorrection', head: 'largest', digits: 2 },
  { of: 'turns', head: 'turns', digits: 1 },
  { of: 'requests', head: 'requests', digits: 0 },
];

/** What a table shows of many scenarios in a week, a row for each. */
export const WEEK_COLUMNS: readonly PolicyColumn[] = [
  { policy: 'none', of: 'comfortError', head: 'without', digits: 2 },
  { policy: 'rules', of: 'comfortError', head: 'by rules', digits: 2 },
  { policy: 'ours', of: 'comfortError', head: 'ours', digits: 2 },
  { policy: 'oracle', of: 'comfortError', head: 'best', digits: 2 },
  { policy: 'ours', of: 'worst', head: 'worst', digits: 2 },
  { policy: 'ours', of: 'coldest', head: 'coldest', digits: 1 },
  { policy: 'ours', of: 'warmest', head: 'warmest', digits: 1 },
  { policy: 'rules', of: 'corrections', head: 'corrections by rules', digits: 1 },
  { policy: 'ours', of: 'corrections', head: 'corrections', digits: 1 },
  { policy: 'ours', of: 'settlingUntrue', head: 'untrue settling', digits: 0 },
  { policy: 'ours', of: 'silentUntrue', head: 'untrue not-responding', digits: 0 },
];

/** The same of a month. */
export const MONTH_COLUMNS: readonly PolicyColumn[] = [
  { policy: 'none', of: 'lastWeek', head: 'without', digits: 2 },
  { policy: 'rules', of: 'lastWeek', head: 'by rules', digits: 2 },
  { policy: 'ours', of: 'lastWeek', head: 'ours', digits: 2 },
  { policy: 'oracle', of: 'lastWeek', head: 'best', digits: 2 },
  { policy: 'rules', of: 'corrections', head: 'corrections by rules', digits: 1 },
  { policy: 'ours', of: 'corrections', head: 'corrections', digits: 1 },
  { policy: 'ours', of: 'withoutBudget', head: 'held by the budget', digits: 0 },
  { policy: 'ours', of: 'largestOffset', head: 'largest offset', digits: 1 },
  { policy: 'ours', of: 'afterUndo', head: 'after an undo', digits: 2 },
  { policy: 'ours', of: 'silentUntrue', head: 'untrue not-responding', digits: 0 },
  { policy: 'ours', of: 'silentAfter', head: 'not-responding after', digits: 1 },
];

/** A figure as text, without -0. */
export const decimals = (value: number, digits: number): string =>
  (Number(value.toFixed(digits)) + 0).toFixed(digits);

/** One policy's figures as the cells of a row. */
export const cellsOf = (figures: Figures): readonly string[] =>
  POLICY_COLUMNS.map(({ of, digits }) => decimals(figures[of], digits));

/** The figures that a row tells: those of {@link cellsOf}, rounded as it shows them. */
export const figuresIn = (cells: readonly string[]): Figures =>
  Object.fromEntries(POLICY_COLUMNS.map(({ of }, index) => [of, Number(cells[index])])) as unknown as Figures;

/** All figures of one scenario, a row for each policy. */
export const rowsOf = (figures: ReadonlyMap<PolicyName, Figures>): Rows => [
  ['policy', ...POLICY_COLUMNS.map(({ head }) => head)],
  ...[...figures].map(([policy, of]) => [WORDS[policy].title, ...cellsOf(of)]),
];

/** The cells of one scenario among many. */
export const scenarioCells = (
  figures: ReadonlyMap<PolicyName, Figures>,
  columns: readonly PolicyColumn[],
): readonly string[] =>
  columns.map(({ policy, of, digits }) => {
    const found = figures.get(policy);
    return found ? decimals(found[of], digits) : '–';
  });

/** The figures that {@link scenarioCells} tell. */
export const figuresInScenario = (
  cells: readonly string[],
  columns: readonly PolicyColumn[],
): ReadonlyMap<PolicyName, Figures> => {
  const found = new Map<PolicyName, Figures>();
  columns.forEach(({ policy, of }, index) => {
    found.set(policy, { ...found.get(policy), [of]: Number(cells[index]) } as Figures);
  });
  return found;
};

/** Many scenarios, a row for each. */
export const scenarioRows = (
  results: Results,
  scenarios: readonly Scenario[],
  columns: readonly PolicyColumn[],
): Rows => [
  ['', ...columns.map(({ head }) => head)],
  ...scenarios.map((scenario) => [
    scenario.id,
    ...scenarioCells(results.get(scenario) ?? new Map<PolicyName, Figures>(), columns),
  ]),
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
