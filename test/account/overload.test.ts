import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import type { Account } from '../../src/account/account';
import type { Accounts, AccountNode } from '../../src/account/accounts';
import { NetatmoError } from '../../src/cloud/errors';
import { loopbackTransport } from '../../src/cloud/transport';
import { createTestSimulator, fault, type TestSimulator } from '../../testkit';
import { accountNode, accountsWith } from '../support/accounts';
import { VirtualClock } from '../support/virtual-clock';

const ALL = { homeId: '', filter: 'thermostat', sensors: false } as const;
const GO_ON = new AbortController().signal;
setMaxListeners(0, GO_ON);
const KITCHEN = {
  ...{ room: 'Kitchen', homeId: '', accountHomeId: '', force: true, undo: false },
  settings: { tolerance: 0.1, maxCorrection: 10, settleMs: 3_600_000, dryRun: false },
};

describe('an account with too much to do', () => {
  let clock: VirtualClock;
  let simulator: TestSimulator;
  let accounts: Accounts;
  let node: AccountNode;
  let account: Account;

  beforeEach(async () => {
    clock = new VirtualClock();
    simulator = createTestSimulator({ clock, staticHouse: true });
    const port = await simulator.listen();
    accounts = accountsWith({ clock, transport: () => loopbackTransport(port) });
    node = accountNode({ keepSession: false });
    account = accounts.join(node);
  });
  afterEach(async () => {
    await accounts.close('a');
    await simulator.close();
  });

  const settled = async <T>(work: Promise<T>): Promise<T> => {
    const waiting = new Set([work]);
    const done = (): void => waiting.clear();
    work.then(done, done);
    while (waiting.size > 0) await clock.run(1);
    return work;
  };
  const correct = async (temperature: number) => settled(account.correct({ ...KITCHEN, temperature }, GO_ON));

  it('answers OVERLOADED to messages beyond a thousand that wait, and all others as usual', async () => {
    const ask = () => account.rooms(ALL, GO_ON);
    const answers = await Promise.allSettled(Array.from({ length: 1_010 }, ask));
    const refused = answers.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    assert.equal(refused.length, 10);
    assert.ok(refused.every(({ reason }) => reason instanceof NetatmoError && reason.code === 'OVERLOADED'));
    assert.equal((await ask()).rooms.length, 4, 'and goes on when they are answered');
  });

  const dialogs: readonly (readonly [what: string, ask: () => Promise<unknown>])[] = [
    ['lists of dialogs', () => account.peek()],
    ['presses of the test button', () => accounts.test(node, true)],
  ];
  for (const [what, ask] of dialogs) {
    it(`corrects on while 1,300 ${what} are open, which share one request`, async () => {
      await account.rooms(ALL, GO_ON);
      const before = simulator.log.counts();
      simulator.faults.always('homesdata', fault.hang());
      const open = Promise.allSettled(Array.from({ length: 1_300 }, ask));
      while (simulator.log.counts().homesdata === before.homesdata) await clock.run(1);
      for (const temperature of [22, 23, 24]) assert.equal((await correct(temperature)).changed, true);
      assert.equal(simulator.log.counts().homesdata, before.homesdata + 1);
      await clock.run(120_000);
      const answers = await open;
      assert.ok(answers.every(({ status }) => status === 'rejected'));
      simulator.faults.clear();
      assert.equal((await settled(account.peek())).length, 1, 'and the next one asks anew');
    });
  }

  it('lets lists of dialogs use no more of the budget than lists may: corrections have their share', async () => {
    await account.rooms(ALL, GO_ON);
    for (let minute = 0; minute < 17; minute += 1) {
      for (let i = 0; i < 10; i += 1) await settled(account.peek().catch(() => undefined));
      await clock.run(60_000);
    }
    await assert.rejects(settled(account.peek()), { code: 'RATE_LIMITED' });
    for (const temperature of [22, 23, 24]) assert.equal((await correct(temperature)).changed, true);
  });
});
