import { drawing, element, line, words } from '../../drawing/svg';

const WIDTH = 760;
/** No letter of a label is wider, as a rule. */
const LETTER = 8;
const TITLE = { x: 24, y: 34 };
/** From the top of a bar to the foot of the words beside it. */
const WORDS_IN_BAR = 18;

export interface Chart {
  readonly title: string;
  /** What it shows, for those who do not see it. */
  readonly description: string;
}

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** The value in words. */
  readonly label: string;
  readonly isOurs: boolean;
}

/** One bar below the other, all from 0. */
export function bars(chart: Chart, all: readonly Bar[]): string {
  const [left, top, step] = [230, 58, 42];
  const right = 40 + LETTER * Math.max(...all.map(({ label }) => label.length));
  const most = Math.max(...all.map(({ value }) => value));
  const rows = all.flatMap(({ name, value, label, isOurs }, index) => {
    const y = top + index * step;
    const width = Math.max(2, (value / most) * (WIDTH - left - right));
    const className = isOurs ? 'bar-ours' : 'bar';
    return [
      words(name, left - 12, y + WORDS_IN_BAR, 'label', 'end'),
      element('rect', { class: className, x: left, y, width, height: 26, rx: 4 }),
      words(label, left + width + 10, y + WORDS_IN_BAR, 'label'),
    ];
  });
  return framed(chart, top + all.length * step + 8, rows);
}

export interface Line {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Axes {
  /** The places of the marks, from 0 to 1, and what stands there. */
  readonly x: readonly (readonly [place: number, label: string])[];
  readonly xName: string;
  readonly yName: string;
  /** The upper end; the lower one is 0. */
  readonly yMost: number;
}

const LOOKS = [
  { line: 'room', dot: 'dot' },
  { line: 'other', dot: 'dot-other' },
] as const;
const LEGEND_STEP = 200;

/** Two lines; x goes from 0 to 1. */
export function lines(chart: Chart, { x, xName, yName, yMost }: Axes, both: readonly [Line, Line]): string {
  const [left, right, top, height] = [64, 40, 104, 200];
  const bottom = top + height;
  const across = (place: number): number => left + place * (WIDTH - left - right);
  const up = (value: number): number => bottom - (value / yMost) * height;
  const grid = [0, yMost / 2, yMost].flatMap((value) => [
    line(
      [
        [left, up(value)],
        [WIDTH - right, up(value)],
      ],
      'grid',
    ),
    words(String(value), left - 10, up(value) + 5, 'note', 'end'),
  ]);
  const marks = x.map(([place, label]) => words(label, across(place), bottom + 22, 'note', 'middle'));
  const drawn = LOOKS.flatMap((look, index) => {
    const { name, points } = both[index]!;
    const at = points.map((point) => [across(point.x), up(point.y)] as const);
    const legend = left + index * LEGEND_STEP;
    return [
      line(at, look.line),
      ...at.map(([cx, cy]) => element('circle', { class: look.dot, cx, cy, r: 4 })),
      element('circle', { class: look.dot, cx: legend + 6, cy: 77, r: 5 }),
      words(name, legend + 18, 82, 'label'),
    ];
  });
  const names = [words(yName, TITLE.x, 54, 'note'), words(xName, WIDTH - right, bottom + 44, 'note', 'end')];
  return framed(chart, bottom + 60, [...grid, ...marks, ...names, ...drawn]);
}

const framed = (chart: Chart, height: number, parts: readonly string[]): string =>
  drawing({
    ...chart,
    width: WIDTH,
    height,
    parts: [words(chart.title, TITLE.x, TITLE.y, 'title'), ...parts],
  });
