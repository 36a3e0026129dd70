// The long forms of tests that `npm test` runs in short: `npm run kills`, `npm run redeploys`, `npm run soak`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setUp } from './setup.mjs';

const root = join(import.meta.dirname, '..');

/** By name: the test, and how much of it. */
const PROOFS = {
  kills: { test: 'test/storage/kill.test.ts', env: { KILLS: '200' } },
  redeploys: { test: 'test/proof/redeploys.test.ts', env: { REDEPLOYS: '200' } },
  soak: { test: 'test/proof/soak.test.ts', env: { SOAK_MINUTES: String(24 * 60) } },
};

const proof = PROOFS[process.argv[2]];
if (!proof) throw new Error(`Choose one of ${Object.keys(PROOFS).join(', ')}`);
setUp();
// The environment may ask for more or less: `KILLS=1000 npm run kills`.
const env = { ...proof.env, ...process.env };
const mocha = [join('node_modules', 'mocha', 'bin', 'mocha.js'), proof.test];
process.exitCode = spawnSync(process.execPath, mocha, { cwd: root, stdio: 'inherit', env }).status ?? 1;
