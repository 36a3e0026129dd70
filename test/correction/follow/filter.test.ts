import assert from 'node:assert/strict';
import fc from 'fast-check';
import { median, withSample } from '../../../src/correction/follow/filter';
import { MINUTE } from '../../../src/clock';

const NOW = Date.UTC(2026, 0, 12, 8);

describe('smoothing the sensor', () => {
  const at = (values: readonly number[]) => values.map((value, index) => ({ at: index, value }));
  const rows: readonly (readonly [readonly number[], number | null])[] = [
    [[], null],
    [[21], 21],
    [[21, 22], 21.5],
    [[21, 25, 21.2], 21.2],
    [[21, 21.1, 21.2, 30], 21.15],
    [[5, 21, 21.3, 21.1, 35], 21.1],
  ];
  for (const [values, expected] of rows)
    it(`the middle one of ${values.join(', ') || 'none'} is ${expected}`, () =>
      assert.equal(median(at(values)), expected));

  it('keeps as many values as asked for, the newest, none older than 20 min than the newest', () => {
    const each = (minutes: number, value: number) => ({ at: NOW + minutes * MINUTE, value });
    const two = withSample(withSample([], each(0, 20), 3), each(5, 21), 3);
    assert.deepEqual(withSample(two, each(20, 22), 3), [each(0, 20), each(5, 21), each(20, 22)]);
    assert.deepEqual(withSample(two, each(21, 22), 3), [each(5, 21), each(21, 22)]);
    assert.deepEqual(withSample(two, each(6, 22), 2), [each(5, 21), each(6, 22)]);
    assert.deepEqual(
      withSample(two, each(1, 19), 3),
      [each(0, 20), each(1, 19), each(5, 21)],
      'one that came late',
    );
  });

  it('one value out of line among three changes nothing', () => {
    fc.assert(
      fc.property(fc.double({ min: 15, max: 25, noNaN: true }), fc.double({ noNaN: true }), (room, spike) => {
        const value = Math.round(room * 10) / 10;
        return median(at([value, spike, value])) === value;
      }),
    );
  });
});
