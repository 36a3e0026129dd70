import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NetatmoError } from '../../src/cloud/errors';

describe('an error', () => {
  it('has its code as its own property and in its name', () => {
    const error = new NetatmoError('FORBIDDEN', 'No.', { status: 403, netatmoCode: 13 });
    assert.ok(Object.hasOwn(error, 'code'));
    assert.equal(String(error), 'NetatmoError [FORBIDDEN]: No.');
    assert.deepEqual([error.code, error.status, error.netatmoCode], ['FORBIDDEN', 403, 13]);
    assert.ok(error instanceof Error);
  });

  it('is a text of 1,000 characters at most, name included, and told so where it was cut', () => {
    for (const length of [0, 900, 964, 965, 966, 5_000, 3_000_000]) {
      const error = new NetatmoError('ROOM_AMBIGUOUS', 'x'.repeat(length));
      const wasCut = length > 1_000 - 'NetatmoError [ROOM_AMBIGUOUS]: '.length;
      assert.equal(error.message, wasCut ? `${'x'.repeat(968)}…` : 'x'.repeat(length));
      assert.ok(String(error).length <= 1_000);
      assert.ok(String(error.withText('y'.repeat(length))).length <= 1_000);
    }
    const emoji = new NetatmoError('CONFIG', '\u{1f525}'.repeat(1_000)).message;
    assert.ok(emoji.length <= 1_000);
    assert.doesNotMatch(emoji, /[\ud800-\udbff](?![\udc00-\udfff])/, 'no half of a character');
  });

  it('has no property for a fact that does not exist', () => {
    const error = new NetatmoError('NETWORK', 'No.');
    for (const key of ['retryAfterMs', 'status', 'netatmoCode', 'cause']) assert.ok(!(key in error), key);
  });

  for (const [given, kept] of [
    [-5, 1],
    [0, 1],
    [0.2, 1],
    [1500.4, 1501],
    [3_600_000, 3_600_000],
    [1e12, 3_600_000],
    [Infinity, 3_600_000],
  ] as const) {
    it(`asks to wait ${kept} ms for ${given}`, () => {
      assert.equal(new NetatmoError('RATE_LIMITED', '', { retryAfterMs: given }).retryAfterMs, kept);
    });
  }

  for (const [given, kept] of [
    [3_600_001, 3_600_001],
    [20 * 3_600_000, 20 * 3_600_000],
    [Infinity, 24 * 3_600_000],
  ] as const) {
    it(`asks to wait ${kept} ms for ${given} while signing in rests`, () => {
      assert.equal(new NetatmoError('SIGN_IN_PAUSED', '', { retryAfterMs: given }).retryAfterMs, kept);
    });
  }

  it('asks to wait as long as was meant, whatever the clock shows to what part of a ms', () => {
    const ticks = fc.double({ min: 0, max: 1e10, noNaN: true });
    const wait = fc.integer({ min: 1, max: 3_600_000 });
    fc.assert(
      fc.property(ticks, wait, (now, ms) => {
        const retryAfterMs = now + ms - now;
        assert.equal(new NetatmoError('RATE_LIMITED', '', { retryAfterMs }).retryAfterMs, ms);
      }),
    );
  });
});
