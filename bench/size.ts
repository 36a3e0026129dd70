import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { round } from './support/figures';
import { megabytes } from './support/heap';
import { ROOT } from './support/root';

/** What lies on the disk of a user, MB of 1,048,576 bytes. */
export interface SizeFigures {
  readonly name: string;
  readonly files: number;
  readonly megabytes: number;
}

/** What `npm pack` would put into the package, as npm tells. */
export interface Packed {
  readonly filename: string;
  readonly integrity: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly dev?: boolean; readonly devOptional?: boolean; readonly optional?: boolean }>
  >;
}

/** Packs what is built. @param folder where; only tells when there is none */
export function pack(folder?: string, cwd = ROOT): Packed {
  // npm itself, not a shell: on Windows `npm` is a batch file. `npm test` tells where it is.
  const npm = process.env['npm_execpath'];
  const [command, ...first] = npm ? [process.execPath, npm] : ['npm'];
  const where = folder === undefined ? ['--dry-run'] : ['--pack-destination', folder];
  const args = [...first, 'pack', '--json', '--ignore-scripts', ...where];
  const output = execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  // A list up to npm 11, by name from 12 on.
  const [packed] = Object.values(JSON.parse(output) as Record<string, Packed>);
  if (!packed) throw new Error('npm packed nothing');
  return packed;
}

/** The package and each package that npm installs with it, the largest first after our own. */
export function measureSize(): SizeFigures[] {
  const { unpackedSize, files } = pack();
  const own = { name: 'this package', files: files.length, megabytes: round(megabytes(unpackedSize)) };
  const others = broughtAlong().map((path) => {
    const sizes = sizesIn(join(ROOT, path));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    return {
      name: path.replace(/^node_modules\//, ''),
      files: sizes.length,
      megabytes: round(megabytes(bytes)),
    };
  });
  return [own, ...others.sort((a, b) => b.megabytes - a.megabytes)];
}

/** MB in all. */
export const totalOf = (sizes: readonly SizeFigures[]): number =>
  round(sizes.reduce((sum, each) => sum + each.megabytes, 0));

/** Where the packages lie that a user gets, by the lock file. */
function broughtAlong(): string[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lock;
  return Object.entries(packages)
    .filter(([path, { dev, devOptional, optional }]) => path !== '' && !dev && !devOptional && !optional)
    .map(([path]) => path);
}

const sizesIn = (folder: string): number[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => statSync(join(each.parentPath, each.name)).size);
