// `npm run test:editors`: the tests of the editor on each Node-RED that has an editor of its own look. Some versions and
// tests only: `npm run test:editors -- 5.0 test/editor/newcomer.test.ts`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setUp } from './setup.mjs';
import { installNodeRed, programOf } from './store.mjs';

/** By version of Node-RED: the Node.js that it runs on here. Mocha itself runs on the one that runs this. */
const NODE_OF = { 3.1: '20', 4.1: '20', '5.0': '24' };
/** The page of the demo is no part of the editor, and runs on the Node-RED of the project only. */
const ALL = ['test/editor/**/*.test.ts', '--ignore', 'test/editor/dashboard.test.ts'];

const root = join(import.meta.dirname, '..');
const wanted = process.argv.slice(2);
const versions = Object.keys(NODE_OF).filter((version) => wanted.includes(version));
const specs = wanted.filter((each) => !(each in NODE_OF));

setUp();
const failed = (versions.length > 0 ? versions : Object.keys(NODE_OF)).filter((version) => !isGreen(version));
if (failed.length > 0) console.error(`Failed on Node-RED ${failed.join(' and ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

function isGreen(version) {
  const env = {
    ...process.env,
    NODE_RED_DIR: installNodeRed(version),
    NODE_RED_NODE: programOf(NODE_OF[version]),
  };
  console.log(`\nNode-RED ${version} on Node.js ${NODE_OF[version]}`);
  const mocha = ['node_modules/mocha/bin/mocha.js', ...(specs.length > 0 ? specs : ALL)];
  return spawnSync(process.execPath, mocha, { cwd: root, stdio: 'inherit', env }).status === 0;
}
