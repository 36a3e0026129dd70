import { wholeMs, type Clock, HOUR, MINUTE } from '../clock';
import type { Purpose } from './cloud';
import type { Deadline } from './deadline';
import { NetatmoError } from './errors';

/** Requests that an account may make, all its nodes together. */
export interface BudgetLimits {
  readonly per10s: number;
  readonly perHour: number;
}

/** How a budget stands, in requests. */
export interface BudgetStatus {
  readonly per10s: { readonly limit: number; readonly left: number };
  /** The limit as it is now: halved for an hour each time the cloud says that its own is met. */
  readonly perHour: { readonly limit: number; readonly left: number };
  /** For how long nothing is sent at all, ms. */
  readonly pausedMs: number;
}

/** Room in the budget that was taken for requests. */
export interface Allowance {
  /** One of them leaves now; one more than room was taken for counts as well. */
  readonly used: () => void;
  /** Gives back the room of those that have not left. */
  readonly close: () => void;
}

const TEN_SECONDS = 10_000;
/** The longest that a request waits for the budget before its message fails, ms. */
const MAX_WAIT_MS = 40_000;
/** The first pause when the cloud says that its limit is met and not for how long, ms; each further one doubles it. */
const FIRST_PAUSE_MS = MINUTE;
/** The part of each limit that lists must leave to corrections. */
const CORRECTION_SHARE = 0.2;

/**
 * Our own request budget: at most so many in any ten seconds and any hour. The cloud's limits (50 and 500 per
 * user, dev.netatmo.com/guideline) are shared with every other app of the account, and meeting them blocks all.
 */
export class Budget {
  readonly #clock: Clock;
  #limits: BudgetLimits;
  /** Ticks at which requests left, or room was taken for them; oldest first, none older than an hour. */
  readonly #made: number[] = [];
  /** Ticks at which the cloud said that the quota is used up, within the last hour. */
  #quotaMet: number[] = [];
  /** Pauses in a row, without a good answer in between. */
  #pauses = 0;
  #pausedUntil = -Infinity;
  #lastWait = -Infinity;

  constructor(clock: Clock, limits: BudgetLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  set limits(limits: BudgetLimits) {
    this.#limits = limits;
  }

  get status(): BudgetStatus {
    this.#forget();
    const now = this.#clock.ticks();
    const { per10s } = this.#limits;
    const hourly = this.#hourly();
    const justMade = this.#made.filter((tick) => tick > now - TEN_SECONDS).length;
    return {
      per10s: { limit: per10s, left: Math.max(0, per10s - justMade) },
      perHour: { limit: hourly, left: Math.max(0, hourly - this.#made.length) },
      pausedMs: Math.max(0, wholeMs(this.#pausedUntil - now)),
    };
  }

  /** Whether some request has waited for the budget at or after `tick`; its message may then take longer. */
  waitedSince(tick: number): boolean {
    return this.#lastWait >= tick;
  }

  /**
   * Takes room for `count` requests, waiting for it if need be.
   * @returns what was taken; whoever takes it closes it
   * @throws NetatmoError `RATE_LIMITED` with `retryAfterMs` when the room would not be free within 40 s
   */
  async take(count: number, purpose: Purpose, deadline: Deadline): Promise<Allowance> {
    const start = this.#clock.ticks();
    for (;;) {
      const wait = this.wait(count, purpose);
      if (wait <= 0) break;
      if (this.#clock.ticks() + wait - start > MAX_WAIT_MS) throw this.#exhausted(wait);
      this.#lastWait = this.#clock.ticks();
      await deadline.sleep(wait);
      this.#lastWait = this.#clock.ticks();
    }
    return this.#allowance(count);
  }

  /** ms until `count` requests have room; 0 when they have it now. */
  wait(count: number, purpose: Purpose): number {
    this.#forget();
    const now = this.#clock.ticks();
    const share = purpose === 'list' ? 1 - CORRECTION_SHARE : 1;
    return Math.max(
      this.#pausedUntil - now,
      this.#windowWait(count, this.#limits.per10s * share, TEN_SECONDS, now),
      this.#windowWait(count, this.#hourly() * share, HOUR, now),
      0,
    );
  }

  /** How much of the hour's budget is left for lists: at least half, less, or nothing (also while paused). */
  left(): 'plenty' | 'scarce' | 'none' {
    this.#forget();
    const forLists = atLeastOne(this.#hourly() * (1 - CORRECTION_SHARE));
    if (this.#pausedUntil > this.#clock.ticks() || this.#made.length >= forLists) return 'none';
    return this.#made.length > this.#hourly() / 2 ? 'scarce' : 'plenty';
  }

  /**
   * The cloud said that its limit is met: nothing is sent for a while, and for an hour the hourly budget is halved.
   * Requests that were under way together meet it together; that counts once.
   * @param asked ms to pause as the cloud asked for; undefined when it did not say: then a minute, and twice as long
   * each time that this was not enough, up to an hour
   * @returns ms until the end of the pause
   */
  quotaMet(asked?: number): number {
    const now = this.#clock.ticks();
    if (this.#pausedUntil <= now) {
      this.#quotaMet.push(now);
      this.#pauses += 1;
    }
    const ms = asked ?? FIRST_PAUSE_MS * 2 ** (this.#pauses - 1);
    this.#pausedUntil = Math.max(this.#pausedUntil, now + Math.min(ms, HOUR));
    return this.#pausedUntil - now;
  }

  /** The cloud has given a good answer: the next pause is a first one again. */
  answered(): void {
    this.#pauses = 0;
  }

  #allowance(count: number): Allowance {
    const taken = this.#clock.ticks();
    let left = count;
    this.#made.push(...Array<number>(count).fill(taken));
    const giveBackOne = (): void => {
      const index = this.#made.indexOf(taken);
      // After an hour nothing of it counts any more.
      if (index >= 0) this.#made.splice(index, 1);
      left -= 1;
    };
    return {
      used: () => {
        if (left > 0) giveBackOne();
        this.#made.push(this.#clock.ticks());
      },
      close: () => {
        while (left > 0) giveBackOne();
      },
    };
  }

  #hourly(): number {
    return atLeastOne(this.#limits.perHour / 2 ** this.#quotaMet.length);
  }

  /** ms until the window has room for `count` more. More than its whole size is let through when it is empty. */
  #windowWait(count: number, limit: number, length: number, now: number): number {
    const size = atLeastOne(limit);
    const inWindow = this.#made.filter((tick) => tick > now - length);
    const over = inWindow.length + Math.min(count, size) - size;
    const freeing = inWindow[over - 1];
    return over > 0 && freeing !== undefined ? freeing + length - now : 0;
  }

  #forget(): void {
    const hourAgo = this.#clock.ticks() - HOUR;
    while (this.#made[0] !== undefined && this.#made[0] <= hourAgo) this.#made.shift();
    this.#quotaMet = this.#quotaMet.filter((tick) => tick > hourAgo);
  }

  #exhausted(wait: number): NetatmoError {
    const paused = this.#pausedUntil > this.#clock.ticks();
    const text = paused
      ? 'Too many requests, said Netatmo, so this package pauses. All apps of the account count together.'
      : "Too many requests: the account node's limit is used up. Send fewer messages, or raise the limit with care.";
    return new NetatmoError('RATE_LIMITED', text, { retryAfterMs: wait });
  }
}

const atLeastOne = (limit: number): number => Math.max(1, Math.floor(limit));
