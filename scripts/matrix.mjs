// `npm run matrix`: the end-to-end tests on every supported pair of Node-RED and Node.js; `npm run matrix -- 3.1x20 5.0x24`
// runs these only.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUp } from './setup.mjs';
import { install, installNodeRed, programOf } from './store.mjs';

const root = join(import.meta.dirname, '..');
const NODES = ['20', '22', '24'];
/** An example of ours needs it. */
const HOME_ASSISTANT_NODES = 'node-red-contrib-home-assistant-websocket';
/**
 * By version of Node-RED: the versions of Node.js that it runs on. 5.0 asks for 22.9 or later; 3.1 does not start on 24,
 * which has no `util.log` any more.
 */
const PAIRS = { 3.1: ['20', '22'], 4.1: NODES, '5.0': ['22', '24'] };

const wanted = process.argv.slice(2);
const pairs = Object.entries(PAIRS)
  .flatMap(([red, nodes]) => nodes.map((node) => ({ red, node, name: `${red}x${node}` })))
  .filter(({ name }) => wanted.length === 0 || wanted.includes(name));
if (pairs.length === 0)
  throw new Error(`Choose some of ${Object.keys(PAIRS).join(', ')} x ${NODES.join(', ')}`);

/** Runs the tests on one pair. */
function run({ red, node }) {
  const program = programOf(node);
  const nodeRed = installNodeRed(red);
  const scratch = mkdtempSync(join(tmpdir(), 'truetemp-matrix-'));
  const report = join(scratch, 'report.json');
  const reporter = ['--reporter', 'scripts/reporter.cjs', '--reporter-option', `output=${report}`];
  const mocha = ['node_modules/mocha/bin/mocha.js', ...reporter, 'test/e2e/**/*.test.ts'];
  const HOME_ASSISTANT_NODES_DIR = install(HOME_ASSISTANT_NODES, HOME_ASSISTANT_NODES);
  const env = { ...process.env, NODE_RED_DIR: nodeRed, HOME_ASSISTANT_NODES_DIR };
  const { status } = spawnSync(program, mocha, { cwd: root, stdio: 'inherit', env });
  const figures = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { passes: 0, failures: 1 };
  rmSync(scratch, { recursive: true, force: true });
  const version = spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.trim().slice(1);
  return {
    nodeRed: JSON.parse(readFileSync(join(nodeRed, 'package.json'), 'utf8')).version,
    node: version,
    passed: figures.passes,
    failed: figures.failures,
    isGreen: status === 0 && figures.failures === 0 && figures.passes > 0,
  };
}

setUp();
const results = pairs.map(run);
console.table(results);
// Only a full run is worth keeping.
if (wanted.length === 0)
  writeFileSync(join(root, 'bench/matrix.json'), `${JSON.stringify(results, null, 2)}\n`);
process.exitCode = results.every(({ isGreen }) => isGreen) ? 0 : 1;
