import assert from 'node:assert/strict';
import type { CloudSettings } from '../../src/simulator';
import { fault } from '../../testkit';
import { type World, worlds } from '../support/world';

describe('after a right password', () => {
  const { open } = worlds();
  const passwords = (world: World): number => world.simulator.log.counts().postlogin;

  /** Where a right password may lead, and the requests after it. */
  const arrivals: readonly (readonly [string, Partial<CloudSettings>, readonly string[]])[] = [
    ['to the keychain', {}, ['keychain']],
    ['to a keychain that redirects', { handsOutWith: 'redirect' }, ['keychain']],
    ['to checklogin', { signInEnd: 'checklogin' }, ['checklogin']],
    ['to the dashboard', { signInEnd: 'dashboard' }, ['keychain']],
    ...(
      [
        'keychain',
        'checklogin',
        'dashboard',
        'login-page',
        'unknown-page',
        { location: 'https://auth.netatmo.com/' },
        { location: 'https://evil.example/' },
      ] as const
    ).map(
      (signInEnd) =>
        [
          `with a token to ${JSON.stringify(signInEnd)}`,
          { tokenFrom: 'postlogin', signInEnd },
          [signInEnd === 'checklogin' ? 'checklogin' : 'keychain'],
        ] as const,
    ),
  ];
  for (const [where, cloud, after] of arrivals) {
    it(`gets in when the password leads ${where}`, async () => {
      const world = await open({ simulator: { cloud } });
      await world.settle(world.client.homes('list'));
      const routes = world.simulator.log.requests.map(({ route }) => route);
      assert.deepEqual(routes, ['login', 'csrf', 'postlogin', ...after, 'homesdata']);
      assert.equal(world.session.isSignedIn, true);
      world.simulator.cloud.expireTokens();
      await world.settle(world.client.homes('list'));
      assert.equal(passwords(world), 1, 'it can be renewed');
    });
  }

  it('goes on to the keychain when checklogin brings no token', async () => {
    const world = await open({ simulator: { cloud: { signInEnd: 'checklogin' } } });
    world.simulator.faults.next('checklogin', fault.redirectTo('https://home.netatmo.com/control/dashboard'));
    await world.settle(world.client.homes('list'));
    assert.equal(passwords(world), 1);
  });

  for (const [name, make] of [
    ['a 503', () => fault.gateway(503)],
    ['the login page', () => fault.redirectTo('https://auth.netatmo.com/access/login')],
    ['a broken connection', fault.resetBefore],
  ] as const) {
    it(`is signed in by a token that came with the password, although the keychain answers with ${name}`, async () => {
      const world = await open({ simulator: { cloud: { tokenFrom: 'postlogin' } } });
      world.simulator.faults.next('keychain', make());
      await world.settle(world.client.homes('list'));
      assert.equal(passwords(world), 1);
    });
  }

  it('takes no token of before the password for a sign of a right one', async () => {
    const anonymous = fault.extraCookie(
      'netatmocomaccess_token=aaaaaaaaaaaaaaaaaaaaaaaa%7Cbbbb; Domain=.netatmo.com; Path=/; Secure',
    );
    const world = await open({ password: 'wrong' });
    world.simulator.faults.always('login', anonymous);
    world.simulator.faults.always('csrf', anonymous);
    assert.equal((await world.failure(world.client.homes('list'))).code, 'CREDENTIALS_REJECTED');
    assert.equal(world.session.isSignedIn, false);
    assert.equal(passwords(world), 1);
  });

  it('pauses after a redirect to nowhere', async () => {
    const world = await open();
    world.simulator.faults.next('postlogin', fault.answer(302));
    const error = await world.failure(world.client.homes('list'));
    assert.equal(error.code, 'BAD_RESPONSE');
    assert.match(error.message, /Redirect to nowhere/);
    assert.equal((await world.failure(world.client.homes('list'))).code, 'SIGN_IN_PAUSED');
  });
});
