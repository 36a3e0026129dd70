import { join } from 'node:path';
import type { Clock } from '../clock';
import type { Disk, Entry, OpenFile } from './disk';
import { decodeEnvelope, type Envelope, HEAD_BYTES, isNewer } from './envelope';
import { whenNotInUse } from './in-use';
import {
  badName,
  isSessionName,
  isTemporaryName,
  nameOfBad,
  nameOfClaim,
  nameOfLock,
  temporaryName,
} from './names';
import type { RandomBytes } from './seal';
import { errnoOf, StorageError } from './storage-error';

/** No file is larger; a larger one is not read. */
export const MAX_FILE_BYTES = 256 * 1024;

const DIRECTORY_MODE = 0o700;
export const FILE_MODE = 0o600;
const OTHERS = 0o077;

// Only another process that sweeps at the same moment can take a temporary file away; once is chance already.
const WRITE_ATTEMPTS = 3;

/** Why a file under a session file's name cannot be used. */
export type Unusable = 'not-a-file' | 'too-large' | 'not-a-session';

/** What stands under a name. `sealed` is well-formed, no more; only opening proves it. */
export type Look =
  | { readonly kind: 'absent' }
  | { readonly kind: 'newer' }
  | { readonly kind: 'bad'; readonly reason: Unusable }
  | { readonly kind: 'unreadable'; readonly errno: string }
  | { readonly kind: 'sealed'; readonly envelope: Envelope };

export interface DirectoryTools {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

/** The names in the directory that are of interest. */
export interface Names {
  readonly sessions: readonly string[];
  /** The session files' names that have a `.bad` beside them. */
  readonly bad: readonly string[];
  /** The session files' names that have a lock beside them. */
  readonly locked: readonly string[];
  /** Claims on locks that were left over. */
  readonly claims: readonly string[];
  /** What writers have not brought to an end. */
  readonly temporary: readonly string[];
}

/** The directory of the session files. Knows how to read, replace and put away a file safely, not what is in it. */
export class SessionDirectory {
  readonly path: string;
  readonly #tools: DirectoryTools;
  #lastTurn: Promise<unknown> = Promise.resolve();

  constructor(path: string, tools: DirectoryTools) {
    this.path = path;
    this.#tools = tools;
  }

  /** Runs `work` when all that was given before has ended: nobody sees a half-done change of somebody else's. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#lastTurn.then(work);
    this.#lastTurn = turn.catch(() => undefined);
    return turn;
  }

  /** Rejects with the system's error, or a {@link StorageError} when the directory is something else. */
  async names(): Promise<Names> {
    if (!(await this.#tightened())) return { sessions: [], bad: [], locked: [], claims: [], temporary: [] };
    const names = await this.#tools.disk.list(this.path);
    return {
      sessions: names.filter(isSessionName),
      bad: names.map(nameOfBad).filter((name) => name !== undefined),
      locked: names.map(nameOfLock).filter((name) => name !== undefined),
      claims: names.filter((name) => nameOfClaim(name) !== undefined),
      temporary: names.filter(isTemporaryName),
    };
  }

  /** Never rejects, never follows a link, never waits for a FIFO, never reads more than the size cap. */
  async look(name: string): Promise<Look> {
    const path = join(this.path, name);
    try {
      const { kind } = await this.#tools.disk.entry(path);
      if (kind !== 'file') return { kind: 'bad', reason: 'not-a-file' };
      const file = await this.#tools.disk.open(path);
      try {
        return await this.#lookInto(file);
      } finally {
        await file.close();
      }
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === 'ENOENT') return { kind: 'absent' };
      // A link that took the file's place since the look at it.
      return errno === 'ELOOP' ? { kind: 'bad', reason: 'not-a-file' } : { kind: 'unreadable', errno };
    }
  }

  async #lookInto(file: OpenFile): Promise<Look> {
    const { kind, size, mode } = await file.entry();
    if (kind !== 'file') return { kind: 'bad', reason: 'not-a-file' };
    // Where it cannot be tightened (a read-only disk), the encryption has to do, as on Windows.
    if (this.#isOpenToOthers(mode)) await file.chmod(FILE_MODE).catch(() => undefined);
    const tooLarge = size > MAX_FILE_BYTES;
    const bytes = await file.read(tooLarge ? HEAD_BYTES : size);
    if (isNewer(bytes)) return { kind: 'newer' };
    if (tooLarge) return { kind: 'bad', reason: 'too-large' };
    const envelope = decodeEnvelope(bytes);
    return envelope ? { kind: 'sealed', envelope } : { kind: 'bad', reason: 'not-a-session' };
  }

  /** Makes the directory unless it is there. Rejects with the system's error or a {@link StorageError}. */
  async ensure(): Promise<void> {
    if (!(await this.#tightened())) await this.#tools.disk.makeDirectory(this.path, DIRECTORY_MODE);
  }

  /** Puts `bytes` in place of whatever file has the name, all or nothing. Rejects with the system's error. */
  async replace(name: string, bytes: Buffer): Promise<void> {
    const { disk, clock } = this.#tools;
    for (let attempt = 1; ; attempt++) {
      const temporary = temporaryName(name, this.#tools.random(8).toString('hex'));
      try {
        await this.ensure();
        await this.sweepTemporary(name);
        await this.#writeNew(join(this.path, temporary), bytes);
        await whenNotInUse(disk, clock, () => disk.rename(join(this.path, temporary), join(this.path, name)));
        break;
      } catch (error) {
        await this.delete(temporary).catch(() => undefined);
        if (attempt === WRITE_ATTEMPTS || errnoOf(error) !== 'ENOENT') throw error;
      }
    }
    // The file is in its place; a disk that cannot sync a directory is no reason to call that a failure.
    if (!disk.windows) await disk.syncDirectory(this.path).catch(() => undefined);
  }

  /** Since when a name has not been written to, ms; a time in the future counts as now. Rejects with the system's error. */
  async unwrittenFor(name: string): Promise<number> {
    const { disk, clock } = this.#tools;
    const { modifiedAt } = await disk.entry(join(this.path, name));
    return Math.max(0, clock.now() - modifiedAt);
  }

  /** Makes a file count as written to now, where that can be had. Never rejects, never follows a link. */
  async touch(name: string): Promise<void> {
    try {
      const file = await this.#tools.disk.open(join(this.path, name));
      await file.touch(this.#tools.clock.now()).finally(() => file.close());
    } catch {
      // Then its age says less than it could.
    }
  }

  /** Puts a file away as `.bad`, in place of an older one. False when it could not be moved. */
  async quarantine(name: string): Promise<boolean> {
    try {
      await this.delete(badName(name));
      await this.#tools.disk.rename(join(this.path, name), join(this.path, badName(name)));
      return true;
    } catch {
      return false;
    }
  }

  /** Deletes a file, link or empty directory; one that is not there is fine. Rejects with the system's error. */
  async delete(name: string): Promise<void> {
    const { disk } = this.#tools;
    const path = join(this.path, name);
    try {
      const { kind } = await disk.entry(path);
      await (kind === 'directory' ? disk.removeDirectory(path) : disk.remove(path));
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
  }

  /**
   * Deletes what writers that were killed have left.
   * @param owned the session file whose lock is held here: no claim on an earlier lock of it is of use to anybody then
   */
  async sweepTemporary(owned?: string): Promise<void> {
    const { temporary, claims } = await this.names();
    const spent = claims.filter((name) => nameOfClaim(name) === owned);
    for (const name of [...temporary, ...spent]) await this.delete(name).catch(() => undefined);
  }

  /** False when there is no directory; else it is one, and ours alone as far as that can be had. */
  async #tightened(): Promise<boolean> {
    let entry: Entry;
    try {
      entry = await this.#tools.disk.entry(this.path);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return false;
      throw error;
    }
    if (entry.kind !== 'directory') throw new StorageError('DISK', 'ENOTDIR');
    if (this.#isOpenToOthers(entry.mode)) {
      await this.#tools.disk.chmod(this.path, DIRECTORY_MODE).catch(() => undefined);
    }
    return true;
  }

  #isOpenToOthers(mode: number): boolean {
    return !this.#tools.disk.windows && (mode & OTHERS) !== 0;
  }

  async #writeNew(path: string, bytes: Buffer): Promise<void> {
    const file = await this.#tools.disk.create(path, FILE_MODE);
    try {
      await file.write(bytes);
      await file.sync().catch(unlessNotSupported);
    } finally {
      await file.close();
    }
  }
}

/**
 * What a share says that knows no syncing: CIFS and some FUSE and 9p mounts, by the ERRORS of fsync(2), "fd is bound to a
 * special file which does not support synchronization". There a rename is all that can be had.
 */
const NOT_SUPPORTED = ['ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'ENOSYS'];

function unlessNotSupported(error: unknown): void {
  if (!NOT_SUPPORTED.includes(errnoOf(error))) throw error;
}
