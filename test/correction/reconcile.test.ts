import assert from 'node:assert/strict';
import fc from 'fast-check';
import { exceeds, gone, isAdditive, undoOf, used, withReport } from '../../src/correction/reconcile';
import { createRandom } from '../../src/simulator/random';
import { afterCorrection, EMPTY_ROOM_STATE, type RoomState } from '../../src/correction/room-state';
import { DAY, MINUTE } from '../../src/clock';

const NOW = Date.UTC(2026, 0, 12, 8);

interface Told {
  readonly measured?: number;
  readonly step: number;
  readonly at?: number;
  /** What the cloud reports afterwards; undefined = nobody asked. */
  readonly offset?: number | null;
}

/** A room whose corrections were sent and reported in turn. @param before what the cloud reported first */
const told = (before: number | null, ...all: readonly Told[]): RoomState =>
  all.reduce<RoomState>(
    (state, { measured = 20, step, at = NOW, offset }) => {
      const sent = { at, measured, corrected: measured + step, isUndo: false, gap: null };
      const after = afterCorrection(state, sent);
      return offset === undefined ? after : withReport(after, offset);
    },
    withReport(EMPTY_ROOM_STATE, before),
  );

/** So many corrections up and down in turn, each followed by a report. @param error °C that the report is off */
const reports = (count: number, error: (index: number) => number, measured = 20): RoomState => {
  let offset = 0;
  const all = Array.from({ length: count }, (_, index): Told => {
    const step = index % 2 === 0 ? 0.5 : -0.5;
    offset = Math.round((offset + step + error(index)) * 100) / 100;
    return { measured, step, offset };
  });
  return told(0, ...all);
};

describe('whether the cloud adds corrections up', () => {
  it('is proven by a dozen reports in a row that moved by what was sent, both ways', () => {
    assert.equal(isAdditive(reports(11, () => 0)), false);
    assert.equal(isAdditive(reports(12, () => 0)), true);
    const upwards = Array.from({ length: 20 }, (_, index) => ({ step: 0.2, offset: 0.2 * (index + 1) }));
    assert.equal(isAdditive(told(0, ...upwards)), false, 'one way only');
  });

  it('is refuted by one report that moved otherwise', () => {
    assert.equal(isAdditive(reports(30, (index) => (index === 29 ? 0.2 : 0))), false);
    assert.equal(isAdditive(reports(40, (index) => (index % 11 === 10 ? 0.1 : 0))), false);
  });

  it('cannot be told in a room whose readings are fine: there both ways come to the same', () => {
    assert.equal(isAdditive(reports(40, () => 0, 20.1)), false);
  });

  it('is not proven by reports that never move, nor by none', () => {
    const still = Array.from({ length: 40 }, (_, index) => ({ step: index % 2 ? 0.5 : -0.5, offset: 0 }));
    assert.equal(isAdditive(told(0, ...still)), false);
    assert.equal(isAdditive(told(null, ...still.map(({ step }) => ({ step, offset: null })))), false);
  });

  it('is not taken for proven in a winter where each correction replaces the one before', () => {
    // The reading is rounded to 0.5, so the new offset is off by up to 0.25 from the sum.
    for (let winter = 1; winter <= 200; winter += 1) {
      const random = createRandom(winter);
      const errors = Array.from({ length: 200 }, () => Math.round(random.between(-0.25, 0.25) * 100) / 100);
      for (const length of [50, 100, 150, 200])
        assert.equal(isAdditive(reports(length, (index) => errors[index] ?? 0)), false, `winter ${winter}`);
    }
  });
});

describe('how far the corrections of a room have gone', () => {
  it('counts those of the last 7 days, as long as nobody knows whether they add up', () => {
    const old = { step: 0.5, at: NOW - 8 * DAY };
    const state = told(null, old, old, { step: 0.3, at: NOW - 6 * DAY }, { step: -0.1 });
    assert.deepEqual(gone(state, NOW), { sum: 0.2, offset: null, moved: null });
    assert.equal(gone(state, NOW + 3 * DAY).sum, -0.1);
  });

  it('counts all since the baseline where they are known to add up', () => {
    const state = reports(13, () => 0);
    assert.equal(gone(state, NOW + 30 * DAY).sum, 0.5);
  });

  it('knows from the report how far the offset is from the baseline, and adds what was sent since', () => {
    const state = told(-1, { step: 0.5, offset: -0.7 }, { step: 0.5 });
    assert.deepEqual(gone(state, NOW), { sum: 1, offset: -0.2, moved: 0.8 });
    assert.equal(used(gone(state, NOW)), 1);
    assert.equal(used(gone(state, NOW + 8 * DAY)), 0.8);
  });

  it('knows nothing of the baseline when nothing was reported then', () => {
    const state = withReport(told(null, { step: 0.5 }), 3);
    assert.deepEqual(gone(state, NOW), { sum: 0.5, offset: 3, moved: null });
  });

  it('of a room that was never corrected is nothing, wherever its offset stands', () => {
    assert.deepEqual(gone(told(-2.5), NOW), { sum: 0, offset: -2.5, moved: 0 });
  });

  it('forgets no correction of the week, however many there were', () => {
    const all = Array.from({ length: 2_000 }, (_, index) => ({
      step: 0.01,
      at: NOW - 6 * DAY + index * MINUTE,
    }));
    const state = told(null, ...all);
    assert.equal(gone(state, NOW).sum, 20);
    assert.ok(state.hours.length <= 169);
  });
});

describe('a budget', () => {
  const nowhere = { sum: 0, offset: null, moved: null };
  const rows: readonly (readonly [string, Parameters<typeof exceeds>[0], number, boolean])[] = [
    ['allows what is in it', { ...nowhere, sum: 4.5 }, 0.5, false],
    ['forbids what is beyond', { ...nowhere, sum: 4.6 }, 0.5, true],
    ['allows a way back from beyond', { ...nowhere, sum: 9 }, -0.5, false],
    ['forbids more of a reported offset', { sum: 0, offset: 3, moved: 4.6 }, 0.5, true],
    ['allows its way back, whatever the sum', { sum: -9, offset: 3, moved: 4.6 }, -0.5, false],
    ['forbids a sum that grows while the offset moves away', { sum: 4.8, offset: 0, moved: 0 }, 0.5, true],
    ['bounds the offset itself', { sum: 0, offset: -5.8, moved: 0 }, -0.5, true],
    ['lets an offset beyond that bound shrink', { sum: 0, offset: -9.5, moved: 0 }, 0.5, false],
  ];
  for (const [what, from, step, expected] of rows)
    it(what, () => assert.equal(exceeds(from, step, 5), expected));

  it('never lets the reported offset grow beyond itself and 1 °C, unless back towards the baseline', () => {
    const celsius = fc.integer({ min: -120, max: 120 }).map((tenths) => tenths / 10);
    fc.assert(
      fc.property(
        celsius,
        celsius,
        celsius,
        fc.integer({ min: -5, max: 5 }),
        (sum, offset, moved, tenths) => {
          const step = tenths / 10;
          if (exceeds({ sum, offset, moved }, step, 5)) return;
          const isBack = Math.abs(moved + step) <= Math.abs(moved);
          const isIn = Math.abs(offset + step) <= 6.001 || Math.abs(offset + step) <= Math.abs(offset) + 1e-9;
          assert.ok(isBack || isIn);
        },
      ),
    );
  });
});

describe('what an undo takes back', () => {
  const rows: readonly (readonly [string, RoomState, ReturnType<typeof undoOf>])[] = [
    ['nothing, where nothing was corrected', told(-3), { step: 0, isSure: true }],
    [
      'what Netatmo reports',
      told(-1, { step: 0.5 }, { step: 0.5, offset: -0.3 }),
      { step: -0.7, isSure: true },
    ],
    [
      'and what was sent since',
      told(0, { step: 0.5, offset: 0.4 }, { step: 0.5 }),
      { step: -0.9, isSure: true },
    ],
    ['the sum, where Netatmo reports nothing', told(null, { step: 0.5 }), { step: -0.5, isSure: false }],
    [
      'of a large sum 2 °C, since it may be a phantom',
      told(null, { step: 3 }, { step: 2 }),
      { step: -2, isSure: false },
    ],
  ];
  for (const [what, state, expected] of rows)
    it(`is ${what}`, () => assert.deepEqual(undoOf(state), expected));

  it('is the whole sum where Netatmo has shown that it adds up, and reports no more', () => {
    const { agreeing } = reports(12, () => 0);
    const state = { ...told(null, { step: 3 }, { step: 2 }), agreeing };
    assert.deepEqual(undoOf(state), { step: -5, isSure: true });
  });
});
