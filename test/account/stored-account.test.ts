import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as v from 'valibot';
import {
  emptyAccount,
  fingerprint,
  parseAccount,
  type StoredAccount,
} from '../../src/account/stored-account';
import type { StoredSession } from '../../src/cloud/session-store';
import { EMPTY_ROOM_STATE } from '../../src/correction/room-state';
import { runs } from '../support/random-inputs';

const EMAIL = 'netatmo someone@example.org';
const NOW = Date.UTC(2026, 0, 12);

const filled = () => {
  const state = emptyAccount(EMAIL);
  state.ledger = {
    attempts: [NOW - 1000, NOW + 5000],
    failures: 1,
    pause: { since: NOW + 9_999_999, ms: 30_000 },
  };
  state.sessions[fingerprint(state.salt, 'secret')] = {
    cookies: [],
    latch: { code: 'CREDENTIALS_REJECTED', text: 'no', since: NOW + 1 },
  };
  state.rooms['h r'] = {
    ...EMPTY_ROOM_STATE,
    last: { at: NOW + 1, measured: 20, corrected: 21, settled: false },
    net: 1,
    baselineAt: NOW - 5,
  };
  return state;
};

describe('a stored account', () => {
  it('comes back as it was put away', () => {
    const state = emptyAccount(EMAIL);
    assert.deepEqual(parseAccount(JSON.parse(JSON.stringify(state)), EMAIL, NOW), state);
  });

  it('has no time in the future: a clock that was wrong must not block a room for years', () => {
    const parsed = parseAccount(JSON.parse(JSON.stringify(filled())), EMAIL, NOW);
    assert.deepEqual(parsed?.ledger, {
      attempts: [NOW - 1000, NOW],
      failures: 1,
      pause: { since: NOW, ms: 30_000 },
    });
    assert.equal(Object.values(parsed.sessions)[0]?.latch?.since, NOW);
    assert.equal(parsed.rooms['h r']?.last?.at, NOW);
    assert.equal(parsed.rooms['h r'].baselineAt, NOW - 5);
  });

  it('of another e-mail is not ours', () => {
    assert.equal(
      parseAccount(JSON.parse(JSON.stringify(filled())), 'netatmo other@example.org', NOW),
      undefined,
    );
  });

  it('holds neither e-mail nor password', () => {
    assert.doesNotMatch(JSON.stringify(filled()), /someone|example|secret/);
  });

  const broken: [string, (state: Record<string, unknown>) => unknown][] = [
    ['null', () => null],
    ['a list', () => []],
    ['no salt', (state) => ({ ...state, salt: undefined })],
    ['a short salt', (state) => ({ ...state, salt: 'ab' })],
    [
      'attempts that are no times',
      (state) => ({ ...state, ledger: { attempts: ['x'], failures: 0, pause: null } }),
    ],
    ['a room that is no room', (state) => ({ ...state, rooms: { 'h r': { last: 1 } } })],
    [
      'a session without cookies',
      (state) => ({ ...state, sessions: { [fingerprint('ab', 'x')]: { latch: null } } }),
    ],
    [
      'a latch of an unknown kind',
      (state) => ({
        ...state,
        sessions: { [fingerprint('ab', 'x')]: { cookies: [], latch: { code: 'X', text: '', since: 1 } } },
      }),
    ],
  ];
  for (const [what, spoil] of broken) {
    it(`is refused with ${what}`, () => {
      assert.throws(() =>
        parseAccount(spoil(JSON.parse(JSON.stringify(filled())) as Record<string, unknown>), EMAIL, NOW),
      );
    });
  }
});

describe('a stored account, whatever the file holds', () => {
  const good = emptyAccount(EMAIL);
  const time = fc.nat(2 * NOW);
  const latch = fc.record({
    code: fc.constantFrom('CREDENTIALS_REJECTED', 'TWO_FACTOR_REQUIRED', 'SIGN_IN_BLOCKED'),
    text: fc.string(),
    since: time,
  });
  const last = fc.record({
    at: time,
    measured: fc.constant(19),
    corrected: fc.constant(20),
    settled: fc.boolean(),
    unseen: fc.nat(9),
  });
  const whole = fc.record({
    salt: fc.constant(good.salt),
    email: fc.constant(good.email),
    ledger: fc.record({
      attempts: fc.array(time, { maxLength: 64 }),
      failures: fc.nat(9),
      pause: fc.option(fc.record({ since: time, ms: fc.nat() })),
    }),
    sessions: fc.dictionary(
      fc.constantFrom('cd'.repeat(32), 'ef'.repeat(32)),
      fc.record({ cookies: fc.constant<StoredSession['cookies']>([]), latch: fc.option(latch) }),
    ),
    rooms: fc.dictionary(
      fc.constantFrom('home room', 'home other'),
      fc
        .record({ last: fc.option(last), baselineAt: fc.option(time) })
        .map((known) => ({ ...EMPTY_ROOM_STATE, ...known })),
    ),
  });

  const timesOf = ({ ledger, sessions, rooms }: StoredAccount): readonly number[] => [
    ...ledger.attempts,
    ledger.pause?.since ?? 0,
    ...Object.values(sessions).map((session) => session.latch?.since ?? 0),
    ...Object.values(rooms).flatMap((room) => [room.last?.at ?? 0, room.baselineAt ?? 0]),
  ];

  it('is what was written, with times that have passed', () => {
    fc.assert(
      fc.property(whole, (written) => {
        const account = parseAccount(written, EMAIL, NOW);
        assert.ok(account);
        assert.deepEqual(
          timesOf(account),
          timesOf(written).map((at) => Math.min(at, NOW)),
        );
        assert.equal(parseAccount(written, 'b@example.org', NOW), undefined, 'of nobody else');
      }),
    );
  });

  it('is refused as a whole when a part of it is spoiled', () => {
    const spoilers: readonly ((account: StoredAccount, junk: unknown) => unknown)[] = [
      (_, junk) => junk,
      (account, junk) => ({ ...account, salt: junk }),
      (account, junk) => ({ ...account, email: junk }),
      (account, junk) => ({ ...account, ledger: junk }),
      (account, junk) => ({ ...account, ledger: { ...account.ledger, attempts: [junk] } }),
      (account, junk) => ({ ...account, sessions: { ['cd'.repeat(32)]: junk } }),
      (account, junk) => ({ ...account, rooms: { 'home room': junk } }),
    ];
    // A number may be a time; nothing else that is made up here is a part of an account by chance.
    const junk = fc.anything().filter((value) => typeof value !== 'number');
    fc.assert(
      fc.property(whole, fc.constantFrom(...spoilers), junk, (account, spoil, value) => {
        assert.throws(() => parseAccount(spoil(account, value), EMAIL, NOW), v.ValiError);
      }),
      { numRuns: runs(500) },
    );
  });
});
