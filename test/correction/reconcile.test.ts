import assert from 'node:assert/strict';
import fc from 'fast-check';
import { reconciled } from '../../src/correction/reconcile';
import { afterCorrection, EMPTY_ROOM_STATE, type RoomState } from '../../src/correction/room-state';

/** Corrections in turn, each from what the valve read to what was sent; none shows before the next. */
const sent = (offset: number | null, ...corrections: readonly (readonly [number, number])[]): RoomState =>
  corrections.reduce<RoomState>(
    (state, [measured, corrected], at) =>
      afterCorrection(state, { at, measured, corrected, isUndo: false, offset }),
    EMPTY_ROOM_STATE,
  );

describe("Netatmo's own offset", () => {
  const rows: readonly (readonly [string, RoomState, number, Partial<RoomState>])[] = [
    [
      'adds up, when it holds both',
      sent(0, [20, 20.5], [20, 20.5]),
      1,
      { net: 1, semantics: 'additive', overlap: 0 },
    ],
    [
      'replaces, when it holds the later one',
      sent(0, [20, 20.5], [20, 20.5]),
      0.5,
      { net: 0.5, semantics: 'absolute', overlap: 0 },
    ],
    [
      'counts from the baseline',
      sent(-1.8, [20, 20.5], [20, 20.5]),
      -1.3,
      { net: 0.5, semantics: 'absolute' },
    ],
    [
      'may be rounded to tenths',
      sent(0, [20, 20.44], [20, 20.44]),
      0.9,
      { net: 0.88, semantics: 'additive' },
    ],
    [
      'tells nothing when each correction has shown',
      { ...sent(0, [20, 20.5]), overlap: 0 },
      0.5,
      { net: 0.5, semantics: null },
    ],
    [
      'holds what the readings were rounded by, half a step for each correction',
      { ...sent(0, [20, 20.5], [21, 21.5], [21, 21.5]), overlap: 0 },
      0.8,
      { net: 0.8, semantics: null, rounded: 0 },
    ],
    [
      'holds it also where one did not show before the next, whichever way corrections are taken',
      sent(0, [20, 20.5], [20, 20.5]),
      0.7,
      { net: 0.7, semantics: null, overlap: 0, rounded: 0 },
    ],
    [
      'tells nothing when it has not moved at all since it last agreed, as where corrections do nothing',
      { ...sent(0, [20, 20.5], [20, 19.5], [20, 20.5]), overlap: 0, agreed: 0 },
      0,
      { net: 0.5, semantics: null, rounded: 0.75 },
    ],
    [
      'tells nothing when it has stopped to move at another place',
      { ...sent(-1, [20, 20.5], [20, 19.5], [20, 20.5]), overlap: 0, net: -0.4, agreed: -0.9 },
      -1.9,
      { net: -0.4, agreed: -0.9 },
    ],
    [
      'does not hide from the budget what was sent, when it never moved',
      sent(0, [20, 20.3]),
      0,
      { net: 0.3, semantics: null, rounded: 0.25 },
    ],
    [
      'is not that far off with a thermostat, which reads in tenths',
      { ...sent(0, [20.1, 20.6], [21.2, 21.7]), overlap: 0 },
      0.7,
      { net: 1, semantics: null, rounded: 0.1 },
    ],
    [
      'tells that the sum is right, rounded or not',
      { ...sent(0, [20, 20.5], [21, 21.5]), overlap: 0 },
      1,
      { net: 1, semantics: null, rounded: 0 },
    ],
    [
      'tells nothing when somebody else has changed it',
      sent(0, [20, 20.5], [20, 20.5]),
      2.5,
      { net: 1, semantics: null, overlap: 0.5 },
    ],
    [
      'tells nothing when none was reported at the baseline',
      sent(null, [20, 20.5], [20, 20.5]),
      0.5,
      { net: 1, semantics: null },
    ],
  ];
  for (const [what, state, offset, expected] of rows) {
    it(what, () => {
      const after = reconciled(state, offset);
      assert.deepEqual(after, { ...after, ...expected });
    });
  }

  it('never makes the sum larger than the corrections that were sent, and what was rounded', () => {
    const step = fc.double({ min: -0.5, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 6 }),
        fc.double({ min: -5, max: 5, noNaN: true }),
        (steps, offset) => {
          const state = sent(0, ...steps.map((each) => [20, 20 + each] as const));
          const most = steps.reduce((sum, each) => sum + Math.abs(each) + 0.25, 0);
          return Math.abs(reconciled(state, offset).net) <= most + 0.15;
        },
      ),
    );
  });
});
