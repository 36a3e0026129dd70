// A Node-RED of its own for a script: in a user directory of its own, heard on this machine only.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';

/** How long it may take to start, ms. */
const PATIENCE = 60_000;

export const root = join(import.meta.dirname, '..');

/** Puts packages into a user directory as if they had been installed from the palette. @param folders where they are */
export function link(userDir, ...folders) {
  const dependencies = {};
  for (const folder of folders) {
    const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const place = join(userDir, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(folder, place, 'junction');
    dependencies[name] = `file:${folder}`;
  }
  writeFileSync(
    join(userDir, 'package.json'),
    JSON.stringify({ name: 'node-red-project', private: true, dependencies }),
  );
}

/**
 * Writes its settings file.
 * @param more of them, as JavaScript: `name: value`
 * @param before what runs first, as JavaScript
 */
export function configure(userDir, port, { more = '', before = '' } = {}) {
  const settings = {
    uiHost: '127.0.0.1',
    uiPort: port,
    // Absolute: a file of that name in the current folder would go first.
    flowFile: join(userDir, 'flows.json'),
    credentialSecret: randomBytes(32).toString('hex'),
    editorTheme: { tours: false },
    telemetry: { enabled: false, updateNotification: false },
  };
  const text = `${before}\nmodule.exports = { ...${JSON.stringify(settings, null, 2)}, ${more} };\n`;
  writeFileSync(join(userDir, 'settings.js'), text);
}

/**
 * Starts one in English; resolves when its flows run.
 * @param nodeRed its folder
 * @param program the Node.js that it runs on
 * @returns its address, with a / at the end, and `stop`
 */
export async function start(
  userDir,
  { nodeRed = join(root, 'node_modules/node-red'), program = process.execPath, env = {}, ...settings } = {},
) {
  const port = await freePort();
  configure(userDir, port, { ...settings, more: `lang: 'en-US', ${settings.more ?? ''}` });
  const child = spawn(program, [join(nodeRed, 'red.js'), '--userDir', userDir], {
    cwd: userDir,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((done) => child.once('exit', done));
  const stop = async () => {
    child.kill();
    await ended;
  };
  const tooLate = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  const hasStarted = new Promise((done) => {
    child.stdout.on('data', (text) => String(text).includes('Started flows') && done(true));
  });
  if (!(await Promise.race([hasStarted, ended.then(() => false)])))
    throw new Error('Node-RED does not start');
  clearTimeout(tooLate);
  return { url: `http://127.0.0.1:${port}/`, stop };
}

const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
