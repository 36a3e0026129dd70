import { MINUTE, numberSetting, parseSetSettings, type SetSettings, type StoredSettings } from '../settings';
import { parseQuietHours, type QuietHours } from './quiet-hours';

/** How a node in mode `follow` decides. */
export interface FollowSettings extends SetSettings {
  /** ms between two corrections of a room, at least. */
  readonly minIntervalMs: number;
  /** °C; a correction goes no further than this at once. */
  readonly maxStep: number;
  /** Evaluations in a row that must agree on the direction. */
  readonly confirm: number;
  /** Sensor values of which the middle one counts. */
  readonly median: number;
  /** ms after which a value is too old, by the sensor's own time. */
  readonly staleMs: number;
  /** Correct only while the valve regulates wrongly. */
  readonly onlyWhenWrong: boolean;
  /** ms of rest after a window was closed. */
  readonly windowHoldMs: number;
  /** °C; how far all corrections together may go from the baseline. */
  readonly budget: number;
  /** Null = none. */
  readonly quietHours: QuietHours | null;
}

/** The further settings of a follow node, as it stores them. */
export interface StoredFollowSettings extends StoredSettings {
  /** minutes */
  readonly minInterval?: unknown;
  readonly maxStep?: unknown;
  readonly confirm?: unknown;
  readonly median?: unknown;
  /** minutes */
  readonly staleAfter?: unknown;
  readonly onlyWhenWrong?: unknown;
  /** minutes */
  readonly windowHold?: unknown;
  readonly budget?: unknown;
  readonly quietHours?: unknown;
}

/** What an empty field means. Minutes, °C, counts. */
export const FOLLOW_DEFAULTS = {
  minInterval: 15,
  maxStep: 0.5,
  confirm: 2,
  median: 3,
  staleAfter: 60,
  windowHold: 30,
  budget: 5,
} as const;

/** The largest values that make sense: a day in minutes; more °C than any valve is wrong by; more values than a filter needs. */
const DAY_MINUTES = 24 * 60;
const MOST_STEP = 3;
const MOST_BUDGET = 20;
const MOST_CONFIRM = 10;
export const MOST_MEDIAN = 15;

/**
 * The settings of a node in mode `follow`, checked.
 * @throws CONFIG for a value out of its range
 */
export const parseFollowSettings = (stored: StoredFollowSettings): FollowSettings => {
  const minutes = { least: 0, most: DAY_MINUTES };
  const { minInterval, maxStep, confirm, median, staleAfter, windowHold, budget } = FOLLOW_DEFAULTS;
  return {
    ...parseSetSettings(stored, 'follow'),
    minIntervalMs:
      numberSetting('time between corrections', stored.minInterval, minInterval, minutes) * MINUTE,
    maxStep: numberSetting('largest step', stored.maxStep, maxStep, { above: 0, most: MOST_STEP }),
    confirm: numberSetting('number of agreeing checks', stored.confirm, confirm, {
      least: 1,
      most: MOST_CONFIRM,
      isWhole: true,
    }),
    median: numberSetting('number of smoothed values', stored.median, median, {
      least: 1,
      most: MOST_MEDIAN,
      isWhole: true,
    }),
    staleMs:
      numberSetting('age limit of a value', stored.staleAfter, staleAfter, { above: 0, most: DAY_MINUTES }) *
      MINUTE,
    onlyWhenWrong: stored.onlyWhenWrong !== false,
    windowHoldMs: numberSetting('rest after a window', stored.windowHold, windowHold, minutes) * MINUTE,
    budget: numberSetting('budget', stored.budget, budget, { above: 0, most: MOST_BUDGET }),
    quietHours: parseQuietHours(stored.quietHours),
  };
};
