// Builds what Node-RED loads: CommonJS from TypeScript, the editor's script, and the files that stand beside them.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';

const root = join(import.meta.dirname, '..');
process.chdir(root);
for (const made of ['dist', 'resources']) rmSync(made, { recursive: true, force: true });

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});
buildSync({
  entryPoints: ['nodes/editor/index.ts'],
  bundle: true,
  format: 'iife',
  globalName: 'netatmoTruetemp',
  target: 'es2020',
  outfile: 'resources/editor.js',
});
const beside = readdirSync('nodes', { recursive: true, encoding: 'utf8' }).filter(
  (name) => /\.(html|json|svg)$/.test(name) && !name.startsWith('editor'),
);
for (const name of beside) {
  const target = join('dist/nodes', name);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(join('nodes', name), target);
}
