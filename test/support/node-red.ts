import { spawn, type ChildProcess } from 'node:child_process';
import { createDecipheriv, createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MINUTE } from '../../src/clock';
import { freePort } from './ports';
import { install, link } from './user-directory';

/** The Node-RED to start and the Node.js that it runs on; `npm run matrix` and `npm run test:editors` name others. */
const NODE_RED = process.env['NODE_RED_DIR'] ?? dirname(require.resolve('node-red/package.json'));
const NODE = process.env['NODE_RED_NODE'] ?? process.execPath;

/** From 4.1 on, a Catch node gets the code of an error; before that, its text and what the message carries. */
export const CATCH_GETS_CODES = (() => {
  const { version } = JSON.parse(readFileSync(join(NODE_RED, 'package.json'), 'utf8')) as { version: string };
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 4 || (major === 4 && minor >= 1);
})();

/** Somebody who may use the editor. */
export interface User {
  readonly name: string;
  readonly password: string;
}

/** What somebody may do, in Node-RED's own words: `*`, `read`, `flows.write` … */
export type Permissions = string | readonly string[];

export interface NodeRedOptions {
  /** Without any there is no flow file either, as on the first day. */
  readonly flows?: readonly object[];
  /** Installed by npm from what would be published, not linked. */
  readonly isInstalled?: boolean;
  /** Folders of other packages that its user directory holds. */
  readonly beside?: readonly string[];
  /** Who must sign in to the editor; when missing, nobody has to. */
  readonly user?: User;
  /** Or who is let in by which token. */
  readonly tokens?: Readonly<Record<string, Permissions>>;
  /** The path that its editor is served under; / when missing. */
  readonly adminRoot?: string;
  /** The path that its flows' own pages are served under; / when missing. */
  readonly nodeRoot?: string;
  /** The language of its statuses and errors; English when missing. */
  readonly lang?: string;
  /** More of its settings file. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A script that it loads before anything else. */
  readonly preload?: string;
  /** More environment variables. */
  readonly env?: Readonly<Record<string, string>>;
}

/** For {@link NodeRedOptions.preload}: no name can be looked up, as on a machine without a network. */
export const OFFLINE = join(__dirname, 'offline.cjs');

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** Node-RED's own word that flows run, in the languages that it speaks. */
const RUNS = /Started (?:modified )?(?:flows|nodes)|Flows sind gestartet|Flux démarrés|Flujos iniciados/;
/** How long a start may take on a slow machine, ms. */
const START_MS = 2 * MINUTE;
const SECRET = 'a secret of tests';

/** Processes that a test has left behind end with the tests. */
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** A real Node-RED in a process of its own. */
export class NodeRed {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #output = '';
  /** Whether a test has asked it to end. */
  #isAsked = false;

  /** Starts one with the package in a user directory of its own; resolves when its flows run. */
  static async start(options: NodeRedOptions = {}): Promise<NodeRed> {
    const userDir = mkdtempSync(join(tmpdir(), 'truetemp-node-red-'));
    if (options.isInstalled) install(userDir);
    else link(userDir, options.beside);
    if (options.flows) writeFileSync(join(userDir, 'flows.json'), JSON.stringify(options.flows));
    const port = await freePort();
    writeFileSync(join(userDir, 'settings.js'), settings(port, userDir, options));
    const before = options.preload ? ['--require', options.preload] : [];
    const child = spawn(NODE, [...before, join(NODE_RED, 'red.js'), '-u', userDir], {
      cwd: userDir,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return NodeRed.from(child, port, userDir, options);
  }

  /** One that is being started; resolves when its flows run. */
  static async from(
    child: ChildProcess,
    port: number,
    userDir: string,
    roots: Pick<NodeRedOptions, 'adminRoot' | 'nodeRoot'> = {},
  ): Promise<NodeRed> {
    const root = `http://127.0.0.1:${port}`;
    const urls = [`${root}${roots.adminRoot ?? ''}/`, `${root}${roots.nodeRoot ?? ''}/`] as const;
    const nodeRed = new NodeRed(child, userDir, ...urls);
    const tooLate = setTimeout(() => child.kill('SIGKILL'), START_MS);
    await nodeRed.#started(1).finally(() => clearTimeout(tooLate));
    return nodeRed;
  }

  private constructor(
    child: ChildProcess,
    readonly userDir: string,
    /** Of its editor, with a / at the end. */
    readonly url: string,
    /** Of what its flows serve, with a / at the end. */
    readonly pagesUrl: string,
  ) {
    this.#child = child;
    running.add(child);
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
        child.emit('said');
      });
    this.#ended = new Promise((done, failed) => child.once('exit', done).once('error', failed));
  }

  /** Everything that it has printed. */
  get output(): string {
    return this.#output;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Its command line and title, as everybody on the machine can see them; '' where the system does not tell. */
  get commandLine(): string {
    const files = ['cmdline', 'comm'].map((file) => `/proc/${String(this.#child.pid)}/${file}`);
    return files.map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')).join('');
  }

  /** Resolves when it has printed `text`. */
  says(text: string): Promise<void> {
    return this.#until(() => this.#output.includes(text));
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (!this.isAlive) throw new Error(`Node-RED ended early:\n${this.#output}`);
      await Promise.race([new Promise((next) => this.#child.once('said', next)), this.#ended]);
    }
  }

  /** How often it has said that flows run. */
  get #starts(): number {
    return this.#output.split(RUNS).length - 1;
  }

  #started(times: number): Promise<void> {
    return this.#until(() => this.#starts >= times);
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
    const answer = await fetch(this.url + path, {
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

  /** The stored credentials of each node, as its credentials file has them. */
  credentials(): Record<string, Record<string, string>> {
    return decrypt(readFileSync(join(this.userDir, 'flows_cred.json'), 'utf8'));
  }

  /** Asks it to end, as systemd and Docker do. @returns its exit code, null if a signal had to end it */
  terminate(): Promise<number | null> {
    this.#isAsked = true;
    this.#child.kill('SIGTERM');
    return this.#ended;
  }

  /** Ends it in any case and takes its directory away. @throws if it had ended without being asked */
  async dispose(): Promise<void> {
    const isGone = !this.isAlive && !this.#isAsked;
    this.#child.kill('SIGKILL');
    const code = await this.#ended;
    running.delete(this.#child);
    rmSync(this.userDir, { recursive: true, force: true, maxRetries: 5 });
    if (isGone)
      throw new Error(`Node-RED ended by itself (${this.#child.signalCode ?? code}):\n${this.#output}`);
  }
}

function settings(port: number, userDir: string, options: NodeRedOptions): string {
  const plain = {
    uiHost: '127.0.0.1',
    uiPort: port,
    flowFile: join(userDir, 'flows.json'),
    credentialSecret: SECRET,
    editorTheme: { tours: false },
    telemetry: { enabled: false, updateNotification: false },
    logging: { console: { level: 'info', audit: true } },
    lang: options.lang ?? 'en-US',
    httpAdminRoot: options.adminRoot ?? '/',
    httpNodeRoot: options.nodeRoot ?? '/',
    ...options.settings,
  };
  return `module.exports = { ...${JSON.stringify(plain)}, ${adminAuth(options)} };`;
}

function adminAuth({ user, tokens }: NodeRedOptions): string {
  if (!user && !tokens) return '';
  const authenticate = `async (username, password) =>
    username === ${JSON.stringify(user?.name)} && password === ${JSON.stringify(user?.password)}
      ? { username, permissions: '*' }
      : null`;
  const lookUp = `async (token) => {
    const permissions = ${JSON.stringify(tokens)}[token];
    return permissions ? { username: token, permissions } : null;
  }`;
  return `adminAuth: {
  type: 'credentials',
  users: ${user ? `async (username) => ({ username, permissions: '*' })` : '[]'},
  ${user ? `authenticate: ${authenticate},` : ''}
  ${tokens ? `tokens: ${lookUp},` : ''}
}`;
}

/** Node-RED's own format: AES-256-CTR under the hash of the secret, 32 hex digits of IV, then base64. */
function decrypt(file: string): Record<string, Record<string, string>> {
  const { $: sealed } = JSON.parse(file) as { $: string };
  const key = createHash('sha256').update(SECRET).digest();
  const decipher = createDecipheriv('aes-256-ctr', key, Buffer.from(sealed.slice(0, 32), 'hex'));
  const text = decipher.update(sealed.slice(32), 'base64', 'utf8') + decipher.final('utf8');
  return JSON.parse(text) as Record<string, Record<string, string>>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
