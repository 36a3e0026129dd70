import type { Clock, Timer } from '../../src/clock';

interface Pending {
  readonly due: number;
  readonly order: number;
  readonly run: () => void;
}

/** 2026-01-12T08:00:00Z, a winter Monday morning; where every virtual clock starts unless told otherwise. */
export const VIRTUAL_START = Date.UTC(2026, 0, 12, 8);

/**
 * A clock that moves only when a test says so. `now()` and `ticks()` move together in `advance` and `run`;
 * `jump` moves the wall clock alone, as when somebody sets the machine's clock.
 */
export class VirtualClock implements Clock {
  #wall: number;
  #ticks = 0;
  #order = 0;
  readonly #pending = new Set<Pending>();

  /** @param start wall-clock time in ms since the epoch */
  constructor(start: number = VIRTUAL_START) {
    this.#wall = start;
  }

  /** How many timers wait; 0 after a close that frees everything. */
  get timers(): number {
    return this.#pending.size;
  }

  now(): number {
    return this.#wall;
  }

  ticks(): number {
    return this.#ticks;
  }

  after(ms: number, run: () => void): Timer {
    const timer: Pending = { due: this.#ticks + Math.max(0, ms), order: this.#order++, run };
    this.#pending.add(timer);
    return { cancel: () => void this.#pending.delete(timer) };
  }

  /** Lets `ms` pass and runs the timers that fall due, in order, without letting promises run in between. */
  advance(ms: number): void {
    const end = this.#ticks + ms;
    while (this.#runNext(end));
    this.#moveTo(end);
  }

  /** Like {@link advance}, but lets promises and sockets have their turn before, between and after the timers. */
  async run(ms: number): Promise<void> {
    const end = this.#ticks + ms;
    do await turn();
    while (this.#runNext(end));
    this.#moveTo(end);
    await turn();
  }

  /** Sets the wall clock forward or back by `ms`; no time passes and no timer runs. */
  jump(ms: number): void {
    this.#wall += ms;
  }

  #runNext(end: number): boolean {
    let next: Pending | undefined;
    for (const timer of this.#pending) if (!next || isBefore(timer, next)) next = timer;
    if (!next || next.due > end) return false;
    this.#pending.delete(next);
    this.#moveTo(Math.max(next.due, this.#ticks));
    next.run();
    return true;
  }

  #moveTo(ticks: number): void {
    this.#wall += ticks - this.#ticks;
    this.#ticks = ticks;
  }
}

const isBefore = (a: Pending, b: Pending): boolean => a.due < b.due || (a.due === b.due && a.order < b.order);

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
