// `npm run fuzz`: all properties with fresh inputs, 25 times as many. `npm run fuzz -- <files>` draws for some files only;
// FUZZ_MINUTES goes on with new seeds for that long. What it finds is printed as a line that finds it again.
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUp } from './setup.mjs';

const TIMES = 25;
const root = join(import.meta.dirname, '..');
const { FUZZ_SEED, FUZZ_MINUTES = '0' } = process.env;
setUp();

const files = process.argv.length > 2 ? process.argv.slice(2) : filesWithProperties();
const end = Date.now() + Number(FUZZ_MINUTES) * 60_000;
let rounds = 0;
let failed = 0;
do {
  const seed = Number(FUZZ_SEED ?? randomInt(2 ** 31));
  console.log(`Round ${(rounds += 1)}, seed ${seed}`);
  failed += round(seed);
} while (Date.now() < end);
console.log(`${rounds} rounds, ${failed} failures`);
process.exitCode = failed === 0 ? 0 : 1;

/** Draws for all files once. @returns how many tests failed */
function round(seed) {
  const scratch = mkdtempSync(join(tmpdir(), 'truetemp-fuzz-'));
  const output = join(scratch, 'report.json');
  const env = {
    ...process.env,
    FUZZ_TIMES: process.env.FUZZ_TIMES ?? String(TIMES),
    FUZZ_SEED: String(seed),
  };
  const options = ['--timeout', '0', '--reporter', 'json', '--reporter-option', `output=${output}`];
  const mocha = ['node_modules/mocha/bin/mocha.js', ...options, ...files];
  const { status } = spawnSync(process.execPath, mocha, {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    const { failures } = JSON.parse(readFileSync(output, 'utf8'));
    for (const failure of failures) tell(failure, seed);
    return failures.length || Number(status !== 0);
  } catch {
    console.error('The tests did not end.');
    return 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Prints what failed, and the line that draws the same input again. */
function tell({ fullTitle, file, err }, seed) {
  const path = /path: "([\d:]+)"/.exec(err.message)?.[1];
  const again = `FUZZ_SEED=${seed}${path ? ` FUZZ_PATH=${path}` : ''} npm run fuzz -- ${file.slice(root.length + 1)}`;
  console.error(`\n${fullTitle}\n${err.message}\n${again} --grep ${JSON.stringify(fullTitle)}`);
}

function filesWithProperties() {
  return readdirSync(join(root, 'test'), { recursive: true })
    .map((file) => join('test', file))
    .filter((file) => file.endsWith('.test.ts'))
    .filter((file) => readFileSync(join(root, file), 'utf8').includes("from 'fast-check'"));
}
