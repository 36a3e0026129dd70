import assert from 'node:assert/strict';
import * as v from 'valibot';
import fc from 'fast-check';
import {
  afterAnswer,
  afterAttempt,
  afterPassingFailure,
  emptyLedger,
  pausedError,
  signInLedger,
  type SignInLedger,
  signInWait,
  upToDate,
} from '../../src/cloud/breaker';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/clock';
import { chance } from '../support/random-inputs';

const NOW = Date.UTC(2026, 0, 12, 8);

describe('the sign-in breaker', () => {
  const rungs = [30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, HOUR];

  for (const [name, random, factor] of [
    ['at most', 1, 1],
    ['at least', 0, 0.5],
  ] as const) {
    it(`climbs its ladder, ${name}`, () => {
      let ledger: SignInLedger = emptyLedger;
      for (const rung of rungs) {
        ledger = afterPassingFailure(ledger, NOW, () => random);
        assert.equal(signInWait(ledger, NOW), rung * factor);
        assert.equal(signInWait(ledger, NOW + rung * factor), 0);
      }
    });
  }

  it('pauses as long as the cloud asks, at most an hour', () => {
    const wait = (ms: number): number =>
      signInWait(
        afterPassingFailure(emptyLedger, NOW, () => 1, ms),
        NOW,
      );
    assert.deepEqual([wait(1), wait(10 * MINUTE), wait(DAY)], [30 * SECOND, 10 * MINUTE, HOUR]);
  });

  it('begins the ladder anew after an answer, but remembers the attempts', () => {
    let ledger = afterAttempt(emptyLedger, NOW);
    for (let i = 0; i < 5; i += 1) ledger = afterPassingFailure(ledger, NOW, () => 1);
    ledger = afterAnswer(ledger);
    assert.equal(signInWait(ledger, NOW), 0);
    assert.deepEqual(ledger.attempts, [NOW]);
    assert.equal(
      signInWait(
        afterPassingFailure(ledger, NOW, () => 1),
        NOW,
      ),
      30 * SECOND,
    );
  });

  const caps: readonly [string, readonly number[], number][] = [
    ['nothing', [], 0],
    ['2 just now', [0, 0], 0],
    ['3 in a quarter', [14, 5, 0], MINUTE],
    ['3 with the first a quarter old', [15, 5, 0], 0],
    ['6 in an hour', [59, 50, 40, 30, 20, 16], MINUTE],
    ['6 with the first an hour old', [60, 50, 40, 30, 20, 16], 0],
    ['12 in a day', [1439, 1300, 1200, 1100, 1000, 900, 800, 700, 600, 500, 400, 300], MINUTE],
    ['12 with the first a day old', [1440, 1300, 1200, 1100, 1000, 900, 800, 700, 600, 500, 400, 300], 0],
  ];
  for (const [name, minutesAgo, wait] of caps) {
    it(`waits ${wait} ms after ${name}`, () => {
      const attempts = minutesAgo.map((minutes) => NOW - minutes * MINUTE);
      assert.equal(signInWait({ ...emptyLedger, attempts }, NOW), wait);
    });
  }

  it('tells the whole of a wait: after the time that its error names a password may be sent', () => {
    const minutesAgo = [900, 890, 880, 870, 860, 850, 840, 830, 820, 810, 800, 790];
    const ledger = { ...emptyLedger, attempts: minutesAgo.map((minutes) => NOW - minutes * MINUTE) };
    const { retryAfterMs = 0 } = pausedError(signInWait(ledger, NOW));
    assert.equal(retryAfterMs, 9 * HOUR);
    assert.equal(signInWait(ledger, NOW + retryAfterMs), 0);
  });

  it('sends at most 12 passwords in any day, 6 in any hour, 3 in any quarter, however many want to', () => {
    for (const outcome of [
      (ledger: SignInLedger, now: number): SignInLedger => afterPassingFailure(ledger, now, () => 0),
      (ledger: SignInLedger): SignInLedger => afterAnswer(ledger),
    ]) {
      let ledger: SignInLedger = emptyLedger;
      const sent: number[] = [];
      for (let now = NOW; now < NOW + 3 * DAY; now += 10 * SECOND) {
        if (signInWait(ledger, now) > 0) continue;
        ledger = outcome(afterAttempt(ledger, now), now);
        sent.push(now);
        assert.ok(v.is(signInLedger, JSON.parse(JSON.stringify(ledger))));
      }
      for (const [length, most] of [
        [15 * MINUTE, 3],
        [HOUR, 6],
        [DAY, 12],
      ] as const) {
        for (const at of sent)
          assert.ok(sent.filter((each) => each >= at && each < at + length).length <= most);
      }
      assert.ok(sent.length >= 24, 'it does not stop for ever');
    }
  });

  describe('when the clock was wrong', () => {
    const future = NOW + 3650 * DAY;
    const wrong = (): SignInLedger => {
      let ledger: SignInLedger = emptyLedger;
      for (let i = 0; i < 12; i += 1) ledger = afterAttempt(ledger, future);
      return afterPassingFailure(ledger, future, () => 1);
    };

    it('counts the times in the future as now, once, and goes on from there', () => {
      const ledger = upToDate(wrong(), NOW);
      assert.equal(signInWait(ledger, NOW), DAY);
      assert.equal(signInWait(ledger, NOW + DAY - 1), 1);
      assert.equal(signInWait(ledger, NOW + DAY), 0);
    });

    it('never waits longer than a day', () => assert.equal(signInWait(wrong(), NOW), DAY));

    it('keeps attempts of a clock that jumped ahead and came back within bounds', () => {
      let ledger: SignInLedger = emptyLedger;
      for (let i = 0; i < 200; i += 1) ledger = afterAttempt(ledger, i % 2 ? NOW : NOW + 20 * DAY);
      assert.ok(ledger.attempts.every((at) => at <= NOW));
    });
  });

  for (const bad of [
    {},
    { ...emptyLedger, attempts: [-1] },
    { ...emptyLedger, attempts: ['x'] },
    { ...emptyLedger, failures: 0.5 },
    { ...emptyLedger, pause: { since: 1 } },
    { ...emptyLedger, attempts: Array(65).fill(1) },
  ]) {
    it(`refuses ${JSON.stringify(bad).slice(0, 60)} as a stored ledger`, () =>
      assert.equal(v.is(signInLedger, bad), false));
  }
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
