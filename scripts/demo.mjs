// `npm start`: Node-RED with this package, FlowFuse Dashboard and a simulated home, in a user directory of its own.
// `--no-setup` is for tests, which have set themselves up already.
import { spawn } from 'node:child_process';
import { cpSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setInterval } from 'node:timers';
import { configure, link, root } from './node-red.mjs';
import { setUp } from './setup.mjs';

/** Node-RED's own port. */
const DEFAULT_PORT = 1880;
/** Node-RED stops within this, or is ended, ms. */
const STOP_MS = 1_500;
/** Pause between two looks whether Node-RED answers, or whether npm is still there, ms. */
const LOOK_MS = 200;

const port = Number(process.env.PORT ?? DEFAULT_PORT);
const editor = `http://127.0.0.1:${port}/`;
const dashboard = `${editor}dashboard/rooms`;
/** A folder for each demo that runs, by its port. */
const demos = join(root, '.demo');
const userDir = join(demos, String(port));

const trouble = await troubleWithPort();
if (trouble) fail(trouble);
else if (prepare()) run();

function prepare() {
  try {
    if (!process.argv.includes('--no-setup')) setUp();
  } catch {
    fail('The set-up did not work; the lines above say why. It needs npm, and the internet the first time.');
    return false;
  }
  makeUserDir();
  return true;
}

/** What is wrong with the port, in a sentence; undefined when it is free. */
function troubleWithPort() {
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    return 'PORT must be a number from 1 to 65535, as in: PORT=1881 npm start';
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', ({ code }) =>
      done(
        code === 'EADDRINUSE'
          ? `Port ${port} is in use, perhaps by another Node-RED. Choose another one, as in: PORT=${port + 1} npm start`
          : `Port ${port} cannot be used here (${code}). Choose another one, as in: PORT=1881 npm start`,
      ),
    );
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(undefined)));
  });
}

/** A user directory as if both packages had been installed from the palette, with the demo's flow as it was made. */
function makeUserDir() {
  rmSync(userDir, { recursive: true, force: true });
  link(userDir, root, join(root, 'node_modules/@flowfuse/node-red-dashboard'));
  cpSync(join(root, 'demo/flow.json'), join(userDir, 'flows.json'));
  // Loaded before Node-RED's nodes: the demo's home replaces the one that users get.
  const home = JSON.stringify(join(root, 'demo/home.cjs'));
  configure(userDir, port, { more: `functionGlobalContext: { demoHome: require(${home}) }` });
}

function run() {
  const program = [join(root, 'demo/start.cjs'), join(root, 'node_modules/node-red/red.js')];
  const nodeRed = spawn(process.execPath, [...program, '-u', userDir], {
    cwd: userDir,
    // The simulated home stands in Paris, and statuses tell its time.
    env: { ...process.env, TZ: 'Europe/Paris' },
    stdio: 'inherit',
  });
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    nodeRed.kill('SIGTERM');
    setTimeout(() => nodeRed.kill('SIGKILL'), STOP_MS).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  if (process.env.npm_lifecycle_event) stopWithParent(stop);
  nodeRed.once('exit', () => {
    rmSync(userDir, { recursive: true, force: true });
    if (readdirSync(demos).length === 0) rmdirSync(demos);
    if (!isStopping) fail('Node-RED ended by itself; the lines above say why.');
    isStopping = true;
  });
  void announce(() => isStopping);
}

/** npm hands a signal to its shell, which dies of it and tells nobody. */
function stopWithParent(stop) {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && stop(), LOOK_MS).unref();
}

/** Says where to look once the dashboard is there; Node-RED's own lines come in many languages. */
async function announce(isOver) {
  while (!isOver()) {
    const isThere = await fetch(dashboard).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) break;
    await new Promise((resume) => setTimeout(resume, LOOK_MS));
  }
  if (isOver()) return;
  console.log(`
The demo home is running, an hour of it in a minute. Nothing of it leaves this machine.

  Dashboard  ${dashboard}
  Editor     ${editor}

Ctrl-C stops it.
`);
}

function fail(sentence) {
  console.error(sentence);
  process.exitCode = 1;
}
