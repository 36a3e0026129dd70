import { join } from 'node:path';
import { HeldLock } from './held-lock';
import { isInUse, whenNotInUse } from './in-use';
import {
  decodeLock,
  encodeLock,
  HEARD_WITHIN_MS,
  isLeftOver,
  LOCK_BYTES,
  type LockRecord,
} from './lock-record';
import { lockName, temporaryName } from './names';
import { type DirectoryTools, FILE_MODE, type SessionDirectory } from './session-directory';
import { errnoOf } from './storage-error';
import type { ThisProcess } from './this-process';

export interface LockTools extends DirectoryTools {
  readonly process: ThisProcess;
}

/** How long somebody waits for a lock. */
export interface Patience {
  readonly ms: number;
  /** Ends the waiting at once. */
  readonly signal?: AbortSignal;
}

/** A lock as one of its users in this process has it. */
export interface Held {
  /** To be called once, whatever happened. Never rejects. */
  release(): Promise<void>;
}

/** What stands under the name of a lock. */
interface Sight {
  readonly isFile: boolean;
  /** Differs after each sign of life and for each holder. */
  readonly text: string;
  readonly record: LockRecord | undefined;
}

// While it is held, a lock is looked at after these ms, then each time after the last of them.
const PAUSES_MS = [10, 20, 40, 80, 160] as const;
const LONGEST_PAUSE_MS = 200;

/** Where no lock can be kept, all go on without: nobody can write there either, or nobody is in the way. */
const NO_LOCK = 'no lock';

/**
 * The lock beside one session file: a file that only one process can make. Users within this process share it.
 * Whatever else stands under its name counts as a lock that nobody gives signs of life for.
 */
export class Lock {
  readonly #directory: SessionDirectory;
  readonly #tools: LockTools;
  readonly #name: string;
  readonly #path: string;
  #held: HeldLock | typeof NO_LOCK | undefined;
  #users = 0;
  #watched: { readonly text: string; readonly since: number } | undefined;
  /** Taking and giving back come one after the other. */
  #lastTurn: Promise<unknown> = Promise.resolve();

  /** @param name of the session file */
  constructor(directory: SessionDirectory, name: string, tools: LockTools) {
    this.#directory = directory;
    this.#tools = tools;
    this.#name = name;
    this.#path = join(directory.path, lockName(name));
  }

  /**
   * Waits until no other process has the lock, and takes it. Undefined when the patience ends first.
   * Rejects only with the reason of the signal.
   */
  async hold({ ms, signal }: Patience): Promise<Held | undefined> {
    const { clock } = this.#tools;
    const end = clock.ticks() + ms;
    for (let looks = 0; ; looks++) {
      const hold = await this.#inTurn(() => this.#join());
      if (hold) return hold;
      const left = end - clock.ticks();
      if (left <= 0) return undefined;
      await this.#pause(Math.min(PAUSES_MS[looks] ?? LONGEST_PAUSE_MS, left), signal);
      signal?.throwIfAborted();
    }
  }

  /** Deletes the lock of an account that is gone, unless a process has it. Never rejects. */
  clearLeftOver(): Promise<void> {
    return this.#inTurn(async () => {
      const sight = this.#held ? undefined : await this.#look(this.#path);
      if (sight?.record && this.#isLeftOver(sight, HEARD_WITHIN_MS)) await this.#clear(sight);
    });
  }

  async #join(): Promise<Held | undefined> {
    this.#held ??= await this.#take();
    if (!this.#held) return undefined;
    this.#users += 1;
    return { release: () => this.#inTurn(() => this.#leave()) };
  }

  async #leave(): Promise<void> {
    this.#users -= 1;
    const held = this.#held;
    if (this.#users > 0 || !held) return;
    this.#held = undefined;
    if (held === NO_LOCK) return;
    const { disk, clock, process } = this.#tools;
    await held.close();
    const isOurs = !held.mayBeLost || (await this.#look(this.#path))?.record?.id === held.id;
    // One that cannot be deleted is left over from now on, for this process and the others.
    if (isOurs) await whenNotInUse(disk, clock, () => disk.remove(this.#path)).catch(() => undefined);
    process.held.delete(held.id);
  }

  /** Undefined while somebody else has it. */
  async #take(): Promise<HeldLock | typeof NO_LOCK | undefined> {
    try {
      return await this.#create();
    } catch (error) {
      const isThere = errnoOf(error) === 'EEXIST' || isInUse(this.#tools.disk, error);
      const sight = isThere ? await this.#look(this.#path) : undefined;
      // Given back since, which the next look will find, or never to be had.
      if (!sight) return errnoOf(error) === 'EEXIST' ? undefined : NO_LOCK;
      if (!this.#isLeftOver(sight, this.#silence(sight))) return undefined;
      if (!(await this.#clear(sight))) return NO_LOCK;
    }
    return this.#create().catch(() => undefined);
  }

  /** Rejects with `EEXIST` when there is one, else with what keeps it from being made. */
  async #create(): Promise<HeldLock> {
    const { disk, clock, random, process } = this.#tools;
    const { pid, host, held } = process;
    const id = random(8).toString('hex');
    await this.#directory.ensure();
    held.add(id);
    try {
      const file = await disk.create(this.#path, FILE_MODE);
      const lock = new HeldLock(id, file, this.#tools);
      try {
        await file.write(encodeLock({ id, pid, host, at: clock.now() }));
        return lock;
      } catch (error) {
        await lock.close();
        await disk.remove(this.#path).catch(() => undefined);
        throw error;
      }
    } catch (error) {
      held.delete(id);
      throw error;
    }
  }

  #isLeftOver({ record }: Sight, silentMs: number): boolean {
    return isLeftOver(record, silentMs, this.#tools.clock.now(), this.#tools.process);
  }

  /** For how long the lock has been seen without a sign of life, ms. */
  #silence({ text }: Sight): number {
    const ticks = this.#tools.clock.ticks();
    if (this.#watched?.text !== text) this.#watched = { text, since: ticks };
    return ticks - this.#watched.since;
  }

  /** Never follows a link, never waits for a FIFO. Undefined when there is nothing. */
  async #look(path: string): Promise<Sight | undefined> {
    const { disk } = this.#tools;
    try {
      const { kind } = await disk.entry(path);
      if (kind !== 'file') return { isFile: false, text: kind, record: undefined };
      const file = await disk.open(path);
      try {
        const { kind, size } = await file.entry();
        const text = kind === 'file' ? await file.read(Math.min(size, LOCK_BYTES)) : kind;
        return { isFile: kind === 'file', text: text.toString(), record: decodeLock(text.toString()) };
      } finally {
        await file.close();
      }
    } catch (error) {
      const errno = errnoOf(error);
      return errno === 'ENOENT' ? undefined : { isFile: false, text: errno, record: undefined };
    }
  }

  /** Takes away what was left over. False when it stays where it is: then it is ignored from now on. */
  async #clear(sight: Sight): Promise<boolean> {
    const { disk, random } = this.#tools;
    const aside = temporaryName(this.#name, random(8).toString('hex'));
    const asidePath = join(this.#directory.path, aside);
    try {
      if (!sight.isFile) {
        await this.#directory.delete(lockName(this.#name));
        return true;
      }
      // Of two processes that find the same lock left over one moves it; the other may move a fresh one.
      await disk.rename(this.#path, asidePath);
      const moved = await this.#look(asidePath);
      if (moved && moved.text !== sight.text) await disk.rename(asidePath, this.#path);
      else await this.#directory.delete(aside);
      return true;
    } catch (error) {
      return errnoOf(error) === 'ENOENT';
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#lastTurn.then(work);
    this.#lastTurn = turn.catch(() => undefined);
    return turn;
  }

  async #pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
    let end: () => void = () => undefined;
    const over = new Promise<void>((resolve) => (end = resolve));
    const timer = this.#tools.clock.after(ms, end);
    signal?.addEventListener('abort', end, { once: true });
    if (signal?.aborted) end();
    await over;
    timer.cancel();
    signal?.removeEventListener('abort', end);
  }
}
