import * as v from 'valibot';
import { notInFuture, MINUTE } from '../clock';
import { NetatmoError } from './errors';
import { pathForPeople } from './hosts';

/** A text of before with only such paths as may be shown today: version 0.1.0 let tokens and names in them pass. */
const withShownPaths = (text: string): string =>
  text
    .split(' ')
    .map((word) => {
      const start = word.indexOf('/');
      if (start < 0) return word;
      // "(page /access/terms)." or "(/access/terms,"
      let end = word.length;
      while ('),.'.includes(word.charAt(end - 1))) end -= 1;
      return word.slice(0, start) + pathForPeople({ pathname: word.slice(start, end) }) + word.slice(end);
    })
    .join(' ');

/** A definite no of the cloud to these credentials; kept until they change. */
export const latch = v.object({
  code: v.picklist(['CREDENTIALS_REJECTED', 'TWO_FACTOR_REQUIRED', 'SIGN_IN_BLOCKED']),
  text: v.pipe(v.string(), v.maxLength(500), v.transform(withShownPaths)),
  /** ms since the epoch */
  since: v.pipe(v.number(), v.minValue(0)),
});
export type Latch = v.InferOutput<typeof latch>;

/** After a refusal, ms until the test button asks the cloud again. */
export const RETRY_LATCH_MS = 15 * MINUTE;

/** The latch that an error of signing in closes; null when it is no definite no. */
export const latchFor = ({ code, message }: NetatmoError, now: number): Latch | null =>
  v.is(latch.entries.code, code) ? { code, text: message, since: now } : null;

/** The latch with a time that has passed. Must be kept, or the time of a clock that was wrong would never come. */
export const settledLatch = (held: Latch, now: number): Latch => ({
  ...held,
  since: notInFuture(held.since, now),
});

/**
 * What a caller is told who may not sign in because of the latch; null when it may.
 * @param tryAgain the user pressed the test button
 */
export function latchError(held: Latch, now: number, tryAgain: boolean): NetatmoError | null {
  const wait = held.since + RETRY_LATCH_MS - now;
  if (!tryAgain) return new NetatmoError(held.code, held.text);
  return wait > 0 ? new NetatmoError(held.code, held.text, { retryAfterMs: wait }) : null;
}
