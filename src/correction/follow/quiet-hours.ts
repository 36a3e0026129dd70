import { DAY_MINUTES } from '../../clock';
import { invalidSetting } from '../../setting';

/** Names of time zones come from outside: no more are kept. */
const MOST_FORMATS = 20;
const FORM = /^([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3]):([0-5]\d)$/;

/** A part of each day, in minutes since midnight; it may run over midnight. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
}

/**
 * Quiet hours as a node stores them, such as `22:30-06:00`; null for none.
 * @throws CONFIG
 */
export const parseQuietHours = (stored: unknown): QuietHours | null => {
  if (stored === undefined || stored === null) return null;
  const text = typeof stored === 'string' ? stored.trim() : '?';
  if (text === '') return null;
  const [fromHours, fromMinutes, toHours, toMinutes] = (FORM.exec(text) ?? []).slice(1).map(Number);
  const from = Number(fromHours) * 60 + Number(fromMinutes);
  const to = Number(toHours) * 60 + Number(toMinutes);
  // With both ends the same nobody can tell whether the whole day or nothing is meant.
  if (Number.isInteger(from) && Number.isInteger(to) && from !== to) return { from, to };
  throw invalidSetting(
    { name: '“Quiet hours”', where: 'node, or leave them empty for none' },
    'not a time span such as 22:30-06:00',
  );
};

/**
 * Minutes until the quiet hours end; 0 outside of them.
 * @param now minutes since midnight, where the home is
 */
export const quietMinutesLeft = ({ from, to }: QuietHours, now: number): number => {
  const length = (to - from + DAY_MINUTES) % DAY_MINUTES;
  const since = (now - from + DAY_MINUTES) % DAY_MINUTES;
  return since < length ? length - since : 0;
};

/**
 * The time of day in a home, in minutes since midnight.
 * @param now ms since the epoch
 * @param timezone IANA name as the cloud gives it; null or unknown = that of this machine
 */
export const minutesOfDay = (now: number, timezone: string | null): number => {
  const [hours = 0, minutes = 0] = timeFormat(timezone).format(now).split(':').map(Number);
  return hours * 60 + minutes;
};

/** Making one costs more than a whole look at a room, and an account has few homes. */
const formats = new Map<string | null, Intl.DateTimeFormat>();

const timeFormat = (timezone: string | null): Intl.DateTimeFormat => {
  const format = formats.get(timezone) ?? newTimeFormat(timezone);
  if (formats.size < MOST_FORMATS) formats.set(timezone, format);
  return format;
};

const newTimeFormat = (timezone: string | null): Intl.DateTimeFormat => {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  try {
    return new Intl.DateTimeFormat('en-GB', timezone === null ? options : { ...options, timeZone: timezone });
  } catch {
    return new Intl.DateTimeFormat('en-GB', options);
  }
};
