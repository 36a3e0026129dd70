import assert from 'node:assert/strict';
import { BASELINE, readRun } from '../../bench/baseline';
import { isFull, type FullRun, type Results } from '../../bench/results';
import { compare } from '../../bench/slips';

/** The kept run with something else in one of its parts. */
const changed = <P extends keyof Results>(
  run: FullRun,
  part: P,
  to: (figures: Results[P]) => Results[P],
): FullRun => ({
  ...run,
  results: { ...run.results, [part]: to(run.results[part]) },
});

const slipsOf = (before: FullRun, now: FullRun): string[] =>
  compare(before, now)
    .filter(({ isSlip }) => isSlip)
    .map(({ what }) => what);

describe('the comparison with the last release', () => {
  let run: FullRun;

  before(() => {
    const kept = readRun(BASELINE);
    assert.ok(isFull(kept));
    run = kept;
  });

  it('finds nothing in the same figures', () => assert.deepEqual(slipsOf(run, run), []));

  it('finds a single request more', () => {
    const now = changed(run, 'operations', (all) =>
      all.map((each) => (each.name === 'one correction' ? { ...each, requests: each.requests + 1 } : each)),
    );
    assert.deepEqual(slipsOf(run, now), ['requests: one correction']);
  });

  it('finds a request that is refused', () => {
    const now = changed(run, 'day', ([ours, ...others]) => [{ ...ours!, rejections: 1 }, ...others]);
    assert.equal(slipsOf(run, now).length, 1);
  });

  for (const [factor, slips] of [
    [1.29, []],
    [1.31, ['a message ÷ an empty function node']],
  ] as const) {
    it(`finds ${slips.length} slips in a message that takes ${factor} × as long`, () => {
      const now = changed(run, 'messages', (figures) => ({ ...figures, ratio: figures.ratio * factor }));
      assert.deepEqual(slipsOf(run, now), slips);
    });
  }

  it('does not mind a machine that is slower at everything', () => {
    const now = changed(run, 'operations', (all) =>
      all.map((each) => ({ ...each, oursMs: each.oursMs * 5, bareMs: each.bareMs * 5 })),
    );
    assert.deepEqual(slipsOf(run, now), []);
  });

  it('finds a heap that grows with each message', () => {
    const now = changed(run, 'memory', (points) =>
      points.map((point) => ({ ...point, heapMB: point.heapMB + point.messages * 2e-5 })),
    );
    assert.deepEqual(slipsOf(run, now), ['heap growth, bytes per message']);
  });

  it('compares what both runs have', () => {
    const { size } = run.results;
    assert.deepEqual(
      compare(run, { ...run, results: { size } }).map(({ what }) => what),
      ['installed size, MB'],
    );
  });
});
