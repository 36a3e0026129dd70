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
            key: 'k',
            value,
            domain: 'netatmo.com',
            path: '/',
            hostOnly: false,
            secure: true,
            httpOnly: true,
            expires: null,
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
    const table: [string, Sessions, Sessions, Sessions, Sessions][] = [
      ['nothing', own(session('a')), own(session('a')), own(session('a')), own(session('a'))],
      ['theirs renewed', own(session('a')), own(session('a')), own(session('b')), own(session('b'))],
      ['ours renewed', own(session('a')), own(session('b')), own(session('a')), own(session('b'))],
      ['both renewed', own(session('a')), own(session('b')), own(session('c')), own(session('c'))],
      ['theirs signed in first', {}, {}, own(session('a')), own(session('a'))],
      ['theirs ended it', own(session('a')), own(session('a')), own(session(null)), own(session(null))],
      [
        'theirs ended it, ours renewed',
        own(session('a')),
        own(session('b')),
        own(session(null)),
        own(session('b')),
      ],
      ['theirs latched', {}, {}, own(session(null, true)), own(session(null, true))],
      [
        'theirs latched, ours signed in',
        {},
        own(session('a')),
        own(session(null, true)),
        own(session('a', true)),
      ],
      [
        'theirs unlatched',
        own(session(null, true)),
        own(session(null, true)),
        own(session('a')),
        own(session('a')),
      ],
      [
        'theirs has another password',
        own(session('a')),
        own(session('a')),
        { ...own(session('a')), ...other },
        { ...own(session('a')), ...other },
      ],
      ['ours forgot another password', other, {}, other, {}],
      ['theirs forgot another password', other, other, {}, {}],
      ['theirs forgot the password in use here', own(session('a')), own(session('a')), {}, own(session('a'))],
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
    const table: [string, SignInLedger, SignInLedger, SignInLedger, SignInLedger][] = [
      [
        'passwords sent by both count',
        ledger(at(9)),
        ledger(at(9, 3)),
        ledger(at(9, 5, 1)),
        ledger(at(9, 5, 3, 1)),
      ],
      [
        'those older than a day do not',
        ledger(at(1500)),
        ledger(at(1500)),
        ledger(at(1500, 1)),
        ledger(at(1)),
      ],
      [
        'two sent in the same ms are two',
        ledger(at(9)),
        ledger(at(9, 3)),
        ledger(at(9, 3)),
        ledger(at(9, 3, 3)),
      ],
      ['so are two that one of them sent', ledger([]), ledger([]), ledger(at(3, 3)), ledger(at(3, 3))],
      [
        'what both know of counts once',
        ledger(at(3, 3)),
        ledger(at(3, 3)),
        ledger(at(3, 3)),
        ledger(at(3, 3)),
      ],
      ['a time in the future counts as now', ledger([]), ledger([NOW + 5]), ledger([]), ledger([NOW])],
      [
        'once, where the file knows it already',
        ledger([NOW + 5]),
        ledger([NOW + 5]),
        ledger([NOW]),
        ledger([NOW]),
      ],
      ['their failure', ledger([]), ledger([]), ledger([], 1, pause(1, 5)), ledger([], 1, pause(1, 5))],
      [
        'their success ends the pause',
        ledger([], 2, pause(9, 5)),
        ledger([], 2, pause(9, 5)),
        ledger([]),
        ledger([]),
      ],
      ['our success ends it', ledger([], 2, pause(9, 5)), ledger([]), ledger([], 2, pause(9, 5)), ledger([])],
      [
        'both failed: the later end',
        ledger([]),
        ledger([], 1, pause(1, 9)),
        ledger([], 3, pause(0, 5)),
        ledger([], 3, pause(1, 9)),
      ],
      [
        'both failed: the later end is theirs',
        ledger([]),
        ledger([], 4, pause(1, 2)),
        ledger([], 3, pause(0, 5)),
        ledger([], 4, pause(0, 5)),
      ],
      [
        'ours succeeded, theirs failed',
        ledger([], 1, pause(9, 5)),
        ledger([]),
        ledger([], 2, pause(0, 5)),
        ledger([], 2, pause(0, 5)),
      ],
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
