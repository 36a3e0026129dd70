import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const DOCUMENTS = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** The addresses of a document's links and pictures. */
const linksOf = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, address]) => address!);

/** The anchors that GitHub gives to headings. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );

/** The words in the first column of the table under a heading, where they stand in code quotes. */
function firstColumn(text: string, heading: string): string[] {
  const section = text.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, word]) => word!);
}

describe('the documents', () => {
  for (const document of DOCUMENTS) {
    describe(document, () => {
      const text = read(document);

      it('links only to files and headings that are there', () => {
        for (const link of linksOf(text).filter((address) => !/^https?:/.test(address))) {
          const [path = '', anchor] = decodeURI(link).split('#');
          const target = path === '' ? document : join(dirname(document), path);
          assert.ok(existsSync(join(ROOT, target)), `${link} leads nowhere`);
          if (anchor) assert.ok(anchorsOf(read(target)).includes(anchor), `${link} has no such heading`);
        }
      });

      it('holds nothing that was to be filled in', () => {
        assert.doesNotMatch(text, /your-email|example\.com|TODO|TBD|lorem/i);
      });
    });
  }

  it('explain each error code, and no other', () => {
    const codes = [...read('src/cloud/errors.ts').matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(([, code]) => code!);
    assert.ok(codes.length > 0);
    assert.deepEqual(firstColumn(read('README.md'), 'Errors').sort(), codes.sort());
  });

  it('name every example', () => {
    const named = linksOf(read('README.md')).map((address) => decodeURI(address));
    const examples = readdirSync(join(ROOT, 'examples'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.json'))
      .map((path) => join('examples', path));
    for (const path of examples) assert.ok(named.includes(path), `${path} is not in the README`);
  });

  it('name only files of the code that are there', () => {
    for (const [, path] of read('docs/architecture.md').matchAll(/`((?:src|nodes)\/[\w./-]+\.ts)`/g))
      assert.ok(existsSync(join(ROOT, path!)), `${path!} is not there`);
  });

  it('name only commands that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const [, command] of read('CONTRIBUTING.md').matchAll(/`npm run ([\w:]+)`/g))
      assert.ok(scripts[command!], `npm run ${command!} is not there`);
  });

  it('support the version that is in the package', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    assert.match(read('SECURITY.md'), new RegExp(`^\\| ${version.replace(/\d+$/, 'x')} `, 'm'));
    assert.match(read('CHANGELOG.md'), new RegExp(`^## \\[${version}\\]`, 'm'));
  });
});
