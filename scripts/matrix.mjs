// `npm run matrix`: the end-to-end tests on every supported pair of Node-RED and Node.js. What it installs lies in
// `.matrix`, outside the repository, and is kept for the next time; `npm run matrix -- 3.1x20 5.0x24` runs these only.
//   NODE_22=/path/to/node   a Node.js that is there already, instead of the package of its maintainers
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUp } from './setup.mjs';

const root = join(import.meta.dirname, '..');
const store = join(root, '.matrix');
const NODES = ['20', '22', '24'];
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

/** Installs one package into a folder of its own. @returns where it is */
function install(spec, name) {
  const folder = join(store, spec.replace(/[^\w.-]/g, '_'));
  const found = join(folder, 'node_modules', name);
  if (existsSync(join(found, 'package.json'))) return found;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--omit=optional', '--loglevel=error'];
  const { status } = spawnSync('npm', ['install', ...flags, spec], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`${spec} could not be installed`);
  return found;
}

/** The program of this major version of Node.js: the one that runs this, a named one, or one from npm. */
function programOf(major) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const named = process.env[`NODE_${major}`];
  if (named) return named;
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = install(`${name}@${major}`, name);
  return join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** Runs the tests on one pair. */
function run({ red, node }) {
  const program = programOf(node);
  const nodeRed = install(`node-red@~${red}.0`, 'node-red');
  const scratch = mkdtempSync(join(tmpdir(), 'truetemp-matrix-'));
  const report = join(scratch, 'report.json');
  const reporter = ['--reporter', 'scripts/reporter.cjs', '--reporter-option', `output=${report}`];
  const mocha = ['node_modules/mocha/bin/mocha.js', ...reporter, 'test/e2e/**/*.test.ts'];
  const env = { ...process.env, NODE_RED_DIR: nodeRed };
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
