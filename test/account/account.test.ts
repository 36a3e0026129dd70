import assert from 'node:assert/strict';
import { Account, type AccountDeps } from '../../src/account/account';
import type { AccountStore } from '../../src/account/account-store';
import type { Connection } from '../../src/account/connection';
import { NetatmoError } from '../../src/cloud/errors';
import { VirtualClock } from '../support/virtual-clock';

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
