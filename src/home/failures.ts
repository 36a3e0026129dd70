import { type ErrorCode, NetatmoError } from '../cloud/errors';

/** Failures that end by themselves: what was known before them is still the best that is known. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'RATE_LIMITED',
  'SIGN_IN_PAUSED',
  'CLOUD_ERROR',
  'BAD_RESPONSE',
  'NETWORK',
  'TIMEOUT',
]);

/** `error.code` of the cloud's envelope: "invalid argument", here an id that it does not know. */
const INVALID_ARGUMENT = 21;

export const isCode = (error: unknown, code: ErrorCode): boolean =>
  error instanceof NetatmoError && error.code === code;

export const isPassing = (error: unknown): boolean =>
  error instanceof NetatmoError && PASSING.has(error.code);

/** The home or room that was looked for is not in the topology at hand. */
export const isNotFound = (error: unknown): boolean =>
  isCode(error, 'HOME_NOT_FOUND') || isCode(error, 'ROOM_NOT_FOUND');

/** The cloud does not know an id that it gave us once. */
export const isUnknownToCloud = (error: unknown): boolean =>
  error instanceof NetatmoError && error.netatmoCode === INVALID_ARGUMENT;
