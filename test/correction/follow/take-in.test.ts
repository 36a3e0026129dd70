import assert from 'node:assert/strict';
import { takeIn, withOutcome } from '../../../src/correction/follow/controller';
import { parseFollowSettings } from '../../../src/correction/follow/settings';
import { EMPTY_FOLLOW_STATE } from '../../../src/correction/follow/state';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 0, 12, 8);

describe('taking a message in', () => {
  const settings = parseFollowSettings({});
  const heard = { temperature: 21, isWindowOpen: null, at: null };
  const around = { force: false, settings, now: NOW, mayHaveForgotten: false };

  it('asks for a look at first, then every 5 min, a few seconds early at most', () => {
    const first = takeIn(null, heard, around);
    assert.equal(first.waiting, null);
    const after = (ms: number) => takeIn(first.follow, heard, { ...around, now: NOW + ms }).waiting;
    assert.deepEqual(after(4 * MINUTE), { reason: 'interval', nextAt: NOW + 5 * MINUTE });
    assert.equal(after(5 * MINUTE - 5_000), null);
    assert.equal(takeIn(first.follow, heard, { ...around, now: NOW + 1, force: true }).waiting, null);
  });

  it('tells of what held at the last look, when that holds longer than until the next', () => {
    const { follow } = takeIn(null, heard, around);
    const held = withOutcome(follow, { gate: 'settling', isError: false, nextAt: NOW + HOUR }, NOW);
    const { waiting } = takeIn(held, heard, { ...around, now: NOW + MINUTE });
    assert.deepEqual(waiting, { reason: 'interval', nextAt: NOW + HOUR });
  });

  it('tells when the next look comes, when what held at the last one has no end that anybody knows', () => {
    const { follow } = takeIn(null, heard, around);
    const held = withOutcome(follow, { gate: 'within-tolerance', isError: false, nextAt: null }, NOW);
    const { waiting } = takeIn(held, heard, { ...around, now: NOW + MINUTE });
    assert.deepEqual(waiting, { reason: 'interval', nextAt: NOW + 5 * MINUTE });
  });

  it('leaves a window open of which a message says nothing', () => {
    const { follow } = takeIn(null, { ...heard, isWindowOpen: true }, around);
    const later = takeIn(follow, heard, { ...around, now: NOW + MINUTE });
    assert.equal(later.follow.windows.contactOpenAt, NOW);
  });

  it('keeps old values out, by the time of the sensor itself', () => {
    const old = takeIn(null, { ...heard, at: NOW - HOUR - 1 }, around);
    assert.deepEqual(old.waiting, { reason: 'stale', nextAt: null });
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
    assert.deepEqual(back.waiting, { reason: 'interval', nextAt: NOW + 5 * MINUTE });
    assert.equal(takeIn(back.follow, heard, { ...around, now: NOW + 5 * MINUTE }).waiting, null);
  });

  it('answers news of a window without a look', () => {
    const window = (isWindowOpen: boolean) => ({ temperature: null, isWindowOpen, at: null });
    const open = takeIn(null, window(true), around);
    assert.deepEqual(open.waiting, { reason: 'window', nextAt: null });
    const closed = takeIn(open.follow, window(false), { ...around, now: NOW + MINUTE });
    assert.deepEqual(closed.waiting, { reason: 'window', nextAt: NOW + 31 * MINUTE });
    const later = takeIn(closed.follow, window(false), { ...around, now: NOW + HOUR });
    assert.deepEqual(later.waiting, { reason: 'interval', nextAt: null });
  });

  it('watches the room from now on when something may have been forgotten', () => {
    assert.equal(takeIn(null, heard, { ...around, mayHaveForgotten: true }).follow.watchedFrom, NOW);
    assert.equal(takeIn(null, heard, around).follow.watchedFrom, null);
    const known = takeIn(EMPTY_FOLLOW_STATE, heard, { ...around, mayHaveForgotten: true });
    assert.equal(known.follow.watchedFrom, null, 'what is remembered needs no watching');
  });
});
