import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasSegment, isAllowed, isNetatmoPage, pathForPeople } from '../../src/cloud/hosts';

describe('hosts', () => {
  const cases: readonly [string, boolean][] = [
    ['https://auth.netatmo.com/', true],
    ['https://api.netatmo.com/api/homesdata?x=1', true],
    ['https://my.netatmo.com', true],
    ['https://auth.netatmo.com:443/', true],
    ['https://AUTH.netatmo.com/', true],
    ['http://auth.netatmo.com/', false],
    ['https://auth.netatmo.com:444/', false],
    ['https://user@auth.netatmo.com/', false],
    ['https://user:word@auth.netatmo.com/', false],
    ['https://netatmo.com/', false],
    ['https://home.netatmo.com/', false],
    ['https://auth.netatmo.com./', false],
    ['https://auth.netatmo.com.evil.example/', false],
    ['https://evil.example/#https://auth.netatmo.com', false],
    ['https://evil.example\\@auth.netatmo.com/', false],
    ['ftp://auth.netatmo.com/', false],
    ['blob:https://auth.netatmo.com/x', false],
    ['javascript:alert(1)', false],
    ['https://127.0.0.1/', false],
  ];
  for (const [address, isFine] of cases) {
    it(`${isFine ? 'allows' : 'refuses'} ${address}`, () =>
      assert.equal(isAllowed(new URL(address)), isFine));
  }

  const pages: readonly [string, boolean][] = [
    ['https://home.netatmo.com/control/dashboard', true],
    ['https://netatmo.com/', true],
    ['https://auth.netatmo.com/access/login', true],
    ['https://a.b.netatmo.com/', true],
    ['http://home.netatmo.com/', false],
    ['https://home.netatmo.com:8443/', false],
    ['https://user@home.netatmo.com/', false],
    ['https://evilnetatmo.com/', false],
    ['https://home.netatmo.com.evil.example/', false],
  ];
  for (const [address, isPage] of pages) {
    it(`takes ${address} as ${isPage ? 'a page of Netatmo' : 'foreign'}`, () =>
      assert.equal(isNetatmoPage(new URL(address)), isPage));
  }

  it('knows a page by a whole segment of its path', () => {
    const isLogin = (path: string): boolean => hasSegment(new URL(path, 'https://auth.netatmo.com'), 'login');
    for (const path of ['/access/login', '/login?x', '/en-us/access/login/', '/login/x'])
      assert.ok(isLogin(path));
    for (const path of ['/access/checklogin', '/access/login-page', '/?next=/login', '/x#/login', '/LOGIN'])
      assert.ok(!isLogin(path));
  });
});

describe('a path for people', () => {
  const shown = (path: string): string => pathForPeople(new URL(`https://auth.netatmo.com${path}`));

  const paths: readonly [string, string][] = [
    ['/en-us/access/terms?token=abc#x', '/en-us/access/terms'],
    ['/access/something-new', '/access/something-new'],
    ['/fr-FR/access/login', '/…/access/login'],
    ['/access/two-factor/verify', '/access/two-factor/verify'],
    ['/access/checklogin', '/access/checklogin'],
    ['/account/security/reset-password', '/account/security/reset-password'],
    ['/account/marie/settings', '/account/…/settings'],
    ['/access/Marie', '/access/…'],
    ['/reset/0123456789abcdef0123', '/reset/…'],
    ['/access/550e8400-e29b-41d4-a716-446655440000', '/access/…'],
    ['/access/deadbeef', '/access/…'],
    ['/access/eyJhbGciOiJIUzI1NiJ9', '/access/…'],
    ['/access/qxkzvbnmwrt', '/access/…'],
    [`/access/${'a'.repeat(40)}`, '/access/…'],
    ['/somebody@example.org/login', '/…/login'],
    ['/access/somebody.else', '/access/…'],
    ['/access/somebody%40example.org', '/access/…'],
    ['/%3Cscript%3E', '/…'],
    ['', '/'],
    ['//', '//'],
    ['/page'.repeat(30), '/page'.repeat(16)],
  ];
  for (const [path, expected] of paths)
    it(`shows ${expected} of ${path}`, () => assert.equal(shown(path), expected));

  /** What may stand in an address and must not stand in a text. */
  const secrets: Readonly<Record<string, fc.Arbitrary<string>>> = {
    token: fc
      .tuple(hexText(24), fc.constantFrom('|', '%7C', '-', '_', ''), hexText(32))
      .map((parts) => parts.join('')),
    'token of mixed case': fc
      .stringMatching(/^[A-Za-z0-9_-]{8,64}$/)
      .filter((text) => /[A-Z0-9_]/.test(text)),
    'head of a JWT': fc
      .record({ alg: fc.constantFrom('HS256', 'RS256', 'none'), kid: fc.string() })
      .map((head) => Buffer.from(JSON.stringify(head)).toString('base64url')),
    'whole JWT': fc
      .tuple(fc.string(), fc.string())
      .map(([head, body]) =>
        [`{"${head}"`, `{"${body}"`].map((each) => Buffer.from(each).toString('base64url')),
      )
      .map((parts) => [...parts, 'sig'].join('.')),
    'id with dashes': fc.uuid(),
    'hexadecimal id': hexText(24),
    'e-mail': fc.emailAddress(),
    'e-mail, encoded': fc.emailAddress().map(encodeURIComponent),
    name: fc
      .tuple(
        fc.constantFrom('Marie', 'Zoë', 'Jörg', 'Øyvind', 'Anne-Sophie', "O'Neill"),
        fc.string({ maxLength: 5 }),
      )
      .map(([name, more]) => `${name}${more}`),
    'id of a module': fc
      .uint8Array({ minLength: 6, maxLength: 6 })
      .map((bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':')),
  };
  const before = fc.constantFrom('/', '/access/', '/en-us/access/', '/account/', '/access/reset-password/');
  for (const [what, secret] of Object.entries(secrets)) {
    it(`never shows a ${what}`, () =>
      fc.assert(
        fc.property(before, secret, (start, text) => {
          const path = encodeURI(`${start}${text}`.replaceAll(/[?#\\]/g, '')).replaceAll('%25', '%');
          fc.pre(text !== '' && !text.includes('/') && !/^\.|[?#\\]/.test(text));
          assert.equal(shown(path), `${start}…`);
        }),
      ));
  }

  it('shows a lower-case name only where pages have theirs', () => {
    for (const start of ['/account/', '/user/', '/access/verify/', '/en-us/account/'])
      assert.equal(shown(`${start}marie`), `${start}…`);
  });

  it('is short, whatever comes', () =>
    fc.assert(
      fc.property(fc.webPath(), (path) => {
        assert.match(shown(`/${path}`), /^[a-z/…-]{1,80}$/);
      }),
    ));
});

function hexText(length: number): fc.Arbitrary<string> {
  return fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
}
