/** ms in a second, a minute, an hour and a day of 24 hours. */
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Minutes in a day, for what counts in them: hours of the night, slots of the day, the physics of a house. */
export const DAY_MINUTES = DAY / MINUTE;
