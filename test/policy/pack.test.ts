import assert from 'node:assert/strict';
import { measureSize, pack, totalOf } from '../../bench/size';

/** What may be in the package. Compiled tests, sources and maps are not. */
const ALLOWED = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md)$/,
  /^dist\/(src|nodes)\/[\w/-]+\.js$/,
  /^dist\/nodes\/netatmo-[\w-]+\.html$/,
  /^dist\/nodes\/icons\/[\w-]+\.svg$/,
  /^dist\/nodes\/locales\/[\w-]+\/netatmo-[\w-]+\.(json|html)$/,
  /^resources\/[\w.-]+\.(js|css|svg|png)$/,
  // Folders are menus in the editor's import dialog, so there is none but for flows.
  /^examples\/[\w -]+\.json$/,
  /^examples\/[\w -]+\/[\w -]+\.json$/,
];
/** MB of a user's disk, with everything that comes along. */
const MOST = 9;

describe('the package', () => {
  let paths: string[];

  before(() => {
    paths = pack().files.map(({ path }) => path);
  });

  it('holds what it needs', () => {
    const needed = ['package.json', 'README.md', 'LICENSE', 'SECURITY.md', 'resources/editor.js'];
    const nodes = ['account', 'get-rooms', 'set-truetemp'].flatMap((name) =>
      ['js', 'html'].map((kind) => `dist/nodes/netatmo-${name}.${kind}`),
    );
    assert.deepEqual(
      [...needed, ...nodes].filter((path) => !paths.includes(path)),
      [],
    );
  });

  it('holds nothing else', () =>
    assert.deepEqual(
      paths.filter((path) => !ALLOWED.some((pattern) => pattern.test(path))),
      [],
    ));

  it('takes at most 9 MB with everything that it brings along', () => {
    const total = totalOf(measureSize());
    assert.ok(total <= MOST, `${total} MB`);
  });
});
