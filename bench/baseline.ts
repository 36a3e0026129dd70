import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Run } from './results';
import { ROOT } from './support/root';

/** The figures of the last release, which the page shows. */
export const BASELINE = join(ROOT, 'bench/baseline.json');

/** The run that a file holds. */
export const readRun = (path: string): Run => JSON.parse(readFileSync(path, 'utf8')) as Run;

/** Keeps a run, in the form that the formatter gives it. */
export function writeRun(path: string, run: Run): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(run, null, 2)}\n`);
}
