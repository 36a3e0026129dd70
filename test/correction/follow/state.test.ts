import assert from 'node:assert/strict';
import { frozenSince, withReading, EMPTY_FOLLOW_STATE } from '../../../src/correction/follow/state';
import { HOUR } from '../../../src/clock';

const SETTINGS = { maxStep: 0.5, settleMs: 1.5 * HOUR };
/** What a sensor has said since 0:00. */
const SAME = { value: 21, since: 0, corrections: 0, reading: null, isContradicted: false };

describe('a value of a sensor that does not change', () => {
  const look = { measured: 20, elapsedMs: Infinity, settings: SETTINGS, now: 3 * HOUR };
  const seen = (
    before: Partial<Omit<typeof SAME, 'reading'>> & { reading?: number },
    more: Partial<typeof look> = {},
  ) => withReading({ ...SAME, ...before }, { ...look, ...more });

  it('keeps the reading of the valve that stood beside it first, once no correction may be missing from that', () => {
    assert.equal(seen({})?.reading, 20);
    assert.equal(seen({}, { elapsedMs: SETTINGS.settleMs - 1 })?.reading, null);
    assert.equal(seen({}, { elapsedMs: SETTINGS.settleMs })?.reading, 20);
    assert.equal(seen({ reading: 19.5 })?.reading, 19.5);
    assert.equal(withReading(null, look), null);
  });

  it('is contradicted when that has moved by more than a degree beside all corrections, after three hours', () => {
    const isContradicted = (...of: Parameters<typeof seen>): boolean | undefined =>
      seen(...of)?.isContradicted;
    assert.equal(isContradicted({ reading: 18.9 }), true);
    assert.equal(isContradicted({ reading: 21.1 }), true);
    assert.equal(isContradicted({ reading: 19 }), false);
    assert.equal(isContradicted({ reading: 18.9 }, { now: 3 * HOUR - 1 }), false);
    assert.equal(isContradicted({ reading: 18.9, corrections: 1 }), false);
    assert.equal(isContradicted({ reading: 18.4, corrections: 1 }), true);
    assert.equal(isContradicted({ reading: 20, isContradicted: true }), true, 'once so, always so');
  });

  it('is a frozen one then, or after two corrections', () => {
    const since = (of: Partial<typeof SAME>): number | null =>
      frozenSince({ ...EMPTY_FOLLOW_STATE, unchanged: { ...SAME, ...of } });
    assert.equal(since({ corrections: 1 }), null);
    assert.equal(since({ corrections: 2 }), 0);
    assert.equal(since({ isContradicted: true }), 0);
  });
});
