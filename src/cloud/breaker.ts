import * as v from 'valibot';
import { notInFuture, DAY, HOUR, MINUTE, SECOND } from '../clock';
import { NetatmoError } from './errors';

/**
 * What is remembered about signing in, per e-mail. Every password that is sent may cost the user an e-mail from
 * Netatmo, and too many may lock the account; so they are counted, and the count survives a restart.
 */
export interface SignInLedger {
  /** Wall-clock ms at which a password was sent, oldest first, within the last day. */
  readonly attempts: readonly number[];
  /** Passing failures in a row. */
  readonly failures: number;
  /** When the last passing failure was, and how long it pauses signing in, ms. */
  readonly pause: { readonly since: number; readonly ms: number } | null;
}

export const emptyLedger: SignInLedger = { attempts: [], failures: 0, pause: null };

const time = v.pipe(v.number(), v.integer(), v.minValue(0));
export const signInLedger = v.object({
  attempts: v.pipe(v.array(time), v.maxLength(64)),
  failures: v.pipe(v.number(), v.integer(), v.minValue(0)),
  pause: v.nullable(v.object({ since: time, ms: time })),
});

/** Passwords sent at most in a window, right or wrong. */
const CAPS = [
  { length: 15 * MINUTE, most: 3 },
  { length: HOUR, most: 6 },
  { length: DAY, most: 12 },
] as const;

/** How long passing failures in a row pause signing in. */
const LADDER = [30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR] as const;

/**
 * The ledger as it stands now: attempts older than a day are gone, and times in the future (the clock was wrong and
 * has been set back) become now. Must be kept, or they would count as now for ever.
 */
export const upToDate = (ledger: SignInLedger, now: number): SignInLedger => ({
  ...ledger,
  attempts: ledger.attempts.filter((at) => at > now - DAY).map((at) => notInFuture(at, now)),
  pause: ledger.pause && { ...ledger.pause, since: notInFuture(ledger.pause.since, now) },
});

/** ms until a password may be sent, 0 when it may be now. */
export function signInWait(ledger: SignInLedger, now: number): number {
  const { attempts, pause: held } = upToDate(ledger, now);
  const pause = held ? held.since + held.ms - now : 0;
  const caps = CAPS.map(({ length, most }) => {
    const blocking = attempts.filter((at) => at > now - length).at(-most);
    return blocking === undefined ? 0 : blocking + length - now;
  });
  return Math.max(0, pause, ...caps);
}

/** How many passwords were sent within each of the windows that are capped. */
export const passwordsSent = (
  { attempts }: SignInLedger,
  now: number,
): readonly [quarter: number, hour: number, day: number] => {
  const within = (length: number): number => attempts.filter((at) => at > now - length).length;
  return [within(CAPS[0].length), within(CAPS[1].length), within(CAPS[2].length)];
};

/** The ledger when a password is about to be sent. */
export function afterAttempt(ledger: SignInLedger, now: number): SignInLedger {
  const known = upToDate(ledger, now);
  return { ...known, attempts: [...known.attempts, now] };
}

/** The ledger after the cloud has answered for good, yes or no. */
export const afterAnswer = (ledger: SignInLedger): SignInLedger => ({ ...ledger, failures: 0, pause: null });

/**
 * The ledger after a failure that may pass: the pause climbs the ladder, with jitter between half a rung and a
 * whole one, so that it grows in any case and clients do not return in step.
 * @param atLeastMs what the cloud itself asked for
 */
export function afterPassingFailure(
  ledger: SignInLedger,
  now: number,
  random: () => number,
  atLeastMs = 0,
): SignInLedger {
  const rung = LADDER[Math.min(ledger.failures, LADDER.length - 1)] ?? HOUR;
  const ms = Math.min(Math.max(Math.round(rung * (0.5 + random() / 2)), atLeastMs), HOUR);
  return { ...ledger, failures: ledger.failures + 1, pause: { since: now, ms } };
}

/** What a message gets that would need a password while none may be sent. @param ms until one may */
export const pausedError = (ms: number): NetatmoError =>
  new NetatmoError(
    'SIGN_IN_PAUSED',
    'Sign-in pauses after failures, so that the account is not locked. It goes on by itself.',
    { retryAfterMs: ms },
  );
