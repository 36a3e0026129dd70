import { execFileSync } from 'node:child_process';

// npm itself, not a shell: on Windows `npm` is a batch file. `npm run` tells where it is.
const program = process.env['npm_execpath'];
const [command, ...first] = program ? [process.execPath, program] : ['npm'];

/** Runs npm in a folder, without what the npm around it has set. @returns what it prints */
export function npm(cwd, ...args) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  return execFileSync(command, [...first, ...args], {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
