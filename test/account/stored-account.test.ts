import assert from 'node:assert/strict';
import { EMPTY_ROOM_STATE } from '../../src/correction/room-state';
import { emptyAccount, fingerprint, parseAccount } from '../../src/account/stored-account';

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
