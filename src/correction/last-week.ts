import { DAY, HOUR } from '../clock';
import { toHundredths } from './celsius';

/** What was corrected within one hour. */
export interface HourSum {
  /** When its first correction was sent, wall-clock ms. */
  readonly hour: number;
  /** °C */
  readonly sum: number;
}

const WEEK = 7 * DAY;
/** Each entry begins an hour after the one before, at least. */
export const MOST_HOURS = 7 * 24 + 1;

/** The hours of the last week once a correction has been sent, oldest first. @param at wall-clock ms @param step °C */
export const withStep = (before: readonly HourSum[], at: number, step: number): HourSum[] => {
  const newest = before.at(-1);
  const isSameHour = newest !== undefined && at - newest.hour < HOUR;
  const after = isSameHour
    ? [...before.slice(0, -1), { hour: newest.hour, sum: toHundredths(newest.sum + step) }]
    : [...before, { hour: at, sum: step }];
  return after.filter(({ hour }) => at - hour < WEEK).slice(-MOST_HOURS);
};

/** The sum of the corrections of the last 7 days, °C. @param now wall-clock ms */
export const sumOfWeek = (hours: readonly HourSum[], now: number): number =>
  hours.reduce((sum, each) => (now - each.hour < WEEK ? sum + each.sum : sum), 0);

/** The hours that two processes have counted since `base`. */
export const mergeHours = (
  ours: readonly HourSum[],
  theirs: readonly HourSum[],
  base: readonly HourSum[],
): HourSum[] => {
  const sums = new Map(theirs.map(({ hour, sum }) => [hour, sum]));
  const known = new Map(base.map(({ hour, sum }) => [hour, sum]));
  for (const { hour, sum } of ours) {
    sums.set(hour, toHundredths((sums.get(hour) ?? 0) + sum - (known.get(hour) ?? 0)));
  }
  return [...sums]
    .map(([hour, sum]) => ({ hour, sum }))
    .sort((a, b) => a.hour - b.hour)
    .slice(-MOST_HOURS);
};
