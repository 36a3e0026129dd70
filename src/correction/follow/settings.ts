import { MINUTE } from '../../clock';
import { switchSetting } from '../../setting';
import { numberSetting, parseSetSettings, RANGES, type SetSettings, type StoredSettings } from '../settings';
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
  /** Correct by what the room's days have taught. */
  readonly foresight: boolean;
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
  readonly foresight?: unknown;
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

/** The most values that are smoothed. */
export const MOST_MEDIAN = RANGES.median.most;

/**
 * The settings of a node in mode `follow`, checked.
 * @throws CONFIG for a value out of its range
 */
export const parseFollowSettings = (stored: StoredFollowSettings): FollowSettings => {
  const number = (name: keyof typeof FOLLOW_DEFAULTS): number =>
    numberSetting(NAMES[name], stored[name], FOLLOW_DEFAULTS[name], RANGES[name]);
  return {
    ...parseSetSettings(stored, 'follow'),
    minIntervalMs: number('minInterval') * MINUTE,
    maxStep: number('maxStep'),
    confirm: number('confirm'),
    median: number('median'),
    staleMs: number('staleAfter') * MINUTE,
    onlyWhenWrong: switchSetting({ name: '“Save battery”', where: 'node' }, stored.onlyWhenWrong, true),
    foresight: switchSetting({ name: '“Foresight”', where: 'node' }, stored.foresight, true),
    windowHoldMs: number('windowHold') * MINUTE,
    budget: number('budget'),
    quietHours: parseQuietHours(stored.quietHours),
  };
};

/** Their labels in the dialog, for an error's text. */
const NAMES: Readonly<Record<keyof typeof FOLLOW_DEFAULTS, string>> = {
  minInterval: 'At most every',
  maxStep: 'Largest step',
  confirm: 'Confirm',
  median: 'Smooth over',
  staleAfter: 'Too old after',
  windowHold: 'After airing',
  budget: 'In total',
};
