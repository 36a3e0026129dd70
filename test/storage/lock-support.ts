import { randomBytes } from 'node:crypto';
import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { SECOND } from '../../src/clock';
import { type Disk, systemDisk } from '../../src/storage/disk';
import { type Held, Lock } from '../../src/storage/lock';
import { encodeLock, type LockRecord } from '../../src/storage/lock-record';
import { SessionDirectory } from '../../src/storage/session-directory';
import type { ThisProcess } from '../../src/storage/this-process';
import { VIRTUAL_START, VirtualClock } from '../support/virtual-clock';
import { nodeId, Place } from './support';

export const HERE = 'here';
export const LOCK_NAME = `${nodeId('1')}.session.lock`;

/** A made-up process; those with a pid below 100 live. */
export const processWith = (pid: number, host = HERE): ThisProcess => ({
  pid,
  host,
  held: new Set(),
  isAlive: (other) => other < 100,
});

export const record = (changes: Partial<LockRecord> = {}): LockRecord => ({
  id: 'f'.repeat(16),
  pid: 7,
  host: HERE,
  at: VIRTUAL_START,
  ...changes,
});

/** Counts what a disk has under way, so that a test's clock stands still meanwhile. */
export class Traffic {
  #underWay = 0;

  get isBusy(): boolean {
    return this.#underWay > 0;
  }

  /** The same disk, or open file, counted. */
  watch<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (on, key) => {
        const member: unknown = Reflect.get(on, key);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]): Promise<unknown> => {
          this.#underWay += 1;
          try {
            const result: unknown = await Reflect.apply(member, on, args);
            return key === 'open' || key === 'create' ? this.watch(result as object) : result;
          } finally {
            this.#underWay -= 1;
          }
        };
      },
    });
  }
}

/** Event-loop turns without traffic after which nothing more happens by itself. */
const QUIET_TURNS = 5;

/** Lets time pass, but only while the disk is quiet, until `work` has ended. @returns the ms that passed */
export async function passUntil(
  clock: VirtualClock,
  work: Promise<unknown>,
  { traffic = new Traffic(), step = 50 }: { readonly traffic?: Traffic; readonly step?: number } = {},
): Promise<number> {
  const start = clock.ticks();
  const state = { isOver: false };
  const end = (): void => void (state.isOver = true);
  work.then(end, end);
  const isOver = (): boolean => state.isOver;
  while (!isOver()) {
    for (let quiet = 0; quiet < QUIET_TURNS && !isOver(); quiet++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (traffic.isBusy) quiet = 0;
    }
    if (!isOver()) await clock.run(step);
  }
  return clock.ticks() - start;
}

/** A directory with one lock, a virtual clock, and as many processes as a test needs. */
export class LockPlace {
  readonly clock = new VirtualClock();
  readonly traffic = new Traffic();
  readonly path: string;

  private constructor(readonly place: Place) {
    this.path = `${place.directory}/${LOCK_NAME}`;
  }

  static async make(): Promise<LockPlace> {
    return new LockPlace(await Place.make());
  }

  /** The lock as the process with this id has it. */
  lock(pid: number, disk: Disk = systemDisk, host = HERE): Lock {
    const watched = this.traffic.watch(disk);
    const tools = { disk: watched, clock: this.clock, random: randomBytes, process: processWith(pid, host) };
    return new Lock(new SessionDirectory(this.place.directory, tools), `${nodeId('1')}.session`, tools);
  }

  async held(lock: Lock, ms = 60 * SECOND): Promise<Held> {
    const holding = lock.hold({ ms });
    await this.pass(holding);
    const hold = await holding;
    assert.ok(hold);
    return hold;
  }

  /** See {@link passUntil}. */
  pass(work: Promise<unknown>, step = 50): Promise<number> {
    return passUntil(this.clock, work, { traffic: this.traffic, step });
  }

  /** Somebody's lock from before. */
  async stands(what: Partial<LockRecord> | string): Promise<void> {
    await fs.mkdir(this.place.directory, { recursive: true });
    await fs.writeFile(this.path, typeof what === 'string' ? what : encodeLock(record(what)));
  }

  names(): Promise<string[]> {
    return fs.readdir(this.place.directory);
  }
}
