import { spawn, type ChildProcess } from 'node:child_process';
import { createDecipheriv, createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The built package under test; another one (unpacked, say) can be named. */
const PACKAGE = process.env['PACKAGE_DIR'] ?? resolve(__dirname, '../../..');

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

/** Starts Node-RED with the package installed; resolves when its editor answers. */
export async function startNodeRed(flows: readonly object[] = []): Promise<NodeRed> {
  const userDir = mkdtempSync(join(tmpdir(), 'truetemp-editor-'));
  const link = join(userDir, 'node_modules', '@truetemp', 'node-red-netatmo');
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(PACKAGE, link, 'dir');
  writeFileSync(join(userDir, 'flows.json'), JSON.stringify(flows));
  const port = await freePort();
  writeFileSync(join(userDir, 'settings.js'), settings(port, userDir));
  const child = spawn(NODE, [NODE_RED, '-u', userDir], {
    cwd: userDir,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await started(child);
  return {
    url: `http://127.0.0.1:${port}/`,
    credentials: () => decrypt(readFileSync(join(userDir, 'flows_cred.json'), 'utf8')),
    stop: async () => {
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

const settings = (port: number, userDir: string): string =>
  `module.exports = ${JSON.stringify({
    uiHost: '127.0.0.1',
    uiPort: port,
    flowFile: join(userDir, 'flows.json'),
    credentialSecret: SECRET,
    editorTheme: { tours: false },
    telemetry: { enabled: false, updateNotification: false },
    lang: 'en-US',
  })};`;

/** Resolves at Node-RED's own word that the flows run; rejects with its output when it ends before. */
function started(child: ChildProcess): Promise<void> {
  return new Promise((done, failed) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes('Started flows')) done();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => failed(new Error(`Node-RED ended early:\n${output}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}
