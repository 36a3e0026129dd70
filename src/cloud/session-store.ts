import * as v from 'valibot';
import type { Dispatcher } from 'undici';
import type { Clock } from '../clock';
import type { SignInLedger } from './breaker';
import type { Budget } from './budget';
import { storedCookies } from './stored-cookies';
import type { Deadline } from './deadline';
import type { ErrorCode } from './errors';
import { latch } from './latch';
import type { Credentials } from './sign-in';

/** What of a session outlives the process. */
const time = v.pipe(v.number(), v.minValue(0));
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
   * left them. When another process takes too long, `work` runs all the same. Absent where nobody shares the memory.
   */
  exclusively?<T>(work: () => Promise<T>, deadline: Deadline): Promise<T>;
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

export interface SessionDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly dispatcher: () => Dispatcher;
  readonly budget: Budget;
  readonly memory: SessionStore;
  /** Read anew at each sign-in; throws `CREDENTIALS_MISSING`. */
  readonly credentials: () => Credentials;
  /** Aborted when the account closes. */
  readonly closed: () => AbortSignal;
  readonly onEvent: (event: SessionEvent) => void;
}
