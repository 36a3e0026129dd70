import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { freePort } from '../../support/ports';

/** The built package under test; another one (unpacked, say) can be named. */
const PACKAGE = process.env['PACKAGE_DIR'] ?? resolve(__dirname, '../../..');

/** The Node-RED to start; `npm run matrix` names others. */
const NODE_RED = process.env['NODE_RED_DIR'] ?? dirname(require.resolve('node-red/package.json'));

export interface NodeRedOptions {
  /** More lines of the settings file, as JavaScript: `name: value,`. */
  readonly settings?: string;
  /** No name of Netatmo's can be looked up, as on a machine without a network. */
  readonly isOffline?: boolean;
  /** More environment variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** Other packages in its palette: their folders, by name. */
  readonly packages?: Readonly<Record<string, string>>;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** From 4.1 on, a Catch node gets the code of an error; before that, its text and what the message carries. */
export const CATCH_GETS_CODES = (() => {
  const { version } = JSON.parse(readFileSync(join(NODE_RED, 'package.json'), 'utf8')) as { version: string };
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 4 || (major === 4 && minor >= 1);
})();

/** What Node-RED is told before anything else on a machine without a network. */
const NO_NETWORK = `
const dns = require('node:dns');
const { lookup } = dns;
dns.lookup = (host, options, callback = options) => {
  if (!/(^|\\.)netatmo\\.com$/i.test(host)) return lookup(host, options, callback);
  process.nextTick(callback, Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
};`;

/** Processes that a test has left behind end with the tests. */
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** A real Node-RED in a process and a user directory of its own. */
export class NodeRed {
  readonly url: string;
  readonly #userDir: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #output = '';

  static async start(options: NodeRedOptions = {}): Promise<NodeRed> {
    const userDir = mkdtempSync(join(tmpdir(), 'truetemp-e2e-'));
    const packages = { '@truetemp/node-red-netatmo': PACKAGE, ...options.packages };
    for (const [name, folder] of Object.entries(packages)) {
      const link = join(userDir, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(folder, link, 'dir');
    }
    const port = await freePort();
    writeFileSync(join(userDir, 'settings.js'), settings(port, userDir, options.settings ?? ''));
    writeFileSync(join(userDir, 'no-network.cjs'), NO_NETWORK);
    const before = options.isOffline ? ['--require', join(userDir, 'no-network.cjs')] : [];
    const nodeRed = new NodeRed(userDir, port, before, options.env);
    await nodeRed.#started(1);
    return nodeRed;
  }

  private constructor(
    userDir: string,
    port: number,
    before: readonly string[],
    env: NodeRedOptions['env'] = {},
  ) {
    this.url = `http://127.0.0.1:${String(port)}`;
    this.#userDir = userDir;
    const args = [...before, join(NODE_RED, 'red.js'), '-u', userDir];
    this.#child = spawn(process.execPath, args, {
      cwd: userDir,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(this.#child);
    const read = (chunk: Buffer): void => void (this.#output += chunk.toString());
    this.#child.stdout?.on('data', read);
    this.#child.stderr?.on('data', read);
    this.#ended = new Promise((done) => this.#child.once('exit', done));
  }

  /** Everything that it has printed. */
  get output(): string {
    return this.#output;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** How often it has said that flows run. */
  get #starts(): number {
    return this.#output.split(/Started (?:modified )?(?:flows|nodes)/).length - 1;
  }

  async #started(times: number): Promise<void> {
    while (this.#starts < times) {
      if (!this.isAlive) throw new Error(`Node-RED ended early:\n${this.#output}`);
      await Promise.race([new Promise((next) => this.#child.stdout?.once('data', next)), this.#ended]);
    }
  }

  /** Deploys flows, credentials inline, and waits until they run. */
  async deploy(flows: readonly object[], type = 'full', headers: Record<string, string> = {}): Promise<void> {
    const before = this.#starts;
    const { status, body } = await this.ask(
      'POST',
      'flows',
      { flows },
      {
        'node-red-api-version': 'v2',
        'node-red-deployment-type': type,
        ...headers,
      },
    );
    if (status !== 200) throw new Error(`The deploy was refused: ${JSON.stringify(body)}`);
    await this.#started(before + 1);
  }

  /** One http request to it, with a JSON body if any; a body that is no JSON is given as text. */
  async ask(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const answer = await fetch(`${this.url}/${path}`, {
      method,
      headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: parse(text) };
  }

  /** The headers that the editor's own requests to our endpoints carry. @param headers what lets it in */
  async asEditor(headers: Record<string, string> = {}): Promise<Record<string, string>> {
    const { body } = await this.ask('GET', 'netatmo-truetemp/token', undefined, headers);
    return { 'x-netatmo-truetemp': (body as { token: string }).token };
  }

  /** Asks it to end, as systemd and Docker do. @returns its exit code, null if a signal had to end it */
  terminate(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.#ended;
  }

  /** Ends it in any case and takes its directory away. */
  async dispose(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
    running.delete(this.#child);
    rmSync(this.#userDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

const settings = (port: number, userDir: string, more: string): string => `module.exports = {
  uiHost: '127.0.0.1',
  uiPort: ${String(port)},
  flowFile: ${JSON.stringify(join(userDir, 'flows.json'))},
  credentialSecret: 'end to end',
  telemetry: { enabled: false, updateNotification: false },
  lang: 'en-US',
  logging: { console: { level: 'info', audit: true } },
  ${more}
};`;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
