// `npm run bench`, `npm run bench:day`: sets itself up and measures. See bench/index.ts.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setUp } from './setup.mjs';

setUp();
const args = ['--expose-gc', '--import', 'tsx', 'bench/index.ts', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, args, {
  cwd: join(import.meta.dirname, '..'),
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
