import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import { notInFuture } from '../clock';
import { emptyLedger, signInLedger, type SignInLedger } from '../cloud/breaker';
import { storedSession, type StoredSession } from '../cloud/session-store';
import { parseRoomState, pastRoomState, type RoomState } from '../correction/room-state';

const KEY_BYTES = 32;
const hex32 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const storedAccount = v.object({
  /** Random; makes the fingerprints below worthless outside of this file. */
  salt: hex32,
  /** Fingerprint of the e-mail that all of this belongs to. */
  email: hex32,
  ledger: signInLedger,
  /** By fingerprint of the password: session and latch end with it. */
  sessions: v.record(hex32, storedSession),
  /** By `home room`. */
  rooms: v.record(
    v.string(),
    v.pipe(
      v.unknown(),
      v.transform(parseRoomState),
      v.check((state) => state !== undefined),
    ),
  ),
});

/** Everything that is remembered of one e-mail's account; this is what lies in its file. */
export interface StoredAccount {
  readonly salt: string;
  readonly email: string;
  ledger: SignInLedger;
  readonly sessions: Record<string, StoredSession>;
  readonly rooms: Record<string, RoomState>;
}

export const emptyAccount = (email: string): StoredAccount => {
  const salt = randomBytes(KEY_BYTES).toString('hex');
  return { salt, email: fingerprint(salt, email), ledger: emptyLedger, sessions: {}, rooms: {} };
};

/** A state that later changes of `account` do not reach. */
export const copyOf = (account: StoredAccount): StoredAccount => ({
  ...account,
  sessions: { ...account.sessions },
  rooms: { ...account.rooms },
});

/** Ties a text to its account without giving it away: HMAC-SHA256 under the file's own salt, 64 hex digits. */
export const fingerprint = (salt: string, text: string): string =>
  createHmac('sha256', Buffer.from(salt, 'hex')).update(text).digest('hex');

/**
 * Reads what a file held. Undefined when it is the state of another e-mail; throws when it is no state at all.
 * Times in the future (a machine whose clock was wrong) become now.
 * @param now ms since the epoch
 */
export function parseAccount(value: unknown, email: string, now: number): StoredAccount | undefined {
  const parsed = v.parse(storedAccount, value);
  const same = timingSafeEqual(Buffer.from(fingerprint(parsed.salt, email)), Buffer.from(parsed.email));
  if (!same) return undefined;
  const past = (time: number): number => notInFuture(time, now);
  const { attempts, failures, pause } = parsed.ledger;
  return {
    ...parsed,
    ledger: {
      attempts: attempts.map(past),
      failures,
      pause: pause && { ...pause, since: past(pause.since) },
    },
    sessions: mapValues(parsed.sessions, ({ cookies, latch, signedInAt, renewedAt }) => ({
      cookies,
      latch: latch && { ...latch, since: past(latch.since) },
      ...(signedInAt !== undefined && { signedInAt: past(signedInAt) }),
      ...(renewedAt !== undefined && { renewedAt: past(renewedAt) }),
    })),
    rooms: mapValues(parsed.rooms as Record<string, RoomState>, (room) => pastRoomState(room, now)),
  };
}

const mapValues = <T>(record: Readonly<Record<string, T>>, map: (value: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
