import assert from 'node:assert/strict';
import type { LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { type Household, households, MINUTE, ROOMS, SECOND } from './support/household';
import { type Facts, proves, tally } from './support/results';

const SECTION = 'network';

describe('no way to the cloud', () => {
  const { open, signedIn } = households();

  /** Twenty messages during an outage of a minute, and one when it is over. */
  const outage = async (begin: (household: Household) => void | Promise<void>): Promise<Facts> => {
    const household = await signedIn();
    await begin(household);
    const ends = await household.repeat(20, () => household.list(), 3 * SECOND);
    assert.deepEqual(new Set(ends), new Set(['NETWORK']));
    assert.equal(household.counts.requests, 0);
    await household.simulator.close();
    await household.comesBack();
    await household.later(MINUTE);
    const after = await household.list();
    assert.equal(after, ROOMS);
    assert.deepEqual(household.counts, { requests: 1, signIns: 0, corrections: 0 });
    return {
      sent: '20 lists in a minute, one afterwards',
      out: `${tally(ends)}, then ${after}`,
      ...household.counts,
    };
  };

  proves('faults', SECTION, 'connections are refused for a minute', () =>
    outage((household) => household.simulator.close()),
  );
  for (const [name, code] of [
    ['the name of the cloud’s host is not known for a minute', 'ENOTFOUND'],
    ['names cannot be looked up for a minute', 'EAI_AGAIN'],
  ] as const) {
    proves('faults', SECTION, name, () =>
      outage((household) => {
        const lookup: LookupFunction = (_host, _options, done) =>
          done(Object.assign(new Error(`getaddrinfo ${code}`), { code }), '');
        household.via(new Agent({ connect: { lookup } }));
      }),
    );
  }

  for (const what of ['list', 'correction'] as const) {
    proves(
      'faults',
      SECTION,
      `connections are refused, and the cloud is back 1.2 s later (${what})`,
      async () => {
        const household = await signedIn();
        await household.simulator.close();
        const [began, tried] = [household.clock.ticks(), household.begun];
        household.meanwhile = async () => {
          if (household.clock.ticks() - began >= 500) await household.comesBack();
        };
        const end = await household.settle(household.begin(what));
        assert.equal(end, what === 'list' ? ROOMS : 'corrected');
        assert.ok(household.begun - tried > 2, 'it was tried while nobody was there');
        const { signIns, corrections } = household.counts;
        assert.deepEqual([signIns, corrections], [0, what === 'list' ? 0 : 1]);
        return { sent: `one ${what}`, out: end, ...household.counts };
      },
    );
  }

  proves('faults', SECTION, 'Netatmo closes each connection as soon as it is not in use', async () => {
    const household = await signedIn({ simulator: { semantics: 'immediate' } });
    const { simulator } = household;
    const ends = await household.repeat(100, async () => {
      simulator.cloud.offline(true);
      simulator.cloud.offline(false);
      return household.correct(20 + (household.counts.corrections % 2), true);
    });
    assert.deepEqual(new Set(ends), new Set(['corrected']));
    assert.deepEqual(household.counts, { requests: 200, signIns: 0, corrections: 100 });
    return { sent: '100 corrections', out: tally(ends), ...household.counts };
  });

  proves(
    'faults',
    SECTION,
    'there is no network when Node-RED starts, and ten minutes later there is',
    async () => {
      const household = await open();
      await household.simulator.close();
      const ends = await household.repeat(10, () => household.correct(), MINUTE);
      assert.deepEqual(new Set(ends), new Set(['NETWORK']));
      await household.comesBack();
      const end = await household.correct();
      assert.equal(end, 'corrected');
      assert.equal(household.counts.signIns, 1);
      return {
        sent: '11 corrections, a minute apart',
        out: `${tally(ends)}, then ${end}`,
        ...household.counts,
      };
    },
  );
});
