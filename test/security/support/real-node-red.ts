import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { freePort } from '../../support/ports';

/** Who may do what, by bearer token, where Node-RED has users. */
export const TOKENS = {
  admin: '*',
  reader: 'read',
  tester: ['netatmo-account.read', 'netatmo-account.write'],
  other: ['flows.read', 'flows.write', 'netatmo-accounts.read', 'account.write'],
} as const;

/** A real Node-RED in a process and a user directory of its own, with every level of its log on. */
export interface RealNodeRed {
  /** Of the admin side. */
  readonly url: string;
  /** Of the public side. */
  readonly publicUrl: string;
  readonly userDir: string;
  /** Everything that it has written to stdout and stderr. */
  readonly output: () => string;
  /** Its command line and title, as everybody on the machine can see them; '' where the system does not tell. */
  readonly commandLine: () => string;
  /** Resolves when the output has `text`. */
  readonly says: (text: string) => Promise<void>;
  /** Ends the process; the user directory stays until `remove`. */
  readonly stop: () => Promise<void>;
  readonly remove: () => void;
}

export async function startRealNodeRed(
  hasUsers: boolean,
  flows: readonly object[] = [],
): Promise<RealNodeRed> {
  const userDir = mkdtempSync(join(tmpdir(), 'truetemp-security-'));
  const link = join(userDir, 'node_modules', '@truetemp', 'node-red-netatmo');
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(resolve(__dirname, '../../..'), link, 'dir');
  writeFileSync(join(userDir, 'flows.json'), JSON.stringify(flows));
  const port = await freePort();
  writeFileSync(join(userDir, 'settings.js'), settings(port, userDir, hasUsers));
  const child = spawn(process.execPath, [require.resolve('node-red/red.js'), '-u', userDir], {
    cwd: userDir,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const waiting = new Map<string, () => void>();
  const read = (chunk: Buffer): void => {
    output += chunk.toString();
    for (const [text, go] of waiting) if (output.includes(text)) go();
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const says = async (text: string): Promise<void> => {
    const said = new Promise<void>((done) => (output.includes(text) ? done() : waiting.set(text, done)));
    const early = ended.then(() =>
      Promise.reject(new Error(`It ended without saying "${text}":\n${output}`)),
    );
    early.catch(() => undefined);
    await Promise.race([said, early]);
  };
  await says('Started flows');
  const proc = (file: string): string => {
    const path = `/proc/${String(child.pid)}/${file}`;
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  return {
    url: `http://127.0.0.1:${port}/admin`,
    publicUrl: `http://127.0.0.1:${port}/public`,
    userDir,
    output: () => output,
    commandLine: () => proc('cmdline') + proc('comm'),
    says,
    stop: async () => {
      child.kill();
      await ended;
    },
    remove: () => rmSync(userDir, { recursive: true, force: true }),
  };
}

const settings = (port: number, userDir: string, hasUsers: boolean): string => {
  const plain = {
    uiHost: '127.0.0.1',
    uiPort: port,
    httpAdminRoot: '/admin',
    httpNodeRoot: '/public',
    flowFile: join(userDir, 'flows.json'),
    credentialSecret: 'security test',
    telemetry: { enabled: false, updateNotification: false },
    contextStorage: { default: { module: 'localfilesystem' } },
    logging: { console: { level: 'trace', metrics: true, audit: true } },
  };
  const users = `{ type: 'credentials', users: [], tokens: async (token) => {
    const permissions = ${JSON.stringify(TOKENS)}[token];
    return permissions ? { username: token, permissions } : null;
  } }`;
  return `module.exports = { ...${JSON.stringify(plain)}${hasUsers ? `, adminAuth: ${users}` : ''} };`;
};
