// Builds what Node-RED loads: CommonJS from TypeScript, the editor's script, and the files that stand beside them.
// Made aside and put in place at the end, so that a failed build leaves the last good one.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';

process.chdir(join(import.meta.dirname, '..'));
const aside = `.build-${process.pid}`;
const made = ['dist', 'resources'];
rmSync(aside, { recursive: true, force: true });

const compiler = 'node_modules/typescript/bin/tsc';
execFileSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', join(aside, 'dist')], {
  stdio: 'inherit',
});
buildSync({
  entryPoints: ['nodes/editor/index.ts'],
  bundle: true,
  minify: true,
  format: 'iife',
  globalName: 'netatmoTruetemp',
  target: 'es2020',
  outfile: join(aside, 'resources/editor.js'),
});
const beside = readdirSync('nodes', { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.(html|json|svg)$/.test(name),
);
for (const name of beside.filter((each) => !each.startsWith('editor'))) {
  const target = join(aside, 'dist/nodes', name);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(join('nodes', name), target);
}
for (const folder of made) {
  rmSync(folder, { recursive: true, force: true });
  renameSync(join(aside, folder), folder);
}
rmSync(aside, { recursive: true });
