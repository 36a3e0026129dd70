/** Charts as SVG that are readable in light and dark, wherever they are shown. Text is text, no script, no font. */

const WIDTH = 760;
const PAPER = 14;
/** No letter of a label is wider, as a rule. */
const LETTER = 8;
const STYLE = `
    .paper { fill: #ffffff; }
    text { fill: #3c4a45; font-size: 14px; }
    .title { fill: #1c2522; font-size: 16px; font-weight: 600; }
    .note { fill: #5b6763; font-size: 13px; }
    .axis { stroke: #c3d0cb; }
    .ours { fill: #2f7d6b; }
    .other { fill: #8a9490; }
    .line-0, .line-1 { fill: none; stroke-width: 2.5; }
    .line-0 { stroke: #2f7d6b; }
    .line-1 { stroke: #2b6cb0; }
    .dot-0 { fill: #2f7d6b; }
    .dot-1 { fill: #2b6cb0; }
    @media (prefers-color-scheme: dark) {
      .paper { fill: #121816; }
      text { fill: #c3cdc9; }
      .title { fill: #e6ecea; }
      .note { fill: #9aa8a3; }
      .axis { stroke: #3d4b46; }
      .ours, .dot-0 { fill: #4fb39c; }
      .other { fill: #6f7d78; }
      .line-0 { stroke: #4fb39c; }
      .line-1 { stroke: #6ea8e6; }
      .dot-1 { fill: #6ea8e6; }
    }`;

interface Chart {
  readonly title: string;
  /** What it shows, for those who do not see it. */
  readonly description: string;
}

const frame = ({ title, description }: Chart, height: number, inside: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title description"
  font-family="system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif">
  <title id="title">${title}</title>
  <desc id="description">${description}</desc>
  <style>${STYLE}
  </style>
  <rect class="paper" width="${WIDTH}" height="${height}" rx="${PAPER}" />
  <text class="title" x="24" y="34">${title}</text>
  ${inside.join('\n  ')}
</svg>
`;

/** With one digit, so that the same figures give the same file everywhere. */
const at = (value: number): string => value.toFixed(1);

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
    return [
      `<text x="${left - 12}" y="${y + 18}" text-anchor="end">${name}</text>`,
      `<rect class="${isOurs ? 'ours' : 'other'}" x="${left}" y="${y}" width="${at(width)}" height="26" rx="4" />`,
      `<text x="${at(left + width + 10)}" y="${y + 18}">${label}</text>`,
    ];
  });
  return frame(chart, top + all.length * step + 8, rows);
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

/** At most two lines; x goes from 0 to 1. */
export function lines(chart: Chart, { x, xName, yName, yMost }: Axes, all: readonly Line[]): string {
  const [left, right, top, height] = [64, 40, 104, 200];
  const bottom = top + height;
  const across = (place: number): string => at(left + place * (WIDTH - left - right));
  const up = (value: number): string => at(bottom - (value / yMost) * height);
  const grid = [0, yMost / 2, yMost].flatMap((value) => [
    `<line class="axis" x1="${left}" y1="${up(value)}" x2="${WIDTH - right}" y2="${up(value)}" />`,
    `<text class="note" x="${left - 10}" y="${Number(up(value)) + 5}" text-anchor="end">${value}</text>`,
  ]);
  const marks = x.map(
    ([place, label]) =>
      `<text class="note" x="${across(place)}" y="${bottom + 22}" text-anchor="middle">${label}</text>`,
  );
  const drawn = all.flatMap(({ name, points }, index) => [
    `<polyline class="line-${index}" points="${points.map(({ x: px, y }) => `${across(px)},${up(y)}`).join(' ')}" />`,
    ...points.map(({ x: px, y }) => `<circle class="dot-${index}" cx="${across(px)}" cy="${up(y)}" r="4" />`),
    `<circle class="dot-${index}" cx="${left + 6 + index * 200}" cy="77" r="5" />`,
    `<text x="${left + 18 + index * 200}" y="82">${name}</text>`,
  ]);
  const names = [
    `<text class="note" x="24" y="54">${yName}</text>`,
    `<text class="note" x="${WIDTH - right}" y="${bottom + 44}" text-anchor="end">${xName}</text>`,
  ];
  return frame(chart, bottom + 60, [...grid, ...marks, ...names, ...drawn]);
}
