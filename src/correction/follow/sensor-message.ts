import { NetatmoError } from '../../cloud/errors';
import { parseTemperature, toNumber, type TemperatureRange } from '../input';

/** What a follow node takes for the temperature of a room, °C; a sensor with an empty battery sends 0, 85 or −127. */
export const ROOM_RANGE: TemperatureRange = { coldest: 5, hottest: 35 };

/** A number below this is a time in seconds: as ms it would lie in 1973. */
const SECONDS_END = 1e11;

/** Longer names of a sensor are ignored, and what is no text. */
const LONGEST_NAME = 64;

/** What a message to a follow node says, as it came. */
export interface FollowInput {
  /** °C */
  readonly temperature: unknown;
  /** Whether a window is open, by a contact sensor. */
  readonly window: unknown;
  /** Which of several sensors in the room it is. */
  readonly sensor?: unknown;
  /** The sensor's own time of the temperature: ISO 8601, or s or ms since the epoch. */
  readonly at: unknown;
}

/** The same, checked. */
export interface SensorMessage {
  /** °C; null when the message tells none: of a window only, or of a battery. */
  readonly temperature: number | null;
  readonly isWindowOpen: boolean | null;
  /** Which of several sensors in the room it is; '' when it does not say. */
  readonly source: string;
  /** Wall-clock ms; null when the sensor told none. */
  readonly at: number | null;
}

/**
 * Reads a message to a follow node.
 * @throws INVALID_TEMPERATURE, also for a time that is none; CONFIG for a window that is neither open nor closed
 */
export const parseSensorMessage = ({ temperature, window, sensor, at }: FollowInput): SensorMessage => {
  const isWindowOpen = parseWindow(window);
  const isMissing = temperature === undefined || temperature === null;
  const tellsWindowOnly = isWindowOpen !== null && isNoTemperature(temperature);
  return {
    temperature: isMissing || tellsWindowOnly ? null : parseTemperature(temperature, ROOM_RANGE),
    isWindowOpen,
    source: typeof sensor === 'string' && sensor.length <= LONGEST_NAME ? sensor : '',
    at: parseTime(at),
  };
};

/** Contact sensors leave their own payload in the message: an object, or true and false. */
const isNoTemperature = (value: unknown): boolean =>
  value === undefined ||
  value === '' ||
  typeof value === 'object' ||
  typeof value === 'boolean' ||
  isSwitch(value);

const isSwitch = (value: unknown): boolean => typeof value === 'string' && toSwitch(value) !== undefined;

/** How sensors and home automation systems write it. */
const SWITCHES: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  ['true', true],
  ['on', true],
  ['open', true],
  [false, false],
  ['false', false],
  ['off', false],
  ['closed', false],
]);

const toSwitch = (value: unknown): boolean | undefined =>
  SWITCHES.get(typeof value === 'string' ? value.trim().toLowerCase() : value);

const parseWindow = (value: unknown): boolean | null => {
  if (value === undefined || value === null) return null;
  const isOpen = toSwitch(value);
  if (isOpen !== undefined) return isOpen;
  throw new NetatmoError(
    'CONFIG',
    'msg.window is neither true (open) nor false (closed). Set it to one of them, or leave it out.',
  );
};

const parseTime = (value: unknown): number | null => {
  if (value === undefined || value === null || value === '') return null;
  const ms = toMs(value);
  if (ms !== undefined && ms >= 0 && Number.isFinite(ms)) return ms;
  throw new NetatmoError(
    'INVALID_TEMPERATURE',
    'msg.at is not a time, so nobody can tell how old the temperature is. Send it as 2026-01-31T12:00:00Z or in (milli)seconds since 1970, or leave it out.',
  );
};

const toMs = (value: unknown): number | undefined => {
  if (value instanceof Date) return value.getTime();
  const number = toNumber(value);
  if (number !== undefined) return number < SECONDS_END ? number * 1_000 : number;
  return typeof value === 'string' ? Date.parse(value) : undefined;
};
