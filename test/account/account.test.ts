import assert from 'node:assert/strict';
import { Account, type AccountDeps } from '../../src/account/account';
import type { AccountStore } from '../../src/account/account-store';
import type { Connection } from '../../src/account/connection';
import { NetatmoError } from '../../src/cloud/errors';
import { fault } from '../../testkit';
import { AccountWorld, worldsOf } from '../support/account-world';
import { accountNode } from '../support/accounts';
import { VIRTUAL_START, VirtualClock } from '../support/virtual-clock';

const ALL = { homeId: '', filter: 'thermostat', sensors: false } as const;

const ANSWERS = {
  diagnostics: (account: Account): Promise<unknown> => account.diagnostics(),
  'a forgotten session': (account: Account): Promise<unknown> => account.forgetSession(),
};

describe('an account', () => {
  it('keeps what it knows also when a socket cannot be closed', async () => {
    let flushed = 0;
    const store: Pick<AccountStore, 'flush'> = {
      flush: () => Promise.resolve(void (flushed += 1)),
    };
    const connection: Pick<Connection, 'close'> = { close: () => Promise.reject(new Error('made up')) };
    const account = new Account({ store, connection } as AccountDeps);
    await assert.rejects(account.suspend(), /made up/);
    assert.equal(flushed, 1);
  });

  for (const [how, end] of [
    ['in time', (clock: VirtualClock) => clock.advance(40_000)],
    [
      'when its node closes',
      (_clock: VirtualClock, stop: AbortController) => stop.abort(new NetatmoError('CLOSED', '')),
    ],
  ] as const)
    it(`ends each message ${how} when the disk never answers`, async () => {
      const clock = new VirtualClock();
      const stop = new AbortController();
      const failed: unknown[] = [];
      const never = new Promise<void>(() => undefined);
      const account = new Account({
        clock,
        store: { isOpen: false, open: () => never },
        passwords: () => [],
        budget: { waitedSince: () => false },
        monitor: { failed: (_what: unknown, error: NetatmoError) => failed.push(error.code) },
      } as unknown as AccountDeps);
      const list = account.rooms(ALL, stop.signal);
      list.catch(() => undefined);
      await clock.run(1);
      end(clock, stop);
      const code = how === 'in time' ? 'TIMEOUT' : 'CLOSED';
      await assert.rejects(list, (error: NetatmoError) => error.code === code);
      assert.deepEqual(failed, [code]);
    });

  for (const [what, ask] of Object.entries(ANSWERS))
    it(`answers a dialog that asks for ${what} in time when the disk never answers`, async () => {
      const clock = new VirtualClock();
      const store = { isOpen: false, open: () => new Promise<void>(() => undefined) };
      const account = new Account({ clock, store, passwords: () => [] } as unknown as AccountDeps);
      const asked = ask(account);
      asked.catch(() => undefined);
      clock.advance(40_000);
      await assert.rejects(asked, { code: 'TIMEOUT' });
    });

  for (const [what, ask] of Object.entries(ANSWERS))
    it(`ends the wait for ${what} with the account, and leaves no timer`, async () => {
      const clock = new VirtualClock();
      const store = {
        isOpen: false,
        open: () => new Promise<void>(() => undefined),
        flush: () => Promise.resolve(),
      };
      const connection = { close: () => Promise.resolve() };
      const account = new Account({
        clock,
        store,
        connection,
        passwords: () => [],
      } as unknown as AccountDeps);
      const asked = ask(account);
      asked.catch(() => undefined);
      await account.suspend();
      await assert.rejects(asked, { code: 'CLOSED' });
      assert.equal(clock.timers, 0);
    });
});

describe('a message that waits for the budget', () => {
  const keep = worldsOf<AccountWorld>();

  it('has its time after that too: a correction is sent as long as 10 s of 60 are left', async () => {
    const world = await keep(AccountWorld.open());
    const account = world.join({ limits: { per10s: 1, perHour: 400 } });
    // Page, form, password and keychain go at once; homes, status and corrections 10 s apart.
    const rooms = ['Living room', 'Kitchen', 'Bedroom', 'Bathroom'];
    const ends = rooms.map((room) =>
      world.correct(account, 20, { room }).then(
        ({ reason }) => reason,
        (error: unknown) => (error as NetatmoError).code,
      ),
    );
    const came = await world.settle(Promise.all(ends));
    assert.deepEqual(came.sort(), ['TIMEOUT', 'corrected', 'corrected', 'corrected']);
    const sent = world.simulator.log.requests.filter(({ route }) => route === 'truetemperature');
    assert.deepEqual(
      sent.map(({ at }) => at - VIRTUAL_START),
      [30_000, 40_000, 50_000],
    );
    assert.equal(world.clock.ticks(), 60_000);
  });
});

describe('an account with too much to do', () => {
  const open = worldsOf<AccountWorld>();
  let world: AccountWorld;
  let account: Account;
  beforeEach(async () => {
    world = await open(AccountWorld.open({ disk: null }));
    account = world.join();
  });
  const correct = (temperature: number) => world.settle(world.correct(account, temperature, { force: true }));

  const dialogs: readonly (readonly [what: string, ask: () => Promise<unknown>])[] = [
    ['lists of dialogs', () => account.peek()],
    ['presses of the test button', () => world.accounts.test(accountNode(), true)],
  ];
  for (const [what, ask] of dialogs) {
    it(`corrects on while 1,300 ${what} are open, which share one request`, async () => {
      await world.rooms(account);
      const before = world.simulator.log.counts();
      world.simulator.faults.always('homesdata', fault.hang());
      const open = Promise.allSettled(Array.from({ length: 1_300 }, ask));
      while (world.simulator.log.counts().homesdata === before.homesdata) await world.clock.run(1);
      for (const temperature of [22, 23, 24]) assert.equal((await correct(temperature)).changed, true);
      assert.equal(world.simulator.log.counts().homesdata, before.homesdata + 1);
      await world.clock.run(120_000);
      const answers = await open;
      assert.ok(answers.every(({ status }) => status === 'rejected'));
      world.simulator.faults.clear();
      assert.equal((await world.settle(account.peek())).length, 1, 'and the next one asks anew');
    });
  }

  it('lets lists of dialogs use no more of the budget than lists may: corrections have their share', async () => {
    await world.rooms(account);
    for (let minute = 0; minute < 17; minute += 1) {
      for (let i = 0; i < 10; i += 1) await world.settle(account.peek().catch(() => undefined));
      await world.clock.run(60_000);
    }
    await assert.rejects(world.settle(account.peek()), { code: 'RATE_LIMITED' });
    for (const temperature of [22, 23, 24]) assert.equal((await correct(temperature)).changed, true);
  });
});
