import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MINUTE, SECOND } from '../../src/clock';
import { failure, HOME, LIVING } from '../support/fake-cloud';
import { type Answer, reasonOf, CorrectorBench } from './corrector-bench';
import { runs } from '../support/random-inputs';

const count = (answers: readonly Answer[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const answer of answers) counts[reasonOf(answer)] = (counts[reasonOf(answer)] ?? 0) + 1;
  return counts;
};

describe('1,000 messages for one room', () => {
  for (const latency of [0, 80]) {
    for (const warmth of ['warm', 'with a status just read'] as const) {
      it(`at once apply the last value with 2 requests (${warmth}, ${latency} ms a request)`, async () => {
        const bench = new CorrectorBench();
        await bench.warm();
        if (warmth !== 'warm') await bench.outcome({ temperature: 20 }, 0);
        bench.cloud.calls.length = 0;
        bench.cloud.latency = latency;
        const asked = Array.from({ length: 1_000 }, (_, i) => bench.ask({ temperature: 20.5 + i / 1_000 }));
        await bench.clock.run(5 * SECOND);
        const answers = await Promise.all(asked);
        assert.deepEqual(count(answers), { superseded: 999, corrected: 1 });
        assert.deepEqual(
          bench.cloud.sent.map(({ corrected }) => corrected),
          [21.499],
        );
        assert.ok(bench.cloud.calls.length <= 2);
      });
    }
  }

  for (const reflects of ['at once', 'later'] as const) {
    for (const latency of [0, 20, 80, 300]) {
      it(`over a second cost at most 4 requests (${latency} ms each, shown ${reflects})`, async () => {
        const bench = new CorrectorBench();
        await bench.warm();
        bench.cloud.latency = latency;
        bench.cloud.reflects = reflects;
        const asked: Promise<Answer>[] = [];
        for (let i = 0; i < 1_000; i += 1) {
          asked.push(bench.ask({ temperature: 18 + ((i * 7) % 50) / 10 }));
          bench.clock.advance(1);
          // Turns of the event loop are dear; promises have theirs with each of these.
          if (i % 10 === 0) await bench.clock.run(0);
        }
        await bench.clock.run(10 * SECOND);
        const answers = await Promise.all(asked);
        assert.equal(answers.length, 1_000);
        assert.ok(bench.cloud.calls.length <= 4, bench.cloud.calls.join());
        if (reflects === 'at once')
          assert.equal(bench.cloud.sent.at(-1)?.corrected, 18 + ((999 * 7) % 50) / 10);
        assert.ok(bench.cloud.sent.length <= 2);
      });
    }
  }

  it('are gathered for a moment each time, also when the last reading is a second old', async () => {
    const bench = new CorrectorBench();
    await bench.warm();
    await bench.outcome({ temperature: 20 }, SECOND);
    const asked: Promise<Answer>[] = [];
    for (let i = 0; i < 20; i += 1) {
      asked.push(bench.ask({ temperature: 20.5 + i / 10 }));
      await bench.clock.run(2);
    }
    await bench.clock.run(5 * SECOND);
    assert.deepEqual(count(await Promise.all(asked)), { superseded: 19, corrected: 1 });
  });

  it('that all are refused cost at most 4 requests', async () => {
    const bench = new CorrectorBench();
    await bench.warm();
    bench.cloud.latency = 20;
    for (let i = 0; i < 1_000; i += 1) bench.cloud.next('correct', { error: failure('FORBIDDEN') });
    const asked: Promise<Answer>[] = [];
    for (let i = 0; i < 100; i += 1) {
      asked.push(bench.ask());
      await bench.clock.run(10);
    }
    await bench.clock.run(10 * SECOND);
    assert.deepEqual(Object.keys(count(await Promise.all(asked))).sort(), ['FORBIDDEN', 'superseded']);
    assert.ok(bench.cloud.calls.length <= 4, bench.cloud.calls.join());
  });

  it('that are all forced cost no more than those that are not', async () => {
    const bench = new CorrectorBench();
    await bench.warm();
    bench.cloud.latency = 80;
    const asked = Array.from({ length: 1_000 }, (_, i) =>
      bench.ask({ force: true, temperature: 20 + i / 1_000 }),
    );
    await bench.clock.run(5 * SECOND);
    assert.deepEqual(count(await Promise.all(asked)), { superseded: 999, corrected: 1 });
    assert.equal(bench.cloud.calls.length, 2);
  });

  it('do not starve: a message is decided on while newer ones keep coming', async () => {
    const bench = new CorrectorBench();
    await bench.warm();
    bench.cloud.latency = 500;
    let decided = 0;
    for (let i = 0; i < 100; i += 1) {
      void bench
        .ask({ temperature: 20 + (i % 2) * 3 })
        .then((answer) => (decided += reasonOf(answer) === 'superseded' ? 0 : 1));
      await bench.clock.run(100);
    }
    assert.ok(decided >= 5, String(decided));
  });

  it('do not swallow an undo or a forced value among them', async () => {
    const bench = new CorrectorBench();
    await bench.answer();
    bench.clock.advance(MINUTE);
    bench.cloud.latency = 80;
    const undo = bench.ask({ undo: true });
    const force = bench.ask({ force: true, temperature: 22 });
    const plain = Array.from({ length: 100 }, () => bench.ask({ temperature: 22.05 }));
    await bench.clock.run(10 * SECOND);
    assert.deepEqual([reasonOf(await undo), reasonOf(await force)], ['undone', 'corrected']);
    assert.deepEqual(count(await Promise.all(plain)), { superseded: 99, 'within-tolerance': 1 });
  });

  it('that wait too long leave the lane', async () => {
    const bench = new CorrectorBench();
    await bench.warm();
    bench.cloud.next('correct', { hangs: true });
    const first = bench.ask();
    await bench.clock.run(20 * SECOND);
    const second = bench.ask();
    await bench.clock.run(21 * SECOND);
    assert.equal(reasonOf(await first), 'OUTCOME_UNKNOWN');
    assert.equal(reasonOf(await second), 'settling');
  });
});

describe('an additive house', () => {
  type Step =
    | { readonly do: 'ask'; readonly force: boolean; readonly undo: boolean }
    | { readonly do: 'wait'; readonly ms: number }
    | {
        readonly do: 'mishap';
        readonly kind: 'correct' | 'status';
        readonly code: 'OUTCOME_UNKNOWN' | 'NETWORK';
        readonly applied: boolean;
      }
    | { readonly do: 'restart'; readonly how: 'redeploy' | 'redeploy with new homes' | 'crash' }
    | { readonly do: 'jump'; readonly ms: number }
    | { readonly do: 'report' };

  const stepOf = (kinds: 'plain' | 'all'): fc.Arbitrary<Step> => {
    const command = kinds === 'all' ? fc.boolean() : fc.constant(false);
    return fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ do: fc.constant('ask' as const), force: fc.constant(false), undo: command }),
      },
      {
        weight: 6,
        arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 3_000 }) }),
      },
      {
        weight: 2,
        arbitrary: fc.oneof(
          fc.record({
            do: fc.constant('mishap' as const),
            kind: fc.constant('correct' as const),
            code: fc.constant('OUTCOME_UNKNOWN' as const),
            applied: fc.boolean(),
          }),
          fc.record({
            do: fc.constant('mishap' as const),
            kind: fc.constantFrom('correct' as const, 'status' as const),
            code: fc.constant('NETWORK' as const),
            applied: fc.constant(false),
          }),
        ),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          do: fc.constant('restart' as const),
          how: fc.constantFrom('redeploy' as const, 'redeploy with new homes' as const, 'crash' as const),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ do: fc.constant('jump' as const), ms: fc.integer({ min: -1e9, max: 0 }) }),
      },
      { weight: 1, arbitrary: fc.constant({ do: 'report' as const }) },
    );
  };

  /** Runs the steps in a house that reads 2 °C too little. */
  const live = async (
    steps: readonly Step[],
    latency: number,
  ): Promise<{ bench: CorrectorBench; answers: readonly Answer[]; asked: number }> => {
    const bench = new CorrectorBench();
    bench.cloud.latency = latency;
    bench.cloud.reflects = 'later';
    const answers: Answer[] = [];
    let asked = 0;
    for (const step of steps) {
      if (step.do === 'ask') {
        asked += 1;
        void bench
          .ask({ temperature: 22, force: step.force, undo: step.undo })
          .then((answer) => answers.push(answer));
      } else if (step.do === 'wait') await bench.clock.run(step.ms);
      else if (step.do === 'mishap')
        bench.cloud.next(step.kind, { error: failure(step.code), applied: step.applied });
      else if (step.do === 'restart') bench.restart(step.how);
      else if (step.do === 'jump') bench.clock.jump(step.ms);
      else bench.cloud.report();
    }
    await bench.clock.run(45 * SECOND);
    bench.cloud.report();
    return { bench, answers, asked };
  };

  it('never gets one error corrected twice, whatever happens within the settle time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(stepOf('plain'), { maxLength: 40 }),
        fc.constantFrom(0, 50, 700),
        async (steps, latency) => {
          const { bench, answers, asked } = await live(steps, latency);
          assert.equal(answers.length, asked, 'one answer each');
          const reading = bench.cloud.rooms.get(LIVING)?.measuredTemperature ?? NaN;
          assert.ok(reading >= 20 - 1e-9 && reading <= 22 + 1e-9, `reads ${reading}`);
        },
      ),
      { numRuns: runs(150) },
    );
  });

  it('has at most its one error on the books, also when corrections are undone in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(stepOf('all'), { maxLength: 40 }),
        fc.constantFrom(0, 50, 700),
        async (steps, latency) => {
          const { bench, answers, asked } = await live(steps, latency);
          assert.equal(answers.length, asked, 'one answer each');
          const net = bench.states.get(HOME, LIVING)?.net ?? 0;
          assert.ok(Math.abs(net) <= 2 + 1e-9, `net ${net}`);
        },
      ),
      { numRuns: runs(150) },
    );
  });
});
