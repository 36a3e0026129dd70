// Other versions of Node-RED and Node.js, and tools that are too big to be dependencies. They lie in `.matrix`, outside
// the repository, and are kept for the next time.
//   NODE_22=/path/to/node   a Node.js that is there already, instead of the package of its maintainers
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const store = join(import.meta.dirname, '../.matrix');

/** Installs one package into a folder of its own; no install script runs. @returns where it is */
export function install(spec, name) {
  const folder = join(store, spec.replace(/[^\w.-]/g, '_'));
  const found = join(folder, 'node_modules', name);
  if (existsSync(join(found, 'package.json'))) return found;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--omit=optional', '--loglevel=error'];
  const { status } = spawnSync('npm', ['install', ...flags, spec], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`${spec} could not be installed`);
  return found;
}

/** The newest Node-RED of a version such as 4.1. @returns its folder */
export const installNodeRed = (version) => install(`node-red@~${version}.0`, 'node-red');

/** The program of this major version of Node.js: the one that runs this, a named one, or one from npm. */
export function programOf(major) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const named = process.env[`NODE_${major}`];
  if (named) return named;
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = install(`${name}@${major}`, name);
  return join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}
