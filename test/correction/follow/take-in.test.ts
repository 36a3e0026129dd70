import assert from 'node:assert/strict';
import { withOutcome } from '../../../src/correction/follow/evaluate';
import { parseFollowSettings } from '../../../src/correction/follow/settings';
import { EMPTY_FOLLOW_STATE, type FollowState, withCorrection } from '../../../src/correction/follow/state';
import { takeIn, untilNextLook } from '../../../src/correction/follow/take-in';
import { HOUR, MINUTE } from '../../../src/clock';

const NOW = Date.UTC(2026, 0, 12, 8);

describe('taking a message in', () => {
  const settings = parseFollowSettings({});
  const heard = { temperature: 21, isWindowOpen: null, source: '', at: null };
  const around = { force: false, settings, now: NOW, mayHaveForgotten: false };

  it('asks for a look at first, then every 5 min, a few seconds early at most', () => {
    const first = takeIn(null, heard, around);
    assert.equal(first.postponed, null);
    const after = (ms: number) => takeIn(first.follow, heard, { ...around, now: NOW + ms }).postponed;
    assert.deepEqual(after(4 * MINUTE), { reason: 'interval', nextAt: NOW + 5 * MINUTE });
    assert.equal(after(5 * MINUTE - 5_000), null);
    assert.equal(takeIn(first.follow, heard, { ...around, now: NOW + 1, force: true }).postponed, null);
  });

  it('tells of what held at the last look, when that holds longer than until the next', () => {
    const { follow } = takeIn(null, heard, around);
    const held = withOutcome(follow, { gate: 'settling', isError: false, nextAt: NOW + HOUR }, NOW);
    const { postponed } = takeIn(held, heard, { ...around, now: NOW + MINUTE });
    assert.deepEqual(postponed, { reason: 'interval', nextAt: NOW + HOUR });
  });

  it('tells when the next look comes, when what held at the last one has no end that anybody knows', () => {
    const { follow } = takeIn(null, heard, around);
    const held = withOutcome(follow, { gate: 'within-tolerance', isError: false, nextAt: null }, NOW);
    const { postponed } = takeIn(held, heard, { ...around, now: NOW + MINUTE });
    assert.deepEqual(postponed, { reason: 'interval', nextAt: NOW + 5 * MINUTE });
  });

  it('tells no time for a look that is overdue', () => {
    const { follow } = takeIn(null, heard, around);
    const held = withOutcome(follow, { gate: 'settling', isError: false, nextAt: NOW + 20 * MINUTE }, NOW);
    const at = (ms: number) => untilNextLook(held, NOW + ms).nextAt;
    assert.deepEqual([at(19 * MINUTE), at(20 * MINUTE), at(HOUR)], [NOW + 20 * MINUTE, null, null]);
    assert.equal(untilNextLook(EMPTY_FOLLOW_STATE, NOW).nextAt, null);
  });

  it('leaves a window open of which a message says nothing', () => {
    const { follow } = takeIn(null, { ...heard, isWindowOpen: true }, around);
    const later = takeIn(follow, heard, { ...around, now: NOW + MINUTE });
    assert.equal(later.follow.windows.contactOpenAt, NOW);
  });

  it('keeps old values out, by the time of the sensor itself', () => {
    const old = takeIn(null, { ...heard, at: NOW - HOUR - 1 }, around);
    assert.deepEqual(old.postponed, { reason: 'stale', nextAt: null });
    assert.deepEqual(old.follow.samples, []);
    const young = takeIn(null, { ...heard, at: NOW - HOUR }, around);
    assert.deepEqual(young.follow.samples, [{ at: NOW - HOUR, value: 21 }]);
  });

  it('takes a time in the future for now', () => {
    const { follow } = takeIn(null, { ...heard, at: NOW + HOUR }, around);
    assert.deepEqual(follow.samples, [{ at: NOW, value: 21 }]);
  });

  it('takes the times of a clock that was wrong for now, so that nothing is blocked for years', () => {
    const { follow } = takeIn(null, heard, { ...around, now: NOW + 1_000 * HOUR });
    const back = takeIn(follow, heard, around);
    assert.deepEqual(back.postponed, { reason: 'interval', nextAt: NOW + 5 * MINUTE });
    assert.equal(takeIn(back.follow, heard, { ...around, now: NOW + 5 * MINUTE }).postponed, null);
  });

  it('answers news of a window without a look', () => {
    const window = (isWindowOpen: boolean) => ({ ...heard, temperature: null, isWindowOpen });
    const open = takeIn(null, window(true), around);
    assert.deepEqual(open.postponed, { reason: 'window', nextAt: null });
    const closed = takeIn(open.follow, window(false), { ...around, now: NOW + MINUTE });
    assert.deepEqual(closed.postponed, { reason: 'window', nextAt: NOW + 31 * MINUTE });
    const later = takeIn(closed.follow, window(false), { ...around, now: NOW + HOUR });
    assert.deepEqual(later.postponed, { reason: 'interval', nextAt: null });
  });

  it('watches the room from now on when something may have been forgotten', () => {
    assert.equal(takeIn(null, heard, { ...around, mayHaveForgotten: true }).follow.watchedFrom, NOW);
    assert.equal(takeIn(null, heard, around).follow.watchedFrom, null);
    const known = takeIn(EMPTY_FOLLOW_STATE, heard, { ...around, mayHaveForgotten: true });
    assert.equal(known.follow.watchedFrom, null, 'what is remembered needs no watching');
  });

  describe('of several sensors', () => {
    const from = (source: string, temperature: number, minute: number, before: FollowState | null = null) =>
      takeIn(before, { ...heard, source, temperature }, { ...around, now: NOW + minute * MINUTE }).follow;

    it('takes the mean of the newest value of each', () => {
      const first = from('window', 20, 0);
      const both = from('door', 21, 1, first);
      const again = from('window', 20.4, 2, both);
      assert.deepEqual(
        again.samples.map(({ value }) => value),
        [20, 20.5, 20.7],
      );
      assert.equal(again.unchanged?.value, 20.7);
    });

    it('forgets one that has not been heard for as long as a value is trusted', () => {
      const both = from('door', 21, 1, from('window', 20, 0));
      assert.equal(from('door', 21, 60, both).samples.at(-1)?.value, 20.5);
      assert.equal(from('door', 21, 61, both).samples.at(-1)?.value, 21);
    });
  });

  it('knows since when a sensor has said the same, and how many corrections went out on it', () => {
    const later = (before: FollowState, temperature: number, minute: number) =>
      takeIn(before, { ...heard, temperature }, { ...around, now: NOW + minute * MINUTE }).follow;
    const first = withCorrection(takeIn(null, heard, around).follow, {
      at: NOW,
      step: 0.5,
      isUndo: false,
      gap: 1,
    });
    const fresh = { reading: null, isContradicted: false };
    assert.deepEqual(later(first, 21, 30).unchanged, { value: 21, since: NOW, corrections: 1, ...fresh });
    assert.deepEqual(later(first, 21.1, 30).unchanged, {
      ...{ value: 21.1, since: NOW + 30 * MINUTE, corrections: 0, ...fresh },
    });
    const seen = { ...first, unchanged: { ...first.unchanged!, reading: 20, isContradicted: true } };
    const undone = withCorrection(seen, { at: NOW, step: -0.5, isUndo: true, gap: null });
    assert.deepEqual(undone.unchanged, { value: 21, since: NOW, corrections: 0, ...fresh });
    const byHand = withCorrection(seen, { at: NOW, step: -3, isUndo: false, gap: null });
    assert.deepEqual(byHand.unchanged, { ...seen.unchanged, reading: null });
  });
});
