import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { SECOND } from '../../src/clock';
import type { Held } from '../../src/storage/lock';
import type { LockRecord } from '../../src/storage/lock-record';
import { VIRTUAL_START } from '../support/virtual-clock';
import { HERE, LOCK_NAME, LockPlace } from './lock-support';
import { closeLeftOpen, type Step, systemError, watchedDisk } from './support';

describe('the lock beside a session file', () => {
  let at: LockPlace;
  beforeEach(async () => (at = await LockPlace.make()));
  afterEach(closeLeftOpen);
  afterEach(() => at.place.remove());

  it('is one small file, readable by its owner only, that says who has it, and is gone afterwards', async () => {
    const hold = await at.held(at.lock(3));
    assert.deepEqual(await at.names(), [LOCK_NAME]);
    assert.equal((await fs.stat(at.path)).mode & 0o777, 0o600);
    const { id, ...rest } = JSON.parse(await fs.readFile(at.path, 'utf8')) as LockRecord;
    assert.match(id, /^[0-9a-f]{16}$/);
    assert.deepEqual(rest, { pid: 3, host: HERE, at: VIRTUAL_START });
    await hold.release();
    assert.deepEqual(await at.names(), []);
    assert.equal(at.clock.timers, 0);
  });

  it('takes one creation and one deletion, however many users this process has', async () => {
    const steps: Step[] = [];
    const lock = at.lock(
      3,
      watchedDisk((step) => steps.push(step)),
    );
    const holds = await Promise.all(Array.from({ length: 20 }, () => lock.hold({ ms: 0 })));
    const nested = await lock.hold({ ms: 0 });
    await nested?.release();
    for (const hold of holds) await hold?.release();
    const count = (wanted: Step): number => steps.filter((step) => step === wanted).length;
    assert.deepEqual([count('create'), count('remove'), count('open'), count('rename')], [1, 1, 0, 0]);
  });

  it('is had by one process at a time', async () => {
    const first = await at.held(at.lock(3));
    const second = at.lock(4).hold({ ms: 60 * SECOND });
    let isSecond = false;
    void second.then(() => (isSecond = true));
    await at.pass(Promise.resolve(), 5 * SECOND);
    await at.clock.run(1 * SECOND);
    assert.equal(isSecond, false);
    await first.release();
    assert.ok((await at.pass(second)) <= 300);
    await (await second)?.release();
    assert.deepEqual(await at.names(), []);
  });

  it('is waited for no longer than wanted, without a timer left over', async () => {
    const first = await at.held(at.lock(3));
    const waiting = at.lock(4).hold({ ms: 5 * SECOND });
    assert.ok((await at.pass(waiting)) <= 5_100);
    assert.equal(await waiting, undefined);
    await first.release();
    assert.equal(at.clock.timers, 0);
  });

  it('is waited for no longer when the account is closed', async () => {
    const first = await at.held(at.lock(3));
    const closed = new AbortController();
    const waiting = at.lock(4).hold({ ms: 60 * SECOND, signal: closed.signal });
    waiting.catch(() => undefined);
    await at.clock.run(1 * SECOND);
    closed.abort(new Error('closed'));
    await assert.rejects(waiting, { message: 'closed' });
    await first.release();
    assert.equal(at.clock.timers, 0);
  });

  describe('that was left behind', () => {
    const cases: [string, Partial<LockRecord> | string, number, number][] = [
      ['by a process that is gone is taken at once', { pid: 100 }, 0, 50],
      ['by a former life of this process is taken at once', { pid: 4 }, 0, 50],
      ['under an id that lives again is taken after 30 s', { pid: 7 }, 30_000, 30_500],
      ['an hour ago by another host is taken after 10 s', { host: 'x', at: 0 }, 10_000, 10_500],
      ['just now by another host is taken after 30 s', { host: 'x' }, 30_000, 30_500],
      ['with a time in the future is taken after 30 s', { host: 'x', at: 9e12 }, 30_000, 30_500],
      ['with nothing in it is taken after 30 s', '', 30_000, 30_500],
      ['with nonsense in it is taken after 30 s', '{"pid":0}\u0000', 30_000, 30_500],
    ];
    for (const [what, standing, least, most] of cases) {
      it(what, async () => {
        await at.stands(standing);
        const waiting = at.lock(4).hold({ ms: 60 * SECOND });
        const ms = await at.pass(waiting, 250);
        assert.ok(ms >= least && ms <= most, `${ms} ms`);
        assert.match(await fs.readFile(at.path, 'utf8'), /"pid":4/);
        await (await waiting)?.release();
        assert.deepEqual(await at.names(), []);
      });
    }

    it('is watched from one waiting to the next', async () => {
      await at.stands({ pid: 7 });
      const lock = at.lock(4);
      assert.equal(await lock.hold({ ms: 0 }), undefined);
      await at.clock.run(30 * SECOND);
      const hold = await lock.hold({ ms: 0 });
      assert.ok(hold);
      await hold.release();
    });

    it('is taken by one of two that find it at the same time', async () => {
      await at.stands({ pid: 100 });
      const winner = at.lock(3);
      let first: Held | undefined;
      // Right before the slower one claims what it has looked at, the faster one does all of it.
      const slow = watchedDisk(async (step, path) => {
        if (step === 'create' && path.endsWith('.claim')) first ??= await winner.hold({ ms: 0 });
      });
      const second = at.lock(4, slow);
      assert.equal(await second.hold({ ms: 0 }), undefined);
      assert.match(await fs.readFile(at.path, 'utf8'), /"pid":3/);
      assert.deepEqual(await at.names(), [LOCK_NAME]);
      await first?.release();
      assert.deepEqual(await at.names(), []);
    });

    it('is not mistaken for a fresh one that has nothing in it yet either', async () => {
      await at.stands('');
      await fs.utimes(at.path, 1, 1);
      const isFresh = async (): Promise<boolean> => (await fs.stat(at.path)).mtimeMs > 1_000;
      // Right before the claim another process has cleared it, made its own, and not written to it yet.
      const slow = watchedDisk(async (step, path) => {
        if (step === 'create' && path.endsWith('.claim')) await at.stands('');
      });
      const lock = at.lock(4, slow);
      assert.equal(await lock.hold({ ms: 0 }), undefined);
      await at.clock.run(30 * SECOND);
      assert.equal(await lock.hold({ ms: 0 }), undefined);
      assert.ok(await isFresh());
      assert.deepEqual(await at.names(), [LOCK_NAME]);
    });

    it('is left to the one that has claimed it, as long as that one lives', async () => {
      await at.stands({ pid: 100 });
      let other: Held | undefined;
      let looks = 0;
      // Before the first one deletes the lock that it has claimed, the second one finds both.
      const slow = watchedDisk(async (step, path) => {
        if (step !== 'remove' || path !== at.path || looks++ > 0) return;
        other = await at.lock(3).hold({ ms: 0 });
      });
      const first = await at.lock(4, slow).hold({ ms: 0 });
      assert.equal(other, undefined);
      assert.equal(looks, 1);
      await first?.release();
      assert.deepEqual(await at.names(), []);
    });

    for (const [whose, pid, most] of [
      ['a process that is gone', 100, 300],
      ['one that has stopped', 7, 31_000],
    ] as const) {
      it(`is taken although ${whose} has claimed it, and the claim goes`, async () => {
        await at.stands({ pid: 100 });
        const stopped = watchedDisk((step, path) => {
          if (path === at.path && step === 'remove') throw systemError('EIO');
          if (path.endsWith('.claim') && step === 'remove') throw systemError('EIO');
        });
        await (await at.lock(pid, stopped).hold({ ms: 0 }))?.release();
        assert.equal((await at.names()).length, 2);
        const waiting = at.lock(4).hold({ ms: 60 * SECOND });
        const ms = await at.pass(waiting, 250);
        assert.ok(ms <= most, `${ms} ms`);
        await (await waiting)?.release();
        assert.deepEqual(await at.names(), []);
      });
    }

    it('goes with the account, unless a process has it', async () => {
      for (const [standing, left] of [
        [{ pid: 100 }, 0],
        [{ host: 'x', at: 0 }, 0],
        [{ pid: 7 }, 1],
      ] as const) {
        await at.stands(standing);
        await at.lock(4).clearLeftOver();
        assert.equal((await at.names()).length, left, JSON.stringify(standing));
      }
    });
  });
});
