import assert from 'node:assert/strict';
import { fault } from '../../testkit';
import { type AccountBench, accountBenches, ROOMS } from './support/account-bench';
import { proves } from './support/results';

const SECTION = 'addresses';
const OURS = ['https://api.netatmo.com', 'https://auth.netatmo.com', 'https://my.netatmo.com'];

const assertOnlyOurs = ({ origins, simulator }: AccountBench): void => {
  for (const origin of origins) assert.ok(OURS.includes(origin), origin);
  assert.deepEqual(simulator.log.violations, []);
};

describe('addresses and cookies that lead astray', () => {
  const { open, signedIn } = accountBenches();

  const astray: readonly (readonly [name: string, location: string, signInEnd?: string])[] = [
    ['another host', 'https://evil.example/access/keychain'],
    ['a host that looks like Netatmo’s', 'https://auth.netatmo.com.evil.example/access/keychain'],
    // A yes to the password, which the keychain does not confirm here.
    ['a sister host', 'https://home.netatmo.com/', 'BAD_RESPONSE'],
    ['plain http', 'http://auth.netatmo.com/access/keychain'],
    ['another port', 'https://auth.netatmo.com:8443/access/keychain'],
    ['an address with a user name in it', 'https://user:word@auth.netatmo.com/access/keychain'],
  ];
  for (const [name, location, expected = 'SIGN_IN_BLOCKED'] of astray) {
    proves('faults', SECTION, `an answer redirects to ${name}`, async () => {
      const asked = await signedIn();
      asked.simulator.faults.always('homestatus', fault.redirectTo(location));
      const list = await asked.list();
      asked.simulator.faults.always('truetemperature', fault.redirectTo(location, 307));
      asked.simulator.faults.clear('homestatus');
      const correction = await asked.corrected();

      const signingIn = await open({ simulator: { cloud: { signInEnd: { location } } } });
      signingIn.simulator.faults.next('login', fault.redirectTo(location));
      const page = await signingIn.list();
      assert.equal(signingIn.counts.signIns, 0, 'no password for a page that leads away');
      await signingIn.later(60_000);
      const end = await signingIn.list();
      await signingIn.later(3_600_000);
      assert.equal(await signingIn.list(), end, 'it stays so');

      const ends = [list, correction, page, end];
      assert.deepEqual(ends, ['CLOUD_ERROR', 'CLOUD_ERROR', 'CLOUD_ERROR', expected]);
      for (const each of [asked, signingIn]) assertOnlyOurs(each);
      const sum = (of: 'requests' | 'signIns' | 'corrections'): number =>
        asked.counts[of] + signingIn.counts[of];
      return {
        sent: 'a list, a correction; signing in, twice',
        out: ends.join(', '),
        requests: sum('requests'),
        signIns: sum('signIns'),
        corrections: sum('corrections'),
      };
    });
  }

  proves('faults', SECTION, 'the pages of the sign-in redirect in a circle', async () => {
    const account = await open();
    account.simulator.faults.always('login', fault.redirectTo('https://auth.netatmo.com/en-us/access/login'));
    const end = await account.list();
    assert.equal(end, 'CLOUD_ERROR');
    assert.deepEqual(account.counts, { requests: 5, signIns: 0, corrections: 0 });
    return { sent: 'one list', out: end, ...account.counts };
  });

  proves('faults', SECTION, 'cookies for others: a foreign domain, all of .com, `__proto__`', async () => {
    const account = await open();
    const { simulator } = account;
    for (const cookie of [
      'stray=1; Domain=evil.example; Path=/',
      'stray=1; Domain=com; Path=/',
      'stray=1; Domain=api.netatmo.com; Path=/',
      '__proto__=1; Domain=.netatmo.com; Path=/',
      'constructor=1; Path=/__proto__',
    ]) {
      simulator.faults.always('*', fault.extraCookie(cookie));
      assert.equal(await account.list(), ROOMS);
      await account.later(60_000);
    }
    const sent = simulator.log.requests.flatMap(({ cookies }) => cookies.map(([name]) => name));
    assert.ok(sent.length > 0 && !sent.includes('stray'));
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    assert.deepEqual(Object.keys(Object.prototype), []);
    assertOnlyOurs(account);
    assert.equal(account.counts.signIns, 1);
    return { sent: 'signing in, five lists', out: `5 × ${ROOMS}`, ...account.counts };
  });

  proves('faults', SECTION, 'every page sets 200 cookies', async () => {
    const account = await open();
    const { simulator } = account;
    simulator.faults.always('*', fault.manyCookies(200));
    assert.equal(await account.list(), ROOMS);
    simulator.cloud.expireTokens();
    await account.later(60_000);
    assert.equal(await account.list(), ROOMS);
    const longest = Math.max(...simulator.log.requests.map(({ headers }) => headers.cookie?.length ?? 0));
    assert.ok(longest <= 12_288, `${longest} bytes`);
    assert.ok(Math.max(...simulator.log.requests.map(({ cookies }) => cookies.length)) <= 64);
    assert.equal(account.counts.signIns, 1);
    return { sent: 'signing in, a list; a renewal, a list', out: `2 × ${ROOMS}`, ...account.counts };
  });
});
