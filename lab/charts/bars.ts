import type { Figures } from '../figures';
import { type PolicyName, POLICIES } from '../run';
import type { Results } from '../study';
import { decimals } from '../tables';
import { WORDS } from '../words';
import { drawing, element, words } from '../../drawing/svg';

export interface Bars {
  readonly title: string;
  readonly description: string;
  readonly of: keyof Figures;
  readonly digits: number;
  /** The longest bar; what is longer is torn off there, and its figure tells the rest. */
  readonly most: number;
}

const COLUMNS = 5;
const NAMES = 196;
const CELL = 150;
const BAR = { step: 22, height: 14, longest: 92 };
const HEAD = 52;
const CELL_HEAD = 30;
const CELL_FOOT = 18;
const TEAR = 7;

/** One figure of every policy in every scenario, as bars in a grid. */
export const bars = (results: Results, chart: Bars): string => {
  const all = [...results];
  const rows = Math.ceil(all.length / COLUMNS);
  const rowHeight = CELL_HEAD + POLICIES.length * BAR.step + CELL_FOOT;
  const topOf = (row: number): number => HEAD + row * rowHeight;
  const cells = all.flatMap(([{ id }, figures], index) => {
    const left = NAMES + (index % COLUMNS) * CELL;
    return cell(id, figures, chart, left, topOf(Math.floor(index / COLUMNS)));
  });
  const names = Array.from({ length: rows }, (_, row) => namesFrom(topOf(row))).flat();
  return drawing({
    width: NAMES + COLUMNS * CELL,
    height: topOf(rows),
    title: chart.title,
    description: chart.description,
    parts: [words(chart.title, 20, 30, 'title'), ...names, ...cells],
  });
};

const yOf = (top: number, index: number): number => top + CELL_HEAD + index * BAR.step;

const namesFrom = (top: number): readonly string[] =>
  POLICIES.map((policy, index) =>
    words(WORDS[policy].short, NAMES - 12, yOf(top, index) + 12, labelOf(policy), 'end'),
  );

const labelOf = (policy: PolicyName): string => (policy === 'ours' ? 'ours-label' : 'label');

const cell = (
  id: string,
  figures: ReadonlyMap<PolicyName, Figures>,
  { of, digits, most }: Bars,
  left: number,
  top: number,
): readonly string[] => [
  words(id, left, top + 18, 'title'),
  ...POLICIES.flatMap((policy, index) => {
    const value = figures.get(policy)?.[of] ?? 0;
    const y = yOf(top, index);
    const width = (Math.min(value, most) / most) * BAR.longest;
    const bar = element('rect', { x: left, y, width, height: BAR.height, class: barOf(policy) });
    const figure = words(decimals(value, digits), left + width + 6, y + 12, labelOf(policy));
    return value > most ? [bar, tornAt(left + width, y), figure] : [bar, figure];
  }),
];

const barOf = (policy: PolicyName): string =>
  policy === 'ours' ? 'bar-ours' : policy === 'oracle' ? 'bar-best' : 'bar';

/** A slanting gap near the end of a bar that goes on. */
const tornAt = (end: number, y: number): string => {
  const x = end - 2 * TEAR;
  const foot = y + BAR.height + 1;
  return element('polygon', {
    points: `${x + TEAR},${y - 1} ${x + TEAR + 4},${y - 1} ${x + 4},${foot} ${x},${foot}`,
    class: 'torn',
  });
};
