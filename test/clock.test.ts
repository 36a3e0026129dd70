import assert from 'node:assert/strict';
import fc from 'fast-check';
import { iso, isoOrNull, notInFuture, wholeMs } from '../src/clock';

describe('times', () => {
  const NOW = Date.UTC(2026, 0, 12, 8);

  it('are told as ISO 8601', () => {
    assert.equal(iso(NOW), '2026-01-12T08:00:00.000Z');
    assert.equal(iso(1e300), '+275760-09-13T00:00:00.000Z', 'the last one of all calendars');
    assert.deepEqual([isoOrNull(0), isoOrNull(null)], ['1970-01-01T00:00:00.000Z', null]);
  });

  it('in the future count as now', () => {
    assert.deepEqual([notInFuture(NOW - 1, NOW), notInFuture(NOW + 1, NOW)], [NOW - 1, NOW]);
  });

  it('to wait are whole ms, none too short, whatever the ticks show', () => {
    for (const [ms, whole] of [
      [0, 0],
      [0.001, 1],
      [0.0001, 0],
      [999.5, 1_000],
      [1_000, 1_000],
    ] as const)
      assert.equal(wholeMs(ms), whole);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.nat(1e7), (ticks, ms) =>
        assert.equal(wholeMs(ticks + ms - ticks), ms),
      ),
    );
  });
});
