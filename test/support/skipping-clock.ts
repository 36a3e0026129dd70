import { systemClock, type Clock, type Timer } from '../../src/clock';

interface Pending {
  readonly due: number;
  readonly run: () => void;
  readonly real: Timer;
}

/** The machine's clock, except that a test can skip hours of it: what falls due in them runs at once, in order. */
export class SkippingClock implements Clock {
  #skipped = 0;
  /** What its wall clock is ahead of the machine's from the start, ms. */
  readonly #ahead: number;
  readonly #pending = new Set<Pending>();

  /** @param start what its wall clock shows at first, ms since the epoch; the time of now unless told otherwise */
  constructor(start = systemClock.now()) {
    this.#ahead = start - systemClock.now();
  }

  /** How many timers wait; 0 after a close that frees everything. */
  get timers(): number {
    return this.#pending.size;
  }

  now(): number {
    return systemClock.now() + this.#ahead + this.#skipped;
  }

  ticks(): number {
    return systemClock.ticks() + this.#skipped;
  }

  after(ms: number, run: () => void): Timer {
    const real = systemClock.after(ms, () => this.#run(pending));
    const pending: Pending = { due: this.ticks() + ms, run, real };
    this.#pending.add(pending);
    return {
      cancel: () => {
        real.cancel();
        this.#pending.delete(pending);
      },
    };
  }

  skip(ms: number): void {
    this.#skipped += ms;
    const due = [...this.#pending].filter((each) => each.due <= this.ticks());
    for (const each of due.sort((a, b) => a.due - b.due)) this.#run(each);
  }

  #run(pending: Pending): void {
    pending.real.cancel();
    if (this.#pending.delete(pending)) pending.run();
  }
}
