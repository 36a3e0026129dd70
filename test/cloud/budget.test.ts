import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Allowance, Budget } from '../../src/cloud/budget';
import type { Purpose } from '../../src/cloud/cloud';
import { Deadline } from '../../src/cloud/deadline';
import { NetatmoError } from '../../src/cloud/errors';
import { HOUR, MINUTE } from '../../src/clock';
import { runs } from '../support/random-inputs';
import { VirtualClock } from '../support/virtual-clock';

/** Requests of the last hour, as far as its limit goes. */
const madeIn = ({ status: { perHour } }: Budget): number => perHour.limit - perHour.left;

describe('the request budget', () => {
  let clock: VirtualClock;
  let budget: Budget;
  beforeEach(() => {
    clock = new VirtualClock();
    budget = new Budget(clock, { per10s: 10, perHour: 100 });
  });

  /** Takes, with all the time in the world. */
  const take = async (count = 1, purpose: Purpose = 'correction'): Promise<Allowance> => {
    const deadline = new Deadline(clock, { ms: 2 * HOUR });
    try {
      return await budget.take(count, purpose, deadline);
    } finally {
      deadline.dispose();
    }
  };
  const takeEach = async (count: number, apartMs: number): Promise<void> => {
    for (let i = 0; i < count; i += 1) {
      await take();
      clock.advance(apartMs);
    }
  };
  const refusal = async (work: Promise<unknown>): Promise<NetatmoError> => {
    const error: unknown = await work.catch((reason: unknown) => reason);
    assert.ok(error instanceof NetatmoError);
    return error;
  };

  it('lets ten go in any ten seconds, and the next when the first is ten seconds old', async () => {
    await takeEach(10, 500);
    assert.equal(budget.wait(1, 'correction'), 5_000);
    clock.advance(4_999);
    assert.equal(budget.wait(1, 'correction'), 1);
    clock.advance(1);
    assert.equal(budget.wait(1, 'correction'), 0);
    assert.equal(budget.wait(2, 'correction'), 500);
  });

  it('lets a hundred go in any hour', async () => {
    await takeEach(100, 1_000);
    assert.equal(madeIn(budget), 100);
    assert.equal(budget.wait(1, 'correction'), HOUR - 100_000);
    clock.advance(HOUR - 100_000);
    assert.equal(budget.wait(1, 'correction'), 0);
    assert.equal(madeIn(budget), 99);
  });

  it('never exceeds a window, whatever comes', async () => {
    const times: number[] = [];
    for (let i = 0; i < 300; i += 1) {
      const wait = budget.wait(1, 'correction');
      if (wait > 0) clock.advance(wait);
      await take();
      times.push(clock.ticks());
      clock.advance((i * 37) % 400);
    }
    for (const at of times) {
      assert.ok(times.filter((each) => each >= at && each < at + 10_000).length <= 10);
      assert.ok(times.filter((each) => each >= at && each < at + HOUR).length <= 100);
    }
  });

  it('leaves a fifth of each limit to corrections', async () => {
    for (let i = 0; i < 8; i += 1) await take(1, 'list');
    assert.ok(budget.wait(1, 'list') > 0);
    assert.equal(budget.wait(2, 'correction'), 0);
    assert.ok(budget.wait(3, 'correction') > 0);
  });

  it('waits for room up to 40 s', async () => {
    await take(10);
    const waiting = take();
    assert.equal(budget.waitedSince(clock.ticks()), true);
    await clock.run(10_000);
    await waiting;
    assert.equal(clock.timers, 0);
    assert.equal(budget.waitedSince(clock.ticks()), true);
    assert.equal(budget.waitedSince(clock.ticks() + 1), false);
  });

  it('refuses at once when the room comes later than in 40 s', async () => {
    await takeEach(100, 1_000);
    const error = await refusal(take());
    assert.equal(error.code, 'RATE_LIMITED');
    assert.equal(error.retryAfterMs, HOUR - 100_000);
    assert.equal(budget.waitedSince(0), false);
  });

  it('refuses who has waited for 40 s in a crowd', async () => {
    budget.limits = { per10s: 1, perHour: 1_000 };
    await take();
    const crowd = Array.from({ length: 10 }, () =>
      take().then(
        () => 'went',
        (error: unknown) => (error as NetatmoError).code,
      ),
    );
    await clock.run(60_000);
    const results = await Promise.all(crowd);
    assert.equal(results.filter((each) => each === 'went').length, 4);
    assert.equal(results.filter((each) => each === 'RATE_LIMITED').length, 6);
    assert.equal(clock.timers, 0);
  });

  it('ends waiting with its message', async () => {
    await take(10);
    const deadline = new Deadline(clock, { ms: 5_000 });
    const waiting = refusal(budget.take(1, 'correction', deadline));
    await clock.run(5_000);
    assert.equal((await waiting).code, 'TIMEOUT');
    assert.equal(madeIn(budget), 10, 'it took nothing');
    assert.equal(clock.timers, 0);
  });

  it('pauses as long as the cloud says, at most an hour', async () => {
    budget.quotaMet(120_000);
    assert.equal(budget.wait(1, 'correction'), 120_000);
    assert.equal(budget.left(), 'none');
    const error = await refusal(take());
    assert.deepEqual([error.code, error.retryAfterMs], ['RATE_LIMITED', 120_000]);
    budget.quotaMet(1e12);
    assert.equal(budget.wait(1, 'correction'), HOUR);
    budget.quotaMet(1_000);
    assert.equal(budget.wait(1, 'correction'), HOUR, 'a shorter pause does not shorten it');
  });

  it('pauses a minute when the cloud does not say how long, and twice as long each time until an answer comes', () => {
    const pauses: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      const pause = budget.quotaMet();
      pauses.push(pause / MINUTE);
      assert.equal(budget.quotaMet(), pause, 'once for requests that were under way together');
      clock.advance(pause);
    }
    assert.deepEqual(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
    budget.answered();
    assert.equal(budget.quotaMet(), 60_000);
  });

  it('halves the hourly budget for an hour, once for requests that were under way together', async () => {
    for (let i = 0; i < 5; i += 1) budget.quotaMet(60_000);
    clock.advance(60_000);
    await takeEach(50, 1_000);
    assert.ok(budget.wait(1, 'correction') > 11_000, 'fifty is all');
    clock.advance(HOUR - 50_000 - 60_000);
    assert.equal(budget.wait(1, 'correction'), 0, 'after an hour it is whole again');
  });

  it('halves it again when the cloud says so again, but always lets one go', () => {
    for (let i = 0; i < 20; i += 1) {
      budget.quotaMet(1_000);
      clock.advance(1_000);
    }
    assert.equal(budget.wait(1, 'list'), 0);
  });

  it('gives back what never left', async () => {
    const allowance = await take(10);
    for (let i = 0; i < 6; i += 1) allowance.used();
    allowance.close();
    assert.equal(madeIn(budget), 6);
    assert.equal(budget.wait(4, 'correction'), 0);
    allowance.close();
    assert.equal(madeIn(budget), 6, 'once');
  });

  it('gives back its own, not what others have taken since', async () => {
    const allowance = await take(5);
    clock.advance(9_000);
    await take(5);
    allowance.close();
    clock.advance(1_000);
    assert.equal(budget.wait(6, 'correction'), 9_000, 'those of the others count on');
  });

  it('counts a request from the moment in which it leaves', async () => {
    const allowance = await take(10);
    clock.advance(9_000);
    allowance.used();
    clock.advance(1_000);
    assert.equal(budget.wait(10, 'correction'), 9_000);
    assert.equal(budget.wait(9, 'correction'), 0);
  });

  it('counts requests for which no room was taken', async () => {
    const allowance = await take(1);
    for (let i = 0; i < 3; i += 1) allowance.used();
    allowance.close();
    assert.equal(madeIn(budget), 3);
  });

  it('forgets what is closed after more than an hour', async () => {
    const allowance = await take(2);
    clock.advance(HOUR + 1);
    await take(1);
    allowance.close();
    assert.equal(madeIn(budget), 1);
  });

  it('tells how much of the hour is left', async () => {
    assert.equal(budget.left(), 'plenty');
    await takeEach(50, 1_000);
    assert.equal(budget.left(), 'plenty');
    await takeEach(1, 1_000);
    assert.equal(budget.left(), 'scarce');
    await takeEach(28, 1_000);
    assert.equal(budget.left(), 'scarce');
    await takeEach(1, 1_000);
    assert.equal(budget.left(), 'none');
    clock.advance(HOUR);
    assert.equal(budget.left(), 'plenty');
  });

  it('takes new limits at once, and lets more than its whole size go when it is empty', async () => {
    await take(5);
    budget.limits = { per10s: 5, perHour: 100 };
    assert.ok(budget.wait(1, 'correction') > 0);
    clock.advance(10_000);
    budget.limits = { per10s: 1, perHour: 100 };
    assert.equal(budget.wait(4, 'correction'), 0);
  });

  it('is not moved by the wall clock', async () => {
    await take(10);
    clock.jump(HOUR);
    assert.equal(budget.wait(1, 'correction'), 10_000);
    clock.jump(-10 * HOUR);
    assert.equal(budget.wait(1, 'correction'), 10_000);
  });
});

describe('the request budget, whatever is asked of it', () => {
  const step = fc.record({
    gapMs: fc.oneof(fc.nat(200), fc.nat(5_000), fc.nat(HOUR)),
    purpose: fc.constantFrom('list', 'correction'),
    quota: fc.constantFrom(false, false, false, false, true),
  });

  const now = (purpose: 'list' | 'correction') => ({ gapMs: 0, purpose, quota: false });

  it('keeps to both limits, keeps a fifth for corrections, and tells the true wait', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 100 }),
        fc.array(step, { maxLength: 150 }),
        async (per10s, perHour, steps) => {
          const clock = new VirtualClock();
          const budget = new Budget(clock, { per10s, perHour });
          const made: { readonly at: number; readonly purpose: string }[] = [];
          for (const { gapMs, purpose, quota } of steps) {
            clock.advance(gapMs);
            if (quota) budget.quotaMet(gapMs);
            const wait = budget.wait(1, purpose);
            assert.ok(wait >= 0 && wait <= 2 * HOUR);
            if (wait > 0) continue;
            const deadline = new Deadline(clock, { ms: 1_000 });
            await budget.take(1, purpose, deadline);
            deadline.dispose();
            made.push({ at: clock.ticks(), purpose });
          }
          for (const [length, limit] of [
            [10_000, per10s],
            [HOUR, perHour],
          ] as const)
            for (const [index, { at: end, purpose }] of made.entries()) {
              // What came after it within the same tick is not what it was weighed against.
              const count = made.slice(0, index + 1).filter(({ at }) => at > end - length).length;
              const most = purpose === 'list' ? Math.max(1, Math.floor(0.8 * limit)) : limit;
              assert.ok(count <= most, `${count} of ${limit} for a ${purpose}`);
            }
        },
      ),
      { numRuns: runs(50), examples: [[2, 100, [now('list'), now('correction')]]] },
    );
  });

  it('lets a correction have the fifth that a list of the same tick has left', async () => {
    const clock = new VirtualClock();
    const budget = new Budget(clock, { per10s: 2, perHour: 100 });
    const deadline = new Deadline(clock, { ms: 1_000 });
    await budget.take(1, 'list', deadline);
    assert.deepEqual([budget.wait(1, 'list'), budget.wait(1, 'correction')], [10_000, 0]);
    await budget.take(1, 'correction', deadline);
    assert.equal(budget.wait(1, 'correction'), 10_000);
    deadline.dispose();
  });
});
