import assert from 'node:assert/strict';
import { DAY, HOUR, MINUTE } from '../../src/clock';
import { fault, type Fault } from '../../testkit';
import { worlds } from '../support/world';

describe('a token that the cloud does not accept', () => {
  const { signedIn } = worlds();
  /** What the API may say to a dead token; nobody has recorded it for tokens of the web. */
  const deaths: readonly (readonly [status: number, body: string, netatmoCode?: number])[] = [
    ...[401, 403].flatMap((status) =>
      [
        '{"error":{"message":"Access token expired"}}',
        '{"error":"invalid_token"}',
        '{"error":{"code":"3","message":"Access token expired"}}',
        '{"error":{"code":2}}',
        '{"error":{"code":1}}',
        '{"error":{"code":4711}}',
        '{"status":"error"}',
        '{}',
        '[]',
        'null',
        '"no"',
        'Access token expired',
        '{"error":',
      ].map((body) => [status, body] as const),
    ),
    [401, ''],
    [401, '<html><title>401</title></html>'],
    [401, '{"error":{"code":13}}'],
    [200, '{"error":{"code":3}}'],
  ];
  for (const tokenCookieLife of ['none', 'max-age', 'expires'] as const)
    for (const [status, body] of deaths) {
      it(`renews for ${status} ${body} (life of the cookie: ${tokenCookieLife})`, async () => {
        const deadToken = { status, body };
        const world = await signedIn({ simulator: { cloud: { tokenCookieLife, deadToken } } });
        world.simulator.cloud.revokeTokens();
        await world.settle(world.client.homes('list'));
        assert.deepEqual(world.routes, ['homesdata', 'keychain', 'homesdata']);
        await world.settle(world.client.status(world.homeId, 'list'));
        assert.equal(world.simulator.log.total, 4);
      });

      it(`renews once for ${status} ${body} that stays, and sends no password (${tokenCookieLife})`, async () => {
        const world = await signedIn({ simulator: { cloud: { tokenCookieLife } } });
        world.simulator.faults.always('homesdata', fault.answer(status, body));
        world.simulator.faults.always('homestatus', fault.answer(status, body));
        for (let i = 0; i < 5; i += 1) {
          assert.equal((await world.failure(world.client.homes('list'))).code, 'CLOUD_ERROR');
          assert.equal((await world.failure(world.client.status(world.homeId, 'list'))).code, 'CLOUD_ERROR');
          await world.clock.run(10 * MINUTE);
        }
        const { keychain, checklogin, postlogin } = world.simulator.log.counts();
        assert.deepEqual([keychain, checklogin, postlogin], [1, 0, 0]);
        await world.clock.run(HOUR);
        await world.failure(world.client.homes('list'));
        assert.equal(world.simulator.log.counts().keychain, 2, 'an hour later it is tried once more');
        world.simulator.faults.clear();
        await world.settle(world.client.homes('list'));
        assert.equal(world.simulator.log.counts().postlogin, 0, 'the session was kept');
      });
    }

  const silences: readonly (readonly [string, () => Fault])[] = [
    ['an empty 403', fault.emptyForbidden],
    ['a 403 of blanks', () => fault.answer(403, ' \r\n')],
    ['an HTML 403', fault.htmlForbidden],
  ];
  for (const [name, make] of silences) {
    it(`renews for ${name} when the token is older than 3 h, and not before`, async () => {
      const world = await signedIn();
      await world.clock.run(3 * HOUR - 1_000);
      world.simulator.faults.always('homesdata', make());
      await world.failure(world.client.homes('list'));
      assert.deepEqual(world.routes, ['homesdata', 'homesdata'], 'asked again, as after any gateway');
      world.simulator.faults.clear();
      await world.settle(world.client.homes('list'));
      await world.clock.run(2_000);
      world.simulator.log.clear();
      world.simulator.faults.next('homesdata', make());
      await world.settle(world.client.homes('list'));
      assert.deepEqual(world.routes, ['homesdata', 'keychain', 'homesdata']);
    });

    it(`renews once for ${name} that stays`, async () => {
      const world = await signedIn();
      await world.clock.run(4 * HOUR);
      world.simulator.faults.always('homesdata', make());
      for (let i = 0; i < 10; i += 1) {
        assert.equal((await world.failure(world.client.homes('list'))).code, 'CLOUD_ERROR');
        await world.clock.run(10 * MINUTE);
      }
      const { keychain, postlogin } = world.simulator.log.counts();
      assert.deepEqual([keychain, postlogin], [1, 0]);
    });
  }

  it('knows the age of a token after a restart, whatever the clock says', async () => {
    const world = await signedIn({ simulator: { cloud: { tokenLifeMs: DAY } } });
    await world.clock.run(4 * HOUR);
    world.clock.jump(-10 * 365 * DAY);
    const next = world.restart();
    world.simulator.faults.next('homesdata', fault.emptyForbidden());
    await next.settle(next.client.homes('list'));
    assert.deepEqual(world.routes, ['homesdata', 'homesdata'], 'a time in the future counts as now');
    await world.clock.run(3 * HOUR + 1_000);
    world.simulator.faults.next('homesdata', fault.emptyForbidden());
    await next.settle(next.client.homes('list'));
    assert.deepEqual(world.routes.slice(2), ['homesdata', 'keychain', 'homesdata']);
  });

  it('takes the token of a session without times, from an older version, as old', async () => {
    const world = await signedIn();
    const kept = JSON.parse(world.memory.saves.at(-1)!) as { session: Record<string, unknown> };
    delete kept.session['signedInAt'];
    const next = world.restart({ saved: JSON.stringify(kept) });
    world.simulator.faults.next('homesdata', fault.emptyForbidden());
    await next.settle(next.client.homes('list'));
    assert.deepEqual(world.routes, ['homesdata', 'keychain', 'homesdata']);
  });

  it('keeps a token that only one call refuses, and a renewal that could not be made', async () => {
    const world = await signedIn();
    world.simulator.faults.always('getstationsdata', fault.forbiddenInWords('Insufficient scope'));
    world.simulator.faults.next('keychain', fault.gateway(503));
    await world.failure(world.client.weather('list'));
    assert.deepEqual(world.routes, ['getstationsdata', 'keychain']);
    await world.settle(world.client.homes('list'));
    assert.deepEqual(world.routes.slice(2), ['homesdata']);
    for (let i = 0; i < 5; i += 1) {
      await world.failure(world.client.weather('list'));
      await world.settle(world.client.homes('list'));
    }
    assert.equal(world.simulator.log.counts().keychain, 2, 'once more, in vain, and then not for an hour');
  });

  it('counts the refusals of many calls at once as one', async () => {
    const world = await signedIn();
    world.simulator.faults.always('homesdata', fault.code(403, 2, 'Invalid access token'));
    const calls = Array.from({ length: 50 }, () => world.client.homes('list'));
    const results = await world.settle(Promise.allSettled(calls));
    assert.ok(results.every(({ status }) => status === 'rejected'));
    const { keychain, postlogin } = world.simulator.log.counts();
    assert.deepEqual([keychain, postlogin], [1, 0]);
  });

  it('renews again after an outage of tokens, however long that was', async () => {
    const world = await signedIn();
    world.simulator.faults.always('homesdata', fault.code(403, 2, 'Invalid access token'));
    for (let minute = 0; minute < 16 * 60; minute += 5) {
      await world.failure(world.client.homes('list'));
      await world.clock.run(5 * MINUTE);
    }
    const { keychain, postlogin } = world.simulator.log.counts();
    assert.ok(keychain <= 16, `${keychain} renewals`);
    assert.equal(postlogin, 0);
    world.simulator.faults.clear();
    await world.settle(world.client.homes('list'));
    await world.clock.run(HOUR);
    world.simulator.cloud.expireTokens();
    world.simulator.log.clear();
    await world.settle(world.client.homes('list'));
    assert.deepEqual(world.routes, ['homesdata', 'keychain', 'homesdata']);
  });

  it('sends one password when the session is over, and none when its token is refused as well', async () => {
    const world = await signedIn();
    world.simulator.faults.always('homesdata', fault.code(403, 2, 'Invalid access token'));
    world.simulator.cloud.killRefresh();
    for (let i = 0; i < 10; i += 1)
      assert.equal((await world.failure(world.client.homes('list'))).code, 'CLOUD_ERROR');
    assert.equal(world.simulator.log.counts().postlogin, 1);
  });
});
