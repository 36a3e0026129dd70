import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { AccountStore } from '../../src/account/account-store';
import type { Keeping, FileEvent } from '../../src/account/events';
import { EMPTY_ROOM_STATE, type RoomState } from '../../src/correction/room-state';
import { MINUTE } from '../../src/clock';
import { type Disk, systemDisk } from '../../src/storage/disk';
import type { Member } from '../../src/storage/keys';
import { SessionFiles } from '../../src/storage/session-files';
import { member, nodeId, Place, systemError, watchedDisk } from '../storage/support';
import { VirtualClock } from '../support/virtual-clock';

const EMAIL = 'netatmo someone@example.org';
const PASSWORD = 'made up';

describe('a file that can be read only later', () => {
  let place: Place;
  let clock: VirtualClock;
  beforeEach(async () => {
    place = await Place.make();
    clock = new VirtualClock();
  });
  afterEach(() => place.remove());

  interface Life {
    readonly store: AccountStore;
    readonly keeping: Keeping[];
    readonly told: FileEvent[];
  }
  /** A process that starts with this key, or none. */
  const start = async (key: Member | undefined, disk: Disk = systemDisk): Promise<Life> => {
    const keeping: Keeping[] = [];
    const told: FileEvent[] = [];
    const store = new AccountStore({
      clock,
      files: new SessionFiles(place.directory, { clock, disk }),
      email: EMAIL,
      onEvent: (event) => {
        if (event.event === 'session.keeping') keeping.push(event.outcome);
        else told.push(event);
      },
    });
    store.join(nodeId('1'), key, true);
    await store.open([PASSWORD]);
    return { store, keeping, told };
  };

  const room = (net: number): RoomState => ({
    ...EMPTY_ROOM_STATE,
    last: { at: clock.now(), measured: 20, corrected: 20 + net, settled: false },
    net,
    baselineAt: clock.now(),
    baselineOffset: net,
  });
  const COOKIE = { key: 'k', value: 'v', domain: 'netatmo.com', path: '/' } as const;
  const SESSION = {
    cookies: [{ ...COOKIE, hostOnly: false, secure: true, httpOnly: true, expires: null }],
    latch: null,
  };
  const pause = (): { since: number; ms: number } => ({ since: clock.now(), ms: 5 * MINUTE });

  /** What an earlier life has left: a session, a password sent, a pause, and a correction of +1. */
  const earlier = async (key: Member = member('1')): Promise<number> => {
    const { store } = await start(key);
    const at = clock.now();
    const memory = store.session(PASSWORD);
    memory.session = SESSION;
    memory.ledger = { attempts: [at], failures: 1, pause: pause() };
    store.rooms.of('h', 'r').put(room(1));
    await store.save();
    clock.advance(MINUTE);
    return at;
  };
  /** What this life does before it can read that: another password, and a correction of +0.5. */
  const meanwhile = async ({ store }: Life): Promise<number> => {
    const memory = store.session(PASSWORD);
    memory.ledger = { attempts: [clock.now()], failures: 0, pause: null };
    store.rooms.of('h', 'r').put(room(0.5));
    await store.save();
    return clock.now();
  };
  const assertBoth = ({ store }: Life, attempts: readonly number[]): void => {
    const { ledger, session } = store.session(PASSWORD);
    assert.deepEqual(ledger.attempts, attempts);
    assert.deepEqual(ledger.pause, { since: attempts[0], ms: 5 * MINUTE });
    assert.deepEqual(session, SESSION);
    const { net, baselineOffset, last } = store.rooms.of('h', 'r').get() ?? EMPTY_ROOM_STATE;
    assert.deepEqual([net, baselineOffset, last?.corrected], [1.5, 1, 20.5]);
  };
  /** The same is in the file. */
  const assertKept = async (attempts: readonly number[]): Promise<void> =>
    assertBoth(await start(member('1')), attempts);

  it('because its key comes later: the next message waits until it is merged', async () => {
    const then = await earlier();
    const life = await start(undefined);
    const now = await meanwhile(life);
    assert.equal(life.store.rooms.mayHaveForgotten, true);
    assert.deepEqual(await place.names(), [`${nodeId('1')}.session`], 'left alone');
    life.store.join(nodeId('1'), member('1'), true);
    assert.equal(life.store.isOpen, false);
    await life.store.open([PASSWORD]);
    assertBoth(life, [then, now]);
    assert.equal(life.store.rooms.mayHaveForgotten, false);
    await life.store.idle();
    await assertKept([then, now]);
    assert.deepEqual(life.keeping, ['file']);
  });

  it('because its key was another for a while: it was put away and is taken back', async () => {
    const then = await earlier();
    const life = await start(member('1', '2'));
    const now = await meanwhile(life);
    assert.equal((await place.names()).length, 2);
    life.store.join(nodeId('1'), member('1'), true);
    await life.store.open([PASSWORD]);
    await life.store.idle();
    assertBoth(life, [then, now]);
    const again = await start({ ...member('1'), oldKeys: [member('1', '2').key] });
    assertBoth(again, [then, now]);
  });

  for (const failing of ['list', 'entry', 'open', 'file.read'] as const) {
    it(`because the disk says no (${failing}): it is not written over, and a message tries again`, async () => {
      const then = await earlier();
      const before = await fs.readFile(place.path(nodeId('1')));
      let isBroken = true;
      const disk = watchedDisk((step) => {
        if (isBroken && step === failing) throw systemError('EACCES');
      });
      const life = await start(member('1'), disk);
      const now = await meanwhile(life);
      assert.deepEqual(life.keeping, ['disk-trouble']);
      assert.equal(life.store.rooms.mayHaveForgotten, true);
      isBroken = false;
      assert.deepEqual(await fs.readFile(place.path(nodeId('1'))), before);
      assert.equal(life.store.isOpen, true, 'not with each message');
      clock.advance(10_000);
      assert.equal(life.store.isOpen, false);
      await life.store.open([PASSWORD]);
      assertBoth(life, [then, now]);
      assert.equal(life.store.rooms.mayHaveForgotten, false);
      await life.store.save();
      await assertKept([then, now]);
      assert.deepEqual(life.keeping, ['disk-trouble', 'file']);
    });
  }

  for (const writes of [1, 3]) {
    it(`because its directory comes after ${writes} writes into another one`, async () => {
      const then = await earlier();
      await fs.rename(place.directory, `${place.userDir}/unmounted`);
      const life = await start(member('1'));
      const now = await meanwhile(life);
      for (let n = 1; n < writes; n++) await life.store.save();
      await fs.rm(place.directory, { recursive: true });
      await fs.rename(`${place.userDir}/unmounted`, place.directory);
      await life.store.save();
      assertBoth(life, [then, now]);
      await assertKept([then, now]);
    });
  }

  it('but not a backup of what is known: its own past teaches nothing', async () => {
    const then = await earlier();
    const backup = await fs.readFile(place.path(nodeId('1')));
    const life = await start(member('1'));
    life.store.rooms.of('h', 'r').put(room(2));
    await life.store.save();
    await fs.writeFile(place.path(nodeId('1')), backup);
    await life.store.save();
    const again = await start(member('1'));
    for (const { store } of [life, again]) {
      assert.equal(store.rooms.of('h', 'r').get()?.net, 2);
      assert.deepEqual(store.session(PASSWORD).ledger.attempts, [then]);
    }
  });

  it('is told once when it cannot be read and once when it can', async () => {
    await earlier();
    let isBroken = true;
    const disk = watchedDisk((step) => {
      if (isBroken && step === 'list') throw systemError('EIO');
    });
    const life = await start(member('1'), disk);
    await life.store.save();
    isBroken = false;
    await life.store.save();
    await life.store.save();
    assert.deepEqual(
      life.told.filter(({ event }) => event !== 'session.save'),
      [
        { event: 'session.reject', outcome: 'unreadable', code: 'EIO' },
        { event: 'session.load', outcome: 'loaded' },
      ],
    );
  });

  it('forgets the sessions of passwords that nobody uses, as at start', async () => {
    await earlier();
    const life = await start(undefined);
    life.store.forgetPassword(PASSWORD);
    life.store.join(nodeId('1'), member('1'), true);
    await life.store.open(['another']);
    await life.store.idle();
    assert.deepEqual((await start(member('1'))).store.session(PASSWORD).session.cookies, []);
  });
});
