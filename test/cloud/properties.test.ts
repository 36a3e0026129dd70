import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  afterAnswer,
  afterAttempt,
  afterPassingFailure,
  emptyLedger,
  signInLedger,
  signInWait,
  type SignInLedger,
} from '../../src/cloud/breaker';
import { retryAfterMs } from '../../src/cloud/answer';
import { Budget } from '../../src/cloud/budget';
import { Deadline } from '../../src/cloud/deadline';
import { latchError, RETRY_LATCH_MS } from '../../src/cloud/latch';
import { retryDelay, type FailureKind } from '../../src/cloud/retry';
import { VIRTUAL_START, VirtualClock } from '../support/virtual-clock';
import * as v from 'valibot';
import { DAY, HOUR, MINUTE } from '../../src/durations';
import { runs } from '../support/random-inputs';

const NOW = VIRTUAL_START;
const chance = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

describe('whatever a Retry-After says', () => {
  it('is a number of ms above 0, or nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.date().map(String), fc.integer().map(String)), (header) => {
        const ms = retryAfterMs(header, NOW);
        assert.ok(ms === null || (Number.isFinite(ms) && ms > 0), String(ms));
      }),
    );
  });

  it('is what was meant, as seconds and as a date', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seconds) => {
        const date = new Date(NOW + 1_000 * seconds).toUTCString();
        assert.equal(retryAfterMs(` ${seconds} `, NOW), 1_000 * seconds);
        assert.equal(retryAfterMs(date, NOW), 1_000 * seconds);
        assert.equal(retryAfterMs(date, NOW + 1_000 * seconds), null);
      }),
    );
  });
});

describe('the sign-in ledger, whatever happens', () => {
  type Event = 'yes' | 'passing';
  const life = fc.array(
    fc.record({
      gapMs: fc.oneof(fc.nat(10_000), fc.nat(HOUR), fc.nat(8 * HOUR)),
      event: fc.constantFrom<Event>('yes', 'passing'),
      jitter: chance,
    }),
    { maxLength: 80 },
  );

  it('lets no more passwords go than 3 in 15 minutes, 6 in an hour, 12 in a day, and always one in the end', () => {
    fc.assert(
      fc.property(life, (steps) => {
        let ledger: SignInLedger = emptyLedger;
        let now = NOW;
        const sent: number[] = [];
        for (const { gapMs, event, jitter } of steps) {
          now += gapMs;
          const wait = signInWait(ledger, now);
          assert.ok(wait >= 0 && wait <= DAY);
          assert.equal(signInWait(ledger, now + wait), 0, 'it says the truth about the wait');
          if (wait > 0) continue;
          sent.push(now);
          ledger = afterAttempt(ledger, now);
          ledger = event === 'yes' ? afterAnswer(ledger) : afterPassingFailure(ledger, now, () => jitter);
          assert.ok(v.is(signInLedger, ledger), 'it can be stored');
        }
        for (const [length, most] of [
          [15 * MINUTE, 3],
          [HOUR, 6],
          [DAY, 12],
        ] as const)
          for (const end of sent)
            assert.ok(sent.filter((at) => at > end - length && at <= end).length <= most);
      }),
    );
  });

  it('pauses longer with each failure in a row, up to an hour, or as long as the cloud asks', () => {
    fc.assert(
      fc.property(fc.nat(20), chance, fc.nat(2 * HOUR), (failures, jitter, asked) => {
        const after = (before: number, atLeastMs?: number): number =>
          afterPassingFailure({ ...emptyLedger, failures: before }, NOW, () => jitter, atLeastMs).pause!.ms;
        assert.ok(after(failures) >= 15_000 && after(failures) <= HOUR);
        assert.ok(after(failures + 1) >= after(failures));
        assert.ok(after(failures, asked) >= Math.min(asked, HOUR));
      }),
    );
  });

  it('is not blocked for longer by a clock that was wrong', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -DAY, max: 100 * DAY }), { maxLength: 12 }), (ages) => {
        const attempts = ages.map((age) => NOW + age).sort((a, b) => a - b);
        const pause = { since: NOW + 50 * DAY, ms: HOUR };
        assert.ok(signInWait({ attempts, failures: 1, pause }, NOW) <= DAY);
      }),
    );
  });
});

describe('a latch, whenever it closed', () => {
  it('always answers messages with its own code, and lets the button through after 15 minutes, not before', () => {
    fc.assert(
      fc.property(fc.nat(DAY), fc.string(), (ageMs, text) => {
        const held = { code: 'CREDENTIALS_REJECTED', text, since: NOW - ageMs } as const;
        assert.equal(latchError(held, NOW, false)?.code, held.code);
        const wait = latchError(held, NOW, true)?.retryAfterMs ?? 0;
        assert.equal(wait, Math.max(0, RETRY_LATCH_MS - ageMs));
      }),
    );
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

describe('the retry table, whatever fails', () => {
  const FAILURES: Record<FailureKind, true> = {
    unsent: true,
    unanswered: true,
    tls: true,
    refused: true,
    auth: true,
    quota: true,
    concurrency: true,
    gateway: true,
    server: true,
    schema: true,
    final: true,
  };
  const failure = fc.constantFrom(...(Object.keys(FAILURES) as FailureKind[]));

  it('never sends a correction again of which a byte may have left', () => {
    fc.assert(
      fc.property(failure, fc.nat(5), chance, (kind, repeats, jitter) => {
        if (kind !== 'unsent')
          assert.equal(
            retryDelay('correction', kind, repeats, () => jitter),
            null,
          );
      }),
    );
  });

  it('sends a read at most twice again, each time after at most 8 s', () => {
    fc.assert(
      fc.property(failure, fc.nat(5), chance, (kind, repeats, jitter) => {
        const delay = retryDelay('read', kind, repeats, () => jitter);
        assert.ok(delay === null || (repeats < 2 && delay >= 0 && delay <= 8_000));
      }),
    );
  });
});
