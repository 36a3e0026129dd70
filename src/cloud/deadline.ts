import { setMaxListeners } from 'node:events';
import type { Clock, Timer } from '../clock';
import { NetatmoError } from './errors';

/** When a piece of work must have ended, in ms from now. */
export interface DeadlineLimits {
  readonly ms: number;
  /** More ms that are granted when {@link DeadlineLimits.grace} says so at the end of the first ones. */
  readonly graceMs?: number;
  readonly grace?: () => boolean;
}

/**
 * The end of one piece of work: a signal that aborts it with a {@link NetatmoError} (`TIMEOUT`, or whatever the
 * parent was aborted with) and the time that is left. Runs on the clock that is passed in.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  #endsAt: number;
  #timer: Timer;
  readonly #parent: AbortSignal | undefined;
  readonly #onParentAbort = (): void => this.abort(this.#parent?.reason);

  constructor(clock: Clock, limits: DeadlineLimits, parent?: AbortSignal) {
    this.#clock = clock;
    this.#parent = parent;
    this.#endsAt = clock.ticks() + limits.ms;
    this.#timer = clock.after(limits.ms, () => {
      if (limits.graceMs && limits.grace?.()) this.#prolong(limits.graceMs);
      else this.abort(timedOut());
    });
    // A thousand messages may hang on one account's signal; Node would warn of a leak at the eleventh.
    if (parent) setMaxListeners(0, parent);
    this.#link();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** ms until the end as it stands; 0 when it has ended. */
  remaining(): number {
    return this.signal.aborted ? 0 : Math.max(0, this.#endsAt - this.#clock.ticks());
  }

  /**
   * Runs `work` out of reach of the parent: if that is aborted meanwhile, this deadline ends when the work has ended.
   * Its own time and {@link Deadline.abort} end it as ever.
   */
  async shielded<T>(work: () => Promise<T>): Promise<T> {
    if (this.signal.aborted) throw this.signal.reason;
    this.#unlink();
    try {
      return await work();
    } finally {
      this.#link();
    }
  }

  #link(): void {
    if (this.signal.aborted) return;
    if (this.#parent?.aborted) this.#onParentAbort();
    else this.#parent?.addEventListener('abort', this.#onParentAbort, { once: true });
  }

  #unlink(): void {
    this.#parent?.removeEventListener('abort', this.#onParentAbort);
  }

  #prolong(ms: number): void {
    this.#endsAt += ms;
    this.#timer = this.#clock.after(ms, () => this.abort(timedOut()));
  }

  /** Ends the work now, with `reason` as its error. */
  abort(reason: unknown): void {
    this.dispose();
    this.#controller.abort(reason);
  }

  /** Frees the timer and the tie to the parent. Call it when the work has ended. */
  dispose(): void {
    this.#timer.cancel();
    this.#unlink();
  }

  /** Waits for `work`, at most until this deadline. What `work` does later is ignored. */
  async race<T>(work: Promise<T>): Promise<T> {
    work.catch(() => undefined);
    const { signal } = this;
    if (signal.aborted) throw signal.reason;
    let onAbort: () => void = () => undefined;
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(signal.reason as Error);
      signal.addEventListener('abort', onAbort, { once: true });
    });
    try {
      return await Promise.race([work, aborted]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Waits `ms`, or until this deadline, whichever comes first; the second one throws. */
  async sleep(ms: number): Promise<void> {
    let timer: Timer | undefined;
    try {
      await this.race(new Promise<void>((resolve) => (timer = this.#clock.after(ms, resolve))));
    } finally {
      timer?.cancel();
    }
  }
}

const timedOut = (): NetatmoError =>
  new NetatmoError(
    'TIMEOUT',
    'Netatmo did not answer in time. Nothing is wrong with your settings; try again later.',
  );
