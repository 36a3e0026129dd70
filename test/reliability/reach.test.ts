import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import accountNode from '../../nodes/netatmo-account';
import getRoomsNode from '../../nodes/netatmo-get-rooms';
import setTruetempNode from '../../nodes/netatmo-set-truetemp';
import { DAY, MINUTE } from '../../src/clock';
import { routesOf, unguarded } from '../security/support/route-walk';
import { accountBenches, ROOMS } from './support/account-bench';
import { NOTHING, proves, tally } from './support/results';

const SECTION = 'reach';

describe('how far it reaches', () => {
  const { open } = accountBenches();

  proves(
    'faults',
    SECTION,
    'addresses that it asks, through sign-in, lists, corrections, renewal',
    async () => {
      const account = await open();
      const { cloud, log } = account.simulator;
      const ends = [await account.list(), await account.corrected()];
      for (const what of ['expireTokens', 'revokeTokens', 'killRefresh'] as const) {
        cloud[what]();
        await account.later(DAY);
        ends.push(await account.list());
        await account.later(MINUTE);
      }
      const hosts = [...account.origins].map((origin) => new URL(origin).host).sort();
      assert.deepEqual(hosts, ['api.netatmo.com', 'auth.netatmo.com']);
      assert.deepEqual(log.violations, []);
      assert.deepEqual(new Set(ends), new Set([ROOMS, 'corrected']));
      return {
        sent: '4 lists, one correction',
        out: `${tally(ends)}; hosts: ${hosts.join(', ')}`,
        ...account.counts,
      };
    },
  );

  proves('faults', SECTION, 'addresses that it adds to Node-RED’s web server', () => {
    const { routes, guards } = routesOf((RED: NodeAPI) => accountNode(RED), getRoomsNode, setTruetempNode);
    const open = routes.filter(({ side }) => side !== 'httpAdmin').length;
    const bare = unguarded(routes, guards).length;
    assert.deepEqual([open, bare], [0, 0]);
    return {
      sent: 'the three nodes loaded',
      out: `${routes.length} for the editor, each asking for a right; ${open} for the public`,
      ...NOTHING,
    };
  });
});
