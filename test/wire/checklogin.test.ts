import assert from 'node:assert/strict';
import { fault, type Fault } from '../../testkit';
import { worlds } from '../support/world';

const REFRESH = 'authnetatmocomrefresh_token';

describe('renewing where the keychain brings no token', () => {
  const { signedIn } = worlds();
  it('takes the session from checklogin when the keychain leads there', async () => {
    const world = await signedIn();
    world.simulator.cloud.expireTokens();
    world.simulator.faults.next('keychain', fault.overCheckLogin());
    await world.settle(world.client.homes('list'));
    assert.deepEqual(world.routes, ['homesdata', 'keychain', 'checklogin', 'homesdata']);
  });

  /** Answers of the keychain without a token, and whether the session may still be alive. */
  const tokenless: readonly (readonly [string, () => Fault])[] = [
    ['the login page', () => fault.redirectTo('https://auth.netatmo.com/en-us/access/login')],
    ['the login form', () => fault.answer(200, '<form action="/access/postlogin">')],
    ['401', () => fault.answer(401)],
    ['404', () => fault.answer(404)],
    ['a page', fault.htmlPage],
    ['another page of Netatmo', () => fault.redirectTo('https://home.netatmo.com/control/dashboard')],
    ['a token that is taken back', fault.deletedToken],
  ];
  for (const [name, make] of tokenless) {
    it(`asks checklogin when the keychain answers with ${name}`, async () => {
      const world = await signedIn();
      world.simulator.cloud.expireTokens();
      // The last one uses the refresh cookie up and sets a new one.
      world.simulator.faults.next('keychain', make());
      await world.settle(world.client.homes('list'));
      assert.deepEqual(world.routes, ['homesdata', 'keychain', 'checklogin', 'homesdata']);
    });
  }
  for (const [name, make] of [tokenless[0]!, tokenless[1]!, tokenless[2]!]) {
    it(`takes the session as over when checklogin answers with ${name}, and signs in once`, async () => {
      const world = await signedIn();
      world.simulator.cloud.expireTokens();
      world.simulator.faults.next('keychain', fault.htmlPage());
      world.simulator.faults.next('checklogin', make());
      await world.settle(world.client.homes('list'));
      assert.equal(world.simulator.log.counts().postlogin, 1);
      assert.ok(world.events.some((each) => each.event === 'token.refresh' && each.outcome === 'dead'));
    });
  }
  for (const [name, make] of [
    ['a 503', () => fault.gateway(503)],
    ['404', () => fault.answer(404)],
    ['an empty 403', fault.emptyForbidden],
  ] as const) {
    it(`believes the login page of the keychain although checklogin answers with ${name}`, async () => {
      const world = await signedIn();
      world.simulator.cloud.expireTokens();
      world.simulator.cloud.killRefresh();
      world.simulator.faults.always('checklogin', make());
      await world.settle(world.client.homes('list'));
      assert.equal(world.simulator.log.counts().postlogin, 1);
    });

    it(`sends no password when the keychain says nothing and checklogin answers with ${name}`, async () => {
      const world = await signedIn();
      world.simulator.cloud.expireTokens();
      world.simulator.faults.next('keychain', fault.htmlPage());
      world.simulator.faults.next('checklogin', make());
      await world.failure(world.client.homes('list'));
      await world.settle(world.client.homes('list'));
      assert.equal(world.simulator.log.counts().postlogin, 0);
    });
  }

  it('asks for a new token although it has no refresh cookie, before it sends the password', async () => {
    const world = await signedIn();
    const kept = JSON.parse(world.memory.saves.at(-1)!) as { session: { cookies: { key: string }[] } };
    kept.session.cookies = kept.session.cookies.filter(({ key }) => key !== REFRESH);
    const next = world.restart({ saved: JSON.stringify(kept) });
    world.simulator.cloud.expireTokens();
    await next.settle(next.client.homes('list'));
    assert.deepEqual(world.routes, ['homesdata', 'keychain', 'homesdata'], 'the web session was enough');
  });
});
