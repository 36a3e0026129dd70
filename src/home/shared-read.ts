import type { Clock } from '../clock';
import type { Purpose } from '../cloud/cloud';
import { isCode } from '../cloud/errors';

/** Gives the ticks of the clock, in ms, but never the same twice: "before" and "after" stay apart within one tick. */
export type Stamp = () => number;

/** Small beside any network delay and exact in a double for a century of ms. */
const STEP_MS = 2 ** -10;

export const strictTicks = (clock: Clock): Stamp => {
  let last = -Infinity;
  return () => (last = Math.max(clock.ticks(), last + STEP_MS));
};

/** One answer of the cloud and when it was got. */
export interface Read<T> {
  readonly value: T;
  /** Stamps, ms: when the request was started and when its answer had arrived. */
  readonly startedAt: number;
  readonly arrivedAt: number;
  /** Wall-clock ms of the answer. */
  readonly readAt: number;
}

/** How new an answer must be. */
export interface Freshness {
  /** ms since the answer arrived. */
  readonly maxAge: number;
  /** A stamp: the request must have been started after it, so that the answer can know what happened until then. */
  readonly startedAfter: number;
}

interface Flight<T> {
  readonly startedAt: number;
  readonly purpose: Purpose;
  readonly promise: Promise<Read<T>>;
}

/** One thing that is read from the cloud: at most one request at a time, whose answer everybody shares. */
export class SharedRead<T> {
  readonly #ask: (purpose: Purpose) => Promise<T>;
  readonly #clock: Clock;
  readonly #stamp: Stamp;
  #last: Read<T> | undefined;
  #flight: Flight<T> | undefined;

  constructor(ask: (purpose: Purpose) => Promise<T>, clock: Clock, stamp: Stamp) {
    this.#ask = ask;
    this.#clock = clock;
    this.#stamp = stamp;
  }

  /** The newest answer so far, however old. */
  get last(): Read<T> | undefined {
    return this.#last;
  }

  get isReading(): boolean {
    return this.#flight !== undefined;
  }

  /** ms since the newest answer arrived; Infinity when there is none. */
  age(): number {
    return this.#last ? this.#clock.ticks() - this.#last.arrivedAt : Infinity;
  }

  /** An answer of now: that of the request that is under way, else of a new one. */
  async now(purpose: Purpose): Promise<Read<T>> {
    return this.#next(-Infinity, purpose);
  }

  /** An answer that is fresh enough: the newest one, that of the request under way, or of a new one. */
  async get(fresh: Freshness, purpose: Purpose): Promise<Read<T>> {
    const last = this.#last;
    if (last && this.age() <= fresh.maxAge && last.startedAt > fresh.startedAfter) return last;
    return this.#next(fresh.startedAfter, purpose);
  }

  async #next(startedAfter: number, purpose: Purpose): Promise<Read<T>> {
    for (;;) {
      const flight = this.#flight;
      // A request that starts now is as new as can be: no need to compare.
      if (!flight) return this.#start(purpose);
      const isNewEnough = flight.startedAt > startedAfter;
      try {
        const read = await flight.promise;
        if (isNewEnough) return read;
      } catch (error) {
        // Lists have a smaller share of the budget: what was refused to a list may be granted to a correction.
        const wasListsShare =
          flight.purpose === 'list' && purpose === 'correction' && isCode(error, 'RATE_LIMITED');
        if (isNewEnough && !wasListsShare) throw error;
      }
    }
  }

  #start(purpose: Purpose): Promise<Read<T>> {
    const startedAt = this.#stamp();
    const promise = this.#ask(purpose)
      .then((value) => {
        this.#last = { value, startedAt, arrivedAt: this.#stamp(), readAt: this.#clock.now() };
        return this.#last;
      })
      .finally(() => (this.#flight = undefined));
    this.#flight = { startedAt, purpose, promise };
    return promise;
  }
}
