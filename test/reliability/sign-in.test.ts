import assert from 'node:assert/strict';
import { DAY, HOUR, MINUTE } from '../../src/clock';
import type { SignInEnd } from '../../src/simulator';
import { fault, type Fault } from '../../testkit';
import { type AccountBench, accountBenches, ROOMS } from './support/account-bench';
import { type Facts, proves, tally } from './support/results';

const SECTION = 'sign-in';

describe('signing in', () => {
  const { open } = accountBenches();

  /** A hundred messages, then twenty restarts with a message after each; the next day once more. */
  const refused = async (account: AccountBench, code: string): Promise<Facts> => {
    const ends = await account.repeat(100, () => account.corrected());
    for (let i = 0; i < 20; i += 1) {
      account.restart();
      ends.push(await account.corrected());
    }
    await account.later(DAY);
    ends.push(await account.corrected());
    assert.deepEqual(new Set(ends), new Set([code]));
    assert.equal(account.counts.signIns, 1);
    return {
      sent: '100 corrections, 20 restarts with one after each, one the next day',
      out: tally(ends),
      ...account.counts,
    };
  };

  for (const wrongPassword of ['page', 'redirect'] as const) {
    const how = wrongPassword === 'page' ? 'the form comes again' : 'back to the login page';
    proves('faults', SECTION, `the password is wrong (${how})`, async () => {
      const cloud = { wrongPassword };
      return refused(
        await open({ keeps: true, password: 'wrong', simulator: { cloud } }),
        'CREDENTIALS_REJECTED',
      );
    });
  }

  const ends: readonly (readonly [name: string, signInEnd: SignInEnd, code: string])[] = [
    ['Netatmo asks for a second factor', 'two-factor', 'TWO_FACTOR_REQUIRED'],
    ['Netatmo has locked the account', 'lockout', 'SIGN_IN_BLOCKED'],
    ['Netatmo asks to prove that one is human', 'captcha', 'SIGN_IN_BLOCKED'],
    ['Netatmo wants new terms to be accepted', 'terms', 'SIGN_IN_BLOCKED'],
    ['Netatmo shows a page that nobody knows', 'unknown-page', 'SIGN_IN_BLOCKED'],
    ['Netatmo wants the password to be changed', page('/access/reset-password'), 'SIGN_IN_BLOCKED'],
    ['Netatmo asks for the login once more', 'login-page', 'CREDENTIALS_REJECTED'],
  ];
  for (const [name, signInEnd, code] of ends) {
    proves('faults', SECTION, `${name} after the password`, async () =>
      refused(await open({ keeps: true, simulator: { cloud: { signInEnd } } }), code),
    );
  }

  const answers: readonly (readonly [name: string, make: () => Fault, code: string])[] = [
    ['401', () => fault.answer(401), 'CREDENTIALS_REJECTED'],
    ['403 and an error in JSON', () => fault.answer(403, '{"error":{}}'), 'CREDENTIALS_REJECTED'],
    ['422', () => fault.answer(422), 'CREDENTIALS_REJECTED'],
    ['404', () => fault.answer(404), 'SIGN_IN_BLOCKED'],
  ];
  for (const [name, make, code] of answers) {
    proves('faults', SECTION, `the password is answered with ${name}`, async () => {
      const account = await open({ keeps: true });
      account.simulator.faults.always('postlogin', make());
      return refused(account, code);
    });
  }

  proves(
    'faults',
    SECTION,
    'the password is wrong, and the test button is pressed again and again',
    async () => {
      const account = await open({ keeps: true, password: 'wrong' });
      const ends = await account.repeat(15, () => account.press(), MINUTE - 1);
      const early = account.counts.signIns;
      assert.equal(early, 1, 'one in the first quarter of an hour');
      ends.push(...(await account.repeat(12 * 24, () => account.press(), 5 * MINUTE)));
      assert.ok(account.counts.signIns - early <= 12);
      assert.deepEqual(new Set(ends), new Set(['CREDENTIALS_REJECTED', 'SIGN_IN_PAUSED']));
      return {
        sent: 'the button: each minute at first, then every five minutes for a day',
        out: tally(ends.sort()),
        ...account.counts,
      };
    },
  );

  proves('faults', SECTION, 'the password was wrong and is put right', async () => {
    const account = await open({ keeps: true, password: 'wrong' });
    const ends = [await account.list(), await account.list()];
    account.restart('demo password');
    ends.push(await account.list(), await account.list());
    assert.deepEqual(ends, ['CREDENTIALS_REJECTED', 'CREDENTIALS_REJECTED', ROOMS, ROOMS]);
    assert.equal(account.counts.signIns, 2);
    return { sent: '2 lists, the right password, 2 lists', out: tally(ends), ...account.counts };
  });

  /** A day in which signing in fails in passing, a message every five minutes and a restart every hour. */
  const badDay = async (account: AccountBench, codes: readonly string[]): Promise<Facts> => {
    const ends: string[] = [];
    for (let minute = 0; minute < 24 * 60; minute += 5) {
      if (minute % 60 === 55) account.restart();
      ends.push(await account.corrected());
      await account.later(5 * MINUTE);
    }
    assert.deepEqual(new Set(ends), new Set([...codes, 'SIGN_IN_PAUSED']));
    const { signIns } = account.counts;
    assert.ok(signIns <= 12, `${signIns} passwords`);
    account.simulator.faults.clear();
    await account.later(DAY);
    const after = await account.corrected();
    assert.equal(after, 'corrected');
    return {
      sent: 'a correction every five minutes for 24 hours, a restart every hour; one more the day after',
      out: `${tally(ends)}, then ${after}`,
      ...account.counts,
      signIns: `${signIns}, then 1`,
    };
  };
  const days: readonly (readonly [
    name: string,
    route: 'login' | 'postlogin',
    make: () => Fault,
    code: string,
  ])[] = [
    ['the password is answered with 503', 'postlogin', () => fault.gateway(503), 'CLOUD_ERROR'],
    ['the connection breaks after the password', 'postlogin', fault.resetBefore, 'NETWORK'],
    ['a gateway turns the password away (empty 403)', 'postlogin', fault.emptyForbidden, 'CLOUD_ERROR'],
    ['the login page is down (502)', 'login', () => fault.gateway(502), 'CLOUD_ERROR'],
    ['signing in is answered with "too much" (429)', 'postlogin', () => fault.answer(429), 'RATE_LIMITED'],
  ];
  for (const [name, route, make, code] of days) {
    proves('faults', SECTION, `${name} for a whole day`, async () => {
      const account = await open({ keeps: true });
      account.simulator.faults.always(route, make());
      return badDay(account, [code]);
    });
  }

  proves(
    'faults',
    SECTION,
    'every sign-in works, but no session lives longer than five minutes, for a day',
    async () => {
      const account = await open({ keeps: true });
      const { cloud } = account.simulator;
      const times: number[] = [];
      const ends: string[] = [];
      for (let minute = 0; minute < 24 * 60; minute += 1) {
        const before = account.counts.signIns;
        ends.push(await account.corrected(21.5, true));
        if (account.counts.signIns > before) times.push(minute);
        cloud.expireTokens();
        cloud.killRefresh();
        await account.later(MINUTE);
      }
      const within = (minutes: number): number =>
        Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + minutes).length));
      assert.ok(within(15) <= 3 && within(60) <= 6 && times.length <= 12);
      return { sent: 'a correction every five minutes', out: tally(ends), ...account.counts };
    },
  );

  proves('faults', SECTION, 'a hundred messages come at once before anybody has signed in', async () => {
    const account = await open();
    const messages = Array.from({ length: 100 }, () => account.begin('list'));
    const ends = await account.settle(Promise.all(messages));
    assert.deepEqual(new Set(ends), new Set([ROOMS]));
    assert.deepEqual(account.counts, { requests: 6, signIns: 1, corrections: 0 });
    return { sent: '100 lists', out: tally(ends), ...account.counts };
  });

  proves('faults', SECTION, 'the form of the login page has expired (419)', async () => {
    const account = await open();
    account.simulator.faults.next('postlogin', fault.answer(419));
    const end = await account.list();
    assert.equal(end, ROOMS);
    await account.later(HOUR);
    return { sent: 'one list', out: `${end} (the form is asked for anew, once)`, ...account.counts };
  });
});

function page(path: string): SignInEnd {
  return { location: `https://auth.netatmo.com${path}` };
}
