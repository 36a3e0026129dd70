import assert from 'node:assert/strict';
import { KEYCHAIN, closeBenches, openBench, signIn, type Bench } from './raw-client';

const page = async ({ client }: Bench): Promise<{ cookies: Record<string, string>; _token: string }> => {
  const { cookies } = await client.send('/en-us/access/login');
  const { text } = await client.send('/access/csrf', { cookies });
  return { cookies, _token: (JSON.parse(text) as { token: string }).token };
};

describe('simulator: renewal', () => {
  afterEach(closeBenches);

  const renew = (bench: Bench, refresh: string): ReturnType<Bench['client']['send']> =>
    bench.client.send(KEYCHAIN, { cookies: { authnetatmocomrefresh_token: refresh } });

  it('gives a new token and a new refresh cookie for the old one, which is dead then', async () => {
    const bench = await openBench();
    const first = await signIn(bench.simulator, bench.client);
    const second = await renew(bench, first.refresh);
    assert.equal(second.status, 200);
    assert.notEqual(decodeURIComponent(second.cookies['netatmocomaccess_token'] ?? ''), first.token);
    const again = await renew(bench, first.refresh);
    assert.equal(again.headers.location, 'https://auth.netatmo.com/access/login');
    assert.equal(
      (await renew(bench, second.cookies['authnetatmocomrefresh_token'] ?? '')).setCookie.length,
      2,
    );
  });

  it('works at checklogin as well, and can send the visitor on', async () => {
    const bench = await openBench({ cloud: { handsOutWith: 'redirect' } });
    const { refresh } = await signIn(bench.simulator, bench.client);
    const dashboard = 'https://home.netatmo.com/control/dashboard';
    const answer = await bench.client.send(`/access/checklogin?next_url=${encodeURIComponent(dashboard)}`, {
      cookies: { authnetatmocomrefresh_token: refresh },
    });
    assert.equal(answer.status, 302);
    assert.equal(answer.headers.location, dashboard);
    assert.ok(answer.cookies['netatmocomaccess_token']);
    assert.equal(bench.simulator.log.counts().checklogin, 1);
  });

  it('does not know a refresh cookie that was decoded on the way, and notes it', async () => {
    const bench = await openBench();
    const { refresh } = await signIn(bench.simulator, bench.client);
    const answer = await renew(bench, decodeURIComponent(refresh));
    assert.equal(answer.headers.location, 'https://auth.netatmo.com/access/login');
    assert.deepEqual(bench.simulator.log.violations, ['decoded-refresh-cookie']);
    assert.equal((await renew(bench, refresh)).setCookie.length, 2, 'the cookie itself still lives');
  });

  it('fails with a dead refresh cookie even when the web session is alive', async () => {
    const bench = await openBench();
    const { refresh, session } = await signIn(bench.simulator, bench.client);
    await renew(bench, refresh);
    const cookies = { authnetatmocomrefresh_token: refresh, authnetatmocomlaravel_session: session };
    const answer = await bench.client.send(KEYCHAIN, { cookies });
    assert.equal(answer.headers.location, 'https://auth.netatmo.com/access/login');
  });

  it('lets a fresh sign-in through although an old refresh cookie is sent along', async () => {
    const bench = await openBench();
    const { cookies, _token } = await page(bench);
    const form = { ...bench.simulator.credentials, stay_logged: 'on', _token };
    const posted = await bench.client.post(form, cookies);
    const old = { authnetatmocomrefresh_token: 'dead' };
    assert.ok(
      (await bench.client.send(KEYCHAIN, { cookies: { ...posted.cookies, ...old } })).cookies[
        'netatmocomaccess_token'
      ],
    );
  });

  it('is impossible after killRefresh, and a new sign-in works', async () => {
    const bench = await openBench();
    const { refresh } = await signIn(bench.simulator, bench.client);
    bench.simulator.cloud.killRefresh();
    assert.deepEqual((await renew(bench, refresh)).setCookie, []);
    assert.match((await signIn(bench.simulator, bench.client)).token, /\|/);
  });

  it('can give out the same token while it lives', async () => {
    const bench = await openBench({ cloud: { renewalKeepsToken: true } });
    const { token, refresh } = await signIn(bench.simulator, bench.client);
    const { cookies } = await renew(bench, refresh);
    assert.equal(decodeURIComponent(cookies['netatmocomaccess_token'] ?? ''), token);
  });

  it('makes the same tokens from the same seed', async () => {
    const [a, b, c] = [
      await openBench({ seed: 7 }),
      await openBench({ seed: 7 }),
      await openBench({ seed: 8 }),
    ];
    const first = await signIn(a.simulator, a.client);
    assert.deepEqual(await signIn(b.simulator, b.client), first);
    assert.notDeepEqual(await signIn(c.simulator, c.client), first);
  });
});
