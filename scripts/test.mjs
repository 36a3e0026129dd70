// `npm test`: sets itself up, runs everything but the browser tests and ends with one line of figures.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUp } from './setup.mjs';

const root = join(import.meta.dirname, '..');
setUp();

const scratch = mkdtempSync(join(tmpdir(), 'truetemp-test-'));
const report = join(scratch, 'report.json');
const results = join(scratch, 'results.jsonl');
const isEverything = process.argv.length === 2;
// Files side by side halve the time on two cores. Named ones, which may need a browser each, run one after another; so do
// all where it is noted which code they run, since mocha ends its workers before they have written that down.
const isNoted = process.env.NODE_V8_COVERAGE !== undefined;
const jobs = isEverything && !isNoted ? ['--parallel', '--jobs', String(availableParallelism())] : [];
const specs = isEverything ? ['test/**/*.test.ts', '--ignore', 'test/editor/**'] : process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/mocha/bin/mocha.js',
    '--reporter',
    'scripts/reporter.cjs',
    '--reporter-option',
    `output=${report}`,
    ...jobs,
    ...specs,
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, RELIABILITY_RESULTS: results } },
);
let { passes, failures } = readFigures();
if (isEverything) {
  if (await isPageTrue()) passes += 1;
  else failures += 1;
}
rmSync(scratch, { recursive: true, force: true });
console.log(`${passes} passed, ${failures} failed`);
process.exitCode = status === 0 && failures === 0 && passes > 0 ? 0 : 1;

/** Whether docs/reliability.md says what this run has counted; if not, says where. */
async function isPageTrue() {
  // Prettier, which formats the page, may have been installed just now.
  const { firstDifference, PAGE, pageOf, readResults } = await import('./reliability/page.mjs');
  const difference = firstDifference(await pageOf(readResults(results)));
  if (difference !== null)
    console.error(
      `${PAGE} is not what the tests have counted; npm run reliability makes it anew.\n${difference}`,
    );
  return difference === null;
}

function readFigures() {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { passes: 0, failures: 1 };
  }
}
