import assert from 'node:assert/strict';
import { Accounts, type AccountNode } from '../../src/account/accounts';
import { NetatmoError } from '../../src/cloud/errors';
import { loopbackTransport } from '../../src/cloud/transport';
import { createSimulator } from '../../src/simulator';
import { VirtualClock } from '../support/virtual-clock';

const NODE: AccountNode = {
  id: 'a',
  service: 'simulated',
  keepSession: false,
  limits: { per10s: 40, perHour: 400 },
  fields: {},
};
const ALL = { homeId: '', filter: 'thermostat', sensors: false } as const;

describe('an account with too many messages', () => {
  it('answers OVERLOADED beyond a thousand that wait, and all others as usual', async () => {
    const clock = new VirtualClock();
    const none = () => undefined;
    const accounts = new Accounts({
      ...{ clock, random: Math.random, around: { env: {}, readFile: () => '' }, files: undefined },
      ...{ onAudit: none, onNews: none },
      transport: () => loopbackTransport(1),
      simulator: () => createSimulator({ clock }),
    });
    const account = accounts.join(NODE);
    const ask = () => account.rooms(ALL, new AbortController().signal);
    const answers = await Promise.allSettled(Array.from({ length: 1_010 }, ask));
    const refused = answers.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    assert.equal(refused.length, 10);
    assert.ok(refused.every(({ reason }) => reason instanceof NetatmoError && reason.code === 'OVERLOADED'));
    assert.equal((await ask()).length, 4, 'and goes on when they are answered');
    await accounts.close('a');
  });
});
