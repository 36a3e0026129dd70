import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The built package under test; another one (unpacked, say) can be named. */
const PACKAGE = process.env['PACKAGE_DIR'] ?? resolve(__dirname, '../..');

/**
 * Puts the package into a user directory as a link, which is quick.
 * @param beside folders of other packages, to be put there too
 */
export function link(userDir: string, beside: readonly string[] = []): void {
  const dependencies: Record<string, string> = {};
  for (const path of [PACKAGE, ...beside]) {
    const { name } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as { name: string };
    const place = join(userDir, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(path, place, 'dir');
    dependencies[name] = `file:${path}`;
  }
  // Node-RED loads what is named there.
  writeFileSync(join(userDir, 'package.json'), JSON.stringify({ private: true, dependencies }));
}

/** Installs the package as users get it: what would be published, with npm, and what it depends on. */
export function install(userDir: string): void {
  // Without it npm would look for a project further up.
  writeFileSync(join(userDir, 'package.json'), '{ "private": true }');
  npm(PACKAGE, 'pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', userDir);
  const tarball = readdirSync(userDir).find((name) => name.endsWith('.tgz'));
  npm(
    userDir,
    'install',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--loglevel=error',
    `./${tarball ?? ''}`,
  );
}

/** Not through a shell: on Windows `npm` is a batch file. npm tells its scripts where it is. */
function npm(cwd: string, ...args: string[]): void {
  const program = process.env['npm_execpath'];
  const [command, ...first] = program ? [process.execPath, program] : ['npm'];
  execFileSync(command, [...first, ...args], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}
