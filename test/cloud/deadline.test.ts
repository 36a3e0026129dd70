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
    assert.equal(deadline.signal.aborted, false);
    clock.advance(999);
    assert.equal(deadline.signal.aborted, false);
    assert.equal(deadline.remaining(), 1);
    clock.advance(1);
    assert.equal((deadline.signal.reason as NetatmoError).code, 'TIMEOUT');
    assert.equal(deadline.remaining(), 0);
    assert.equal(clock.timers, 0);
  });

  it('is not moved by the wall clock', () => {
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

  it('counts on its grace as soon as there is a reason, and has it once', () => {
    const began: number[] = [];
    let isSlow = false;
    const grace = (since: number): boolean => (began.push(since), isSlow);
    clock.advance(5_000);
    const deadline = new Deadline(clock, { ms: 40_000, graceMs: 20_000, grace });
    clock.advance(35_000);
    assert.equal(deadline.remaining(), 5_000);
    isSlow = true;
    assert.equal(deadline.remaining(), 25_000);
    assert.equal(deadline.within(30_000).remaining(), 25_000);
    clock.advance(10_000);
    assert.equal(deadline.remaining(), 15_000);
    clock.advance(15_000);
    assert.equal(deadline.remaining(), 0);
    assert.deepEqual(new Set(began), new Set([5_000]));
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
    assert.equal(deadline.signal.aborted, false);
    clock.advance(1_000);
    assert.equal(parent.signal.aborted, false);
    const disposed = new Deadline(clock, { ms: 1_000 }, parent.signal);
    disposed.dispose();
    parent.abort(new Error('x'));
    assert.equal(disposed.signal.aborted, false);
    assert.equal((deadline.signal.reason as NetatmoError).code, 'TIMEOUT');
    assert.equal(clock.timers, 0);
  });

  it('ends with whichever of its signals comes first', () => {
    const [account, node] = [new AbortController(), new AbortController()];
    const deadline = new Deadline(clock, { ms: 1_000 }, account.signal, node.signal);
    const { signal } = deadline;
    node.abort(new NetatmoError('CLOSED', 'The node.'));
    account.abort(new NetatmoError('CLOSED', 'The account.'));
    assert.equal((signal.reason as NetatmoError).message, 'The node.');
    assert.equal(deadline.reason, signal.reason);
  });

  describe('that nobody has waited for yet', () => {
    it('has neither a timer nor a listener', () => {
      const parent = new AbortController();
      const deadline = new Deadline(clock, { ms: 1_000 }, parent.signal);
      assert.equal(deadline.remaining(), 1_000);
      deadline.throwIfEnded();
      assert.deepEqual([clock.timers, getEventListeners(parent.signal, 'abort').length], [0, 0]);
      assert.equal(deadline.signal.aborted, false);
      assert.deepEqual([clock.timers, getEventListeners(parent.signal, 'abort').length], [1, 1]);
      deadline.dispose();
      assert.deepEqual([clock.timers, getEventListeners(parent.signal, 'abort').length], [0, 0]);
    });

    it('ends all the same', () => {
      const parent = new AbortController();
      const byTime = new Deadline(clock, { ms: 1_000 });
      const bySignal = new Deadline(clock, { ms: 1_000 }, parent.signal);
      parent.abort(new NetatmoError('CLOSED', 'Closed.'));
      clock.advance(1_000);
      assert.throws(() => byTime.throwIfEnded(), { code: 'TIMEOUT' });
      assert.throws(() => bySignal.throwIfEnded(), { code: 'CLOSED' });
      assert.deepEqual([byTime.remaining(), bySignal.remaining()], [0, 0]);
    });

    it('grants its grace all the same, once', () => {
      const deadline = new Deadline(clock, { ms: 40_000, graceMs: 20_000, grace: () => true });
      clock.advance(45_000);
      assert.equal(deadline.remaining(), 15_000);
      clock.advance(15_000);
      assert.throws(() => deadline.throwIfEnded(), { code: 'TIMEOUT' });
    });
  });

  describe('for a part of the work', () => {
    it('has its own time, and never more than the whole', () => {
      const whole = new Deadline(clock, { ms: 1_000 });
      const parts = [whole.within(400), whole.within(5_000)];
      assert.deepEqual(
        parts.map((part) => part.remaining()),
        [400, 1_000],
      );
      clock.advance(400);
      assert.throws(() => parts[0]!.throwIfEnded(), { code: 'TIMEOUT' });
      whole.throwIfEnded();
    });

    it('ends with the signals of the whole, and at once when there is no time left', () => {
      const parent = new AbortController();
      const part = new Deadline(clock, { ms: 1_000 }, parent.signal).within(400);
      const late = new Deadline(clock, { ms: 1_000 }).within(-1);
      parent.abort(new NetatmoError('CLOSED', 'Closed.'));
      assert.throws(() => part.throwIfEnded(), { code: 'CLOSED' });
      assert.equal((late.signal.reason as NetatmoError).code, 'TIMEOUT');
      assert.equal(clock.timers, 0);
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
