import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { npm } from './npm.mjs';

/** What a new file may be for others, as on most machines. npm packs it as it is, so it is part of the hash. */
const UMASK = 0o022;

/**
 * Builds and packs what is committed, in a clone of its own, with the dependencies that are installed here.
 * @returns where the tarball is, and its hash
 */
export function packClone(root, folder) {
  process.umask(UMASK);
  mkdirSync(dirname(folder), { recursive: true });
  execFileSync('git', ['clone', '--quiet', root, folder], { stdio: 'inherit' });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: folder, stdio: 'inherit' });
  // A list up to npm 11, by name from 12 on.
  const [{ filename, integrity }] = Object.values(
    JSON.parse(npm(folder, 'pack', '--json', '--ignore-scripts')),
  );
  return { tarball: join(folder, filename), integrity };
}
