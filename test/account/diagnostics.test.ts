import assert from 'node:assert/strict';
import { describeAccount, type AccountFacts } from '../../src/account/diagnostics';
import { UNKNOWN_HEALTH } from '../../src/account/health';
import { emptyLedger } from '../../src/cloud/breaker';
import { MINUTE } from '../../src/clock';

const NOW = Date.UTC(2026, 0, 12, 8);
const iso = (minutes: number): string => new Date(NOW + minutes * MINUTE).toISOString();

/** An account that has just begun, with something different. */
const facts = (more: Partial<AccountFacts> = {}): AccountFacts => ({
  now: NOW,
  isSignedIn: false,
  session: { cookies: [], latch: null },
  ledger: emptyLedger,
  keepsFile: true,
  rooms: [],
  budget: { per10s: { limit: 40, left: 40 }, perHour: { limit: 400, left: 400 }, pausedMs: 0 },
  monitor: {
    health: UNKNOWN_HEALTH,
    counters: { requests: 0, signIns: 0, renewals: 0, corrections: 0, failures: {} },
    outcomes: [],
    startedAt: NOW,
  },
  ...more,
});

const latch = {
  code: 'CREDENTIALS_REJECTED',
  text: 'words that may hold anything',
  since: NOW - MINUTE,
} as const;
const failed = { attempts: [NOW - MINUTE], failures: 1, pause: { since: NOW - MINUTE, ms: 5 * MINUTE } };

describe('the diagnostics of an account', () => {
  const sessions: readonly [
    string,
    Partial<AccountFacts>,
    Partial<ReturnType<typeof describeAccount>['session']>,
  ][] = [
    ['nobody has signed in', {}, { state: 'signed-out', signedInAt: null, refused: null, paused: null }],
    [
      'signed in, and renewed since',
      {
        isSignedIn: true,
        session: { cookies: [], latch: null, signedInAt: NOW - 90 * MINUTE, renewedAt: NOW - MINUTE },
      },
      { state: 'signed-in', signedInAt: iso(-90), renewedAt: iso(-1), paused: null },
    ],
    [
      'signed in by a version that noted no times',
      { isSignedIn: true },
      { state: 'signed-in', signedInAt: null, renewedAt: null },
    ],
    [
      'the password was refused',
      { session: { cookies: [], latch } },
      {
        state: 'refused',
        refused: { code: 'CREDENTIALS_REJECTED', since: iso(-1), askAgainAt: iso(14) },
        paused: null,
      },
    ],
    [
      'signing in pauses',
      { ledger: failed },
      { state: 'signed-out', paused: { kind: 'sign-in', until: iso(4), code: 'SIGN_IN_PAUSED' } },
    ],
    [
      'a pause of signing in is nothing to one who is signed in',
      { isSignedIn: true, ledger: failed },
      { paused: null },
    ],
    [
      'a refusal is not called a pause',
      { session: { cookies: [], latch }, ledger: failed },
      { state: 'refused', paused: null },
    ],
    [
      'all requests pause',
      { isSignedIn: true, budget: { ...facts().budget, pausedMs: 10 * MINUTE } },
      { state: 'signed-in', paused: { kind: 'requests', until: iso(10), code: 'RATE_LIMITED' } },
    ],
    [
      'of two pauses the longer one counts',
      { ledger: failed, budget: { ...facts().budget, pausedMs: MINUTE } },
      { paused: { kind: 'sign-in', until: iso(4), code: 'SIGN_IN_PAUSED' } },
    ],
  ];
  for (const [what, some, expected] of sessions) {
    it(`say: ${what}`, () => {
      const { session } = describeAccount(facts(some));
      assert.deepEqual({ ...session, ...expected }, session);
    });
  }

  it('count rooms by whether the cloud has proven that it adds corrections up', () => {
    const rooms = [
      [0, 0],
      [6, 6],
      [8, 9],
      [11, 0],
    ].map(([up = 0, down = 0]) => ({ agreeing: { up, down } }));
    assert.deepEqual(describeAccount(facts({ rooms })).rooms, { additive: 2, unknown: 2 });
  });

  it('tell the breaker, the budget, the cloud, the counters and the last outcomes', () => {
    const told = describeAccount(
      facts({
        keepsFile: false,
        ledger: failed,
        monitor: {
          health: { cloud: { state: 'away', since: NOW - MINUTE, code: 'NETWORK' }, pause: null },
          counters: { requests: 9, signIns: 1, renewals: 2, corrections: 3, failures: { NETWORK: 4 } },
          outcomes: [{ at: NOW - MINUTE, what: 'list', outcome: 'NETWORK' }],
          startedAt: NOW - 5 * MINUTE,
        },
      }),
    );
    assert.deepEqual(
      { ...told, session: null },
      {
        session: null,
        keptIn: 'memory',
        cloud: { state: 'away', since: iso(-1), code: 'NETWORK' },
        budget: facts().budget,
        breaker: { failuresInARow: 1, passwords: [1, 1, 1], waitMs: 4 * MINUTE },
        rooms: { additive: 0, unknown: 0 },
        counters: {
          since: iso(-5),
          ...{ requests: 9, signIns: 1, renewals: 2, corrections: 3, failures: { NETWORK: 4 } },
        },
        outcomes: [{ at: iso(-1), what: 'list', outcome: 'NETWORK' }],
      },
    );
  });

  it('hold no text of a refusal, which may name a page of the cloud', () => {
    const text = JSON.stringify(describeAccount(facts({ session: { cookies: [], latch } })));
    assert.ok(!text.includes(latch.text));
  });
});
