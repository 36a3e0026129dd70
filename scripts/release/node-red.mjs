import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { start } from '../node-red.mjs';
import { npm } from './npm.mjs';

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
export async function nodesAfterInstall({ name, spec, flags = [], userDir }) {
  mkdirSync(userDir, { recursive: true });
  writeFileSync(join(userDir, 'package.json'), '{ "name": "node-red-project", "private": true }\n');
  npm(userDir, 'install', ...PALETTE, '--engine-strict', ...flags, spec);
  const nodeRed = await start(userDir);
  try {
    const answer = await fetch(`${nodeRed.url}nodes`, { headers: { accept: 'application/json' } });
    return (await answer.json()).filter(({ module }) => module === name);
  } finally {
    await nodeRed.stop();
  }
}
