import { spawn, type ChildProcess } from 'node:child_process';
import { createDecipheriv, createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install, link } from './package';
import { freePort } from '../../support/ports';

/** The Node-RED that is run: the installed one, or another version's `red.js` with a Node.js that it runs on. */
const NODE_RED = process.env['NODE_RED'] ?? require.resolve('node-red/red.js');
const NODE = process.env['NODE_RED_NODE'] ?? process.execPath;

/** A real Node-RED in a process and a user directory of its own. */
export interface NodeRed {
  readonly url: string;
  /** The stored credentials of each node, as its credentials file has them. */
  credentials(): Record<string, Record<string, string>>;
  stop(): Promise<void>;
}

/** Somebody who may use the editor. */
export interface User {
  readonly name: string;
  readonly password: string;
}

export interface NodeRedOptions {
  /** Without any there is no flow file either, as on the first day. */
  readonly flows?: readonly object[];
  /** Installed by npm from what would be published, not linked. */
  readonly isInstalled?: boolean;
  /** Who must sign in to the editor; when missing, nobody has to. */
  readonly user?: User;
  /** The path that its editor is served under; / when missing. */
  readonly adminRoot?: string;
  /** The path that its flows' own pages are served under; / when missing. */
  readonly nodeRoot?: string;
  /** Names of other packages that its user directory holds, as this project has them. */
  readonly beside?: readonly string[];
  /** The language of its statuses and errors; English when missing. */
  readonly lang?: string;
  /** A script that it loads before any node. */
  readonly preload?: string;
}

/** Starts Node-RED with the package in it; resolves when its flows run. */
export async function startNodeRed(options: NodeRedOptions = {}): Promise<NodeRed> {
  const userDir = mkdtempSync(join(tmpdir(), 'truetemp-editor-'));
  if (options.isInstalled) install(userDir);
  else link(userDir, options.beside);
  if (options.flows) writeFileSync(join(userDir, 'flows.json'), JSON.stringify(options.flows));
  const port = await freePort();
  writeFileSync(join(userDir, 'settings.js'), settings(port, userDir, options));
  const child = spawn(NODE, [NODE_RED, '-u', userDir], {
    cwd: userDir,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = outputOf(child);
  await started(child, output);
  return {
    url: `http://127.0.0.1:${port}${options.adminRoot ?? ''}/`,
    credentials: () => decrypt(readFileSync(join(userDir, 'flows_cred.json'), 'utf8')),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`Node-RED ended by itself (${child.signalCode ?? child.exitCode}):\n${output()}`);
      const gone = new Promise((done) => child.once('exit', done));
      child.kill();
      await gone;
      rmSync(userDir, { recursive: true, force: true });
    },
  };
}

const SECRET = 'editor test';

/** Node-RED's own format: AES-256-CTR under the hash of the secret, 32 hex digits of IV, then base64. */
function decrypt(file: string): Record<string, Record<string, string>> {
  const { $: sealed } = JSON.parse(file) as { $: string };
  const key = createHash('sha256').update(SECRET).digest();
  const decipher = createDecipheriv('aes-256-ctr', key, Buffer.from(sealed.slice(0, 32), 'hex'));
  const text = decipher.update(sealed.slice(32), 'base64', 'utf8') + decipher.final('utf8');
  return JSON.parse(text) as Record<string, Record<string, string>>;
}

function settings(port: number, userDir: string, options: NodeRedOptions): string {
  const { user, lang, preload, adminRoot, nodeRoot } = options;
  const plain = {
    uiHost: '127.0.0.1',
    uiPort: port,
    flowFile: join(userDir, 'flows.json'),
    credentialSecret: SECRET,
    editorTheme: { tours: false },
    telemetry: { enabled: false, updateNotification: false },
    lang: lang ?? 'en-US',
    httpAdminRoot: adminRoot ?? '/',
    httpNodeRoot: nodeRoot ?? '/',
  };
  const first = preload ? `require(${JSON.stringify(preload)});` : '';
  return `${first} module.exports = { ...${JSON.stringify(plain)}, ${user ? adminAuth(user) : ''} };`;
}

const adminAuth = ({ name, password }: User): string => `adminAuth: {
  type: 'credentials',
  users: async (username) => ({ username, permissions: '*' }),
  authenticate: async (username, password) =>
    username === ${JSON.stringify(name)} && password === ${JSON.stringify(password)}
      ? { username, permissions: '*' }
      : null,
}`;

/** How long a start may take on a slow machine, ms. */
const START_MS = 120_000;
/** Node-RED's own word that the flows run, in the languages that it speaks. */
const RUNS = /Started flows|Flows sind gestartet|Flux démarrés|Flujos iniciados/;

/** Resolves when the flows run; rejects when Node-RED ends before, or is ended because it takes too long. */
function started(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((done, failed) => {
    const tooLate = setTimeout(() => child.kill('SIGKILL'), START_MS);
    child.stdout?.on('data', () => {
      if (!RUNS.test(output())) return;
      clearTimeout(tooLate);
      done();
    });
    child.once('exit', () => {
      clearTimeout(tooLate);
      failed(new Error(`Node-RED ended early:\n${output()}`));
    });
  });
}

/** Everything that a process prints. */
function outputOf(child: ChildProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  return () => output;
}
