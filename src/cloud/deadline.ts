import { setMaxListeners } from 'node:events';
import type { Clock, Timer } from '../clock';
import { NetatmoError } from './errors';

/** When a piece of work must have ended, in ms from now. */
export interface DeadlineLimits {
  readonly ms: number;
  /** More ms that are granted when {@link DeadlineLimits.grace} says so. */
  readonly graceMs?: number;
  /** Once true it stays so. @param since ticks at which the work began */
  readonly grace?: (since: number) => boolean;
}

/**
 * The end of one piece of work: its time, or any of the signals that it is given, whichever comes first. Runs on the
 * clock that is passed in.
 *
 * Timer and listeners are made when somebody first waits. Most messages of a sensor are answered before, and a signal
 * of its own takes longer than that. The signals are tied by hand, because the platform's own `AbortSignal.any` keeps an
 * entry for every message ever made on Node 20 (nodejs/node#54614).
 */
export class Deadline {
  readonly #clock: Clock;
  readonly #signals: readonly AbortSignal[];
  readonly #beganAt: number;
  #endsAt: number;
  /** What is granted at the end, once. */
  #grace: DeadlineLimits | undefined;
  #controller: AbortController | undefined;
  #timer: Timer | undefined;
  #isOver = false;

  constructor(clock: Clock, limits: DeadlineLimits, ...signals: readonly AbortSignal[]) {
    this.#clock = clock;
    this.#signals = signals;
    this.#beganAt = clock.ticks();
    this.#endsAt = this.#beganAt + limits.ms;
    this.#grace = limits;
  }

  /** Aborted at the end, with a {@link NetatmoError} `TIMEOUT` or whatever one of the signals was aborted with. */
  get signal(): AbortSignal {
    return (this.#controller ??= this.#begin()).signal;
  }

  /** @throws what the signal is aborted with, when the end has come */
  throwIfEnded(): void {
    const reason = this.reason;
    if (reason !== undefined) throw reason;
  }

  /** What it has ended with; undefined while it has not. */
  get reason(): Error | undefined {
    if (this.#controller || this.#isOver) return reasonOf(this.#controller?.signal);
    return this.#reasonOfSignals() ?? this.#timeOut();
  }

  /** ms until the end, with what is certain to be granted by then; 0 when it has ended. */
  remaining(): number {
    return this.reason === undefined ? this.#endsAt + this.#graceMs() - this.#clock.ticks() : 0;
  }

  /** One for a part of the work: it ends with this one, and after `ms` at the latest. */
  within(ms: number): Deadline {
    return new Deadline(this.#clock, { ms: Math.min(ms, this.remaining()) }, ...this.#signals);
  }

  /** Frees the timer and the ties to the signals. Call it when the work has ended. */
  dispose(): void {
    this.#isOver = true;
    this.#timer?.cancel();
    if (this.#controller)
      for (const signal of this.#signals) signal.removeEventListener('abort', this.#onAbort);
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

  #begin(): AbortController {
    const controller = new AbortController();
    // Any number of waits may hang on it, and a thousand messages on one account's signal; Node would warn of a leak.
    setMaxListeners(0, controller.signal, ...this.#signals);
    if (this.#isOver) return controller;
    const { reason } = this;
    if (reason !== undefined) controller.abort(reason);
    else {
      for (const signal of this.#signals) signal.addEventListener('abort', this.#onAbort, { once: true });
      this.#wait();
    }
    return controller;
  }

  #wait(): void {
    this.#timer = this.#clock.after(this.#endsAt - this.#clock.ticks(), () => {
      const reason = this.#timeOut();
      if (reason) this.#end(reason);
      else this.#wait();
    });
  }

  /** The error of a time that is over; undefined while it is not, or when more is granted. */
  #timeOut(): NetatmoError | undefined {
    if (this.#clock.ticks() < this.#endsAt) return undefined;
    const graceMs = this.#graceMs();
    this.#grace = undefined;
    if (graceMs === 0) return timedOut();
    this.#endsAt += graceMs;
    return undefined;
  }

  /** What would be granted if the end came now, ms. */
  #graceMs(): number {
    const { graceMs = 0, grace } = this.#grace ?? {};
    return graceMs > 0 && grace?.(this.#beganAt) ? graceMs : 0;
  }

  readonly #onAbort = (): void => this.#end(this.#reasonOfSignals());

  #reasonOfSignals(): Error | undefined {
    return reasonOf(this.#signals.find(({ aborted }) => aborted));
  }

  #end(reason: Error | undefined): void {
    this.dispose();
    this.#controller?.abort(reason);
  }
}

/** Whoever aborts one of the signals does it with an error. */
const reasonOf = (signal: AbortSignal | undefined): Error | undefined => signal?.reason as Error | undefined;

const timedOut = (): NetatmoError =>
  new NetatmoError(
    'TIMEOUT',
    'Netatmo did not answer in time. Nothing is wrong with your settings; try again later.',
  );

/** Waits for `work`, for so many ms at most or until a signal. @throws NetatmoError `TIMEOUT`, or the signal's reason */
export const waitAtMost = async <T>(
  clock: Clock,
  ms: number,
  work: Promise<T>,
  ...signals: readonly AbortSignal[]
): Promise<T> => {
  const deadline = new Deadline(clock, { ms }, ...signals);
  try {
    return await deadline.race(work);
  } finally {
    deadline.dispose();
  }
};
