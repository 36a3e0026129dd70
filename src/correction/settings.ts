import { DAY_MINUTES, MINUTE } from '../clock';
import { invalidSetting, switchSetting } from '../setting';
import { toNumber } from './input';

/** What both modes have in common. */
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

export const MODES = ['set', 'follow'] as const;
export type ModeName = (typeof MODES)[number];

/** What an empty field means, per mode. °C, °C, minutes. */
export const DEFAULTS = {
  set: { tolerance: 0.1, maxCorrection: 10, settleTime: 60 },
  follow: { tolerance: 0.3, maxCorrection: 6, settleTime: 90 },
} as const;

/**
 * The settings that both modes have, checked.
 * @param mode whose defaults empty fields get
 * @throws CONFIG for a value out of its range
 */
export const parseSetSettings = (stored: StoredSettings, mode: ModeName = 'set'): SetSettings => {
  const defaults = DEFAULTS[mode];
  return {
    tolerance: numberSetting('Tolerance', stored.tolerance, defaults.tolerance, RANGES.tolerance),
    maxCorrection: numberSetting(
      'Refuse above',
      stored.maxCorrection,
      defaults.maxCorrection,
      RANGES.maxCorrection,
    ),
    settleMs:
      numberSetting('Settle time', stored.settleTime, defaults.settleTime, RANGES.settleTime) * MINUTE,
    dryRun: switchSetting({ name: '“Dry run”', where: 'node' }, stored.dryRun, false),
  };
};

/** What a number may be. */
export interface NumberRange {
  /** At least this … */
  readonly least?: number;
  /** … or more than this. */
  readonly above?: number;
  readonly most?: number;
  readonly isWhole?: boolean;
}

/**
 * What the numbers of set truetemp may be, in the units of their fields: °C, minutes, counts. For the runtime and the
 * dialog. The upper ends are more than anybody could mean.
 */
export const RANGES = {
  tolerance: { least: 0, most: 50 },
  maxCorrection: { least: 0, most: 50 },
  settleTime: { least: 0, most: 7 * DAY_MINUTES },
  minInterval: { least: 0, most: DAY_MINUTES },
  maxStep: { above: 0, most: 3 },
  budget: { above: 0, most: 20 },
  median: { least: 1, most: 15, isWhole: true },
  confirm: { least: 1, most: 10, isWhole: true },
  staleAfter: { above: 0, most: DAY_MINUTES },
  windowHold: { least: 0, most: DAY_MINUTES },
} as const satisfies Readonly<Record<string, NumberRange>>;

/**
 * A number out of a node's settings.
 * @param name the field's label in the dialog
 * @param whenEmpty what '' or a missing value means
 * @throws CONFIG
 */
export const numberSetting = (
  name: string,
  value: unknown,
  whenEmpty: number,
  range: NumberRange,
): number => {
  if (value === undefined || value === null || value === '') return whenEmpty;
  const number = toNumber(value);
  if (number !== undefined && isInRange(number, range)) return number;
  throw invalidSetting(
    { name: `“${name}”`, where: `node, or leave it empty for ${whenEmpty}` },
    `not ${inWords(range)}`,
  );
};

/** Whether a number is in a range. */
export const isInRange = (number: number, { least, above, most, isWhole }: NumberRange): boolean =>
  number >= (least ?? -Infinity) &&
  number > (above ?? -Infinity) &&
  number <= (most ?? Infinity) &&
  (!isWhole || Number.isInteger(number));

const inWords = ({ least, above, most, isWhole }: NumberRange): string => {
  const kind = isWhole ? 'a whole number' : 'a number';
  const from = above === undefined ? `of ${least ?? 0} or more` : `above ${above}`;
  return most === undefined ? `${kind} ${from}` : `${kind} ${from}, at most ${most}`;
};
