import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/clock';
import { Secret } from '../../src/cloud/secret';
import { type Disk, type OpenFile, systemDisk } from '../../src/storage/disk';
import type { Member } from '../../src/storage/keys';
import type { Parse } from '../../src/storage/find-session';
import type { Reading, SessionFile } from '../../src/storage/session-file';
import { SessionFiles } from '../../src/storage/session-files';

/** What these tests keep: any JSON would do. */
export interface Kept {
  readonly account: string;
  readonly count: number;
}

/** Takes what fits {@link Kept}, as the state of any account. */
export function parseKept(value: unknown): Kept {
  if (typeof value !== 'object' || value === null) throw new Error('not an object');
  const { account, count } = value as Partial<Record<keyof Kept, unknown>>;
  if (typeof account !== 'string' || typeof count !== 'number') throw new Error('does not fit');
  return { account, count };
}

/** Takes the state of one account only. */
export const parseOf =
  (account: string) =>
  (value: unknown): Kept | undefined => {
    const kept = parseKept(value);
    return kept.account === account ? kept : undefined;
  };

/** A made-up node id: 16 hex digits. */
export const nodeId = (digit: string): string => digit.repeat(16);

/** The name of the file of the node that the digit stands for. */
export const fileName = (digit: string, suffix = ''): string => `${nodeId(digit)}.session${suffix}`;

/** A made-up key: 64 hex digits. */
export const key = (digit: string): Secret => new Secret(digit.repeat(64));

/** A node with the id and the key that the digit stands for. */
export const member = (digit: string, keyDigit = digit): Member => ({
  nodeId: nodeId(digit),
  key: key(keyDigit),
});

export const kept = (count: number, account = 'x'): Kept => ({ account, count });

/** An account's file, and what was in it. */
export interface Opened<T> {
  readonly file: SessionFile;
  readonly found: Reading<T>;
}

/** The file of these nodes, read. */
export async function opened<T>(
  files: SessionFiles,
  members: readonly Member[],
  parse: Parse<T>,
): Promise<Opened<T>> {
  const file = files.fileOf(members);
  return { file, found: await file.read(members, parse) };
}

/** A directory of its own for each test, and what stands in it. */
export class Place {
  readonly userDir: string;
  readonly directory: string;

  private constructor(userDir: string) {
    this.userDir = userDir;
    this.directory = join(userDir, 'netatmo-truetemp');
  }

  static async make(): Promise<Place> {
    return new Place(await fs.mkdtemp(join(tmpdir(), 'session-files-')));
  }

  put(name: string, text: string): Promise<void> {
    return fs.writeFile(join(this.directory, name), text);
  }

  /** As a fresh process would have them. */
  files(disk: Disk = systemDisk): SessionFiles {
    return new SessionFiles(this.directory, { clock: systemClock, disk });
  }

  open(...members: Member[]): Promise<Opened<Kept>> {
    return opened(this.files(), members, parseKept);
  }

  /** Writes one file in a fresh directory and gives its path. */
  async written(members: readonly Member[], value: unknown = kept(1)): Promise<string> {
    const { file } = await opened(this.files(), members, parseKept);
    await file.save(members, value);
    return this.path(members[0]?.nodeId ?? '');
  }

  path(id: string, suffix = '.session'): string {
    return join(this.directory, `${id}${suffix}`);
  }

  async names(): Promise<string[]> {
    return (await fs.readdir(this.directory)).sort();
  }

  /** Makes everything in the directory look as if it had been written this many days ago. */
  async age(days = 8): Promise<void> {
    const then = Date.now() / 1_000 - days * 86_400;
    for (const name of await this.names()) await fs.lutimes(join(this.directory, name), then, then);
  }

  async remove(): Promise<void> {
    await fs.rm(this.userDir, { recursive: true, force: true });
  }
}

/** An error as the system gives it, with a path in its text. */
export const systemError = (code: string): Error =>
  Object.assign(new Error(`${code}: something, open '/home/somebody/secret-path'`), { code });

export type Step = Exclude<keyof Disk, 'windows'> | `file.${keyof OpenFile}`;

const leftOpen = new Set<OpenFile>();

/** Closes the files whose closing a test has prevented. */
export async function closeLeftOpen(): Promise<void> {
  for (const file of leftOpen) await file.close();
  leftOpen.clear();
}

/** The machine's disk, with `before` called ahead of every step; what that throws, the step throws. */
export function watchedDisk(before: (step: Step, path: string) => unknown, windows = false): Disk {
  const watch =
    <A extends unknown[], R>(step: Step, path: string | undefined, call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      await before(step, path ?? String(args[0]));
      return call(...args);
    };
  const watchFile = (path: string, file: OpenFile): OpenFile => {
    leftOpen.add(file);
    const close = async (): Promise<void> => {
      leftOpen.delete(file);
      await file.close();
    };
    return {
      entry: watch('file.entry', path, file.entry),
      read: watch('file.read', path, file.read),
      write: watch('file.write', path, file.write),
      sync: watch('file.sync', path, file.sync),
      chmod: watch('file.chmod', path, file.chmod),
      touch: watch('file.touch', path, file.touch),
      close: watch('file.close', path, close),
    };
  };
  return {
    windows,
    list: watch('list', undefined, systemDisk.list),
    entry: watch('entry', undefined, systemDisk.entry),
    makeDirectory: watch('makeDirectory', undefined, systemDisk.makeDirectory),
    chmod: watch('chmod', undefined, systemDisk.chmod),
    open: watch('open', undefined, async (path: string) => watchFile(path, await systemDisk.open(path))),
    create: watch('create', undefined, async (path: string, mode: number) =>
      watchFile(path, await systemDisk.create(path, mode)),
    ),
    rename: watch('rename', undefined, systemDisk.rename),
    remove: watch('remove', undefined, systemDisk.remove),
    removeDirectory: watch('removeDirectory', undefined, systemDisk.removeDirectory),
    syncDirectory: watch('syncDirectory', undefined, systemDisk.syncDirectory),
  };
}
