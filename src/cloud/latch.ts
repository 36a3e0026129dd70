import * as v from 'valibot';
import { notInFuture } from '../clock';
import { NetatmoError } from './errors';

/** A definite no of the cloud to these credentials; kept until they change. */
export const latch = v.object({
  code: v.picklist(['CREDENTIALS_REJECTED', 'TWO_FACTOR_REQUIRED', 'SIGN_IN_BLOCKED']),
  text: v.pipe(v.string(), v.maxLength(500)),
  /** ms since the epoch */
  since: v.pipe(v.number(), v.minValue(0)),
});
export type Latch = v.InferOutput<typeof latch>;

/** After a refusal, ms until the test button asks the cloud again. */
export const RETRY_LATCH_MS = 15 * 60_000;

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
