/** Drawings as SVG that are readable in light and dark, wherever they are shown. Text is text, no script, no font. */

export type Attributes = Readonly<Record<string, string | number>>;

/** An element of a drawing. Numbers are lengths in pixels; a tenth of one is as fine as anybody sees. */
export const element = (name: string, attributes: Attributes, ...children: readonly string[]): string => {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${asAttribute(value)}"`);
  const head = `<${name}${written.join('')}`;
  return children.length === 0 ? `${head} />` : `${head}>${children.join('')}</${name}>`;
};

/** Words in a drawing, at a point of their baseline. */
export const words = (text: string, x: number, y: number, className: string, anchor = 'start'): string =>
  element('text', { x, y, class: className, 'text-anchor': anchor }, escaped(text));

/** A line through points. */
export const line = (points: readonly (readonly [x: number, y: number])[], className: string): string =>
  element('polyline', { points: points.map(([x, y]) => `${px(x)},${px(y)}`).join(' '), class: className });

const px = (value: number): string => String(Number(value.toFixed(1)) + 0);
const asAttribute = (value: string | number): string =>
  typeof value === 'number' ? px(value) : escaped(value);
const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

/** One hand for all drawings of the documents; a reader's system says whether light or dark. */
const STYLE = `
    .paper { fill: #ffffff; }
    .title { fill: #1c2522; font-size: 15px; font-weight: 600; }
    .label { fill: #3c4a45; font-size: 13px; }
    .note { fill: #5b6763; font-size: 12px; }
    .ours-label { fill: #1c2522; font-size: 13px; font-weight: 600; }
    .grid { stroke: #dfe6e3; }
    .room, .other, .believed, .target { fill: none; stroke-width: 2; stroke-linejoin: round; }
    .room { stroke: #2f7d6b; }
    .other { stroke: #2b6cb0; }
    .believed { stroke: #b4620f; stroke-width: 1.3; stroke-opacity: 0.75; }
    .target { stroke: #5b6763; stroke-dasharray: 6 4; stroke-width: 1.5; }
    .bar { fill: #9fb3ab; }
    .bar-ours { fill: #2f7d6b; }
    .dot { fill: #2f7d6b; }
    .dot-other { fill: #2b6cb0; }
    .bar-best { fill: none; stroke: #8a9490; stroke-dasharray: 3 2; }
    .torn { fill: #ffffff; }
    @media (prefers-color-scheme: dark) {
      .paper { fill: #121816; }
      .title { fill: #e6ecea; }
      .label { fill: #c3cdc9; }
      .note { fill: #9aa8a3; }
      .ours-label { fill: #e6ecea; }
      .grid { stroke: #2a3430; }
      .room { stroke: #4fb39c; }
      .other { stroke: #6ea8e6; }
      .believed { stroke: #e8a15a; }
      .target { stroke: #9aa8a3; }
      .bar { fill: #5f736b; }
      .bar-ours, .dot { fill: #4fb39c; }
      .dot-other { fill: #6ea8e6; }
      .bar-best { stroke: #8a9490; }
      .torn { fill: #121816; }
    }
  `;

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** What it shows, for those who cannot see it. */
  readonly description: string;
  readonly parts: readonly string[];
}

/** The text of a file. */
export const drawing = ({ width, height, title, description, parts }: Drawing): string =>
  `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-labelledby': 'title description',
      'font-family': "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
    },
    ...[
      element('title', { id: 'title' }, escaped(title)),
      element('desc', { id: 'description' }, escaped(description)),
      element('style', {}, STYLE),
      element('rect', { class: 'paper', width, height, rx: 14 }),
      ...parts,
    ].map((part) => `\n  ${part}`),
    '\n',
  )}\n`;
