import { parseQuietHours } from '../../src/correction/follow/quiet-hours';
import { FOLLOW_DEFAULTS } from '../../src/correction/follow/settings';
import { ROOM_RANGE } from '../../src/correction/follow/sensor-message';
import { SET_RANGE, toNumber } from '../../src/correction/input';
import { DEFAULTS, isInRange, type ModeName, type NumberRange, RANGES } from '../../src/correction/settings';

/** What an empty field means, per mode. */
const EMPTY: Readonly<Record<ModeName, Readonly<Record<string, number>>>> = {
  set: DEFAULTS.set,
  follow: { ...DEFAULTS.follow, ...FOLLOW_DEFAULTS },
};

export type Setting = keyof typeof RANGES;

export const SETTING_NAMES = Object.keys(RANGES) as readonly Setting[];

/** What an empty field means in this mode; undefined where the mode has no such setting. */
export const whenEmpty = (name: Setting, mode: ModeName): number | undefined => EMPTY[mode][name];

/** What is wrong with a stored or typed text: the key of a sentence under `invalid`, and its parameters. */
export interface Problem {
  readonly key: 'range' | 'above' | 'whole' | 'quietHours' | 'temperature' | 'sensor';
  readonly limits: Readonly<Record<string, string>>;
}

/** What is wrong with a number setting in this mode; nothing is wrong with an empty or a missing one. */
export function settingProblem(name: Setting, value: unknown, mode: ModeName): Problem | undefined {
  const range: NumberRange = RANGES[name];
  if (isEmpty(value) || whenEmpty(name, mode) === undefined) return undefined;
  const number = toNumber(value);
  if (number !== undefined && isInRange(number, range)) return undefined;
  const { least, above, most } = range;
  return { key: keyFor(range), limits: { min: String(above ?? least), max: String(most) } };
}

/** What is wrong with the fixed temperature of a node, °C. */
export function temperatureProblem(value: unknown, mode: ModeName): Problem | undefined {
  const number = toNumber(value);
  const { coldest, hottest } = mode === 'follow' ? ROOM_RANGE : SET_RANGE;
  if (number !== undefined && number >= coldest && number <= hottest) return undefined;
  return { key: mode === 'follow' ? 'sensor' : 'temperature', limits: {} };
}

/** What is wrong with the quiet hours, which only mode follow has. */
export function quietHoursProblem(value: unknown, mode: ModeName): Problem | undefined {
  if (mode !== 'follow') return undefined;
  try {
    parseQuietHours(value);
    return undefined;
  } catch {
    return { key: 'quietHours', limits: {} };
  }
}

/** Quiet hours as people write them ("22h30 – 6h", "22.30-6:00") in the one form that is stored ("22:30-06:00"). */
export function tidyQuietHours(text: string): string {
  const [from, to, ...more] = text.split(/[-–—]/).map(tidyTime);
  return from && to && more.length === 0 ? `${from}-${to}` : text.trim();
}

function tidyTime(text: string): string | undefined {
  const digits = text.replace(/[:.h\s]/gi, '');
  if (!/^\d{1,4}$/.test(digits)) return undefined;
  const clock = (digits.length <= 2 ? `${digits}00` : digits).padStart(4, '0');
  return `${clock.slice(0, 2)}:${clock.slice(2)}`;
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

function keyFor({ above, isWhole }: NumberRange): Problem['key'] {
  if (isWhole) return 'whole';
  return above === undefined ? 'range' : 'above';
}
