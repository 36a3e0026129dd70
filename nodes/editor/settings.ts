import { parseQuietHours } from '../../src/correction/follow/quiet-hours';
import { FOLLOW_DEFAULTS } from '../../src/correction/follow/settings';
import { toNumber } from '../../src/correction/input';
import { DEFAULTS, type Mode } from '../../src/correction/settings';

/** What a setting may be, in the unit that its field names. */
export interface SettingRule {
  readonly min: number;
  /** `min` itself is not allowed. */
  readonly aboveMin?: true;
  /** No upper limit where missing. */
  readonly max?: number;
  readonly whole?: true;
}

/** What an empty field means, per mode. */
const EMPTY: Readonly<Record<Mode, Readonly<Record<string, number>>>> = {
  set: DEFAULTS.set,
  follow: { ...DEFAULTS.follow, ...FOLLOW_DEFAULTS },
};

/** The numbers of set truetemp. The runtime has the last word on them (`src/correction`); a test compares the two. */
const RULES = {
  tolerance: { min: 0 },
  maxCorrection: { min: 0 },
  settleTime: { min: 0 },
  minInterval: { min: 0, max: 1440 },
  maxStep: { min: 0, aboveMin: true, max: 3 },
  budget: { min: 0, aboveMin: true, max: 20 },
  median: { min: 1, max: 15, whole: true },
  confirm: { min: 1, max: 10, whole: true },
  staleAfter: { min: 0, aboveMin: true, max: 1440 },
  windowHold: { min: 0, max: 1440 },
} as const satisfies Readonly<Record<string, SettingRule>>;

export type Setting = keyof typeof RULES;

export const SETTING_NAMES = Object.keys(RULES) as readonly Setting[];

/** What an empty field means in this mode; undefined where the mode has no such setting. */
export const whenEmpty = (name: Setting, mode: Mode): number | undefined => EMPTY[mode][name];

/** What is wrong with a stored or typed text: the key of a sentence under `invalid`, and its parameters. */
export interface Problem {
  readonly key: 'negative' | 'range' | 'above' | 'whole' | 'quietHours' | 'temperature' | 'sensor';
  readonly limits: Readonly<Record<string, string>>;
}

/** What is wrong with a number setting in this mode; nothing is wrong with an empty or a missing one. */
export function settingProblem(name: Setting, value: unknown, mode: Mode): Problem | undefined {
  const rule = ruleOf(name);
  if (isEmpty(value) || whenEmpty(name, mode) === undefined) return undefined;
  const number = toNumber(value);
  const fits =
    number !== undefined &&
    (rule.aboveMin ? number > rule.min : number >= rule.min) &&
    number <= (rule.max ?? Infinity) &&
    !(rule.whole && !Number.isInteger(number));
  return fits ? undefined : { key: keyFor(rule), limits: { min: String(rule.min), max: String(rule.max) } };
}

/** What is wrong with the fixed temperature of a node, °C. */
export function temperatureProblem(value: unknown, mode: Mode): Problem | undefined {
  const number = toNumber(value);
  const [coldest, hottest] = mode === 'follow' ? [5, 35] : [-50, 50];
  if (number !== undefined && number >= coldest && number <= hottest) return undefined;
  return { key: mode === 'follow' ? 'sensor' : 'temperature', limits: {} };
}

/** What is wrong with the quiet hours, which only mode follow has. */
export function quietHoursProblem(value: unknown, mode: Mode): Problem | undefined {
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

const ruleOf = (name: Setting): SettingRule => RULES[name];

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

function keyFor({ max, aboveMin, whole }: SettingRule): Problem['key'] {
  if (max === undefined) return 'negative';
  if (whole) return 'whole';
  return aboveMin ? 'above' : 'range';
}
