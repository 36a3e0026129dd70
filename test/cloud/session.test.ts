import assert from 'node:assert/strict';
import { HOUR, MINUTE } from '../../src/clock';
import { fault, type Fault } from '../../testkit';
import { worlds } from '../support/world';

const REFRESH = 'authnetatmocomrefresh_token';

describe('renewing a session over the wire', () => {
  const { signedIn } = worlds();
  const storedRefresh = (text: string | undefined): string | undefined =>
    (JSON.parse(text!) as { session: { cookies: { key: string; value: string }[] } }).session.cookies.find(
      ({ key }) => key === REFRESH,
    )?.value;

  it('renews and replays when the token has expired: three requests, no password', async () => {
    const world = await signedIn();
    world.simulator.cloud.expireTokens();
    await world.settle(world.client.homes('list'));
    assert.deepEqual(world.routes, ['homesdata', 'keychain', 'homesdata']);
    assert.deepEqual(world.events.at(-1), { event: 'token.refresh', outcome: 'renewed' });
  });

  for (const tokenCookieLife of ['max-age', 'expires'] as const) {
    it(`renews before the call when the cookie says that it has expired (${tokenCookieLife})`, async () => {
      const world = await signedIn({ simulator: { cloud: { tokenCookieLife } } });
      await world.clock.run(3 * HOUR + 1_000);
      await world.settle(world.client.homes('list'));
      assert.deepEqual(world.routes, ['keychain', 'homesdata']);
    });
  }

  it('does not count a renewal that never left this machine', async () => {
    const world = await signedIn({ simulator: { cloud: { tokenCookieLife: 'max-age' } } });
    await world.clock.run(3 * HOUR + 1_000);
    await world.simulator.close();
    assert.equal((await world.failure(world.client.homes('list'))).code, 'NETWORK');
    assert.deepEqual(world.events.at(-1), {
      event: 'token.refresh',
      outcome: 'failed',
      code: 'NETWORK',
      waitMs: 0,
    });
    const { limit, left } = world.budget.status.perHour;
    assert.equal(left, limit);
  });

  it('uses a kept session after a restart without signing in', async () => {
    const world = await signedIn();
    const next = world.restart();
    await world.settle(next.client.homes('list'));
    await world.settle(next.client.status(world.homeId, 'list'));
    assert.deepEqual(world.routes, ['homesdata', 'homestatus']);
  });

  it('signs in when the refresh cookie is dead', async () => {
    const world = await signedIn();
    world.simulator.cloud.expireTokens();
    world.simulator.cloud.killRefresh();
    await world.settle(world.client.homes('list'));
    assert.deepEqual(world.routes, [
      'homesdata',
      'keychain',
      'checklogin',
      'login',
      'csrf',
      'postlogin',
      'keychain',
      'homesdata',
    ]);
  });

  const never: readonly [string, Fault, string][] = [
    ['403 code 13', fault.code(403, 13, 'Operation is forbidden'), 'FORBIDDEN'],
    ['403 code 26', fault.code(403, 26, 'User usage reached'), 'RATE_LIMITED'],
    ['429 code 26', fault.code(429, 26, 'User usage reached'), 'RATE_LIMITED'],
    ['429 code 11', fault.code(429, 11, 'Failed to enter concurrency limited section'), 'RATE_LIMITED'],
    ['an empty 403', fault.emptyForbidden(), 'CLOUD_ERROR'],
    ['an HTML 403', fault.htmlForbidden(), 'CLOUD_ERROR'],
    ['a 503', fault.gateway(503), 'CLOUD_ERROR'],
    ['a redirect', fault.redirectTo('https://auth.netatmo.com/access/login'), 'CLOUD_ERROR'],
    ['an HTML page', fault.htmlPage(), 'BAD_RESPONSE'],
    ['403 code "13"', fault.answer(403, '{"error":{"code":"13"}}'), 'FORBIDDEN'],
    ['403 code "26"', fault.answer(403, '{"error":{"code":"26"}}'), 'RATE_LIMITED'],
    ['500 code 11', fault.code(500, 11, 'device.setThermPoint is not a function'), 'RATE_LIMITED'],
  ];
  for (const [name, answer, code] of never) {
    it(`neither renews nor signs in for ${name}`, async () => {
      const world = await signedIn();
      world.simulator.faults.always('homestatus', answer);
      for (let i = 0; i < 10; i += 1) {
        const error = await world.failure(world.client.status(world.homeId, 'list'));
        assert.equal(error.code, code);
      }
      assert.deepEqual(new Set(world.routes), new Set(['homestatus']));
    });
  }

  it('pauses all calls when the quota is met, and asks once more after the pause', async () => {
    const world = await signedIn();
    world.simulator.faults.next('homestatus', fault.code(429, 26, 'User usage reached', '120'));
    assert.equal((await world.failure(world.client.status(world.homeId, 'list'))).retryAfterMs, 120_000);
    for (let i = 0; i < 10; i += 1) await world.failure(world.client.homes('correction'));
    assert.equal(world.simulator.log.total, 1);
    assert.equal(world.client.budgetLeft(), 'none');
    await world.clock.run(120_000);
    await world.settle(world.client.status(world.homeId, 'list'));
    assert.equal(world.simulator.log.total, 2);
  });

  it('renews once for a thousand calls that meet a revoked token together', async () => {
    const world = await signedIn({ simulator: { cloud: { per10s: 100_000, perHour: 100_000 } } });
    world.simulator.cloud.revokeTokens();
    const calls = Array.from({ length: 1_000 }, () => world.client.status(world.homeId, 'list'));
    await world.settle(Promise.all(calls));
    const { keychain, postlogin } = world.simulator.log.counts();
    assert.deepEqual([keychain, postlogin], [1, 0]);
    assert.ok(world.simulator.log.maxConcurrent <= 2);
  });

  it('does not renew for a refusal of a token that has been replaced meanwhile', async () => {
    const world = await signedIn();
    let release = (): void => undefined;
    world.simulator.faults.next('homesdata', fault.hold(new Promise<void>((resolve) => (release = resolve))));
    world.simulator.cloud.revokeTokens();
    const slow = world.client.homes('list');
    await world.until(() => world.simulator.log.counts().homesdata === 1);
    const quick = world.client.status(world.homeId, 'list');
    await world.until(() => world.simulator.log.counts().homestatus === 2);
    release();
    await world.settle(Promise.all([slow, quick]));
    assert.equal(world.simulator.log.counts().keychain, 1);
  });

  it('works with a token that is the same after renewal', async () => {
    const world = await signedIn({ simulator: { cloud: { renewalKeepsToken: true } } });
    world.simulator.faults.next('homesdata', fault.code(403, 2, 'Invalid access token'));
    await world.settle(world.client.homes('list'));
    assert.deepEqual(world.routes, ['homesdata', 'keychain', 'homesdata']);
  });

  it('sends the refresh cookie exactly as received, and stores the new one before anything else is asked', async () => {
    const world = await signedIn();
    const before = storedRefresh(world.memory.saves.at(-1));
    assert.match(before!, /%7C.*%3D%3D$/);
    world.simulator.cloud.expireTokens();
    const savesBefore = world.memory.saves.length;
    let release = (): void => undefined;
    world.simulator.faults.next('homestatus', { isProcessed: true });
    world.simulator.faults.next(
      'homestatus',
      fault.hold(new Promise<void>((resolve) => (release = resolve))),
    );
    const call = world.client.status(world.homeId, 'list');
    await world.until(() => world.simulator.log.counts().homestatus === 2);
    const storedAtReplay = storedRefresh(world.memory.saves.at(-1));
    release();
    await world.settle(call);
    const sent = world.simulator.log.requests.find(({ route }) => route === 'keychain')!;
    assert.equal(sent.cookies.find(([name]) => name === REFRESH)?.[1], before);
    assert.ok(world.memory.saves.length > savesBefore);
    assert.notEqual(storedAtReplay, before);
    world.simulator.cloud.expireTokens();
    await world.settle(world.restart().client.homes('list'));
    assert.equal(world.simulator.log.counts().postlogin, 0, 'the stored cookie still renews');
  });

  const troubles: readonly [string, Fault, string][] = [
    ['a 503', fault.gateway(503), 'CLOUD_ERROR'],
    ['an empty 403', fault.emptyForbidden(), 'CLOUD_ERROR'],
    ['a broken connection', fault.resetBefore(), 'NETWORK'],
    ['a foreign redirect', fault.redirectTo('https://evil.example/'), 'CLOUD_ERROR'],
    ['a 429', fault.answer(429), 'RATE_LIMITED'],
  ];
  for (const [name, answer, code] of troubles) {
    it(`keeps the session and sends no password when renewal meets ${name}`, async () => {
      const world = await signedIn();
      world.simulator.cloud.expireTokens();
      world.simulator.faults.next('keychain', answer);
      const error = await world.failure(world.client.homes('list'));
      assert.equal(error.code, code);
      // Only a quota makes everything else wait as well.
      assert.equal(error.retryAfterMs, code === 'RATE_LIMITED' ? MINUTE : undefined);
      assert.deepEqual(world.events.at(-1), {
        event: 'token.refresh',
        outcome: 'failed',
        code,
        waitMs: code === 'RATE_LIMITED' ? MINUTE : 0,
      });
      if (code === 'RATE_LIMITED') {
        await world.failure(world.client.homes('list'));
        assert.equal(world.simulator.log.counts().keychain, 1, 'nobody asks meanwhile');
      }
      await world.clock.run(error.retryAfterMs ?? 0);
      await world.settle(world.client.homes('list'));
      assert.equal(world.simulator.log.counts().postlogin, 0);
    });
  }

  it('does not throw the session away for a page that says nothing', async () => {
    const world = await signedIn();
    world.simulator.cloud.expireTokens();
    world.simulator.faults.always('keychain', fault.htmlPage());
    world.simulator.faults.always('checklogin', fault.htmlPage());
    world.simulator.faults.always('csrf', fault.htmlPage());
    await world.failure(world.client.homes('list'));
    world.simulator.faults.clear();
    await world.settle(world.client.homes('list'));
    assert.equal(world.simulator.log.counts().postlogin, 0);
  });
});
