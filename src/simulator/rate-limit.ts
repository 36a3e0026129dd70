import { HOUR, SECOND } from '../clock';

/** Requests that one user may make. */
export interface RateLimits {
  per10s: number;
  perHour: number;
}

/** Netatmo's stated limits per user (dev.netatmo.com/guideline), counted over sliding windows of house time. */
export class RateLimiter {
  #times: number[] = [];

  /** Counts a request at `now` (ms) and tells whether it is allowed; a refused one is not counted. */
  allows(now: number, limits: RateLimits): boolean {
    this.#times = this.#times.filter((time) => now - time < HOUR);
    const recent = this.#times.filter((time) => now - time < 10 * SECOND).length;
    if (recent >= limits.per10s || this.#times.length >= limits.perHour) return false;
    this.#times.push(now);
    return true;
  }
}
