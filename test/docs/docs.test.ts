import assert from 'node:assert/strict';
import { join } from 'node:path';
import {
  brokenLink,
  DOCUMENTS,
  exists,
  filesUnder,
  linksOf,
  read,
  rowsOf,
  sectionOf,
  sizeOf,
  webLinksOf,
} from './markdown';

interface PackageJson {
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
}
const { version, scripts } = JSON.parse(read('package.json')) as PackageJson;

/** Reports that scripts write; a reader need not be led there. */
const MADE_BY_SCRIPTS = ['docs/lab.md', 'docs/performance.md', 'docs/reliability.md'];

/** Bytes; a page with a few of them still opens at once on a phone. */
const LARGEST_PICTURE = 150_000;

describe('the documents', () => {
  for (const document of DOCUMENTS) {
    describe(document, () => {
      const text = read(document);

      it('links only to files and headings that are there', () => {
        const broken = [...linksOf(text), ...webLinksOf(text)].map((link) => brokenLink(document, link));
        assert.deepEqual(
          broken.filter((each) => each !== null),
          [],
        );
      });

      it('holds nothing that was to be filled in', () => {
        assert.doesNotMatch(text, /your-email|example\.com|TODO|TBD|lorem/i);
      });
    });
  }

  it('are linked from the README, or from what it links to', () => {
    const reached = new Set(['README.md']);
    for (const document of reached) {
      if (!document.endsWith('.md')) continue;
      const targets = linksOf(read(document)).filter((link) => !/^https?:|^#/.test(link));
      for (const link of targets) reached.add(join(document, '..', decodeURI(link).split('#')[0]!));
    }
    for (const document of DOCUMENTS.filter((each) => !MADE_BY_SCRIPTS.includes(each)))
      assert.ok(reached.has(document), `nothing leads to ${document}`);
  });

  it('are where help texts, dialogs, examples and code say', () => {
    const files = [
      ...filesUnder('nodes', '.html', '.json', '.ts'),
      ...filesUnder('src', '.ts'),
      ...filesUnder('examples', '.json'),
      ...filesUnder('demo', '.json', '.cjs'),
      ...filesUnder('.github', '.yml', '.md'),
      'package.json',
    ];
    const broken = files.flatMap((file) => webLinksOf(read(file)).map((link) => brokenLink(file, link)));
    assert.deepEqual(
      broken.filter((each) => each !== null),
      [],
    );
  });

  it('show pictures that load at once', () => {
    const heavy = filesUnder('docs/images', '.png').filter((file) => sizeOf(file) > LARGEST_PICTURE);
    assert.deepEqual(heavy, []);
  });

  it('name every example', () => {
    const named = linksOf(read('README.md')).map((address) => decodeURI(address));
    for (const path of filesUnder('examples', '.json'))
      assert.ok(named.includes(path), `${path} is not in the README`);
  });

  it('name only files of the code that are there', () => {
    for (const document of DOCUMENTS.filter((each) => each !== 'CHANGELOG.md')) {
      for (const [, path] of read(document).matchAll(/`((?:src|nodes|test)\/[\w./-]+\.(?:ts|html))`/g))
        assert.ok(exists(path!), `${path!} of ${document} is not there`);
    }
  });

  it('tell the way of a message in at most eight steps, each with its file', () => {
    const way = sectionOf(read('docs/architecture.md'), 'The way of a message to set truetemp');
    const steps = [...way.matchAll(/^\d{1,2}\. (\S+)/gm)].map(([, first]) => first!);
    assert.ok(steps.length > 3 && steps.length <= 8);
    for (const step of steps) assert.match(step, /^`(src|nodes)\/.+\.ts`$/);
  });

  it('name only commands that are there', () => {
    for (const document of DOCUMENTS) {
      for (const [, command] of read(document).matchAll(/npm run ([\w:]+)/g))
        assert.ok(scripts[command!], `npm run ${command!} of ${document} is not there`);
    }
  });

  it('tell each event of the audit, and no other', () => {
    const files = ['src/cloud/session.ts', ...filesUnder('src/account', '.ts'), 'nodes/journal.ts'];
    const events = files
      .flatMap((file) => read(file).match(/(?<=\bevent: )'[^;\n]+'/g) ?? [])
      .flatMap((names) => names.match(/[a-z]+\.[a-z_]+/g) ?? []);
    // It is told as the pause that it is.
    const audited = new Set(events.filter((event) => event !== 'login.paused'));
    const told = sectionOf(read('SECURITY.md'), 'Messages, errors, logs').split('`netatmo-truetemp.`')[1]!;
    assert.deepEqual(
      [...told.matchAll(/`([a-z._]+)`/g)].map(([, event]) => event!).sort(),
      [...audited].sort(),
    );
  });

  it('support the version that is in the package', () => {
    assert.match(read('SECURITY.md'), new RegExp(`^\\| ${version.replace(/\d+$/, 'x')} `, 'm'));
    assert.match(read('CHANGELOG.md'), new RegExp(`^## \\[${version}\\]`, 'm'));
  });
});

describe('the ways to look at documents', () => {
  it('find a link to a file or heading that is not there', () => {
    assert.match(brokenLink('README.md', 'docs/none.md') ?? '', /leads nowhere/);
    assert.match(brokenLink('README.md', 'docs/errors.md#none') ?? '', /no such heading/);
    assert.match(brokenLink('docs/errors.md', '#none') ?? '', /no such heading/);
    const onTheWeb = 'https://github.com/truetemp/node-red-netatmo/blob/main/docs/errors.md#none';
    assert.deepEqual(webLinksOf(`<a href="${onTheWeb}">`), [onTheWeb]);
    assert.match(brokenLink('nodes/any.html', onTheWeb) ?? '', /no such heading/);
    assert.equal(brokenLink('docs/errors.md', '#sign_in_blocked'), null);
  });

  it('read tables', () => {
    const table = '| a | b |\n| --- | --: |\n| [`x`](#x) | `y` z |\n';
    assert.deepEqual(rowsOf(table), [['x', 'y z']]);
  });
});
