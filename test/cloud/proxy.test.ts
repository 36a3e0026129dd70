import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NetatmoError } from '../../src/cloud/errors';
import { proxyFor } from '../../src/cloud/proxy';

const HOST = 'auth.netatmo.com';
const PROXY = 'http://proxy.example:3128';
const basic = (user: string): string => `Basic ${Buffer.from(user).toString('base64')}`;

describe('the proxy for Netatmo', () => {
  const named: readonly (readonly [string, NodeJS.ProcessEnv, string | null])[] = [
    ['nothing is said', {}, null],
    ['HTTPS_PROXY names it', { HTTPS_PROXY: PROXY }, PROXY],
    ['https_proxy names it', { https_proxy: PROXY }, PROXY],
    ['both do, and the small letters win', { https_proxy: PROXY, HTTPS_PROXY: 'http://other:1' }, PROXY],
    ['the small letters are empty', { https_proxy: '', HTTPS_PROXY: PROXY }, PROXY],
    ['both are empty', { https_proxy: '', HTTPS_PROXY: '' }, null],
    ['it is blank', { HTTPS_PROXY: ' \t' }, null],
    ['only http has one', { HTTP_PROXY: PROXY, http_proxy: PROXY }, null],
    ['it has blanks around', { HTTPS_PROXY: ` ${PROXY} ` }, PROXY],
    ['it ends with a slash', { HTTPS_PROXY: `${PROXY}/` }, PROXY],
    ['it has a path, which means nothing', { HTTPS_PROXY: `${PROXY}/a?b#c` }, PROXY],
    ['it listens on the usual port', { HTTPS_PROXY: 'http://proxy.example' }, 'http://proxy.example'],
    ['it speaks TLS itself', { HTTPS_PROXY: 'https://proxy.example:3129' }, 'https://proxy.example:3129'],
    ['it has no scheme', { HTTPS_PROXY: 'proxy.example:3129' }, 'https://proxy.example:3129'],
    ['its scheme is in capitals', { HTTPS_PROXY: 'HTTP://Proxy.example:3128' }, PROXY],
    ['it is an IPv6 address', { HTTPS_PROXY: 'http://[::1]:3128' }, 'http://[::1]:3128'],
  ];
  for (const [when, env, uri] of named) {
    it(`is ${uri ?? 'none'} when ${when}`, () => assert.deepEqual(proxyFor(env, HOST), uri && { uri }));
  }

  const exempt: readonly (readonly [string, boolean])[] = [
    ['', false],
    ['*', true],
    [' * ', true],
    ['localhost,*', true],
    [HOST, true],
    [HOST.toUpperCase(), true],
    [`${HOST}:443`, true],
    [`${HOST}:8443`, false],
    ['.netatmo.com', true],
    ['.netatmo.com:443', true],
    ['.netatmo.com:80', false],
    ['*.netatmo.com', true],
    ['*netatmo.com', true],
    ['*:443', true],
    ['*:80', false],
    ['.com', true],
    ['netatmo.com', false],
    ['api.netatmo.com', false],
    ['uth.netatmo.com', false],
    ['localhost,127.0.0.1', false],
    [`localhost,${HOST}`, true],
    [`localhost, ${HOST} ,::1`, true],
    [`localhost ${HOST}`, true],
    [`localhost\t.netatmo.com`, true],
    [`,,${HOST},`, true],
    [', ,', false],
    ['.netatmo.com.evil.example', false],
    ['(.*', false],
  ];
  for (const [list, isExempt] of exempt) {
    it(`is ${isExempt ? 'none' : 'used'} when NO_PROXY is ${JSON.stringify(list)}`, () => {
      for (const name of ['no_proxy', 'NO_PROXY'])
        assert.deepEqual(
          proxyFor({ HTTPS_PROXY: PROXY, [name]: list }, HOST),
          isExempt ? null : { uri: PROXY },
        );
    });
  }
  it('is none when no_proxy says so, whatever NO_PROXY says', () =>
    assert.equal(proxyFor({ HTTPS_PROXY: PROXY, no_proxy: '*', NO_PROXY: 'elsewhere' }, HOST), null));
  it('may be used for one host and not for another', () => {
    const env = { HTTPS_PROXY: PROXY, NO_PROXY: 'api.netatmo.com' };
    assert.deepEqual(proxyFor(env, HOST), { uri: PROXY });
    assert.equal(proxyFor(env, 'api.netatmo.com'), null);
  });

  const users: readonly (readonly [string, string])[] = [
    ['user:word', 'user:word'],
    ['user', 'user:'],
    [':word', ':word'],
    ['us%40er:w%3Ao%2Frd%25', 'us@er:w:o/rd%'],
    ['b%C3%BCro:gr%C3%BCn', 'büro:grün'],
  ];
  for (const [written, meant] of users) {
    it(`gets ${meant} for ${written}, and no longer has it in its address`, () =>
      assert.deepEqual(proxyFor({ HTTPS_PROXY: `http://${written}@proxy.example:3128` }, HOST), {
        uri: PROXY,
        token: basic(meant),
      }));
  }
  it('gets any user name and password as they are', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.string({ unit: 'grapheme' }),
        (user, word) => {
          const HTTPS_PROXY = `http://${encodeURIComponent(user)}:${encodeURIComponent(word)}@proxy.example:3128`;
          assert.deepEqual(proxyFor({ HTTPS_PROXY }, HOST), { uri: PROXY, token: basic(`${user}:${word}`) });
        },
      ),
    );
  });

  const unreadable = [
    'http://',
    '://',
    'http://proxy.example:port',
    'http://proxy.example:99999',
    'http://pro xy.example',
    'socks5://canary:canary@proxy.example:1080',
    'file:///canary',
    'http://canary:can%ary@proxy.example:3128',
    'http://canary%:x@proxy.example:3128',
    'http://canary:1/canary@proxy.example:3128',
    'http://canary:1#canary@proxy.example:3128',
    'http://canary:1?canary@proxy.example:3128',
  ];
  for (const address of unreadable) {
    it(`is CONFIG, without its text, when it is ${address}`, () => {
      assert.throws(
        () => proxyFor({ HTTPS_PROXY: address }, HOST),
        (error) => {
          assert.ok(error instanceof NetatmoError);
          assert.equal(error.code, 'CONFIG');
          assert.match(error.message, /HTTPS_PROXY/);
          assert.ok(!`${error.stack}${JSON.stringify(error)}`.includes('canary'));
          return true;
        },
      );
      assert.equal(proxyFor({ HTTPS_PROXY: address, NO_PROXY: '*' }, HOST), null);
    });
  }
  it('is an address or CONFIG, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (HTTPS_PROXY, NO_PROXY) => {
        try {
          const proxy = proxyFor({ HTTPS_PROXY, NO_PROXY }, HOST);
          if (proxy) assert.match(proxy.uri, /^https?:\/\/[^@]+$/);
        } catch (error) {
          assert.ok(error instanceof NetatmoError && error.code === 'CONFIG', String(error));
        }
      }),
    );
  });
});
