import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { npm } from './npm.mjs';

/** How long Node-RED may take to start, ms. */
const PATIENCE = 60_000;
/** How often it is asked whether it has, ms. */
const ASK_EVERY = 250;
/** As Node-RED's palette installs. */
const PALETTE = [
  '--no-audit',
  '--no-update-notifier',
  '--no-fund',
  '--save',
  '--save-prefix=~',
  '--omit=dev',
];

/**
 * Installs the package into a fresh user directory, as the palette does, starts Node-RED on it and asks it for its nodes.
 * @param spec what npm installs: a tarball, the address of a repository …
 * @param flags more for npm
 * @returns the sets of nodes that Node-RED has of the package, each with `id`, `version`, `enabled` and `err`
 */
export async function nodesAfterInstall({ root, name, spec, flags = [], userDir }) {
  mkdirSync(userDir, { recursive: true });
  writeFileSync(join(userDir, 'package.json'), '{ "name": "node-red-project", "private": true }\n');
  npm(userDir, 'install', ...PALETTE, '--engine-strict', ...flags, spec);
  const port = await freePort();
  const args = [join(root, 'node_modules/node-red/red.js'), '--userDir', userDir, '--port', String(port)];
  const child = spawn(process.execPath, [...args, '--define', 'uiHost=127.0.0.1'], { stdio: 'ignore' });
  try {
    const nodes = await ask(`http://127.0.0.1:${port}/nodes`, child);
    return nodes.filter(({ module }) => module === name);
  } finally {
    child.kill('SIGKILL');
  }
}

async function ask(url, child) {
  for (const end = performance.now() + PATIENCE; performance.now() < end; await wait(ASK_EVERY)) {
    if (child.exitCode !== null) throw new Error('Node-RED ended early');
    const answer = await fetch(url, { headers: { accept: 'application/json' } }).catch(() => undefined);
    if (answer?.ok) return answer.json();
  }
  throw new Error('Node-RED does not start');
}

const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
