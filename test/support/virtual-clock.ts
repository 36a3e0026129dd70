import { createClock } from '@sinonjs/fake-timers';
import type { Clock, Timer } from '../../src/clock';

/** 2026-01-12T08:00:00Z, a winter Monday morning; where every virtual clock starts unless told otherwise. */
export const VIRTUAL_START = Date.UTC(2026, 0, 12, 8);

/**
 * A clock that moves only when a test says so. `now()` and `ticks()` move together in `advance` and `run`;
 * `jump` moves the wall clock alone, as when somebody sets the machine's clock.
 */
export class VirtualClock implements Clock {
  readonly #fake: ReturnType<typeof createClock>;
  /** What the wall shows at tick 0. */
  #zero: number;

  /** @param start wall-clock time in ms since the epoch */
  constructor(start: number = VIRTUAL_START) {
    this.#fake = createClock(start, Infinity);
    this.#zero = start;
  }

  /** How many timers wait; 0 after a close that frees everything. */
  get timers(): number {
    return this.#fake.countTimers();
  }

  now(): number {
    return this.#fake.now;
  }

  ticks(): number {
    return this.#fake.now - this.#zero;
  }

  after(ms: number, run: () => void): Timer {
    const timer = this.#fake.setTimeout(run, ms);
    return { cancel: () => this.#fake.clearTimeout(timer) };
  }

  /** Lets `ms` pass and runs the timers that fall due, in order, without letting promises run in between. */
  advance(ms: number): void {
    this.#fake.tick(ms);
  }

  /** Like {@link advance}, but lets promises and sockets have their turn before, between and after the timers. */
  async run(ms: number): Promise<void> {
    await this.#fake.tickAsync(ms);
  }

  /** Lets time pass until the next timer and runs it. @returns whether there was one */
  jumpToNext(): boolean {
    const isWaiting = this.timers > 0;
    this.#fake.next();
    return isWaiting;
  }

  /** Sets the wall clock forward or back by `ms`; no time passes and no timer runs. */
  jump(ms: number): void {
    this.#zero += ms;
    this.#fake.setSystemTime(this.#fake.now + ms);
  }
}
