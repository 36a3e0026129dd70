import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const NODES = ['account', 'get-rooms', 'set-truetemp'].map((name) => `./dist/nodes/netatmo-${name}.js`);

/** The files that a fresh process loads for `script`, relative to the project, with slashes. */
function loadedBy(script: string): string[] {
  const print = `console.log(JSON.stringify(Object.keys(require.cache)))`;
  const output = execFileSync(process.execPath, ['-e', `${script};${print}`], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return (JSON.parse(output) as string[]).map((path) => path.slice(ROOT.length + 1).replaceAll('\\', '/'));
}

/** Whoever has the package installed pays for this at each start of Node-RED, whether an account is in use or not. */
describe('loading the nodes', () => {
  let loaded: string[];

  before(() => {
    assert.ok(existsSync(join(ROOT, 'dist')), 'The tests run on a build');
    loaded = loadedBy(NODES.map((path) => `require(${JSON.stringify(path)})`).join(';'));
  });

  it('takes at most 65 files', () => assert.ok(loaded.length <= 65, String(loaded.length)));

  it('takes one dependency: the schemas', () => {
    const packages = loaded.flatMap((path) => /^node_modules\/(@[^/]+\/[^/]+|[^/]+)/.exec(path)?.[1] ?? []);
    assert.deepEqual([...new Set(packages)], ['valibot']);
  });

  for (const part of ['simulator', 'storage', 'home/homes', 'cloud/client', 'correction/corrector']) {
    it(`leaves ${part} for later`, () => {
      // Two small files say what a session key looks like, and what can be wrong with a disk.
      const small = ['dist/src/storage/keys.js', 'dist/src/storage/storage-error.js'];
      const found = loaded.filter((path) => path.startsWith(`dist/src/${part}`) && !small.includes(path));
      assert.deepEqual(found, []);
    });
  }
});
