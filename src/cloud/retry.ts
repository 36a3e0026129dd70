import type { Refusal } from './answer';
import type { WireFault } from './wire-error';

/** Why a request got no payload: no answer at all, or an answer that refuses. */
export type FailureKind = WireFault | Refusal;

/**
 * How often a request may be sent again, by kind of failure. A read changes nothing and may be repeated. A
 * correction adds up in the cloud, so it is only sent again when not one byte of it has left. The password is
 * not in this table: it is sent once (see `sign-in.ts`).
 */
const AGAIN: Readonly<Record<FailureKind, { readonly read: number; readonly correction: number }>> = {
  unsent: { read: 2, correction: 2 },
  unanswered: { read: 2, correction: 0 },
  tls: { read: 0, correction: 0 },
  refused: { read: 0, correction: 0 },
  auth: { read: 0, correction: 0 }, // renewal is the session's business, not a blind repeat
  quota: { read: 0, correction: 0 },
  concurrency: { read: 2, correction: 0 },
  gateway: { read: 1, correction: 0 },
  server: { read: 2, correction: 0 },
  schema: { read: 1, correction: 0 },
  final: { read: 0, correction: 0 },
};

const FIRST_DELAY_MS = 500;
/** The cloud's overload (code 11) lasts seconds, not milliseconds. */
const CONCURRENCY_DELAY_MS = 2_000;

/**
 * ms to wait before a request is sent again, null when it is not.
 * @param repeats how often it has been sent again so far
 * @param random 0–1; full jitter, so that many clients do not return in step
 */
export function retryDelay(
  kind: 'read' | 'correction',
  failure: FailureKind,
  repeats: number,
  random: () => number,
): number | null {
  if (repeats >= AGAIN[failure][kind]) return null;
  const first = failure === 'concurrency' ? CONCURRENCY_DELAY_MS : FIRST_DELAY_MS;
  return Math.round(random() * first * 2 ** (repeats + 1));
}
