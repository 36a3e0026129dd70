// `npm run bench`, `npm run bench:day`: sets itself up and measures. Compiled like the package, because what runs
// TypeScript without that adds code of its own. See bench/index.ts.
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setUp } from './setup.mjs';

const cwd = join(import.meta.dirname, '..');
setUp();
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'bench'], { cwd, stdio: 'inherit' });
const { status } = spawnSync(process.execPath, ['.bench/js/bench/index.js', ...process.argv.slice(2)], {
  cwd,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
