import { iso, isoOrNull } from '../clock';
import { passwordsSent, signInWait, upToDate, type SignInLedger } from '../cloud/breaker';
import type { BudgetStatus } from '../cloud/budget';
import type { ErrorCode } from '../cloud/errors';
import { RETRY_LATCH_MS } from '../cloud/latch';
import type { StoredSession } from '../cloud/session-store';
import { isAdditive } from '../correction/reconcile';
import type { RoomState } from '../correction/room-state';
import type { Monitor, Counters, Outcome } from './monitor';
import type { Health, PauseKind } from './health';

/**
 * How an account does, for its dialog and for a report to us. Safe to show to anybody: codes, figures and times; no
 * name, id, e-mail, address or text of the cloud. Times are ISO 8601.
 */
export interface AccountDiagnostics {
  readonly session: SessionState;
  /** Where session and settle times are kept: a restart forgets what is in memory only. */
  readonly keptIn: 'file' | 'memory';
  readonly cloud: {
    readonly state: Health['cloud']['state'];
    readonly since: string | null;
    readonly code: ErrorCode | null;
  };
  readonly budget: BudgetStatus;
  readonly breaker: {
    readonly failuresInARow: number;
    /** Passwords sent in the last quarter of an hour, hour and day. */
    readonly passwords: readonly [quarter: number, hour: number, day: number];
    readonly waitMs: number;
  };
  /** How many rooms are known, by whether the cloud has proven that it adds corrections up. */
  readonly rooms: Readonly<Record<'additive' | 'unknown', number>>;
  readonly counters: Counters & { readonly since: string };
  /** The last ten, oldest first. */
  readonly outcomes: readonly (Omit<Outcome, 'at'> & { readonly at: string })[];
}

export interface SessionState {
  /** `refused`: the cloud has said no to the password, and is not asked again by itself. */
  readonly state: 'signed-in' | 'signed-out' | 'refused';
  readonly signedInAt: string | null;
  readonly renewedAt: string | null;
  readonly refused: {
    readonly code: ErrorCode;
    readonly since: string;
    /** From when the test button asks the cloud again. */
    readonly askAgainAt: string;
  } | null;
  readonly paused: {
    readonly kind: PauseKind;
    readonly until: string;
    readonly code: ErrorCode | null;
  } | null;
}

/** Everything that {@link describeAccount} looks at. */
export interface AccountFacts {
  /** ms since the epoch */
  readonly now: number;
  readonly isSignedIn: boolean;
  readonly session: StoredSession;
  readonly ledger: SignInLedger;
  readonly keepsFile: boolean;
  /** All that is remembered of rooms. */
  readonly rooms: readonly Pick<RoomState, 'agreeing'>[];
  readonly budget: BudgetStatus;
  readonly monitor: Pick<Monitor, 'health' | 'counters' | 'outcomes' | 'startedAt'>;
}

export function describeAccount(facts: AccountFacts): AccountDiagnostics {
  const { now, budget, keepsFile, monitor } = facts;
  const ledger = upToDate(facts.ledger, now);
  const { cloud } = monitor.health;
  return {
    session: describeSession(facts),
    keptIn: keepsFile ? 'file' : 'memory',
    cloud: { state: cloud.state, since: isoOrNull(cloud.since), code: cloud.code },
    budget,
    breaker: {
      failuresInARow: ledger.failures,
      passwords: passwordsSent(ledger, now),
      waitMs: signInWait(ledger, now),
    },
    rooms: byProof(facts.rooms),
    counters: {
      since: iso(monitor.startedAt),
      ...monitor.counters,
      failures: { ...monitor.counters.failures },
    },
    outcomes: monitor.outcomes.map(({ at, what, outcome }) => ({ at: iso(at), what, outcome })),
  };
}

const byProof = (rooms: AccountFacts['rooms']): AccountDiagnostics['rooms'] => {
  const additive = rooms.filter(isAdditive).length;
  return { additive, unknown: rooms.length - additive };
};

function describeSession({ now, isSignedIn, session, ledger, budget }: AccountFacts): SessionState {
  const { latch, signedInAt, renewedAt } = session;
  const wait = isSignedIn ? 0 : signInWait(ledger, now);
  const pauses = [
    { kind: 'requests', ms: budget.pausedMs, code: 'RATE_LIMITED' },
    // A refusal is no pause: waiting does not end it.
    { kind: 'sign-in', ms: latch ? 0 : wait, code: 'SIGN_IN_PAUSED' },
  ] as const;
  const [longest] = pauses.filter(({ ms }) => ms > 0).sort((a, b) => b.ms - a.ms);
  return {
    state: stateOf(isSignedIn, latch !== null),
    signedInAt: isSignedIn ? isoOrNull(signedInAt ?? null) : null,
    renewedAt: isSignedIn ? isoOrNull(renewedAt ?? null) : null,
    refused: latch && {
      code: latch.code,
      since: iso(latch.since),
      askAgainAt: iso(latch.since + RETRY_LATCH_MS),
    },
    paused: longest ? { kind: longest.kind, until: iso(now + longest.ms), code: longest.code } : null,
  };
}

const stateOf = (isSignedIn: boolean, isLatched: boolean): SessionState['state'] => {
  if (isSignedIn) return 'signed-in';
  return isLatched ? 'refused' : 'signed-out';
};
