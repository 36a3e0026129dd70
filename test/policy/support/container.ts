import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ROOT } from './project';

/** The user "nobody" of most systems; no file here belongs to it. */
const NOBODY = 65_534;
const OTHERS_READ = 0o004;
const OTHERS_TRAVERSE = 0o001;

/** What this machine lets us take away from a process. */
type Limits =
  /** As root with mount namespaces: another user, a root file system of its own that cannot be written. */
  | 'namespace'
  /** As root without them: another user. */
  | 'user'
  /** Not as root: nothing but the modes of folders. */
  | 'folders';

/** A place to run programs under the limits of a container, as far as this machine allows. */
export interface Container {
  readonly limits: Limits;
  /** The user that programs run as; undefined where the system has none. */
  readonly uid: number | undefined;
  /** Folders as the test sees them. */
  readonly data: string;
  readonly secrets: string;
  /** The same folders and the project's, as a program in the container sees them. */
  readonly inside: { readonly data: string; readonly secrets: string; readonly app: string };
  /** Folders, as seen inside, that refuse to be written. */
  readonly sealed: readonly string[];
  /** Gives data and secrets to the user of the container. */
  handOver(): void;
  /** Starts Node.js. */
  start(args: readonly string[], env?: Record<string, string>): ChildProcess;
  /** Runs a script to its end and gives what it prints. */
  run(script: string): string;
  remove(): void;
}

export function createContainer(): Container {
  const folder = mkdtempSync(join(tmpdir(), 'truetemp-container-'));
  const [data, secrets, root, empty] = ['data', 'secrets', 'root', 'empty'].map((name) => {
    mkdirSync(join(folder, name));
    return join(folder, name);
  }) as [string, string, string, string];
  chmodSync(folder, 0o711);
  chmodSync(empty, 0o555);
  const limits = limitsHere(folder);
  const isNamespace = limits === 'namespace';
  // In a clone that is closed to others root itself has to do; in a namespace it has no rights left either.
  const uid = limits === 'folders' || !isReadable() ? process.getuid?.() : NOBODY;
  const inside = isNamespace
    ? { data: '/data', secrets: '/run/secrets', app: '/app' }
    : { data, secrets, app: ROOT };

  const command = (args: readonly string[]): [string, string[]] => {
    if (!isNamespace) return [process.execPath, [...args]];
    const node = dirname(process.execPath);
    const script = join(__dirname, 'confine.sh');
    const program = [`/node/${basename(process.execPath)}`, ...args];
    return ['unshare', ['--mount', 'sh', script, root, ROOT, node, data, secrets, `${uid}`, ...program]];
  };
  const options = (env: Record<string, string> = {}) => ({
    cwd: empty,
    env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', HOME: inside.app, ...env },
    ...(limits === 'user' && { uid: NOBODY, gid: NOBODY }),
  });

  return {
    limits,
    uid,
    data,
    secrets,
    inside,
    sealed: {
      namespace: ['/', '/app', '/dev', '/etc', '/node', '/run/secrets', '/usr/lib'],
      user: [ROOT, empty, secrets],
      // Nothing is closed to root, and Windows has no such modes.
      folders: uid === undefined || uid === 0 ? [] : [empty, secrets],
    }[limits],
    handOver() {
      if (uid !== undefined && limits !== 'folders') for (const each of [data, secrets]) chownAll(each, uid);
      chmodSync(secrets, 0o500);
    },
    start: (args, env) => spawn(...command(args), { ...options(env), stdio: ['ignore', 'pipe', 'pipe'] }),
    run(script) {
      const { stdout, stderr, status } = spawnSync(...command(['-e', script]), {
        ...options(),
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(stderr);
      return stdout;
    },
    remove() {
      for (const each of [secrets, empty]) chmodSync(each, 0o700);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function limitsHere(folder: string): Limits {
  if (process.getuid?.() !== 0) return 'folders';
  const probe = ['--mount', 'sh', '-c', 'mount -t tmpfs probe "$0" && setpriv --no-new-privs true', folder];
  if (spawnSync('unshare', probe).status === 0) return 'namespace';
  return isReadable() && [ROOT, process.execPath, folder].every(isReachable) ? 'user' : 'folders';
}

/** Whether the project's files are open to anybody. */
const isReadable = (): boolean => (statSync(join(ROOT, 'package.json')).mode & OTHERS_READ) !== 0;

/** Whether anybody may go along the path; a clone in root's own home is closed to others. */
const isReachable = (path: string): boolean =>
  path === dirname(path) || ((statSync(path).mode & OTHERS_TRAVERSE) !== 0 && isReachable(dirname(path)));

function chownAll(folder: string, uid: number): void {
  chownSync(folder, uid, uid);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (!entry.isSymbolicLink()) chownSync(join(entry.parentPath, entry.name), uid, uid);
}
