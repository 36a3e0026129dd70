// docs/reliability.md, made of what the tests have counted.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { PLACES, SECRETS, SECTIONS } from './words.mjs';

const root = join(import.meta.dirname, '../..');
export const PAGE = 'docs/reliability.md';

const HEAD = `# What happens to your house and your account when …

This page is made by the tests of this package: each row is a test that makes something go wrong and counts what came of
it. \`npm run reliability\` writes the page anew, and \`npm test\` fails when its numbers are not those of the page.

The cloud in these tests is a simulated Netatmo on the same machine: the requests are real, the connections too, and the
days that pass are not waited for. What the real Netatmo does was not tried out for this page: to break things there
would be neither allowed nor kind.

**How to read it.** A _list_ is a message to **get rooms**, a _correction_ one to **set truetemp**. _What came out_ says
how the messages ended: with \`rooms\`, with the reason of a correction ([messages](messages.md)), or with the code of
an error ([errors](errors.md)). _Requests_, _sign-ins_ (passwords) and _corrections_ are what reached the server; what it
cost to get ready for a test is not counted. Whatever happens, each message ends exactly once and Node-RED lives on.
`;

const SECRETS_HEAD = `## What must never be told

Lives of the nodes are played through with known secrets. Afterwards everything that came out is searched for
them, in fourteen ways of writing (as it is, in URLs, in JSON, hex, base64 and so on). One more test plants a secret
wherever one can be planted, and finds it there.
`;

/** What the tests have noted, one per line. */
export const readResults = (file) =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];

/** The page, as it must stand in the repository. */
export async function pageOf(noted) {
  // The order in which files are run is left to whoever runs them.
  const results = noted.toSorted((a, b) => compare(a.file ?? '', b.file ?? ''));
  const parts = [
    HEAD,
    ...SECTIONS.map((section) => sectionOf(section, results)),
    secretsOf(results),
    endOf(results),
  ];
  const known = new Set([...SECTIONS.map(({ section }) => section), 'secrets']);
  for (const { section } of results) if (!known.has(section)) throw new Error(`No such section: ${section}`);
  const path = join(root, PAGE);
  return format(parts.join('\n\n'), { ...(await resolveConfig(path)), parser: 'markdown' });
}

/** What the first line is that is otherwise in the repository, and how it should be; null when there is none. */
export function firstDifference(page) {
  const path = join(root, PAGE);
  const [is, shall] = [existsSync(path) ? readFileSync(path, 'utf8') : '', page].map((text) =>
    text.split('\n'),
  );
  const at = shall.findIndex((line, index) => is[index] !== line);
  const differs = at >= 0 ? at : is.length > shall.length ? shall.length : -1;
  return differs < 0
    ? null
    : `line ${differs + 1}\n  is:    ${is[differs] ?? ''}\n  shall: ${shall[differs] ?? ''}`;
}

function sectionOf({ section, title, text }, results) {
  const rows = results.filter((result) => result.section === section);
  const isRetries = section === 'retries';
  const head = isRetries
    ? ['what comes back', 'list', 'correction', 'password', 'as it should be']
    : ['when …', 'what was sent', 'what came out', 'requests', 'sign-ins', 'corrections', 'as it should be'];
  const cells = isRetries
    ? ({ list, correction, password }) => [list, correction, password]
    : ({ sent, out, requests, signIns, corrections }) => [sent, codes(out), requests, signIns, corrections];
  return [
    `## ${title}`,
    text,
    table(
      head,
      rows.map((row) => [row.what, ...cells(row), passed(row)]),
    ),
  ].join('\n\n');
}

function secretsOf(results) {
  const rows = results.filter(({ section }) => section === 'secrets');
  const all = (key, words) => {
    const names = [...new Set(rows.flatMap((row) => row[key] ?? []))].map((name) => wordFor(name, words));
    return [...new Set(names)].sort().map((name) => `- ${name}`);
  };
  const cells = rows.map((row) => [
    row.what,
    row.places?.length,
    row.canaries?.length,
    row.hits,
    passed(row),
  ]);
  return [
    SECRETS_HEAD,
    ['Secrets that are looked for:', '', ...all('canaries', SECRETS)].join('\n'),
    ['Places that are searched:', '', ...all('places', PLACES)].join('\n'),
    table(['the nodes live …', 'places', 'kinds of secrets', 'found', 'as it should be'], cells),
  ].join('\n\n');
}

function endOf(results) {
  const failed = results.filter(({ pass }) => !pass).length;
  return `${results.length} rows, ${results.length - failed} as they should be, ${failed} not.`;
}

const compare = (a, b) => (a < b ? -1 : Number(a > b));

const passed = ({ pass }) => (pass ? 'yes' : '**no**');

/** Codes of errors and reasons of corrections, as such. */
const codes = (text) =>
  text?.replace(/\b[A-Z]+(?:_[A-Z]+)+\b|\b(?:NETWORK|TIMEOUT|TLS|CLOSED|FORBIDDEN|OVERLOADED)\b/g, '`$&`');

function wordFor(name, words) {
  if (!(name in words)) throw new Error(`No words for: ${name}`);
  return words[name];
}

function table(head, rows) {
  const line = (cells) =>
    `| ${cells.map((cell) => String(cell ?? '–').replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
