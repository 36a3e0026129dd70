import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { NetatmoError } from '../../src/cloud/errors';
import { wireError, WireError } from '../../src/cloud/wire-error';

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
