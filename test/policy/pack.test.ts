import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { packageJson, ROOT } from './support/project';

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
const MIB = 1024 * 1024;

const packed = v.object({ unpackedSize: v.number(), files: v.array(v.object({ path: v.string() })) });

function pack(): v.InferOutput<typeof packed> {
  // npm itself, not a shell: on Windows `npm` is a batch file. `npm test` tells where it is.
  const npm = process.env['npm_execpath'];
  const [command, ...first] = npm ? [process.execPath, npm] : ['npm'];
  const output = execFileSync(command, [...first, 'pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return v.parse(v.tuple([packed]), JSON.parse(output))[0];
}

/** Bytes of all files in a folder. */
function sizeOf(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((each) => each.isFile())
    .map((each) => statSync(join(each.parentPath, each.name)).size);
  return sizes.reduce((sum, size) => sum + size, 0);
}

describe('the package', () => {
  let paths: string[];
  let unpackedSize: number;

  before(() => {
    const found = pack();
    paths = found.files.map(({ path }) => path);
    unpackedSize = found.unpackedSize;
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

  it('takes at most 10 MB with everything that it brings along', () => {
    const dependencies = [...Object.keys(packageJson.dependencies), 'tldts', 'tldts-core'];
    const sizes = dependencies.map((name) => sizeOf(join(ROOT, 'node_modules', name)));
    const total = sizes.reduce((sum, size) => sum + size, unpackedSize);
    assert.ok(total <= 10 * MIB, `${(total / MIB).toFixed(1)} MB`);
  });
});
