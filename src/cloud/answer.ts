import * as v from 'valibot';
import { MINUTE } from '../clock';
import { NetatmoError, type ErrorFacts } from './errors';
import { isRedirect, redirectRefused, type HttpAnswer } from './request';

/**
 * What an API answer means for what we do next. One word decides about renewal, retries and the budget; see
 * `retry.ts` and `client.ts`.
 */
export type Refusal =
  | 'auth' // the token is not accepted: renew
  | 'quota' // too many requests: pause the account
  | 'concurrency' // the cloud itself is busy (code 11): try again shortly
  | 'gateway' // a 403 that says nothing about us, unless the token is old
  | 'server' // 408 and 5xx
  | 'schema' // an answer that cannot be read
  | 'final'; // anything else: asking again changes nothing

/** The payload of an answer, or why there is none. */
export type Judgement<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal; readonly error: NetatmoError };

const envelope = v.object({
  status: v.optional(v.unknown()),
  error: v.optional(v.unknown()),
  body: v.optional(v.unknown()),
});

// Codes of the API's errors: openhab/openhab-addons, binding netatmo, ServiceError; dev.netatmo.com.
const TOKEN_CODES: ReadonlySet<number> = new Set([1, 2, 3]);
const CONCURRENCY = 11;
const FORBIDDEN = 13;
const QUOTA = 26;
/** How long to wait at first where no `Retry-After` says it, ms; each further time in a row longer, see `breaker.ts`. */
const FIRST_PAUSE_MS = MINUTE;

/**
 * Judges an answer of api.netatmo.com and reads its payload.
 * @param what the call, in words for an error text
 * @param now ms since the epoch, for a `Retry-After` given as a date
 */
export function judge<T>(
  answer: HttpAnswer,
  what: string,
  schema: v.GenericSchema<unknown, T>,
  now: number,
): Judgement<T> {
  const { status } = answer;
  const json = parseJson(answer.text);
  const code = errorCode(json);
  const refuse = (refusal: Refusal, error: NetatmoError): Judgement<T> => ({ ok: false, refusal, error });
  const facts: ErrorFacts = { status, ...(code !== null && { netatmoCode: code }) };

  const limited = rateLimited(answer, now, null);
  if (limited) return refuse(code === CONCURRENCY ? 'concurrency' : 'quota', limited);
  // Whatever its words: a server that failed may have done what it was asked for, so this is no clear refusal.
  if (status === 408 || status >= 500) {
    return refuse(
      'server',
      cloudError(
        'Netatmo has trouble at the moment. Nothing is wrong with your settings; try again later.',
        facts,
      ),
    );
  }
  if (saysTokenIsDead(answer, code)) {
    return refuse(
      'auth',
      cloudError(
        'Netatmo does not accept the session, even a fresh one. This happens during outages; your password is kept. Try again later.',
        facts,
      ),
    );
  }
  if (code === FORBIDDEN) {
    return refuse(
      'final',
      new NetatmoError(
        'FORBIDDEN',
        `Netatmo does not allow this account ${what}. Check that the account may change this home.`,
        facts,
      ),
    );
  }
  if (isRedirect(answer)) return refuse('final', redirectRefused(answer));
  if (status === 403) {
    return refuse(
      'gateway',
      cloudError("Turned away by Netatmo's gateway, without a reason. Try again later.", facts),
    );
  }
  if (json !== undefined && (code !== null || hasError(json))) {
    return refuse(
      'final',
      cloudError(`Netatmo refused ${what}${code === null ? '' : ` (its code ${code})`}.`, facts),
    );
  }
  if (status >= 300)
    return refuse('final', cloudError(`Netatmo refused ${what} with status ${status}.`, facts));
  return read(answer, what, json, schema);
}

/**
 * Nobody has recorded the body that says that a web token is dead, so any words do: P4uLT/py-netatmo-truetemp renews on
 * each 403 that is not empty, siewers/NetatmoTrueTempSync on each 401 and 403. What surely means something else is
 * excepted: what is forbidden (code 13), and an empty or an HTML 403 of a gateway.
 */
const saysTokenIsDead = ({ status, text }: HttpAnswer, code: number | null): boolean =>
  status === 401 ||
  (code !== null && TOKEN_CODES.has(code)) ||
  (status === 403 && code !== FORBIDDEN && !isEmptyOrMarkup(text));

const isEmptyOrMarkup = (text: string): boolean => /^\s*(?:<|$)/.test(text);

function read<T>(
  answer: HttpAnswer,
  what: string,
  json: unknown,
  schema: v.GenericSchema<unknown, T>,
): Judgement<T> {
  const parsed = json === undefined ? undefined : v.safeParse(schema, json);
  if (parsed?.success) return { ok: true, value: parsed.output };
  return {
    ok: false,
    refusal: 'schema',
    error: new NetatmoError(
      'BAD_RESPONSE',
      `Unreadable answer to ${what} (${answer.url.pathname}). If it stays so, Netatmo has changed something: please report this text.`,
      { status: answer.status },
    ),
  };
}

const cloudError = (text: string, facts: ErrorFacts): NetatmoError =>
  new NetatmoError('CLOUD_ERROR', text, facts);

/**
 * The error of an answer that says "too many requests": any 429, code 26 whatever the status, and code 11, which has
 * come with status 500 too (home-assistant/core#82633); null for others.
 * @param now ms since the epoch, for a `Retry-After` given as a date
 * @param unsaid ms to wait where the answer does not say how long; null = the budget finds out by and by
 */
export function rateLimited(
  answer: HttpAnswer,
  now: number,
  unsaid: number | null = FIRST_PAUSE_MS,
): NetatmoError | null {
  const { status } = answer;
  const code = errorCode(parseJson(answer.text));
  const isBusy = code === CONCURRENCY && status !== 401 && status !== 403;
  if (status !== 429 && code !== QUOTA && !isBusy) return null;
  const text = isBusy
    ? 'Netatmo is overloaded at the moment; this is not your fault. Try again in a minute.'
    : 'Too many requests, says Netatmo: all apps of the account count together.';
  const wait = retryAfterMs(answer.retryAfter, now) ?? (isBusy ? FIRST_PAUSE_MS : unsaid);
  return new NetatmoError('RATE_LIMITED', text, {
    status,
    ...(wait !== null && { retryAfterMs: wait }),
    ...(code !== null && { netatmoCode: code }),
  });
}

/** JSON or undefined; never throws. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A code as a number or in digits. */
const codeNumber = v.union([
  v.pipe(v.number(), v.integer()),
  v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number)),
]);

/** The number in `{"error":{"code":N}}`, null when there is none. */
function errorCode(json: unknown): number | null {
  const parsed = v.safeParse(v.object({ error: v.object({ code: codeNumber }) }), json);
  return parsed.success ? parsed.output.error.code : null;
}

/** An error in any of the cloud's dialects: `error`, a `status` that is not ok. */
function hasError(json: unknown): boolean {
  const parsed = v.safeParse(envelope, json);
  if (!parsed.success) return false;
  const { status, error } = parsed.output;
  return (error !== undefined && error !== null) || (status !== undefined && status !== 'ok');
}

/** `Retry-After` in ms from now: seconds or an HTTP date; null when absent or not sensible. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}
