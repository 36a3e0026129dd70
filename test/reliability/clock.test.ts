import assert from 'node:assert/strict';
import { DAY, HOUR, MINUTE } from '../../src/clock';
import { fault } from '../../testkit';
import { type AccountBench, accountBenches, badDay, ROOMS } from './support/account-bench';
import { proves, tally } from './support/results';

const SECTION = 'session';
const TOKEN_LIVES = ['none', 'max-age', 'expires'] as const;

const renewals = ({ simulator }: AccountBench): number => simulator.log.counts().keychain;

describe('sessions and clocks', () => {
  const { open, signedIn } = accountBenches();

  const now = Date.UTC(2026, 0, 12, 8);
  const jumps: readonly (readonly [name: string, ms: number])[] = [
    ['an hour forward', HOUR],
    ['an hour back', -HOUR],
    ['a day forward', DAY],
    ['a day back', -DAY],
    ['to 1970', -now],
    ['to 2038', Date.UTC(2038, 0, 1) - now],
  ];
  for (const [name, ms] of jumps) {
    proves('faults', SECTION, `this machine’s clock jumps ${name}`, async () => {
      let [requests, renewed, signIns] = [0, 0, 0];
      const ends: string[] = [];
      // The cookie of the access token may say how long it lives, in one of two ways, or not at all.
      for (const tokenCookieLife of TOKEN_LIVES) {
        const account = await signedIn({ simulator: { cloud: { tokenCookieLife } } });
        account.clock.jump(ms);
        ends.push(...(await account.repeat(3, () => account.list(), MINUTE)));
        assert.ok(renewals(account) <= 1, `${renewals(account)} renewals`);
        assert.equal(account.counts.signIns, 0);
        requests += account.counts.requests;
        renewed += renewals(account);
        ({ signIns } = account.counts);
      }
      assert.deepEqual(new Set(ends), new Set([ROOMS]));
      return {
        sent: '3 lists, with each of 3 kinds of token',
        out: `${tally(ends)}; renewals: ${renewed}`,
        requests,
        signIns,
      };
    });
  }

  proves(
    'faults',
    SECTION,
    'Node-RED starts in 1970 and learns the time after it has signed in',
    async () => {
      const account = await open({ simulator: { cloud: { tokenCookieLife: 'max-age' } } });
      account.clock.jump(-now);
      const first = await account.list();
      account.clock.jump(now);
      await account.later(MINUTE);
      const ends = [first, ...(await account.repeat(3, () => account.list(), MINUTE))];
      assert.deepEqual(new Set(ends), new Set([ROOMS]));
      assert.equal(account.counts.signIns, 1);
      return {
        sent: '4 lists',
        out: `${tally(ends)}; renewals: ${renewals(account) - 1}`,
        ...account.counts,
      };
    },
  );

  for (const [name, what] of [
    ['expires', 'expireTokens'],
    ['is revoked', 'revokeTokens'],
  ] as const) {
    proves(
      'faults',
      SECTION,
      `the session’s token ${name} in the middle of a thousand messages`,
      async () => {
        const account = await signedIn();
        account.simulator.cloud[what]();
        const messages = Array.from({ length: 1_000 }, (_, i) =>
          account.begin(i % 2 === 0 ? 'list' : 'correction', 15 + (i % 100) / 10),
        );
        const ends = await account.settle(Promise.all(messages));
        assert.deepEqual(new Set(ends), new Set([ROOMS, 'superseded', 'corrected']));
        assert.equal(renewals(account), 1);
        assert.equal(account.counts.signIns, 0);
        return {
          sent: '500 lists, 500 corrections',
          out: `${tally(ends)}; renewals: 1`,
          ...account.counts,
        };
      },
    );
  }

  proves('faults', SECTION, 'the session has ended and cannot be renewed', async () => {
    const account = await signedIn();
    account.simulator.cloud.expireTokens();
    account.simulator.cloud.killRefresh();
    const ends = await account.repeat(10, () => account.list(), MINUTE);
    assert.deepEqual(new Set(ends), new Set([ROOMS]));
    assert.equal(account.counts.signIns, 1);
    return { sent: '10 lists', out: tally(ends), ...account.counts };
  });

  proves('faults', SECTION, 'the cloud refuses every token for a day, fresh ones too', async () => {
    const account = await signedIn();
    account.simulator.faults.always('homestatus', fault.code(403, 2, 'Invalid access token'));
    return badDay(account, 'CLOUD_ERROR', () =>
      assert.ok(account.simulator.log.counts().keychain <= 24, 'a renewal an hour'),
    );
  });

  proves('faults', SECTION, 'renewing the session fails for an hour (503)', async () => {
    const account = await signedIn();
    account.simulator.cloud.expireTokens();
    account.simulator.faults.always('keychain', fault.gateway(503));
    const ends = await account.repeat(12, () => account.corrected(), 5 * MINUTE);
    assert.deepEqual(new Set(ends), new Set(['CLOUD_ERROR']));
    account.simulator.faults.clear();
    const after = await account.corrected();
    assert.equal(after, 'corrected');
    assert.equal(account.counts.signIns, 0);
    return {
      sent: 'a correction every five minutes for an hour, one afterwards',
      out: `${tally(ends)}, then ${after}`,
      ...account.counts,
    };
  });
});
