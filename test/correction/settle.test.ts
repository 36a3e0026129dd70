import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasMoved, patientSettleMs, settleMsLeft } from '../../src/correction/settle';
import { HOUR, MINUTE } from '../../src/clock';
import { degrees } from '../support/random-inputs';

describe('the settle gate', () => {
  // measured, corrected, reading → moved
  const moves: readonly (readonly [number, number, number, boolean])[] = [
    [20, 21, 20, false],
    [20, 21, 20.49, false],
    [20, 21, 20.5, true],
    [20, 21, 22, true],
    [20, 21, 19, false],
    [20, 19, 19.5, true],
    [20, 19, 19.51, false],
    [20, 19, 21, false],
    [20.1, 20.3, 20.2, true],
    [20.3, 20.1, 20.2, true],
    [20.5, 20.7, 20.5, false],
    [20, 20, 20, true],
  ];
  for (const [measured, corrected, reading, expected] of moves) {
    it(`${measured} → ${corrected}, now ${reading}: ${expected ? 'settled' : 'unsettled'}`, () => {
      assert.equal(hasMoved({ measured, corrected }, reading), expected);
      const last = { at: 0, measured, corrected, settled: false };
      assert.equal(settleMsLeft(last, reading, 10 * MINUTE, 60 * MINUTE), expected ? 0 : 50 * MINUTE);
      assert.equal(settleMsLeft(last, reading, 60 * MINUTE, 60 * MINUTE), 0);
    });
  }
  it('is open when nothing was corrected', () => assert.equal(settleMsLeft(null, 20, 0, MINUTE), 0));
  it('stays closed while the room has no reading', () => {
    assert.equal(
      settleMsLeft({ at: 0, measured: 20, corrected: 21, settled: false }, null, 0, MINUTE),
      MINUTE,
    );
  });
  it('is open once it has been seen open', () => {
    assert.equal(settleMsLeft({ at: 0, measured: 20, corrected: 21, settled: true }, 20, 0, MINUTE), 0);
  });
});

describe('the settle gate, whatever the room does', () => {
  const last = fc.record({
    at: fc.constant(0),
    measured: degrees,
    corrected: degrees,
    settled: fc.boolean(),
  });

  it('opens with the reading or with the time, never later and never again closed by time', () => {
    fc.assert(
      fc.property(
        last,
        fc.option(degrees),
        fc.nat(2 * HOUR),
        fc.nat(HOUR),
        (correction, reading, elapsed, settle) => {
          const left = settleMsLeft(correction, reading, elapsed, settle);
          assert.ok(left >= 0 && left <= settle);
          assert.equal(settleMsLeft(correction, reading, elapsed + left, settle), 0);
          if (reading !== null && hasMoved(correction, reading)) assert.equal(left, 0);
          assert.ok(hasMoved(correction, correction.corrected), 'the whole way is more than half of it');
        },
      ),
    );
  });

  it('grows at most eightfold for a room that shows nothing', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(HOUR), (without, settle) => {
        const patient = patientSettleMs(without, settle);
        assert.ok(patient >= settle && patient <= 8 * settle);
      }),
    );
  });
});
