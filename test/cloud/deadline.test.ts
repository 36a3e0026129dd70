import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { Deadline } from '../../src/cloud/deadline';
import { NetatmoError } from '../../src/cloud/errors';
import { VirtualClock } from '../support/virtual-clock';

describe('a deadline', () => {
  let clock: VirtualClock;
  beforeEach(() => (clock = new VirtualClock()));
  const never = new Promise<never>(() => undefined);
  const codeOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'fulfilled',
      (error: unknown) => (error as NetatmoError).code,
    );

  it('aborts with TIMEOUT when its time is over, not before', () => {
    const deadline = new Deadline(clock, { ms: 1_000 });
    clock.advance(999);
    assert.equal(deadline.signal.aborted, false);
    assert.equal(deadline.remaining(), 1);
    clock.advance(1);
    assert.equal((deadline.signal.reason as NetatmoError).code, 'TIMEOUT');
    assert.equal(deadline.remaining(), 0);
    assert.equal(clock.timers, 0);
  });

  it('does not heed the wall clock', () => {
    const deadline = new Deadline(clock, { ms: 1_000 });
    clock.jump(-3_600_000);
    clock.jump(7_200_000);
    assert.equal(deadline.remaining(), 1_000);
    clock.advance(1_000);
    assert.ok(deadline.signal.aborted);
  });

  it('grants its grace when there is a reason at the end', () => {
    let isSlow = false;
    const deadline = new Deadline(clock, { ms: 40_000, graceMs: 20_000, grace: () => isSlow });
    clock.advance(39_999);
    isSlow = true;
    clock.advance(1);
    assert.equal(deadline.remaining(), 20_000);
    clock.advance(19_999);
    assert.equal(deadline.signal.aborted, false);
    clock.advance(1);
    assert.ok(deadline.signal.aborted);
  });

  it('grants none without a reason', () => {
    const deadline = new Deadline(clock, { ms: 40_000, graceMs: 20_000, grace: () => false });
    clock.advance(40_000);
    assert.ok(deadline.signal.aborted);
    assert.equal(clock.timers, 0);
  });

  it('ends with its parent, with its reason, before or after it was made', async () => {
    const closed = new NetatmoError('CLOSED', 'Closed.');
    const parent = new AbortController();
    const before = new Deadline(clock, { ms: 1_000 }, parent.signal);
    parent.abort(closed);
    const after = new Deadline(clock, { ms: 1_000 }, parent.signal);
    assert.equal(before.signal.reason, closed);
    assert.equal(after.signal.reason, closed);
    assert.equal(clock.timers, 0);
    assert.equal(await codeOf(after.race(never)), 'CLOSED');
    assert.equal(await codeOf(after.sleep(10)), 'CLOSED');
  });

  it('leaves its parent alone when it ends or is disposed of', () => {
    const parent = new AbortController();
    const deadline = new Deadline(clock, { ms: 1_000 }, parent.signal);
    clock.advance(1_000);
    assert.equal(parent.signal.aborted, false);
    const disposed = new Deadline(clock, { ms: 1_000 }, parent.signal);
    disposed.dispose();
    parent.abort(new Error('x'));
    assert.equal(disposed.signal.aborted, false);
    assert.equal((deadline.signal.reason as NetatmoError).code, 'TIMEOUT');
    assert.equal(clock.timers, 0);
  });

  describe('that shields a piece of work from its parent', () => {
    const closed = new NetatmoError('CLOSED', 'Closed.');

    it('ends with the parent only when the work has ended', async () => {
      const parent = new AbortController();
      const deadline = new Deadline(clock, { ms: 1_000 }, parent.signal);
      let isAborted = true;
      const value = await deadline.shielded(async () => {
        parent.abort(closed);
        isAborted = deadline.signal.aborted;
        return Promise.resolve('done');
      });
      assert.equal(value, 'done');
      assert.equal(isAborted, false);
      assert.equal(deadline.signal.reason, closed);
      assert.equal(clock.timers, 0);
    });

    it('still has its own time, and does not begin after its end', async () => {
      const deadline = new Deadline(clock, { ms: 1_000 }, new AbortController().signal);
      const work = codeOf(deadline.shielded(() => deadline.race(never)));
      clock.advance(1_000);
      assert.equal(await work, 'TIMEOUT');
      assert.equal(await codeOf(deadline.shielded(() => Promise.resolve())), 'TIMEOUT');
    });

    it('heeds the parent again afterwards, also when the work has failed', async () => {
      const parent = new AbortController();
      const deadline = new Deadline(clock, { ms: 1_000 }, parent.signal);
      await assert.rejects(
        deadline.shielded(() => Promise.reject(new Error('own'))),
        { message: 'own' },
      );
      parent.abort(closed);
      assert.equal(deadline.signal.reason, closed);
    });
  });

  it('may have thousands of children without a warning', async () => {
    const warnings: string[] = [];
    const note = (warning: Error): void => void warnings.push(warning.name);
    process.on('warning', note);
    const parent = new AbortController();
    const children = Array.from({ length: 2_000 }, () => new Deadline(clock, { ms: 1_000 }, parent.signal));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    for (const child of children) child.dispose();
    assert.deepEqual(warnings, []);
    assert.equal(clock.timers, 0);
  });

  it('waits for work no longer than its time', async () => {
    const deadline = new Deadline(clock, { ms: 1_000 });
    assert.equal(await deadline.race(Promise.resolve('done')), 'done');
    await assert.rejects(deadline.race(Promise.reject(new Error('own'))), { message: 'own' });
    const late = codeOf(deadline.race(never));
    clock.advance(1_000);
    assert.equal(await late, 'TIMEOUT');
    assert.equal(getEventListeners(deadline.signal, 'abort').length, 0, 'no work leaves a listener behind');
  });

  it('swallows what work throws after its end', async () => {
    const deadline = new Deadline(clock, { ms: 1_000 });
    let fail: (error: Error) => void = () => undefined;
    const raced = codeOf(deadline.race(new Promise((_, reject) => (fail = reject))));
    clock.advance(1_000);
    fail(new Error('late'));
    assert.equal(await raced, 'TIMEOUT');
    assert.equal(await codeOf(deadline.race(Promise.reject(new Error('later')))), 'TIMEOUT');
  });

  it('sleeps as long as asked, or to its end', async () => {
    const deadline = new Deadline(clock, { ms: 1_000 });
    const slept = codeOf(deadline.sleep(400));
    await clock.run(400);
    assert.equal(await slept, 'fulfilled');
    const cut = codeOf(deadline.sleep(10_000));
    await clock.run(600);
    assert.equal(await cut, 'TIMEOUT');
    assert.equal(clock.timers, 0);
  });
});
