import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type FailureKind, retryDelay } from '../../src/cloud/retry';
import { chance } from '../support/random-inputs';

/** How often each may be sent again; the password is in no table because it never is. */
const AGAIN: readonly [FailureKind, read: number, correction: number][] = [
  ['unsent', 2, 2],
  ['unanswered', 2, 0],
  ['tls', 0, 0],
  ['refused', 0, 0],
  ['auth', 0, 0],
  ['quota', 0, 0],
  ['concurrency', 2, 0],
  ['gateway', 1, 0],
  ['server', 2, 0],
  ['schema', 1, 0],
  ['final', 0, 0],
];

describe('the retry table', () => {
  for (const [failure, read, correction] of AGAIN) {
    it(`sends again after ${failure}: a read ${read} times, a correction ${correction} times`, () => {
      for (let repeats = 0; repeats < 5; repeats += 1) {
        assert.equal(retryDelay('read', failure, repeats, () => 1) !== null, repeats < read);
        assert.equal(retryDelay('correction', failure, repeats, () => 1) !== null, repeats < correction);
      }
    });
  }

  it('waits up to 1 s, then up to 2 s, with full jitter', () => {
    const delays = (random: number): unknown[] =>
      [0, 1].map((repeats) => retryDelay('read', 'server', repeats, () => random));
    assert.deepEqual(delays(1), [1_000, 2_000]);
    assert.deepEqual(delays(0.5), [500, 1_000]);
    assert.deepEqual(delays(0), [0, 0]);
  });

  it('waits longer while the cloud is overloaded', () => {
    assert.equal(
      retryDelay('read', 'concurrency', 0, () => 1),
      4_000,
    );
    assert.equal(
      retryDelay('read', 'concurrency', 1, () => 1),
      8_000,
    );
  });
});

describe('the retry table, whatever fails', () => {
  const failure = fc.constantFrom(...AGAIN.map(([kind]) => kind));

  it('never sends a correction again of which a byte may have left', () => {
    fc.assert(
      fc.property(failure, fc.nat(5), chance, (kind, repeats, jitter) => {
        if (kind !== 'unsent')
          assert.equal(
            retryDelay('correction', kind, repeats, () => jitter),
            null,
          );
      }),
    );
  });

  it('sends a read at most twice again, each time after at most 8 s', () => {
    fc.assert(
      fc.property(failure, fc.nat(5), chance, (kind, repeats, jitter) => {
        const delay = retryDelay('read', kind, repeats, () => jitter);
        assert.ok(delay === null || (repeats < 2 && delay >= 0 && delay <= 8_000));
      }),
    );
  });
});
