import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { NetatmoError } from '../../src/cloud/errors';
import { wireError, WireError } from '../../src/cloud/wire-error';

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

describe('an error of the HTTP library', () => {
  const cases: readonly [string, boolean, string, string][] = [
    ['ECONNREFUSED', false, 'NETWORK', 'unsent'],
    ['ENOTFOUND', false, 'NETWORK', 'unsent'],
    ['EAI_AGAIN', false, 'NETWORK', 'unsent'],
    ['ECONNRESET', true, 'NETWORK', 'unanswered'],
    ['UND_ERR_SOCKET', true, 'NETWORK', 'unanswered'],
    ['HPE_INVALID_CONSTANT', true, 'NETWORK', 'unanswered'],
    ['SOMETHING_NEW', true, 'NETWORK', 'unanswered'],
    ['UND_ERR_CONNECT_TIMEOUT', false, 'TIMEOUT', 'unsent'],
    ['ETIMEDOUT', false, 'TIMEOUT', 'unsent'],
    ['UND_ERR_HEADERS_TIMEOUT', true, 'TIMEOUT', 'unanswered'],
    ['UND_ERR_BODY_TIMEOUT', true, 'TIMEOUT', 'unanswered'],
    ['UND_ERR_RES_EXCEEDED_MAX_SIZE', true, 'BAD_RESPONSE', 'refused'],
    ['UND_ERR_HEADERS_OVERFLOW', true, 'BAD_RESPONSE', 'refused'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', false, 'TLS', 'tls'],
    ['SELF_SIGNED_CERT_IN_CHAIN', false, 'TLS', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', false, 'TLS', 'tls'],
    ['CERT_HAS_EXPIRED', false, 'TLS', 'tls'],
    ['CERT_NOT_YET_VALID', false, 'TLS', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', false, 'TLS', 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', false, 'TLS', 'tls'],
    ['EPROTO', false, 'TLS', 'tls'],
  ];
  for (const [code, sent, ours, fault] of cases) {
    it(`${code} becomes ${ours}`, () => {
      const error = wireError(Object.assign(new Error('canary'), { code, headers: 'canary' }), sent);
      assert.deepEqual([error.code, error.fault, error.sent], [ours, fault, sent]);
      assert.doesNotMatch(inspect(error, { showHidden: true, depth: 9 }), /canary/);
    });
  }

  it('is looked for in its causes', () => {
    const cause = Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' });
    assert.equal(wireError(new TypeError('fetch failed', { cause }), false).code, 'TLS');
  });

  for (const odd of [undefined, null, 'text', 5, {}, { code: 5 }]) {
    it(`may be ${inspect(odd)}`, () => assert.equal(wireError(odd, false).code, 'NETWORK'));
  }

  it('of our own keeps its code', () => {
    const ended = wireError(new NetatmoError('CLOSED', 'Closed.'), true);
    assert.deepEqual([ended.code, ended.fault, ended.sent], ['CLOSED', 'unanswered', true]);
    const same = new WireError('TLS', 'x', 'tls', false);
    assert.equal(wireError(same, true), same);
  });
});
