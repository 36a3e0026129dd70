/** The last moment that a JavaScript date can hold, ms since the epoch. */
const LAST_MOMENT = 8.64e15;

/** ms since the epoch as ISO 8601; null stays null. A time beyond all calendars becomes the last one. */
export const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

export const iso = (ms: number): string =>
  new Date(Math.min(Math.max(ms, -LAST_MOMENT), LAST_MOMENT)).toISOString();
