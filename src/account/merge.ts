import { isDeepStrictEqual } from 'node:util';
import { emptyLedger, upToDate, type SignInLedger } from '../cloud/breaker';
import type { StoredSession } from '../cloud/session-store';
import { toHundredths } from '../correction/celsius';
import { mergeHours } from '../correction/last-week';
import type { RoomState } from '../correction/room-state';
import { fingerprint, type StoredAccount } from './stored-account';

/** The three states that a merge looks at. */
export interface Versions<T> {
  /** What both were when this process last wrote or read the file. */
  readonly base: T;
  /** What this process has made of it. */
  readonly ours: T;
  /** What another process has written since. */
  readonly theirs: T;
}

/** As many as the file's schema takes; the caps on signing in look at twelve. */
const MAX_ATTEMPTS = 64;

/**
 * One state out of what two processes have done, or two lives of one that knew nothing of each other: those have no
 * common start, which shows in the salt. What only one of them has changed is as that one left it, deleted or not. What
 * both have changed: passwords sent count all, the longer pause and the latch hold, a session that is in the file
 * wins, corrections add up.
 * @param passwords those in use here
 * @param now ms since the epoch
 */
export function mergeAccounts(
  versions: Versions<StoredAccount>,
  passwords: Iterable<string>,
  now: number,
): StoredAccount {
  const { ours, theirs } = versions;
  // Each life that starts without a file makes up a salt.
  const isKin = versions.base.salt === theirs.salt;
  const base = isKin ? versions.base : { ledger: emptyLedger, sessions: {}, rooms: {} };
  const inUse = resalted(ours, theirs.salt, passwords);
  const sessions = mergeRecords(
    { base: base.sessions, ours: isKin ? ours.sessions : inUse, theirs: theirs.sessions },
    mergeSessions,
  );
  return {
    salt: theirs.salt,
    email: theirs.email,
    ledger: mergeLedgers({ base: base.ledger, ours: ours.ledger, theirs: theirs.ledger }, now),
    // A process that has no node with a password forgets its session; here it is still in use.
    sessions: { ...inUse, ...sessions },
    rooms: mergeRecords({ base: base.rooms, ours: ours.rooms, theirs: theirs.rooms }, mergeRooms),
  };
}

const resalted = (
  { salt, sessions }: StoredAccount,
  newSalt: string,
  passwords: Iterable<string>,
): Record<string, StoredSession> =>
  Object.fromEntries(
    [...passwords].flatMap((password) => {
      const session = sessions[fingerprint(salt, password)];
      return session ? [[fingerprint(newSalt, password), session]] : [];
    }),
  );

function mergeLedgers({ base, ours, theirs }: Versions<SignInLedger>, now: number): SignInLedger {
  const attemptsIn = (ledger: SignInLedger): readonly number[] => upToDate(ledger, now).attempts;
  const attempts = [...attemptsIn(ours), ...added(attemptsIn(theirs), attemptsIn(base))];
  const rest = ({ failures, pause }: SignInLedger): Omit<SignInLedger, 'attempts'> => ({ failures, pause });
  return {
    attempts: attempts.sort((a, b) => a - b).slice(-MAX_ATTEMPTS),
    ...merge(
      { base: rest(base), ours: rest(ours), theirs: rest(theirs) },
      (mine, other): Omit<SignInLedger, 'attempts'> => ({
        failures: Math.max(mine.failures, other.failures),
        pause: endOf(mine.pause) > endOf(other.pause) ? mine.pause : other.pause,
      }),
    ),
  };
}

/** What `after` has more than `before`, each as often as it is more: two passwords sent in one ms are two. */
function added(after: readonly number[], before: readonly number[]): number[] {
  const rest = [...before];
  return after.filter((time) => {
    const index = rest.indexOf(time);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
}

const endOf = (pause: SignInLedger['pause']): number => (pause ? pause.since + pause.ms : -Infinity);

const mergeSessions = (ours: StoredSession, theirs: StoredSession): StoredSession => ({
  ...(theirs.cookies.length > 0 ? theirs : ours),
  latch: theirs.latch ?? ours.latch,
});

/**
 * The sums differ from their common start by what each process has corrected, taken back or not; without a common start
 * the baseline is the earlier one. What the sensor said last is known to the process that looked last.
 */
function mergeRooms(ours: RoomState, theirs: RoomState, base: RoomState | undefined): RoomState {
  const later = (ours.last?.at ?? -Infinity) > (theirs.last?.at ?? -Infinity) ? ours : theirs;
  const { baselineAt, baselineOffset } = base ? later : earlierBaseline(ours, theirs);
  const sum = (of: 'net' | 'unreported'): number => toHundredths(ours[of] + theirs[of] - (base?.[of] ?? 0));
  return {
    ...later,
    ...{ baselineAt, baselineOffset },
    net: sum('net'),
    hours: mergeHours(ours.hours, theirs.hours, base?.hours ?? []),
    // What one has seen reported the other's corrections are in already, or nobody can tell.
    unreported: ours.reported === theirs.reported ? sum('unreported') : later.unreported,
    follow: (lookedAt(ours) > lookedAt(theirs) ? ours : theirs).follow,
  };
}

const earlierBaseline = (ours: RoomState, theirs: RoomState): RoomState =>
  (theirs.baselineAt ?? Infinity) < (ours.baselineAt ?? Infinity) ? theirs : ours;

const lookedAt = ({ follow }: RoomState): number => follow?.evaluatedAt ?? -Infinity;

function mergeRecords<T>(
  { base, ours, theirs }: Versions<Readonly<Record<string, T>>>,
  both: (ours: T, theirs: T, base: T | undefined) => T,
): Record<string, T> {
  const keys = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  const entries = [...keys].map((key) => {
    const value = merge<T | undefined>(
      { base: base[key], ours: ours[key], theirs: theirs[key] },
      (mine, other, before) => (mine && other ? both(mine, other, before) : (mine ?? other)),
    );
    return [key, value] as const;
  });
  return Object.fromEntries(entries.filter((entry): entry is [string, T] => entry[1] !== undefined));
}

/** What has changed on one side only is taken from there; `both` decides about the rest. */
function merge<T>({ base, ours, theirs }: Versions<T>, both: (ours: T, theirs: T, base: T) => T): T {
  if (isDeepStrictEqual(theirs, base) || isDeepStrictEqual(theirs, ours)) return ours;
  return isDeepStrictEqual(ours, base) ? theirs : both(ours, theirs, base);
}
