// `npm run scorecard`: what the flow library (flows.nodered.org) would say of the package, from its own tool and about
// exactly what would be published. Fails unless everything is green but D03, and that for undici alone.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HELD_BACK, wrongIn } from './scorecard/judge.mjs';
import { setUp } from './setup.mjs';
import { install } from './store.mjs';

/** Installed beside the project: what it depends on is older than what we would let into ours. */
const TOOL = { name: 'node-red-dev', version: '0.1.6' };

const root = join(import.meta.dirname, '..');
setUp();
const tool = install(`${TOOL.name}@${TOOL.version}`, TOOL.name);
const scratch = mkdtempSync(join(tmpdir(), 'truetemp-scorecard-'));
try {
  const wrong = wrongIn(scorecardOf(unpack()));
  if (wrong.length === 0) console.log(`The scorecard is green, ${HELD_BACK.check} for undici aside.`);
  else console.error(`Not green:\n${wrong.join('\n')}`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true });
}

/** Packs the package and unpacks it. @returns where it is */
function unpack() {
  const options = { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] };
  execFileSync(
    'npm',
    ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', scratch],
    options,
  );
  const tarball = readdirSync(scratch).find((name) => name.endsWith('.tgz'));
  execFileSync('tar', ['-xzf', tarball], { cwd: scratch });
  return join(scratch, 'package');
}

function scorecardOf(path) {
  const output = join(scratch, 'scorecard.json');
  const withoutInternet = join(import.meta.dirname, 'scorecard/without-internet.cjs');
  const command = ['--require', withoutInternet, 'bin/run', 'validate', '--path', path, '--output', output];
  // It ends with 0 whatever it found; its file tells.
  execFileSync(process.execPath, command, { cwd: tool, stdio: ['ignore', 'inherit', 'inherit'] });
  return JSON.parse(readFileSync(output, 'utf8'));
}
