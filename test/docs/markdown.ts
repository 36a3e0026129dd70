import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

/** Where files of this repository stand on the web; a link there is a link to the file. */
const ON_THE_WEB = /^https:\/\/github\.com\/truetemp\/node-red-netatmo\/(?:blob|tree|raw)\/main\//;

export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
export const sizeOf = (path: string): number => statSync(join(ROOT, path)).size;
export const exists = (path: string): boolean => existsSync(join(ROOT, path));

/** The files under a folder whose names end in one of these, as paths in the repository. */
export const filesUnder = (folder: string, ...endings: readonly string[]): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .map((name) => join(folder, name));

/** The names of the folders in a folder. */
export const foldersIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

export const DOCUMENTS = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** The addresses of a document's links and pictures, in Markdown and in HTML. */
export const linksOf = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)|(?:href|src|srcset)="([^"]+)"/g)].map(([, one, other]) => one ?? other!);

/** Addresses of this repository on the web, wherever in a text they stand. */
export const webLinksOf = (text: string): string[] =>
  [
    ...text.matchAll(
      /https:\/\/github\.com\/truetemp\/node-red-netatmo\/(?:blob|tree|raw)\/main\/[^\s"'`<>)\\]+/g,
    ),
  ].map(([address]) => address);

/** The anchors that GitHub gives to headings. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );

/**
 * What is wrong with a link; null when it leads to a file and a heading that are there, or out of the repository.
 * @param document the path of the file that it stands in
 */
export const brokenLink = (document: string, link: string): string | null => {
  const isInside = ON_THE_WEB.test(link);
  if (!isInside && /^(?:https?|mailto):/.test(link)) return null;
  const [path = '', anchor] = decodeURI(link.replace(ON_THE_WEB, '')).split('#');
  const target = path === '' ? document : join(isInside ? '' : dirname(document), path);
  if (!exists(target)) return `${link} leads nowhere`;
  if (anchor && !anchorsOf(read(target)).includes(anchor)) return `${link} has no such heading`;
  return null;
};

/** The text of a section without the headings of others; '' when there is none. */
export const sectionOf = (text: string, heading: string): string =>
  text.split(/^#{2,3} /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';

/** The cells of a section's tables, a row each, without the heads; code quotes and links are taken off. */
export const rowsOf = (section: string): string[][] =>
  [...section.matchAll(/^\|(.+)\|$/gm)]
    .map(([, row]) => row!.split(/(?<!\\)\|/).map(plain))
    .filter(([first], index, rows) => !isRule(first) && !isRule(rows[index + 1]?.[0]));

const isRule = (cell: string | undefined): boolean => /^:?-+:?$/.test(cell ?? '');
const plain = (cell: string): string =>
  cell
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/`/g, '')
    .trim();
