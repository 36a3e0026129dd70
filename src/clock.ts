/** ms in a second, a minute, an hour and a day of 24 hours. */
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Minutes in a day, for what counts in them: hours of the night, slots of the day, the physics of a house. */
export const DAY_MINUTES = DAY / MINUTE;

/** A timer that can be cancelled; what {@link Clock.after} hands out. */
export interface Timer {
  cancel(): void;
}

/**
 * Time as the product sees it. Passed in everywhere, so that a test lives through a winter in milliseconds
 * and nothing in `src` reads the machine's clock by itself.
 */
export interface Clock {
  /** Wall-clock time in ms since the epoch; may jump when the machine's clock is set. For stored times. */
  now(): number;
  /** ms since some fixed moment; never jumps. For ages, deadlines and waiting. */
  ticks(): number;
  /** Calls `run` once after `ms`. The timer keeps no process alive. */
  after(ms: number, run: () => void): Timer;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  ticks: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};

/**
 * A stored time that can be trusted: one in the future (a machine without a battery clock, set back after a
 * power cut) counts as now, so that nothing stays blocked for years.
 * @param stored ms since the epoch
 * @param now ms since the epoch
 */
export const notInFuture = (stored: number, now: number): number => Math.min(stored, now);

/**
 * A time to wait in whole ms, none too short. A difference of two ticks is often longer by a trillionth of a ms than what
 * was added to one of them; that counts for nothing.
 */
export const wholeMs = (ms: number): number => Math.ceil(Math.round(ms * 1_000) / 1_000);

/** The last moment that a JavaScript date can hold, ms since the epoch (ECMA-262, "Time Values and Time Range"). */
const LAST_MOMENT = 8.64e15;

/** ms since the epoch as ISO 8601. A time beyond all calendars becomes the last one. */
export const iso = (ms: number): string =>
  new Date(Math.min(Math.max(ms, -LAST_MOMENT), LAST_MOMENT)).toISOString();

/** The same of a time that may not be known: null stays null. */
export const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));
