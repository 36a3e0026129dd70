import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { OpenFile } from './disk';
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
import { claimName, lockName } from './names';
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

/** What stands under the name of a lock or of a claim. */
interface Sight {
  /** Differs after each sign of life and for each holder. */
  readonly text: string;
  /** Differs also where the text does not: of files that are empty, or are none. Wall-clock ms of the disk. */
  readonly modifiedAt: number;
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
 *
 * A lock that was left behind is taken away by whoever makes the claim on it: a second such file, named after the very
 * text of that lock. With the claim made the lock is looked at again and taken away only if it is still that one. So of
 * many that find the same one left over none takes away the fresh lock of another.
 */
export class Lock {
  readonly #directory: SessionDirectory;
  readonly #tools: LockTools;
  readonly #name: string;
  readonly #path: string;
  #held: HeldLock | typeof NO_LOCK | undefined;
  #users = 0;
  /** What has been seen without a sign of life, by path. */
  readonly #watched = new Map<string, { readonly sight: Sight; readonly since: number }>();
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
      if (sight?.record && this.#isLeftOver(sight, HEARD_WITHIN_MS))
        await this.#clear(lockName(this.#name), sight);
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
      if (!this.#isLeftOver(sight, this.#silence(this.#path, sight))) return undefined;
      const cleared = await this.#clear(lockName(this.#name), sight);
      if (cleared === 'stays') return NO_LOCK;
      if (cleared === 'claimed') return undefined;
    }
    return this.#create().catch(() => undefined);
  }

  async #create(): Promise<HeldLock> {
    const { id, file } = await this.#make(this.#path);
    this.#watched.clear();
    return new HeldLock(id, file, this.#tools);
  }

  /**
   * Makes a file that says who we are, and that nobody else can make while it is there. Rejects with `EEXIST` when there
   * is one, else with what keeps it from being made.
   */
  async #make(path: string): Promise<{ readonly id: string; readonly file: OpenFile }> {
    const { disk, clock, random, process } = this.#tools;
    const { pid, host, held } = process;
    const id = random(8).toString('hex');
    await this.#directory.ensure();
    held.add(id);
    try {
      const file = await disk.create(path, FILE_MODE);
      try {
        await file.write(encodeLock({ id, pid, host, at: clock.now() }));
        return { id, file };
      } catch (error) {
        await file.close().catch(() => undefined);
        await disk.remove(path).catch(() => undefined);
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

  /** For how long this has been seen there without a sign of life, ms. */
  #silence(path: string, sight: Sight): number {
    const ticks = this.#tools.clock.ticks();
    const watched = this.#watched.get(path);
    if (watched && isSame(watched.sight, sight)) return ticks - watched.since;
    this.#watched.set(path, { sight, since: ticks });
    return 0;
  }

  /** Never follows a link, never waits for a FIFO. Undefined when there is nothing. */
  async #look(path: string): Promise<Sight | undefined> {
    const { disk } = this.#tools;
    try {
      const { kind, modifiedAt } = await disk.entry(path);
      if (kind !== 'file') return { text: kind, modifiedAt, record: undefined };
      const file = await disk.open(path);
      try {
        const { kind, size, modifiedAt } = await file.entry();
        const text = kind === 'file' ? (await file.read(Math.min(size, LOCK_BYTES))).toString() : kind;
        return { text, modifiedAt, record: decodeLock(text) };
      } finally {
        await file.close();
      }
    } catch (error) {
      const errno = errnoOf(error);
      return errno === 'ENOENT' ? undefined : { text: errno, modifiedAt: 0, record: undefined };
    }
  }

  /**
   * Takes away what was left over under `name`, a lock or a claim. `claimed`: somebody else is about to. `stays`: it
   * cannot be taken away, so it is ignored from now on.
   */
  async #clear(name: string, sight: Sight): Promise<'gone' | 'claimed' | 'stays'> {
    const { disk, clock, process } = this.#tools;
    const claim = claimName(this.#name, digestOf(sight.text));
    const claimPath = join(this.#directory.path, claim);
    let id: string;
    try {
      const made = await this.#make(claimPath);
      id = made.id;
      await made.file.close().catch(() => undefined);
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST' && !isInUse(disk, error)) return 'stays';
      const other = await this.#look(claimPath);
      // Whoever made it may have died with it.
      if (other && this.#isLeftOver(other, this.#silence(claimPath, other))) await this.#clear(claim, other);
      return 'claimed';
    }
    try {
      const present = await this.#look(join(this.#directory.path, name));
      if (present && isSame(present, sight))
        await whenNotInUse(disk, clock, () => this.#directory.delete(name));
      return 'gone';
    } catch {
      return 'stays';
    } finally {
      // One that cannot be deleted is left over from now on; it goes at the next save.
      await whenNotInUse(disk, clock, () => disk.remove(claimPath)).catch(() => undefined);
      process.held.delete(id);
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

const isSame = (a: Sight, b: Sight): boolean => a.text === b.text && a.modifiedAt === b.modifiedAt;

/** 16 hex digits that name a text. */
const digestOf = (text: string): string =>
  createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 16);
