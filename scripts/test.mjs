// `npm test`: sets itself up, runs everything but the browser tests and ends with one line of figures.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUp } from './setup.mjs';

const root = join(import.meta.dirname, '..');
setUp();

const scratch = mkdtempSync(join(tmpdir(), 'truetemp-test-'));
const report = join(scratch, 'report.json');
const specs =
  process.argv.length > 2 ? process.argv.slice(2) : ['test/**/*.test.ts', '--ignore', 'test/editor/**'];
const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/mocha/bin/mocha.js',
    '--reporter',
    'scripts/reporter.cjs',
    '--reporter-option',
    `output=${report}`,
    ...specs,
  ],
  { cwd: root, stdio: 'inherit' },
);
const { passes, failures } = readFigures();
rmSync(scratch, { recursive: true, force: true });
console.log(`${passes} passed, ${failures} failed`);
process.exitCode = status === 0 && failures === 0 && passes > 0 ? 0 : 1;

function readFigures() {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { passes: 0, failures: 1 };
  }
}
