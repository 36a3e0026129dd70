import { DAY, HOUR, wholeMs } from '../clock';
import { cut } from './names';

/** Every way in which a message can fail, as flows see it in `error.code`. */
export type ErrorCode =
  | 'CONFIG'
  | 'CREDENTIALS_MISSING'
  | 'CREDENTIALS_REJECTED'
  | 'TWO_FACTOR_REQUIRED'
  | 'SIGN_IN_BLOCKED'
  | 'SIGN_IN_PAUSED'
  | 'RATE_LIMITED'
  | 'FORBIDDEN'
  | 'CLOUD_ERROR'
  | 'BAD_RESPONSE'
  | 'NETWORK'
  | 'TLS'
  | 'TIMEOUT'
  | 'OUTCOME_UNKNOWN'
  | 'HOME_NOT_FOUND'
  | 'ROOM_NOT_FOUND'
  | 'ROOM_AMBIGUOUS'
  | 'ROOM_UNREACHABLE'
  | 'INVALID_ROOM'
  | 'INVALID_TEMPERATURE'
  | 'CORRECTION_TOO_LARGE'
  | 'OVERLOADED'
  | 'CLOSED';

/** What a flow may need to act on, beside the code. */
export interface ErrorFacts {
  /** ms after which the same message may be sent again. */
  readonly retryAfterMs?: number;
  /** The HTTP status that the cloud answered. */
  readonly status?: number;
  /** The `error.code` of the cloud's own envelope. */
  readonly netatmoCode?: number;
}

/**
 * The one error of this package. `name` holds the code too, because Node-RED before 4.1 hands Catch nodes only
 * the text `name: message` (node-red/node-red, commit 90c275862 in @node-red/runtime/lib/flows/Flow.js). It never carries a
 * cause: errors of the HTTP library hold headers.
 */
export class NetatmoError extends Error {
  readonly code: ErrorCode;
  // Declared only, so that a fact that does not exist is not a property either.
  declare readonly retryAfterMs?: number;
  declare readonly status?: number;
  declare readonly netatmoCode?: number;

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}) {
    const name = `NetatmoError [${code}]`;
    super(shortened(message, MAX_TEXT_LENGTH - `${name}: `.length));
    this.name = name;
    this.code = code;
    if (facts.retryAfterMs !== undefined) this.retryAfterMs = clampRetryAfter(code, facts.retryAfterMs);
    if (facts.status !== undefined) this.status = facts.status;
    if (facts.netatmoCode !== undefined) this.netatmoCode = facts.netatmoCode;
  }

  /** The same error with another time to wait, ms. */
  withRetryAfter(ms: number): NetatmoError {
    return new NetatmoError(this.code, this.message, { ...this.#facts, retryAfterMs: ms });
  }

  /** The same error in other words. */
  withText(message: string): NetatmoError {
    return new NetatmoError(this.code, message, this.#facts);
  }

  get #facts(): ErrorFacts {
    const { retryAfterMs, status, netatmoCode } = this;
    return {
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(status !== undefined && { status }),
      ...(netatmoCode !== undefined && { netatmoCode }),
    };
  }
}

/** No error is longer, its name included, whatever names of rooms it tells: it stands in logs, messages and dialogs. */
const MAX_TEXT_LENGTH = 1_000;

const shortened = (text: string, length: number): string =>
  text.length <= length ? text : `${cut(text, length - 1)}…`;

/** The longest wait that we ask of a flow, ms … */
const MAX_RETRY_AFTER_MS = HOUR;

/** … and while signing in rests: the caps on passwords look back a day. */
const MAX_REST_MS = DAY;

const clampRetryAfter = (code: ErrorCode, ms: number): number => {
  const most = code === 'SIGN_IN_PAUSED' ? MAX_REST_MS : MAX_RETRY_AFTER_MS;
  return Math.min(Math.max(wholeMs(ms), 1), most);
};

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

/** Thrown when a token would need the password and the caller may not send it. No flow sees it. */
export class SignInNeeded extends Error {}

/** The answer to a correction of which nobody knows whether it was applied. @param cause what came in place of an answer */
export const outcomeUnknown = (cause?: unknown): NetatmoError => {
  const { status, netatmoCode } = cause instanceof NetatmoError ? cause : {};
  return new NetatmoError(
    'OUTCOME_UNKNOWN',
    'No clear answer to a correction that was sent, and the reading does not show it yet. It may have been ' +
      'applied, so it counts as sent. Wait until the reading moves before you force another one.',
    { ...(status !== undefined && { status }), ...(netatmoCode !== undefined && { netatmoCode }) },
  );
};
