import assert from 'node:assert/strict';
import type { HttpAnswer } from '../../src/cloud/request';
import { signInOutcome } from '../../src/cloud/sign-in-outcome';
import { textsOf } from '../support/catalogues';

const NOW = Date.UTC(2026, 0, 12, 8);
const AUTH = 'https://auth.netatmo.com';

describe('where the password leads', () => {
  interface More {
    readonly text?: string;
    readonly to?: string;
    readonly retryAfter?: string;
    readonly hasToken?: boolean;
  }
  const land = (status: number, more: More = {}): string[] => {
    const answer: HttpAnswer = {
      url: new URL(`${AUTH}/access/postlogin`),
      status,
      location: more.to === undefined ? null : URL.parse(more.to, AUTH),
      retryAfter: more.retryAfter ?? null,
      text: more.text ?? '',
    };
    const outcome = signInOutcome(answer, NOW, more.hasToken);
    if (outcome.kind === 'keychain') return [outcome.kind, outcome.url.href];
    if (outcome.kind === 'stale-form') return [outcome.kind];
    assert.ok(outcome.error.message.length <= 500, 'a latch can hold the text');
    return [
      outcome.kind,
      outcome.error.code,
      ...(outcome.kind === 'passing' ? [String(outcome.error.retryAfterMs ?? 0)] : []),
    ];
  };
  const page = (title: string, body = ''): string =>
    `<html><head><title>${title}</title></head>${body}</html>`;
  const KEYCHAIN = `${AUTH}/access/keychain?next_url=https://my.netatmo.com`;

  const redirects: readonly [string, string[]][] = [
    [`${AUTH}/access/keychain?next_url=x`, ['keychain', `${AUTH}/access/keychain?next_url=x`]],
    ['/access/keychain', ['keychain', `${AUTH}/access/keychain`]],
    [`${AUTH}/en-us/access/keychain`, ['keychain', `${AUTH}/en-us/access/keychain`]],
    ['https://my.netatmo.com', ['keychain', KEYCHAIN]],
    ['https://my.netatmo.com/app/energy', ['keychain', KEYCHAIN]],
    ['https://home.netatmo.com/control/dashboard', ['keychain', KEYCHAIN]],
    ['https://home.netatmo.com/login', ['keychain', KEYCHAIN]],
    ['https://netatmo.com/', ['keychain', KEYCHAIN]],
    ['https://api.netatmo.com/access/keychain', ['keychain', KEYCHAIN]],
    ['/access/checklogin?next_url=x', ['keychain', `${AUTH}/access/checklogin?next_url=x`]],
    ['/en-us/access/checklogin', ['keychain', `${AUTH}/en-us/access/checklogin`]],
    ['http://home.netatmo.com/', ['refused', 'SIGN_IN_BLOCKED']],
    ['https://home.netatmo.com:8443/', ['refused', 'SIGN_IN_BLOCKED']],
    ['https://u:p@home.netatmo.com/', ['refused', 'SIGN_IN_BLOCKED']],
    ['https://evilnetatmo.com/', ['refused', 'SIGN_IN_BLOCKED']],
    ['/', ['refused', 'SIGN_IN_BLOCKED']],
    ['https://evil.example/access/keychain', ['refused', 'SIGN_IN_BLOCKED']],
    ['http://auth.netatmo.com/access/keychain', ['refused', 'SIGN_IN_BLOCKED']],
    ['https://u:p@auth.netatmo.com/access/keychain', ['refused', 'SIGN_IN_BLOCKED']],
    ['https://auth.netatmo.com:444/access/keychain', ['refused', 'SIGN_IN_BLOCKED']],
    ['https://[', ['passing', 'BAD_RESPONSE', '0']],
    ['/en-us/access/login?message=__NOT_LOGGED', ['refused', 'CREDENTIALS_REJECTED']],
    ['/access/login', ['refused', 'CREDENTIALS_REJECTED']],
    ['/access/login?next_url=/access/keychain', ['refused', 'CREDENTIALS_REJECTED']],
    ['/en-us/access/login?message=__WRONG_PASSWORD', ['refused', 'CREDENTIALS_REJECTED']],
    ['/en-us/access/login?message=__ACCOUNT_LOCKED', ['refused', 'SIGN_IN_BLOCKED']],
    ['/access/login?message=__BLOCKED', ['refused', 'SIGN_IN_BLOCKED']],
    ['/access/login?message=lockout', ['refused', 'SIGN_IN_BLOCKED']],
    ['/access/login?message=__TOO_MANY_ATTEMPTS', ['refused', 'SIGN_IN_BLOCKED']],
    ['/access/login?message=Too%20many%20attempts', ['refused', 'SIGN_IN_BLOCKED']],
    ['/access/login?message=tooManyLogins', ['refused', 'SIGN_IN_BLOCKED']],
    ['/access/login?message=__MAX_ATTEMPTS', ['refused', 'SIGN_IN_BLOCKED']],
    ['/access/login?message=__ATTEMPTS_EXCEEDED', ['refused', 'SIGN_IN_BLOCKED']],
    ['/access/login?x=__ACCOUNT_LOCKED', ['refused', 'CREDENTIALS_REJECTED']],
    ['/access/two-factor', ['refused', 'TWO_FACTOR_REQUIRED']],
    ['/access/otp', ['refused', 'TWO_FACTOR_REQUIRED']],
    ['/access/mfa/verify', ['refused', 'TWO_FACTOR_REQUIRED']],
    ['/access/login/challenge', ['refused', 'TWO_FACTOR_REQUIRED']],
    ['/access/captcha', ['refused', 'SIGN_IN_BLOCKED']],
    ['/access/locked', ['refused', 'SIGN_IN_BLOCKED']],
    ['/access/too-many-attempts', ['refused', 'SIGN_IN_BLOCKED']],
    ['/access/terms', ['refused', 'SIGN_IN_BLOCKED']],
    ['/access/password-expired', ['refused', 'SIGN_IN_BLOCKED']],
    ['/access/something', ['refused', 'SIGN_IN_BLOCKED']],
  ];
  for (const [to, expected] of redirects) {
    it(`a redirect to ${to} is ${expected.slice(0, 2).join(' ')}`, () => {
      for (const status of [301, 302, 303, 307, 308]) assert.deepEqual(land(status, { to }), expected);
    });
  }

  it('a redirect to nowhere may pass', () => assert.deepEqual(land(302), ['passing', 'BAD_RESPONSE', '0']));

  it('a token that came with the answer counts, whatever the page', () => {
    for (const status of [200, 302, 401, 403, 419, 422, 429, 500])
      for (const to of [undefined, '/', '/access/login', '/access/two-factor', 'https://evil.example/'])
        for (const text of ['', page('Captcha'), page('x', '<input name="password">')])
          assert.deepEqual(land(status, { text, hasToken: true, ...(to !== undefined && { to }) }), [
            'keychain',
            KEYCHAIN,
          ]);
    const to = '/access/checklogin';
    assert.deepEqual(land(302, { to, hasToken: true }), ['keychain', `${AUTH}/access/checklogin`]);
  });

  const answers: readonly [string, number, { text?: string; retryAfter?: string }, string[]][] = [
    [
      'the form again',
      200,
      { text: page('Netatmo', '<input name="password">') },
      ['refused', 'CREDENTIALS_REJECTED'],
    ],
    [
      'the form without its fields',
      200,
      { text: page('x', '<form action="/access/postlogin">') },
      ['refused', 'CREDENTIALS_REJECTED'],
    ],
    [
      'a page about a second factor',
      200,
      { text: page('Two-factor authentication') },
      ['refused', 'TWO_FACTOR_REQUIRED'],
    ],
    ['a captcha page', 200, { text: page('Captcha') }, ['refused', 'SIGN_IN_BLOCKED']],
    ['any other page', 200, { text: page('Hello') }, ['refused', 'SIGN_IN_BLOCKED']],
    ['nothing', 200, {}, ['refused', 'SIGN_IN_BLOCKED']],
    ['401', 401, {}, ['refused', 'CREDENTIALS_REJECTED']],
    ['422', 422, {}, ['refused', 'CREDENTIALS_REJECTED']],
    ['403 with an error', 403, { text: '{"error":"no"}' }, ['refused', 'CREDENTIALS_REJECTED']],
    ['an empty 403', 403, {}, ['passing', 'CLOUD_ERROR', '0']],
    ['an HTML 403', 403, { text: page('403') }, ['passing', 'CLOUD_ERROR', '0']],
    ['403 code 26', 403, { text: '{"error":{"code":26}}' }, ['passing', 'RATE_LIMITED', '60000']],
    ['429', 429, {}, ['passing', 'RATE_LIMITED', '60000']],
    ['429 with a time', 429, { retryAfter: '90' }, ['passing', 'RATE_LIMITED', '90000']],
    ['429 code 11', 429, { text: '{"error":{"code":11}}' }, ['passing', 'RATE_LIMITED', '60000']],
    ['408', 408, {}, ['passing', 'CLOUD_ERROR', '0']],
    ['500', 500, {}, ['passing', 'CLOUD_ERROR', '0']],
    [
      '503 with the form in it',
      503,
      { text: page('x', '<input name="password">') },
      ['passing', 'CLOUD_ERROR', '0'],
    ],
    ['419', 419, { text: page('Page Expired') }, ['stale-form']],
    ['400', 400, {}, ['refused', 'SIGN_IN_BLOCKED']],
    ['404', 404, {}, ['refused', 'SIGN_IN_BLOCKED']],
  ];
  for (const [name, status, more, expected] of answers) {
    it(`${name} is ${expected.join(' ')}`, () => assert.deepEqual(land(status, more), expected));
  }

  it('names the button that tries again by its label in the dialog', () => {
    const label = textsOf('en-US').get('netatmo-account.test.button')!;
    for (const title of ['Two-factor', 'Captcha', 'Locked', 'New terms', 'Login <input name="password">']) {
      const text = page(title);
      const answer = { url: new URL(`${AUTH}/x`), status: 200, location: null, retryAfter: null, text };
      const outcome = signInOutcome(answer, NOW);
      assert.ok(outcome.kind === 'refused' && outcome.error.message.includes(`press "${label}"`), title);
    }
  });

  it('names the path of an unknown page, and nothing of its query', () => {
    const to = `${AUTH}/access/new-page?token=canary`;
    const answer = {
      url: new URL(AUTH),
      status: 302,
      location: new URL(to),
      retryAfter: null,
      text: 'canary',
    };
    const outcome = signInOutcome(answer, NOW);
    assert.ok(outcome.kind === 'refused');
    assert.match(outcome.error.message, /\/access\/new-page/);
    assert.doesNotMatch(outcome.error.message, /canary/);
  });
});
