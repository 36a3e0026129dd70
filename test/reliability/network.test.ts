import assert from 'node:assert/strict';
import type { LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { MINUTE, SECOND } from '../../src/clock';
import { type AccountBench, accountBenches, ROOMS } from './support/account-bench';
import { type Facts, proves, tally } from './support/results';

const SECTION = 'network';

describe('no way to the cloud', () => {
  const { open, signedIn } = accountBenches();

  /** Twenty messages during an outage of a minute, and one when it is over. */
  const outage = async (begin: (account: AccountBench) => void | Promise<void>): Promise<Facts> => {
    const account = await signedIn();
    await begin(account);
    const ends = await account.repeat(20, () => account.list(), 3 * SECOND);
    assert.deepEqual(new Set(ends), new Set(['NETWORK']));
    assert.equal(account.counts.requests, 0);
    await account.simulator.close();
    await account.comesBack();
    await account.later(MINUTE);
    const after = await account.list();
    assert.equal(after, ROOMS);
    assert.deepEqual(account.counts, { requests: 1, signIns: 0, corrections: 0 });
    return {
      sent: '20 lists in a minute, one afterwards',
      out: `${tally(ends)}, then ${after}`,
      ...account.counts,
    };
  };

  proves('faults', SECTION, 'connections are refused for a minute', () =>
    outage((account) => account.simulator.close()),
  );
  for (const [name, code] of [
    ['the name of the cloud’s host is not known for a minute', 'ENOTFOUND'],
    ['names cannot be looked up for a minute', 'EAI_AGAIN'],
  ] as const) {
    proves('faults', SECTION, name, () =>
      outage((account) => {
        const lookup: LookupFunction = (_host, _options, done) =>
          done(Object.assign(new Error(`getaddrinfo ${code}`), { code }), '');
        account.via(new Agent({ connect: { lookup } }));
      }),
    );
  }

  for (const what of ['list', 'correction'] as const) {
    proves(
      'faults',
      SECTION,
      `connections are refused, and the cloud is back 1.2 s later (${what})`,
      async () => {
        const account = await signedIn();
        await account.simulator.close();
        const [began, tried] = [account.clock.ticks(), account.inFlight.begun];
        account.meanwhile = async () => {
          if (account.clock.ticks() - began >= 500) await account.comesBack();
        };
        const end = await account.settle(account.begin(what));
        assert.equal(end, what === 'list' ? ROOMS : 'corrected');
        assert.ok(account.inFlight.begun - tried > 2, 'it was tried while nobody was there');
        const { signIns, corrections } = account.counts;
        assert.deepEqual([signIns, corrections], [0, what === 'list' ? 0 : 1]);
        return { sent: `one ${what}`, out: end, ...account.counts };
      },
    );
  }

  proves('faults', SECTION, 'Netatmo closes each connection as soon as it is not in use', async () => {
    const account = await signedIn({ simulator: { semantics: 'immediate' } });
    const { simulator } = account;
    const ends = await account.repeat(100, async () => {
      simulator.cloud.offline(true);
      simulator.cloud.offline(false);
      return account.corrected(20 + (account.counts.corrections % 2), true);
    });
    assert.deepEqual(new Set(ends), new Set(['corrected']));
    assert.deepEqual(account.counts, { requests: 200, signIns: 0, corrections: 100 });
    return { sent: '100 corrections', out: tally(ends), ...account.counts };
  });

  proves(
    'faults',
    SECTION,
    'there is no network when Node-RED starts, and ten minutes later there is',
    async () => {
      const account = await open();
      await account.simulator.close();
      const ends = await account.repeat(10, () => account.corrected(), MINUTE);
      assert.deepEqual(new Set(ends), new Set(['NETWORK']));
      await account.comesBack();
      const end = await account.corrected();
      assert.equal(end, 'corrected');
      assert.equal(account.counts.signIns, 1);
      return {
        sent: '11 corrections, a minute apart',
        out: `${tally(ends)}, then ${end}`,
        ...account.counts,
      };
    },
  );
});
