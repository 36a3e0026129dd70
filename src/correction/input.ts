import { NetatmoError } from '../cloud/errors';
import { withoutDirectionMarks } from '../cloud/names';

/** What a temperature may be, °C. */
export interface TemperatureRange {
  readonly coldest: number;
  readonly hottest: number;
}

/** The range in mode `set`. */
export const SET_RANGE: TemperatureRange = { coldest: -50, hottest: 50 };
const MAX_ROOM_LENGTH = 128;
/** No decimal number that a sensor sends is longer. */
const MAX_NUMBER_LENGTH = 64;
/** What decimal numbers are made of; keeps out 0x10, Infinity and nothing at all, the rest is up to `Number`. */
const DECIMAL = /^[-+.\de]+$/i;

/** A finite number, or a decimal text with a point (spaces around and a + allowed); else undefined. */
export const toNumber = (value: unknown): number | undefined => {
  if (typeof value === 'string') {
    const text = value.trim();
    return text.length <= MAX_NUMBER_LENGTH && DECIMAL.test(text) ? toNumber(Number(text)) : undefined;
  }
  // Adding 0 turns -0 into 0.
  return typeof value === 'number' && Number.isFinite(value) ? value + 0 : undefined;
};

/**
 * A temperature as it came with a message, in °C.
 * @throws INVALID_TEMPERATURE
 */
export const parseTemperature = (
  value: unknown,
  { coldest, hottest }: TemperatureRange = SET_RANGE,
): number => {
  const temperature = toNumber(value);
  if (temperature === undefined) {
    throw new NetatmoError(
      'INVALID_TEMPERATURE',
      'The temperature is not a number. Send a number such as 21.5, or a text such as "21.5" with a point, not a comma.',
    );
  }
  if (temperature < coldest || temperature > hottest) {
    throw new NetatmoError(
      'INVALID_TEMPERATURE',
      `The temperature is outside ${coldest} to ${hottest} °C. Check the sensor, and that it sends °C.`,
    );
  }
  return temperature;
};

/**
 * The id or name of a room as it came with a message; a number stands for its digits.
 * @throws INVALID_ROOM
 */
export const parseRoom = (value: unknown): string => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return String(value);
  if (typeof value === 'string' && value.length <= MAX_ROOM_LENGTH && !/\p{Cc}/u.test(value)) {
    // The cloud's names come without these marks, and an error that tells the name shall not turn around.
    const room = withoutDirectionMarks(value);
    if (room.trim() !== '') return room;
  }
  throw new NetatmoError(
    'INVALID_ROOM',
    `The room is not given, or not as its name or id. Choose one in the node, or send a text of 1 to ${MAX_ROOM_LENGTH} characters.`,
  );
};
