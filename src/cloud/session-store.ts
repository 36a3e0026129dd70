import * as v from 'valibot';
import type { SignInLedger } from './breaker';
import type { Deadline } from './deadline';
import type { ErrorCode } from './errors';
import { latch } from './latch';

/** As many as are kept; tough-cookie itself keeps any number: 20,000 cookies made a header of 1.2 MB. */
export const MAX_COOKIES = 64;

/** As much as all of them may take in the session file, as JSON: a part that leaves room for several sessions there, bytes. */
export const MAX_COOKIES_BYTES = 16 * 1024;

/** What may go into a header again; undici refuses a request with anything else. */
export const PRINTABLE = /^[\x20-\x7e]*$/;

const storedCookie = v.object({
  key: v.pipe(v.string(), v.nonEmpty(), v.regex(PRINTABLE)),
  value: v.pipe(v.string(), v.regex(PRINTABLE)),
  domain: v.pipe(
    v.string(),
    v.check((domain) => domain === 'netatmo.com' || domain.endsWith('.netatmo.com')),
  ),
  path: v.pipe(v.string(), v.startsWith('/')),
  hostOnly: v.boolean(),
  secure: v.boolean(),
  httpOnly: v.boolean(),
  /** ms since the epoch; null = until the session ends, which for us is never. */
  expires: v.nullable(v.number()),
});

/** A cookie as it lies in the session file. */
export type StoredCookie = v.InferOutput<typeof storedCookie>;
/** The schema; known without the cookie library, which only an account in use needs. */
export const storedCookies = v.pipe(v.array(storedCookie), v.maxLength(MAX_COOKIES));

const time = v.pipe(v.number(), v.minValue(0));
/** What of a session outlives the process. */
export const storedSession = v.object({
  cookies: storedCookies,
  latch: v.nullable(latch),
  /** When the password was last sent for these cookies, and when they were last renewed; ms since the epoch. */
  signedInAt: v.optional(time),
  renewedAt: v.optional(time),
});
export type StoredSession = v.InferOutput<typeof storedSession>;

/** Where a session keeps what must survive it. Implemented by the account; the ledger is shared per e-mail. */
export interface SessionStore {
  ledger: SignInLedger;
  session: StoredSession;
  /** Resolves when both are as durable as they get; never rejects. */
  save(): Promise<void>;
  /**
   * Runs `work` while no other process renews this session or signs in, with ledger and session as the last of them has
   * left them. When another process takes too long, `work` runs all the same.
   */
  exclusively<T>(work: () => Promise<T>, deadline: Deadline): Promise<T>;
}

/** What happens to a session, by the names that it has in the audit log. */
export type SessionEvent =
  | { readonly event: 'login.start' | 'login.ok' }
  | { readonly event: 'token.refresh'; readonly outcome: 'renewed' | 'dead' }
  | {
      readonly event: 'token.refresh';
      readonly outcome: 'failed';
      readonly code: ErrorCode;
      readonly waitMs: number;
    }
  /** A definite no. */
  | { readonly event: 'login.latched'; readonly code: ErrorCode }
  /** A refusal of before holds no more: the cloud has accepted the same password. */
  | { readonly event: 'login.unlatched' }
  /** `waitMs`: how long this makes others wait; 0 when it does not. */
  | { readonly event: 'login.fail'; readonly code: ErrorCode; readonly waitMs: number }
  /** No password was sent, because of failures or of the number of those that were. */
  | { readonly event: 'login.paused'; readonly waitMs: number };
