import assert from 'node:assert/strict';
import { AccountStore } from '../../src/account/account-store';
import type { Keeping } from '../../src/account/events';
import { TypedPasswords } from '../../src/account/typed-passwords';
import type { SessionFile } from '../../src/storage/session-file';
import type { SessionFiles } from '../../src/storage/session-files';
import { member, nodeId } from '../storage/support';
import { VirtualClock } from '../support/virtual-clock';
import { turn } from '../support/world';

/** What a disk may do to any call, though none of the calls should let it through. */
const no = (): Promise<never> => Promise.reject(new Error('made up'));
const held = { release: () => Promise.resolve() };

/** Mocha fails a test that leaves a rejection to nobody, and Node-RED would end by one. */
describe('work on the file that nobody waits for', () => {
  /** A store whose file does as the test says. */
  const start = () => {
    let isBroken = true;
    const saved: unknown[] = [];
    const orBroken = <T>(work: () => Promise<T>): Promise<T> => (isBroken ? no() : work());
    const file = {
      hold: () => orBroken(() => Promise.resolve(held)),
      read: () => orBroken(() => Promise.resolve({ state: 'absent' as const })),
      save: (_members: unknown, value: unknown) => orBroken(() => Promise.resolve(void saved.push(value))),
      remove: () => orBroken(() => Promise.resolve()),
    } as unknown as SessionFile;
    const files = {
      fileOf: () => file,
      remove: () => orBroken(() => Promise.resolve()),
    } as unknown as SessionFiles;
    const keeping: Keeping[] = [];
    const store = new AccountStore({
      ...{ clock: new VirtualClock(), files, email: 'netatmo someone@example.org' },
      onEvent: (event) => {
        if (event.event === 'session.keeping') keeping.push(event.outcome);
      },
    });
    store.join(nodeId('1'), member('1'), true);
    return { store, keeping, saved, mend: () => (isBroken = false) };
  };

  it('fails those who wait for it alone, and is done at the next try', async () => {
    const { store, mend, keeping } = start();
    const opening = store.open(['made up']);
    store.join(nodeId('2'), member('2'), true);
    await assert.rejects(opening, /made up/);
    store.join(nodeId('3'), member('3'), true);
    await turn();
    mend();
    await store.open(['made up']);
    assert.equal(store.isOpen, true);
    assert.deepEqual(keeping.slice(-1), ['file']);
  });

  it('never rejects a save, nor keeps the next one from the disk', async () => {
    const { store, mend, saved, keeping } = start();
    await store.save();
    void store.save();
    await store.idle();
    assert.deepEqual([keeping, saved.length], [['disk-trouble'], 0]);
    mend();
    await store.save();
    assert.deepEqual([keeping, saved.length], [['disk-trouble', 'file'], 1]);
  });

  it('lets a node go, and keys come and go, whatever fails', async () => {
    const { store, keeping } = start();
    await store.open([]).catch(() => undefined);
    store.join(nodeId('2'), member('2'), true);
    await store.leave(nodeId('1'));
    await store.leave(nodeId('2'));
    store.join(nodeId('1'), member('1'), true);
    store.join(nodeId('1'), undefined, false);
    await turn();
    await store.idle();
    assert.deepEqual(keeping, ['disk-trouble']);
  });

  it('counts a typed password also where that cannot be written', async () => {
    const { store } = start();
    const typed = new TypedPasswords(new VirtualClock(), store);
    assert.equal(typed.admit('a'), true);
    await turn();
    assert.equal(typed.admit('a'), false);
    assert.equal(store.ledger.attempts.length, 1);
  });
});
