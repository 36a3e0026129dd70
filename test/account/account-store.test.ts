import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { AccountStore } from '../../src/account/account-store';
import type { Keeping } from '../../src/account/events';
import { Deadline } from '../../src/cloud/deadline';
import type { SessionStore } from '../../src/cloud/session-store';
import { EMPTY_ROOM_STATE } from '../../src/correction/room-state';
import { type Disk, systemDisk } from '../../src/storage/disk';
import { SessionFiles } from '../../src/storage/session-files';
import { VirtualClock } from '../support/virtual-clock';
import { passUntil, Traffic } from '../storage/lock-support';
import {
  closeLeftOpen,
  member,
  nodeId,
  Place,
  type Step,
  systemError,
  watchedDisk,
} from '../storage/support';

const EMAIL = 'netatmo someone@example.org';
const PASSWORD = 'made up';
const LATCH = { code: 'CREDENTIALS_REJECTED', text: 'no', since: 1 } as const;

describe('the store of two processes', () => {
  let place: Place;
  let clock: VirtualClock;
  let traffic: Traffic;
  beforeEach(async () => {
    place = await Place.make();
    clock = new VirtualClock();
    traffic = new Traffic();
  });
  afterEach(closeLeftOpen);
  afterEach(() => place.remove());

  interface Side {
    readonly store: AccountStore;
    readonly memory: SessionStore;
    readonly keeping: Keeping[];
  }
  /** One process; the ids below 100 live. */
  const start = async (pid: number, disk: Disk = systemDisk, password = PASSWORD): Promise<Side> => {
    const process = { pid, host: 'here', held: new Set<string>(), isAlive: (other: number) => other < 100 };
    const keeping: Keeping[] = [];
    const store = new AccountStore({
      clock,
      files: new SessionFiles(place.directory, { clock, disk: traffic.watch(disk), process }),
      email: EMAIL,
      onEvent: (event) => {
        if (event.event === 'session.keeping') keeping.push(event.outcome);
      },
    });
    store.join(nodeId('1'), member('1'), true);
    await store.open([password]);
    return { store, memory: store.session(password), keeping };
  };
  const latched = { cookies: [], latch: LATCH };
  const exclusively = async <T>({ memory }: Side, work: () => Promise<T>): Promise<T> => {
    const deadline = new Deadline(clock, { ms: 45_000 });
    try {
      return await memory.exclusively(work, deadline);
    } finally {
      deadline.dispose();
    }
  };
  const pass = async <T>(work: Promise<T>): Promise<T> => {
    await passUntil(clock, work, { traffic });
    return work;
  };
  const lockedBy = (pid: number): Promise<void> =>
    fs.writeFile(
      place.path(nodeId('1'), '.session.lock'),
      JSON.stringify({ id: 'a'.repeat(16), pid, host: 'here', at: clock.now() }),
    );

  it('knows what the other one has done before it renews or signs in', async () => {
    const [a, b] = [await start(1), await start(2)];
    await exclusively(a, async () => {
      a.memory.ledger = { attempts: [clock.now()], failures: 0, pause: null };
      a.memory.session = latched;
      await a.memory.save();
    });
    assert.equal(b.memory.session.latch, null);
    const seen = await exclusively(b, () =>
      Promise.resolve([b.memory.session, b.memory.ledger.attempts.length]),
    );
    assert.deepEqual(seen, [latched, 1]);
  });

  it('lets one of them work at a time', async () => {
    const [a, b] = [await start(1), await start(2)];
    const order: string[] = [];
    let finish: (() => void) | undefined;
    const first = exclusively(a, async () => {
      await new Promise<void>((resolve) => (finish = resolve));
      order.push('a');
    });
    while (!finish) await fs.stat(place.userDir);
    const second = exclusively(b, () => Promise.resolve(order.push('b')));
    await clock.run(1_000);
    finish();
    await pass(Promise.all([first, second]));
    assert.deepEqual(order, ['a', 'b']);
    assert.deepEqual(await place.names(), []);
  });

  it('loses nothing of either when they write in turns', async () => {
    const [a, b] = [await start(1), await start(2)];
    const net = (value: number) => ({ ...EMPTY_ROOM_STATE, net: value });
    a.store.rooms.of('h', 'a').put(net(1));
    await a.store.save();
    b.store.rooms.of('h', 'b').put(net(2));
    await b.store.save();
    a.memory.session = latched;
    await a.store.save();
    const c = await start(3);
    assert.deepEqual(
      [c.store.rooms.of('h', 'a').get(), c.store.rooms.of('h', 'b').get(), c.memory.session],
      [net(1), net(2), latched],
    );
    assert.deepEqual(await place.names(), [`${nodeId('1')}.session`]);
  });

  it('loses nothing when they write at the same time', async () => {
    const sides = [await start(1), await start(2)];
    const rooms = Array.from({ length: 20 }, (_, i) => i);
    await pass(
      Promise.all(
        rooms.map((i) => {
          const { store } = sides[i % 2]!;
          store.rooms.of('h', String(i)).put({ ...EMPTY_ROOM_STATE, net: i });
          return store.save();
        }),
      ),
    );
    const { store } = await start(3);
    assert.deepEqual(
      rooms.map((i) => store.rooms.of('h', String(i)).get()?.net),
      rooms,
    );
  });

  it('does not bring back the session of a password that neither uses any more', async () => {
    const a = await start(1);
    a.memory.session = latched;
    await a.store.save();
    const b = await start(2);
    for (const { store } of [a, b]) {
      store.forgetPassword(PASSWORD);
      await store.save();
    }
    assert.equal((await start(3)).memory.session.latch, null);
  });

  it('goes on in memory when the other one does not let go, and catches up later', async () => {
    const a = await start(1);
    a.store.rooms.of('h', 'r').put(EMPTY_ROOM_STATE);
    await a.store.save();
    await lockedBy(50);
    a.memory.session = latched;
    const before = clock.ticks();
    await pass(a.store.save());
    assert.ok(clock.ticks() - before < 6_000);
    assert.deepEqual(a.keeping, ['file', 'disk-trouble']);
    assert.equal(a.store.keepsFile, false);
    assert.deepEqual(a.memory.session, latched);
    assert.deepEqual((await start(2)).memory.session.latch, null);
    await fs.rm(place.path(nodeId('1'), '.session.lock'));
    await a.store.save();
    assert.deepEqual(a.keeping, ['file', 'disk-trouble', 'file']);
    assert.deepEqual((await start(2)).memory.session, latched);
    assert.equal(clock.timers, 0);
  });

  it('renews without the lock when it is not to be had within 25 s', async () => {
    const a = await start(1);
    await a.store.save();
    await lockedBy(50);
    const before = clock.ticks();
    assert.equal(await pass(exclusively(a, () => Promise.resolve('done'))), 'done');
    const ms = clock.ticks() - before;
    assert.ok(ms >= 25_000 && ms < 26_000, `${ms} ms`);
    assert.equal(clock.timers, 0);
  });

  it('stops waiting at once when the account closes', async () => {
    const a = await start(1);
    await a.store.save();
    await lockedBy(50);
    const closing = new AbortController();
    const deadline = new Deadline(clock, { ms: 45_000 }, closing.signal);
    const waiting = a.memory.exclusively(() => Promise.resolve(), deadline);
    waiting.catch(() => undefined);
    await clock.run(1_000);
    closing.abort(new Error('closed'));
    await assert.rejects(waiting, { message: 'closed' });
    assert.equal(clock.timers, 0);
  });

  it('takes over from one that died while it had the lock', async () => {
    const a = await start(1);
    await a.store.save();
    await lockedBy(100);
    await a.store.save();
    assert.deepEqual(a.keeping, ['file']);
    assert.deepEqual(await place.names(), [`${nodeId('1')}.session`]);
  });

  it('gives the lock back whatever happens', async () => {
    const a = await start(1);
    await assert.rejects(
      exclusively(a, () => Promise.reject(new Error('no'))),
      { message: 'no' },
    );
    assert.deepEqual(await place.names(), []);
    let isBroken = true;
    const b = await start(
      2,
      watchedDisk((step) => {
        if (isBroken && step === 'rename') throw systemError('EIO');
      }),
    );
    await b.store.save();
    assert.deepEqual(b.keeping, ['file', 'disk-trouble']);
    assert.deepEqual(await place.names(), []);
    isBroken = false;
    await b.store.save();
    assert.deepEqual(await place.names(), [`${nodeId('1')}.session`]);
    assert.equal(clock.timers, 0);
  });

  it('leaves no file behind when its node goes while it writes', async () => {
    const a = await start(1);
    await a.store.save();
    const saving = a.store.save();
    await a.store.leave(nodeId('1'));
    await saving;
    assert.deepEqual(await place.names(), []);
  });

  it('costs a write one more file made and deleted, nothing else', async () => {
    const steps: Step[] = [];
    const disk = watchedDisk((step) => steps.push(step));
    const a = await start(1, disk);
    await a.store.save();
    steps.length = 0;
    await a.store.save();
    const count = (wanted: Step): number => steps.filter((step) => step === wanted).length;
    assert.deepEqual(
      [count('create'), count('remove'), count('rename'), count('open'), count('file.sync'), count('list')],
      [2, 1, 1, 1, 1, 1],
    );
    steps.length = 0;
    await Promise.all(Array.from({ length: 50 }, () => a.store.save()));
    assert.equal(count('rename'), 1, 'those that wait are served by one write');
    steps.length = 0;
    await exclusively(a, async () => {
      await a.store.save();
      await a.store.save();
    });
    assert.deepEqual([count('create'), count('remove')], [3, 1], 'one lock for all of it');
  });

  it('asks the disk nothing when the state lives in memory only', async () => {
    const disk = watchedDisk((step) => assert.fail(step));
    const files = new SessionFiles(place.directory, { clock, disk });
    for (const each of [files, undefined]) {
      const store = new AccountStore({ clock, files: each, email: EMAIL, onEvent: () => undefined });
      await store.open([PASSWORD]);
      const deadline = new Deadline(clock, { ms: 1 });
      const memory = store.session(PASSWORD);
      assert.equal(await memory.exclusively(() => Promise.resolve(1), deadline), 1);
      await memory.save();
      deadline.dispose();
    }
  });
});
