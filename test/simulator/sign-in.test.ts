import assert from 'node:assert/strict';
import { HOUR } from '../../src/clock';
import type { CloudSettings } from '../../src/simulator';
import { fault } from '../../testkit';
import { AUTH, KEYCHAIN, closeBenches, openBench, signIn, type Bench, type RawAnswer } from './raw-client';

const page = async ({ client }: Bench): Promise<{ cookies: Record<string, string>; _token: string }> => {
  const { cookies } = await client.send('/en-us/access/login');
  const { text } = await client.send('/access/csrf', { cookies });
  return { cookies, _token: (JSON.parse(text) as { token: string }).token };
};

describe('simulator: sign-in', () => {
  afterEach(closeBenches);

  it('goes login page, form token, password, keychain, and hands out a token cookie', async () => {
    const bench = await openBench();
    const { client, simulator } = bench;
    const login = await client.send('/en-us/access/login');
    assert.equal(login.status, 200);
    assert.match(login.headers['content-type'] ?? '', /text\/html/);
    assert.deepEqual(Object.keys(login.cookies).sort(), ['XSRF-TOKEN', 'authnetatmocomlaravel_session']);

    const csrf = await client.send('/access/csrf', { cookies: login.cookies });
    const { token: _token } = JSON.parse(csrf.text) as { token: string };
    const posted = await client.post({ ...simulator.credentials, stay_logged: 'on', _token }, login.cookies);
    assert.equal(posted.status, 302);
    assert.match(posted.headers.location ?? '', /^https:\/\/auth\.netatmo\.com\/access\/keychain\?next_url=/);
    assert.notEqual(
      posted.cookies['authnetatmocomlaravel_session'],
      login.cookies['authnetatmocomlaravel_session'],
      'the session id rotates',
    );
    assert.ok(posted.cookies['authnetatmocommail_cookie']);

    const handed = await client.send(KEYCHAIN, { cookies: posted.cookies });
    assert.equal(handed.status, 200);
    assert.match(handed.cookies['netatmocomaccess_token'] ?? '', /^[0-9a-f]{24}%7C[0-9a-f]{32}$/);
    const line = handed.setCookie.find((each) => each.startsWith('netatmocomaccess_token')) ?? '';
    assert.match(line, /; Domain=\.netatmo\.com; Path=\/; Secure; HttpOnly$/);
    assert.doesNotMatch(line, /max-age|expires/i);
    const refresh = handed.setCookie.find((each) => each.startsWith('authnetatmocomrefresh_token')) ?? '';
    assert.doesNotMatch(refresh, /domain/i, 'for auth.netatmo.com alone');
    assert.match(handed.cookies['authnetatmocomrefresh_token'] ?? '', /%7C.*%3D/);
    const { login: pages, csrf: tokens, postlogin, keychain } = simulator.log.counts();
    assert.deepEqual([pages, tokens, postlogin, keychain], [1, 1, 1, 1]);
    assert.deepEqual(simulator.log.violations, []);
  });

  it('gives the form token to an anonymous visitor, but it is bound to the session', async () => {
    const { client, simulator } = await openBench();
    const first = await client.send('/access/csrf');
    const second = await client.send('/access/csrf');
    assert.notEqual(first.text, second.text);
    const { token: _token } = JSON.parse(first.text) as { token: string };
    const posted = await client.post({ ...simulator.credentials, _token }, second.cookies);
    assert.equal(posted.status, 419);
  });

  const stale: [string, (bench: Bench) => Promise<{ status: number; text: string }>][] = [
    [
      'no token',
      async (bench) => bench.client.post({ ...bench.simulator.credentials }, (await page(bench)).cookies),
    ],
    [
      'no session cookie',
      async (bench) =>
        bench.client.post({ ...bench.simulator.credentials, _token: (await page(bench))._token }, {}),
    ],
    [
      'a session of three hours ago',
      async (bench) => {
        const { cookies, _token } = await page(bench);
        bench.clock.advance(3 * HOUR);
        return bench.client.post({ ...bench.simulator.credentials, _token }, cookies);
      },
    ],
    [
      'a JSON body',
      async (bench) => {
        const { cookies, _token } = await page(bench);
        return bench.client.send('/access/postlogin', {
          method: 'POST',
          cookies,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ...bench.simulator.credentials, _token }),
        });
      },
    ],
  ];
  for (const [what, attempt] of stale) {
    it(`answers a form with ${what} by 419 and a page`, async () => {
      const { status, text } = await attempt(await openBench());
      assert.equal(status, 419);
      assert.match(text, /Page Expired/);
    });
  }

  const outcomes: [string, Partial<CloudSettings>, string, number, RegExp | undefined][] = [
    ['a wrong password', {}, 'wrong', 302, /\/en-us\/access\/login\?message=__NOT_LOGGED$/],
    ['a wrong password, as a page', { wrongPassword: 'page' }, 'wrong', 200, undefined],
    ['a right password with a second factor', { signInEnd: 'two-factor' }, '', 302, /\/two-factor$/],
    ['a right password with new terms', { signInEnd: 'terms' }, '', 302, /\/terms$/],
    ['a right password and a page nobody knows', { signInEnd: 'unknown-page' }, '', 302, /\/something-new$/],
    ['a right password and the login page again', { signInEnd: 'login-page' }, '', 200, undefined],
    ['a captcha, before the password is looked at', { signInEnd: 'captcha' }, 'wrong', 302, /\/captcha$/],
    ['a lockout, before the password is looked at', { signInEnd: 'lockout' }, 'wrong', 302, /\/locked$/],
    [
      'any other address',
      { signInEnd: { location: 'https://evil.example/x' } },
      '',
      302,
      /^https:\/\/evil\.example\/x$/,
    ],
  ];
  for (const [what, cloud, password, status, location] of outcomes) {
    it(`can end in ${what}, without a signed-in session`, async () => {
      const bench = await openBench({ cloud });
      const { cookies, _token } = await page(bench);
      const { email } = bench.simulator.credentials;
      const form = {
        email,
        password: password || bench.simulator.credentials.password,
        _token,
        stay_logged: 'on',
      };
      const posted = await bench.client.post(form, cookies);
      assert.equal(posted.status, status);
      if (location) assert.match(posted.headers.location ?? '', location);
      const handed = await bench.client.send(KEYCHAIN, { cookies: { ...cookies, ...posted.cookies } });
      assert.equal(handed.headers.location, 'https://auth.netatmo.com/access/login');
      assert.deepEqual(handed.setCookie, []);
    });
  }

  it('takes the form token in a header too, as Laravel does from scripts', async () => {
    const bench = await openBench();
    const { cookies } = await page(bench);
    const post = (token: string): Promise<RawAnswer> =>
      bench.client.send('/access/postlogin', {
        method: 'POST',
        cookies,
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-xsrf-token': token },
        body: new URLSearchParams({ ...bench.simulator.credentials }).toString(),
      });
    assert.equal((await post('another')).status, 419);
    const posted = await post(decodeURIComponent(cookies['XSRF-TOKEN'] ?? ''));
    assert.match(posted.headers.location ?? '', /\/access\/keychain/);
  });

  for (const [signInEnd, location] of [
    ['dashboard', /^https:\/\/home\.netatmo\.com\/control\/dashboard$/],
    ['checklogin', /^https:\/\/auth\.netatmo\.com\/access\/checklogin\?next_url=/],
  ] as const) {
    it(`can lead to ${signInEnd} after a right password, with a signed-in session`, async () => {
      const bench = await openBench({ cloud: { signInEnd } });
      const { cookies, _token } = await page(bench);
      const posted = await bench.client.post({ ...bench.simulator.credentials, _token }, cookies);
      assert.match(posted.headers.location ?? '', location);
      const handed = await bench.client.send(KEYCHAIN, { cookies: { ...cookies, ...posted.cookies } });
      assert.ok(handed.cookies['netatmocomaccess_token']);
    });
  }

  it('can set the token with the answer to the password, whatever page that is', async () => {
    const bench = await openBench({ cloud: { tokenFrom: 'postlogin', signInEnd: 'unknown-page' } });
    const { cookies, _token } = await page(bench);
    const right = await bench.client.post({ ...bench.simulator.credentials, _token }, cookies);
    assert.ok(right.cookies['netatmocomaccess_token']);
    const again = await page(bench);
    const wrong = await bench.client.post(
      { ...bench.simulator.credentials, password: 'wrong', _token: again._token },
      again.cookies,
    );
    assert.equal(wrong.cookies['netatmocomaccess_token'], undefined);
  });

  it('gives no refresh cookie to somebody who does not stay', async () => {
    const bench = await openBench();
    const { cookies, _token } = await page(bench);
    const posted = await bench.client.post({ ...bench.simulator.credentials, _token }, cookies);
    const handed = await bench.client.send(KEYCHAIN, { cookies: posted.cookies });
    assert.ok(handed.cookies['netatmocomaccess_token']);
    assert.equal(handed.cookies['authnetatmocomrefresh_token'], undefined);
  });

  it('ends on a page of my.netatmo.com', async () => {
    const { client } = await openBench();
    assert.equal((await client.send('/', { host: 'my.netatmo.com' })).status, 200);
    assert.equal((await client.send('/x', { host: 'my.netatmo.com' })).status, 404);
    assert.equal((await client.send('/control/dashboard', { host: 'home.netatmo.com' })).status, 200);
  });

  it('never redirects a visitor away from Netatmo', async () => {
    const { client, simulator } = await openBench({ cloud: { handsOutWith: 'redirect' } });
    const { refresh } = await signIn(simulator, client);
    const cookies = { authnetatmocomrefresh_token: refresh };
    const away = '/access/keychain?next_url=https://netatmo.com.evil.example/';
    assert.equal((await client.send(away, { cookies })).headers.location, 'https://my.netatmo.com');
    assert.deepEqual(simulator.log.violations, ['foreign-next-url']);
  });

  it('answers an unknown host by 421 and an unknown page by 404', async () => {
    const { client, simulator } = await openBench();
    assert.equal((await client.send('/', { host: 'evil.example' })).status, 421);
    assert.equal((await client.send('/nothing', { host: AUTH })).status, 404);
    assert.equal((await client.send('/access/login', { method: 'DELETE' })).status, 404);
    assert.deepEqual(simulator.log.violations, ['unknown-host']);
  });

  it('says the life of the token cookie in the way it was told', async () => {
    const { client, simulator, clock } = await openBench();
    const lives = {
      'max-age': /; Max-Age=10800;/,
      expires: /; Expires=Mon, 12 Jan 2026 11:00:00 GMT;/,
    } as const;
    for (const [life, pattern] of Object.entries(lives)) {
      simulator.cloud.settings.tokenCookieLife = life as 'max-age' | 'expires';
      const { refresh } = await signIn(simulator, client);
      const { setCookie } = await client.send(KEYCHAIN, {
        cookies: { authnetatmocomrefresh_token: refresh },
      });
      assert.match(setCookie.join('\n'), pattern);
    }
    assert.equal(clock.timers, 0, 'the simulator starts no timer');
  });

  it('can take the token cookie back instead of setting it', async () => {
    const { client, simulator } = await openBench();
    simulator.faults.next('keychain', fault.deletedToken());
    assert.equal((await signIn(simulator, client)).token, 'deleted');
  });
});
