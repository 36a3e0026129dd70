import assert from 'node:assert/strict';
import { type HourSum, mergeHours, MOST_HOURS, sumOfWeek, withStep } from '../../src/correction/last-week';
import { DAY, HOUR, MINUTE } from '../../src/clock';

const NOW = Date.UTC(2026, 0, 12, 8);

/** A list as [hours before now, °C]. */
const hours = (...all: readonly (readonly [ago: number, sum: number])[]): HourSum[] =>
  all.map(([ago, sum]) => ({ hour: NOW - ago * HOUR, sum }));

describe('the corrections of the last week', () => {
  it('are gathered by the hour that begins with the first of them', () => {
    let all = withStep([], NOW, 0.5);
    all = withStep(all, NOW + HOUR - 1, -0.2);
    all = withStep(all, NOW + HOUR, 0.1);
    assert.deepEqual(all, [
      { hour: NOW, sum: 0.3 },
      { hour: NOW + HOUR, sum: 0.1 },
    ]);
  });

  it('are forgotten after 7 days', () => {
    const all = hours([7 * 24, 1], [7 * 24 - 1, 2]);
    assert.equal(sumOfWeek(all, NOW), 2);
    assert.deepEqual(withStep(all, NOW, 3), hours([7 * 24 - 1, 2], [0, 3]));
  });

  it('are no more than the hours of a week, however many there are', () => {
    let all: HourSum[] = [];
    for (let at = NOW; at < NOW + 9 * DAY; at += 10 * MINUTE) all = withStep(all, at, 0.01);
    assert.ok(all.length <= MOST_HOURS);
    assert.equal(Math.round(sumOfWeek(all, NOW + 9 * DAY - 10 * MINUTE) * 100), 7 * 24 * 6);
  });

  const base = hours([5, 1]);
  const merges: readonly [what: string, ours: HourSum[], theirs: HourSum[], merged: HourSum[]][] = [
    ['nobody added to', base, base, base],
    ['one added to', hours([5, 1.5]), base, hours([5, 1.5])],
    ['both added to', hours([5, 1.5]), hours([5, 0.7]), hours([5, 1.2])],
    ['each began', hours([5, 1], [1, 2]), hours([5, 1], [3, 4]), hours([5, 1], [3, 4], [1, 2])],
    ['both began', hours([5, 1], [1, 2]), hours([5, 1], [1, 4]), hours([5, 1], [1, 6])],
  ];
  for (const [what, ours, theirs, merged] of merges)
    it(`of two processes count once, in an hour that ${what}`, () =>
      assert.deepEqual(mergeHours(ours, theirs, base), merged));
});
