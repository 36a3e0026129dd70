import assert from 'node:assert/strict';
import { Account, type AccountDeps } from '../../src/account/account';
import type { AccountStore } from '../../src/account/account-store';
import type { Connection } from '../../src/account/connection';

describe('an account that closes', () => {
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
});
