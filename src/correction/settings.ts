import { NetatmoError } from '../cloud/errors';
import { toNumber } from './input';

/** How a node in mode `set` decides. */
export interface SetSettings {
  /** °C; at or under this difference nothing is sent. */
  readonly tolerance: number;
  /** °C; a larger difference is refused. */
  readonly maxCorrection: number;
  /** ms that a room is left alone after a correction unless its reading moves; 0 = off. */
  readonly settleMs: number;
  /** Decide and report, send nothing. */
  readonly dryRun: boolean;
}

/** The settings as a node stores them: numbers, texts, '' or nothing at all. */
export interface StoredSettings {
  readonly tolerance?: unknown;
  readonly maxCorrection?: unknown;
  /** minutes */
  readonly settleTime?: unknown;
  readonly dryRun?: unknown;
}

/** What an empty field means, per mode. °C, °C, minutes. */
export const DEFAULTS = {
  set: { tolerance: 0.1, maxCorrection: 10, settleTime: 60 },
} as const;

const MINUTE = 60_000;

/**
 * The settings of a node in mode `set`, checked.
 * @throws CONFIG for a value that is negative or not a number
 */
export const parseSetSettings = (stored: StoredSettings): SetSettings => ({
  tolerance: setting('tolerance', stored.tolerance, DEFAULTS.set.tolerance),
  maxCorrection: setting('largest correction', stored.maxCorrection, DEFAULTS.set.maxCorrection),
  settleMs: setting('settle time', stored.settleTime, DEFAULTS.set.settleTime) * MINUTE,
  dryRun: stored.dryRun === true,
});

const setting = (name: string, value: unknown, whenEmpty: number): number => {
  if (value === undefined || value === null || value === '') return whenEmpty;
  const number = toNumber(value);
  if (number !== undefined && number >= 0) return number;
  throw new NetatmoError(
    'CONFIG',
    `The ${name} of this node is not a number of 0 or more. Correct it in the node, or leave it empty for ${whenEmpty}.`,
  );
};
