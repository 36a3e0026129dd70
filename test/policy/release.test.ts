import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as v from 'valibot';
import { packageJson, readJson, readText, ROOT } from './support/project';

interface Notes {
  notesOf(changelog: string, version: string, tag: string): string;
}

const CHANGELOG = `# Changelog

## [Unreleased]

- Something to come.

## [1.2.3] - 2026-11-26

### Added

- A [thing](docs/thing.md#why), a [page](https://example.org).

## [1.2.2] - unreleased

- An older thing.

## [1.2.1] - 2026-01-01

[1.2.3]: https://example.org/v1.2.3
`;

describe('a release', () => {
  let notes: Notes;

  before(async () => {
    notes = (await import(join(ROOT, 'scripts/release/notes.mjs'))) as Notes;
  });

  it('has the section of its version as notes, with links that lead from anywhere, and nothing of others', () =>
    assert.equal(
      notes.notesOf(CHANGELOG, '1.2.3', 'v1.2.3'),
      '### Added\n\n- A [thing](https://github.com/truetemp/node-red-netatmo/blob/v1.2.3/docs/thing.md#why), ' +
        'a [page](https://example.org).\n',
    ));

  for (const [why, version, tag, error] of [
    ['its tag is another version', '1.2.3', 'v1.2.4', /tag v1\.2\.4 is not that of version 1\.2\.3/],
    ['its tag has no v', '1.2.3', '1.2.3', /is not that of version/],
    ['there is no tag', '1.2.3', undefined, /is not that of version/],
    ['the changelog does not know it', '1.3.0', 'v1.3.0', /no section for 1\.3\.0/],
    ['the changelog has no date for it', '1.2.2', 'v1.2.2', /instead of the date of 1\.2\.2/],
    ['the changelog says nothing about it', '1.2.1', 'v1.2.1', /says nothing about 1\.2\.1/],
  ] as const)
    it(`is refused when ${why}`, () =>
      assert.throws(() => notes.notesOf(CHANGELOG, version, tag as string), error));

  it('has one version: in the package, the lock file, the changelog and the table of supported ones', () => {
    const { version } = packageJson;
    const own = v.object({ version: v.string() });
    const lock = readJson(
      'package-lock.json',
      v.object({ version: v.string(), packages: v.object({ '': own }) }),
    );
    assert.deepEqual([lock.version, lock.packages[''].version], [version, version]);
    const [, released] = [...readText('CHANGELOG.md').matchAll(/^## \[(.+?)\]/gm)].map(([, name]) => name);
    assert.equal(released, version);
    const [, latest] = /^\| (\d+\.\d+)\.x +\| yes/m.exec(readText('SECURITY.md')) ?? [];
    assert.ok(version.startsWith(`${latest ?? '?'}.`));
  });

  it('can be told from the next one: the changelog links its version and what came after', () => {
    const changelog = readText('CHANGELOG.md');
    const { version } = packageJson;
    assert.match(changelog, new RegExp(`^\\[Unreleased\\]: .*/compare/v${version}\\.\\.\\.HEAD$`, 'm'));
    assert.match(changelog, new RegExp(`^\\[${version}\\]: .*/v${version}$`, 'm'));
  });

  it('is built when npm packs it, and when npm fetches the repository itself', () => {
    // npm looks at `prepack` to decide whether a repository needs its dependencies, and then runs what comes after
    // `prepare`; unlike `prepare` itself, nobody who installs the package is asked to approve that.
    const { prepack, postprepare } = packageJson.scripts;
    assert.deepEqual([prepack, postprepare], ['node scripts/build.mjs', 'node scripts/build.mjs']);
  });
});
