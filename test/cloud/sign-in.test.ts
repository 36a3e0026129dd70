import assert from 'node:assert/strict';
import { RETRY_LATCH_MS } from '../../src/cloud/latch';
import { DAY, HOUR, MINUTE } from '../../src/clock';
import type { SignInEnd } from '../../src/simulator';
import { fault, type Fault, type FaultRoute } from '../../testkit';
import { type World, worlds } from '../support/world';

describe('signing in over the wire', () => {
  const { open } = worlds();
  const passwords = (world: World): number => world.simulator.log.counts().postlogin;

  it('takes four requests and then the call', async () => {
    const world = await open();
    const homes = await world.settle(world.client.homes('list'));
    assert.equal(homes.length, 1);
    const { login, csrf, postlogin, keychain, homesdata } = world.simulator.log.counts();
    assert.deepEqual([login, csrf, postlogin, keychain, homesdata], [1, 1, 1, 1, 1]);
    assert.equal(world.simulator.log.total, 5);
    assert.deepEqual(world.simulator.log.violations, []);
    await world.settle(world.client.status(world.homeId, 'list'));
    assert.equal(world.simulator.log.total, 6);
    assert.deepEqual(
      world.events.map(({ event }) => event),
      ['login.start', 'login.ok'],
    );
  });

  for (const wrongPassword of ['page', 'redirect'] as const) {
    it(`sends a wrong password once, whatever comes after (${wrongPassword})`, async () => {
      const world = await open({ password: 'wrong', simulator: { cloud: { wrongPassword } } });
      for (let i = 0; i < 100; i += 1) {
        const error = await world.failure(world.client.homes('list'));
        assert.equal(error.code, 'CREDENTIALS_REJECTED');
      }
      assert.equal(passwords(world), 1);
      assert.equal(world.simulator.log.total, 3);
      assert.deepEqual(world.events, [
        { event: 'login.start' },
        { event: 'login.latched', code: 'CREDENTIALS_REJECTED' },
      ]);
    });
  }

  it('sends a wrong password once for a hundred calls at the same time', async () => {
    const world = await open({ password: 'wrong' });
    const calls = Array.from({ length: 100 }, () =>
      world.client.homes('list').catch((error: unknown) => error),
    );
    const results = await world.settle(Promise.all(calls));
    assert.deepEqual(
      new Set(results.map((error) => (error as { code?: string }).code)),
      new Set(['CREDENTIALS_REJECTED']),
    );
    assert.equal(passwords(world), 1);
  });

  it('keeps the refusal over restarts', async () => {
    let world = await open({ password: 'wrong' });
    await world.failure(world.client.homes('list'));
    for (let i = 0; i < 20; i += 1) {
      world = world.restart();
      assert.equal((await world.failure(world.client.homes('list'))).code, 'CREDENTIALS_REJECTED');
    }
    assert.equal(passwords(world), 1);
  });

  const ends: readonly [SignInEnd, string][] = [
    ['two-factor', 'TWO_FACTOR_REQUIRED'],
    ['captcha', 'SIGN_IN_BLOCKED'],
    ['lockout', 'SIGN_IN_BLOCKED'],
    ['terms', 'SIGN_IN_BLOCKED'],
    ['unknown-page', 'SIGN_IN_BLOCKED'],
    ['login-page', 'CREDENTIALS_REJECTED'],
    [{ location: 'https://auth.netatmo.com/access/login?message=__TOO_MANY_ATTEMPTS' }, 'SIGN_IN_BLOCKED'],
    [{ location: 'https://auth.netatmo.com/' }, 'SIGN_IN_BLOCKED'],
    [{ location: 'https://evil.example/access/keychain' }, 'SIGN_IN_BLOCKED'],
    [{ location: 'http://auth.netatmo.com/access/keychain' }, 'SIGN_IN_BLOCKED'],
    [{ location: 'https://auth.netatmo.com:8443/access/keychain' }, 'SIGN_IN_BLOCKED'],
    [{ location: 'https://user@auth.netatmo.com/access/keychain' }, 'SIGN_IN_BLOCKED'],
  ];
  for (const [signInEnd, code] of ends) {
    it(`latches ${code} when it lands on ${JSON.stringify(signInEnd)}`, async () => {
      const world = await open({ simulator: { cloud: { signInEnd } } });
      for (let i = 0; i < 3; i += 1) {
        await world.clock.run(DAY);
        assert.equal((await world.failure(world.client.homes('list'))).code, code);
      }
      assert.equal(passwords(world), 1);
      assert.equal(world.simulator.log.total, 3, 'nothing is asked for after the refusal');
    });
  }

  const refusals: readonly [string, Fault, string][] = [
    ['401', fault.answer(401), 'CREDENTIALS_REJECTED'],
    ['403 with an error', fault.answer(403, '{"error":{"message":"no"}}'), 'CREDENTIALS_REJECTED'],
    ['422', fault.answer(422, '{"errors":{}}'), 'CREDENTIALS_REJECTED'],
    ['404', fault.answer(404), 'SIGN_IN_BLOCKED'],
  ];
  for (const [name, answer, code] of refusals) {
    it(`latches ${code} when the password is answered with ${name}`, async () => {
      const world = await open();
      world.simulator.faults.always('postlogin', answer);
      for (let i = 0; i < 3; i += 1) {
        await world.clock.run(HOUR);
        assert.equal((await world.failure(world.client.homes('list'))).code, code);
      }
      assert.equal(passwords(world), 1);
    });
  }

  it('gets a fresh form token once when the form was stale, and counts one attempt', async () => {
    const world = await open();
    world.simulator.faults.next('postlogin', fault.answer(419));
    await world.settle(world.client.homes('list'));
    assert.equal(passwords(world), 2);
    assert.equal(world.memory.ledger.attempts.length, 1);
  });

  it('gives up a form that stays stale, and pauses', async () => {
    const world = await open();
    world.simulator.faults.always('postlogin', fault.answer(419));
    assert.equal((await world.failure(world.client.homes('list'))).code, 'BAD_RESPONSE');
    assert.equal((await world.failure(world.client.homes('list'))).code, 'SIGN_IN_PAUSED');
    assert.equal(passwords(world), 2);
  });

  const pauses: readonly [string, FaultRoute, Fault, string, number][] = [
    ['429 to the password', 'postlogin', fault.answer(429), 'RATE_LIMITED', MINUTE],
    [
      '429 with Retry-After',
      'postlogin',
      fault.answer(429, '', { 'retry-after': '600' }),
      'RATE_LIMITED',
      600_000,
    ],
    [
      '403 code 26 to the password',
      'postlogin',
      fault.code(403, 26, 'User usage reached'),
      'RATE_LIMITED',
      MINUTE,
    ],
    ['429 to the form token', 'csrf', fault.answer(429), 'RATE_LIMITED', MINUTE],
    ['429 to the login page', 'login', fault.answer(429), 'RATE_LIMITED', MINUTE],
    ['429 to the keychain', 'keychain', fault.answer(429), 'RATE_LIMITED', MINUTE],
    ['an empty 403', 'postlogin', fault.emptyForbidden(), 'CLOUD_ERROR', 22_500],
    ['an HTML 403', 'postlogin', fault.htmlForbidden(), 'CLOUD_ERROR', 22_500],
    ['a 503', 'postlogin', fault.gateway(503), 'CLOUD_ERROR', 22_500],
    ['a form token that is no JSON', 'csrf', fault.htmlPage(), 'BAD_RESPONSE', 22_500],
    ['an empty form token', 'csrf', fault.okBut({ token: '' }), 'BAD_RESPONSE', 22_500],
    ['a keychain that takes the token back', 'keychain', fault.deletedToken(), 'BAD_RESPONSE', 22_500],
    ['a broken connection after the password', 'postlogin', fault.resetBefore(), 'NETWORK', 22_500],
    ['a login page that is down', 'login', fault.gateway(502), 'CLOUD_ERROR', 22_500],
  ];
  for (const [name, route, answer, code, pauseMs] of pauses) {
    it(`pauses after ${name}, does not latch, and goes on by itself`, async () => {
      const world = await open();
      world.simulator.faults.always(route, answer);
      const failed = await world.failure(world.client.homes('list'));
      assert.equal(failed.code, code);
      // What it tells is how long the pause is.
      assert.equal(failed.retryAfterMs, code === 'RATE_LIMITED' ? pauseMs : undefined);
      const before = world.simulator.log.total;
      const paused = await world.failure(world.client.homes('list'));
      assert.equal(paused.code, 'SIGN_IN_PAUSED');
      assert.equal(paused.retryAfterMs, pauseMs);
      assert.equal(world.simulator.log.total, before, 'nothing is asked while it pauses');
      world.simulator.faults.clear();
      await world.clock.run(pauseMs);
      await world.settle(world.client.homes('list'));
    });
  }

  it('does not pause when the cloud could not be reached at all', async () => {
    const world = await open();
    await world.simulator.close();
    for (let i = 0; i < 50; i += 1) {
      const error = await world.failure(world.client.homes('list'));
      assert.equal(error.code, 'NETWORK');
    }
    const { limit, left } = world.budget.status.perHour;
    assert.equal(left, limit, 'what never left is not counted');
    assert.deepEqual(world.events.at(-1), { event: 'login.fail', code: 'NETWORK', waitMs: 0 });
    assert.equal(world.memory.ledger.failures, 0);
  });

  it('sends at most 12 passwords in a day in which every one fails, and recovers afterwards', async () => {
    const world = await open();
    world.simulator.faults.always('postlogin', fault.gateway(503));
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      await world.failure(world.client.homes('list'));
      await world.clock.run(60_000);
    }
    assert.ok(passwords(world) <= 12, `${passwords(world)} passwords`);
    assert.ok(passwords(world) >= 10, 'it goes on trying');
    world.simulator.faults.clear();
    await world.clock.run(DAY);
    await world.settle(world.client.homes('list'));
  });

  it('asks the cloud nothing when test is pressed within 15 minutes of a refusal, and once afterwards', async () => {
    const world = await open({ password: 'wrong' });
    await world.failure(world.session.token({ tryAgain: true }));
    await world.clock.run(RETRY_LATCH_MS - 1_000);
    const refused = await world.failure(world.session.token({ tryAgain: true }));
    assert.equal(refused.code, 'CREDENTIALS_REJECTED');
    assert.equal(refused.retryAfterMs, 1_000);
    assert.equal(passwords(world), 1);
    await world.clock.run(1_000);
    await world.failure(world.session.token({ tryAgain: true }));
    assert.equal(passwords(world), 2);
    assert.equal((await world.failure(world.client.homes('list'))).retryAfterMs, undefined);
    assert.equal(passwords(world), 2, 'messages stay latched');
  });

  it('does not wait for years when the clock was wrong while the credentials were refused', async () => {
    const world = await open({ password: 'wrong' });
    world.clock.jump(10 * 365 * DAY);
    await world.failure(world.client.homes('list'));
    world.clock.jump(-10 * 365 * DAY);
    await world.failure(world.session.token({ tryAgain: true }));
    await world.clock.run(RETRY_LATCH_MS);
    await world.failure(world.session.token({ tryAgain: true }));
    assert.equal(passwords(world), 2);
  });

  it('opens again when the test button finds the credentials right', async () => {
    const world = await open({ simulator: { cloud: { signInEnd: 'terms' } } });
    await world.failure(world.client.homes('list'));
    world.simulator.cloud.settings.signInEnd = 'keychain';
    await world.clock.run(RETRY_LATCH_MS);
    await world.settle(world.session.token({ tryAgain: true }));
    await world.settle(world.client.homes('list'));
    assert.equal(world.memory.session.latch, null);
  });

  it('counts the attempt before the password leaves, so that a crash cannot lose it', async () => {
    const world = await open();
    world.simulator.faults.next('postlogin', fault.hang());
    const call = world.client.homes('list').catch((error: unknown) => error);
    await world.until(() => passwords(world) === 1);
    const crashed = world.restart();
    assert.equal(crashed.memory.ledger.attempts.length, 1);
    world.abort();
    assert.equal(((await call) as { code?: string }).code, 'CLOSED');
  });

  it('keeps the old session when a sign-in fails in passing', async () => {
    const world = await open();
    await world.settle(world.client.homes('list'));
    const refresh = (): string | undefined =>
      world.memory.session.cookies.find(({ key }) => key === 'authnetatmocomrefresh_token')?.value;
    world.simulator.faults.always('homesdata', fault.code(403, 2, 'Invalid access token'));
    world.simulator.faults.always('login', fault.gateway(503));
    await world.failure(world.client.homes('list'));
    assert.notEqual(refresh(), undefined);
    world.simulator.faults.clear();
    await world.settle(world.restart().client.homes('list'));
    assert.equal(passwords(world), 1);
  });

  it('never sends the password for a client that may not sign in', async () => {
    const world = await open();
    await assert.rejects(world.settle(world.client.withoutSignIn().homes('list')), { name: 'Error' });
    assert.equal(world.simulator.log.total, 0);
    const both = [world.client.withoutSignIn().homes('list'), world.client.homes('list')];
    const [without, withPassword] = await world.settle(Promise.allSettled(both));
    assert.equal(without?.status, 'rejected');
    assert.equal(withPassword?.status, 'fulfilled');
  });

  it('holds the form of the one password request that the web page sends', async () => {
    const world = await open();
    await world.settle(world.client.homes('list'));
    const request = world.simulator.log.requests.find(({ route }) => route === 'postlogin')!;
    const form = new URLSearchParams(request.body);
    assert.deepEqual([...form.keys()], ['email', 'password', 'stay_logged', '_token']);
    assert.equal(form.get('password'), 'demo password');
    assert.equal(request.headers['user-agent'], 'netatmo-home');
    assert.equal(request.headers.accept, '*/*');
    assert.equal(request.headers.authorization, undefined);
    assert.equal(request.headers['content-type'], 'application/x-www-form-urlencoded');
  });
});
