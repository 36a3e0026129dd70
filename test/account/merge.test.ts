import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mergeAccounts } from '../../src/account/merge';
import { emptyAccount, fingerprint, type StoredAccount } from '../../src/account/stored-account';
import type { SignInLedger } from '../../src/cloud/breaker';
import type { StoredSession } from '../../src/cloud/session-store';
import { EMPTY_ROOM_STATE, type RoomState } from '../../src/correction/room-state';
import { MINUTE } from '../../src/clock';

const NOW = Date.UTC(2026, 0, 12);
const BLANK = emptyAccount('netatmo someone@example.org');
const OWN = fingerprint(BLANK.salt, 'own');

const account = (changes: Partial<StoredAccount>): StoredAccount => ({ ...BLANK, ...changes });
const merged = (base: Partial<StoredAccount>, ours: Partial<StoredAccount>, theirs: Partial<StoredAccount>) =>
  mergeAccounts({ base: account(base), ours: account(ours), theirs: account(theirs) }, ['own'], NOW);

const session = (value: string | null, isLatched = false): StoredSession => ({
  cookies:
    value === null
      ? []
      : [
          {
            ...{ key: 'k', value, domain: 'netatmo.com', path: '/', expires: null },
            ...{ hostOnly: false, secure: true, httpOnly: true },
          },
        ],
  latch: isLatched ? { code: 'CREDENTIALS_REJECTED', text: 'no', since: NOW - MINUTE } : null,
});

const room = (net: number, minutesAgo: number, baseline = 60): RoomState => ({
  ...EMPTY_ROOM_STATE,
  last: { at: NOW - minutesAgo * MINUTE, measured: 20, corrected: 20 + net, settled: false },
  net,
  baselineAt: NOW - baseline * MINUTE,
});

describe('merging what two processes have done', () => {
  describe('to a session', () => {
    type Sessions = Record<string, StoredSession>;
    const own = (value: StoredSession): Sessions => ({ [OWN]: value });
    const other = { ['0'.repeat(64)]: session('other') };
    const [a, b, c] = [own(session('a')), own(session('b')), own(session('c'))];
    const [ended, latched, aLatched] = [
      own(session(null)),
      own(session(null, true)),
      own(session('a', true)),
    ];
    const table: [string, Sessions, Sessions, Sessions, Sessions][] = [
      ['nothing', a, a, a, a],
      ['theirs renewed', a, a, b, b],
      ['ours renewed', a, b, a, b],
      ['both renewed', a, b, c, c],
      ['theirs signed in first', {}, {}, a, a],
      ['theirs ended it', a, a, ended, ended],
      ['theirs ended it, ours renewed', a, b, ended, b],
      ['theirs latched', {}, {}, latched, latched],
      ['theirs latched, ours signed in', {}, a, latched, aLatched],
      ['theirs unlatched', latched, latched, a, a],
      ['theirs has another password', a, a, { ...a, ...other }, { ...a, ...other }],
      ['ours forgot another password', other, {}, other, {}],
      ['theirs forgot another password', other, other, {}, {}],
      ['theirs forgot the password in use here', a, a, {}, a],
    ];
    for (const [what, base, ours, theirs, expected] of table) {
      it(`when ${what}`, () => {
        const result = merged({ sessions: base }, { sessions: ours }, { sessions: theirs });
        assert.deepEqual(result.sessions, expected);
      });
    }

    it('when both began without a file: the salt of the file holds, the session in use stays', () => {
      const theirs = { ...emptyAccount('netatmo someone@example.org'), sessions: {} };
      const ours = account({ sessions: own(session('a')) });
      const result = mergeAccounts({ base: BLANK, ours, theirs }, ['own'], NOW);
      assert.notEqual(theirs.salt, ours.salt);
      assert.deepEqual([result.salt, result.email], [theirs.salt, theirs.email]);
      assert.deepEqual(result.sessions, { [fingerprint(theirs.salt, 'own')]: session('a') });
    });
  });

  describe('to the ledger', () => {
    const at = (...minutesAgo: number[]): number[] => minutesAgo.map((minutes) => NOW - minutes * MINUTE);
    const ledger = (
      attempts: readonly number[],
      failures = 0,
      pause: SignInLedger['pause'] = null,
    ): SignInLedger => ({ attempts, failures, pause });
    const pause = (minutesAgo: number, minutes: number) => ({
      since: NOW - minutesAgo * MINUTE,
      ms: minutes * MINUTE,
    });
    /** After so many failures, since so many minutes, for so many. */
    const paused = (failures: number, ...args: [minutesAgo: number, minutes: number]): SignInLedger =>
      ledger([], failures, pause(...args));
    /** Passwords sent, minutes ago, and no failure. */
    const sent = (...minutesAgo: number[]): SignInLedger => ledger(at(...minutesAgo));
    const table: [string, SignInLedger, SignInLedger, SignInLedger, SignInLedger][] = [
      ['passwords sent by both count', sent(9), sent(9, 3), sent(9, 5, 1), sent(9, 5, 3, 1)],
      ['those older than a day do not', sent(1500), sent(1500), sent(1500, 1), sent(1)],
      ['two sent in the same ms are two', sent(9), sent(9, 3), sent(9, 3), sent(9, 3, 3)],
      ['so are two that one of them sent', sent(), sent(), sent(3, 3), sent(3, 3)],
      ['what both know of counts once', sent(3, 3), sent(3, 3), sent(3, 3), sent(3, 3)],
      ['a time in the future counts as now', sent(), ledger([NOW + 5]), sent(), ledger([NOW])],
      [
        'once, where the file knows it already',
        ledger([NOW + 5]),
        ledger([NOW + 5]),
        ledger([NOW]),
        ledger([NOW]),
      ],
      ['their failure', sent(), sent(), paused(1, 1, 5), paused(1, 1, 5)],
      ['their success ends the pause', paused(2, 9, 5), paused(2, 9, 5), sent(), sent()],
      ['our success ends it', paused(2, 9, 5), sent(), paused(2, 9, 5), sent()],
      ['both failed: the later end', sent(), paused(1, 1, 9), paused(3, 0, 5), paused(3, 1, 9)],
      ['both failed: the later end is theirs', sent(), paused(4, 1, 2), paused(3, 0, 5), paused(4, 0, 5)],
      ['ours succeeded, theirs failed', paused(1, 9, 5), sent(), paused(2, 0, 5), paused(2, 0, 5)],
    ];
    for (const [what, base, ours, theirs, expected] of table) {
      it(what, () => {
        assert.deepEqual(merged({ ledger: base }, { ledger: ours }, { ledger: theirs }).ledger, expected);
      });
    }

    it('each password counts that either has sent, whenever and however often', () => {
      // Few different times, so that many are the same.
      const times = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 12 });
      fc.assert(
        fc.property(times, times, times, (before, here, there) => {
          const base = at(...before);
          const { attempts } = merged(
            { ledger: ledger(base) },
            { ledger: ledger([...base, ...at(...here)]) },
            { ledger: ledger([...base, ...at(...there)]) },
          ).ledger;
          const all = [...base, ...at(...here), ...at(...there)];
          assert.deepEqual(
            attempts,
            all.sort((a, b) => a - b),
          );
        }),
      );
    });

    it('never holds more than the file takes', () => {
      const many = (from: number) => Array.from({ length: 60 }, (_, i) => NOW - MINUTE + from + i);
      const { attempts } = merged({}, { ledger: ledger(many(0)) }, { ledger: ledger(many(1_000)) }).ledger;
      assert.equal(attempts.length, 64);
      assert.equal(attempts.at(-1), NOW - MINUTE + 1_059);
    });
  });

  describe('to a room', () => {
    const table: [
      string,
      RoomState | undefined,
      RoomState | undefined,
      RoomState | undefined,
      RoomState | undefined,
    ][] = [
      ['corrected there only', undefined, undefined, room(1, 5), room(1, 5)],
      ['corrected here only', undefined, room(1, 5), undefined, room(1, 5)],
      ['corrected there again', room(1, 9), room(1, 9), room(2, 5), room(2, 5)],
      ['corrected here again', room(1, 9), room(2, 5), room(1, 9), room(2, 5)],
      [
        'corrected by both: the later one is the last, both count',
        room(1, 9),
        room(2, 5),
        room(0.5, 1),
        { ...room(0.5, 1), net: 1.5 },
      ],
      ['corrected by both, ours later', room(1, 9), room(2, 1), room(0.5, 5), { ...room(2, 1), net: 1.5 }],
      [
        'taken back there, corrected here',
        room(2, 9),
        room(3, 1),
        { ...room(0, 5), baselineAt: NOW - 5 * MINUTE },
        { ...room(3, 1), net: 1 },
      ],
    ];
    for (const [what, base, ours, theirs, expected] of table) {
      it(what, () => {
        const rooms = (state: RoomState | undefined) => ({ rooms: state ? { 'h r': state } : {} });
        assert.deepEqual(merged(rooms(base), rooms(ours), rooms(theirs)).rooms['h r'], expected);
      });
    }
  });
});
