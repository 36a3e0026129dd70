import { fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { BASELINE, readRun, writeRun } from './baseline';
import { writePages } from './page';
import { isFull, isPart, PARTS, type Part, type Results, type Run } from './results';
import { compare, type Comparison } from './slips';
import { thisMachine } from './support/machine';
import { ROOT } from './support/root';

const OUT = join(ROOT, '.bench/results.json');

/**
 * Measures the parts named on the command line, all if none is; prints tables and writes JSON.
 * `--baseline` keeps the run as that of this release and writes the page, `--page` only writes the page anew, and
 * `--strict` fails when something has slipped.
 */
async function main(args: readonly string[]): Promise<void> {
  const flags = new Set(args.filter((arg) => arg.startsWith('--')));
  if (flags.has('--page')) return writePages(readRun(BASELINE));
  const parts = args.filter((arg) => !arg.startsWith('--'));
  const run = await measure(parts.length > 0 ? parts : Object.keys(PARTS));
  writeRun(OUT, run);
  console.log(`\nWritten to ${relative(ROOT, OUT)}`);
  const slips = existsSync(BASELINE) ? report(readRun(BASELINE), run) : [];
  if (flags.has('--baseline')) {
    if (!isFull(run)) throw new Error('A baseline needs all parts');
    writeRun(BASELINE, run);
    await writePages(run);
  } else if (flags.has('--strict') && slips.length > 0) process.exitCode = 1;
}

async function measure(names: readonly string[]): Promise<Run> {
  const results: Partial<Record<Part, unknown>> = {};
  for (const name of names) {
    if (!isPart(name)) throw new Error(`Choose some of ${Object.keys(PARTS).join(', ')}`);
    const figures = await inProcess(name);
    results[name] = figures;
    console.log(`\n${name}`);
    console.table(Array.isArray(figures) ? figures : [figures]);
  }
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return { version, machine: thisMachine(), results: results as Partial<Results> };
}

function inProcess(part: Part): Promise<unknown> {
  const child = fork(join(__dirname, 'part.js'), [part], { cwd: ROOT, execArgv: ['--expose-gc'] });
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`${part} ended with ${String(code)}`)));
  });
}

/** Prints every figure beside the last release's. @returns what has slipped */
function report(before: Run, now: Run): Comparison[] {
  const all = compare(before, now);
  console.log(`\nbeside version ${before.version}, by ratio`);
  console.table(all.map(({ isSlip, ...figures }) => ({ ...figures, slip: isSlip ? 'SLIP' : '' })));
  const slips = all.filter(({ isSlip }) => isSlip);
  for (const { what, before: was, now: is, factor } of slips)
    console.log(`SLIP  ${what}: was ${was}, is ${is}${factor === null ? '' : `, ${factor} ×`}`);
  console.log(slips.length === 0 ? 'Nothing has slipped.' : `${slips.length} of ${all.length} have slipped.`);
  return slips;
}

void main(process.argv.slice(2));
