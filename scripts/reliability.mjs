// `npm run reliability`: runs every test that is a row of docs/reliability.md and writes that page anew.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pageOf, PAGE, readResults } from './reliability/page.mjs';
import { setUp } from './setup.mjs';

const root = join(import.meta.dirname, '..');
setUp();

/** Test files that note what they have counted. */
const specs = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join('test', name))
  .filter((name) => /\/support\/results'/.test(readFileSync(join(root, name), 'utf8')))
  .sort();

const scratch = mkdtempSync(join(tmpdir(), 'truetemp-reliability-'));
const results = join(scratch, 'results.jsonl');
const { status } = spawnSync(process.execPath, ['node_modules/mocha/bin/mocha.js', ...specs], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, RELIABILITY_RESULTS: results },
});
writeFileSync(join(root, PAGE), await pageOf(readResults(results)));
rmSync(scratch, { recursive: true, force: true });
console.log(`Wrote ${PAGE}`);
process.exitCode = status === 0 ? 0 : 1;
