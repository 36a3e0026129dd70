import assert from 'node:assert/strict';
import {
  type Effects,
  isNotResponding,
  NO_EFFECTS,
  withLook,
  withoutBefore,
  withSent,
} from '../../../src/correction/follow/effect';
import { HOUR, MINUTE } from '../../../src/clock';

const SENT_AT = Date.UTC(2026, 0, 12, 8);
/** Sensor and valve were 1 °C apart when half a degree was sent. */
const SENT = withSent(NO_EFFECTS, 1, SENT_AT);

/** What a look makes of it. @param gap sensor − reading now, °C */
const look = (
  before: Effects,
  gap: number,
  { elapsedMs = 2 * HOUR, step = 0.5, settled = false, at = SENT_AT, settleMs = 90 * MINUTE } = {},
): Effects =>
  withLook(before, { last: { at, measured: 20, corrected: 20 + step, settled }, gap, elapsedMs, settleMs });

/** Whether it has shown, whether it was judged, how many were without effect. */
const told = ({ isShown, isJudged, without }: Effects): unknown[] => [isShown, isJudged, without];

describe('the effect of a correction', () => {
  const without = { ...SENT, without: 1 };
  const judged = { ...SENT, isJudged: true, without: 2 };
  const rows: readonly [what: string, after: Effects, expected: unknown[]][] = [
    ['a gap that shrank by half of it shows it', look(without, 0.75), [true, true, 0]],
    ['one that shrank by less proves nothing', look(without, 0.8), [false, true, 1]],
    ['one that changed by 35 % of it at most shows that it had none', look(without, 0.825), [false, true, 2]],
    ['one that grew by no more does, too', look(without, 1.175), [false, true, 2]],
    ['one that grew by more proves nothing', look(without, 1.2), [false, true, 1]],
    ['downwards the gap grows', look({ ...without, gap: -1 }, -0.75, { step: -0.5 }), [true, true, 0]],
    ['it shows before its time', look(without, 0.5, { elapsedMs: MINUTE }), [true, false, 1]],
    ['it is not judged before its time', look(without, 1, { elapsedMs: 90 * MINUTE - 1 }), [false, false, 1]],
    ['it is not judged where no time is given', look(without, 1, { settleMs: 0 }), [false, false, 1]],
    ['it is judged once', look(judged, 1), [false, true, 2]],
    [
      'one judged that shows in gap and reading has woken up',
      look(judged, 0.5, { settled: true }),
      [true, true, 0],
    ],
    ['one judged that shows in the gap alone has not', look(judged, 0.5), [true, true, 2]],
    ['one that no sensor asked for is not judged', look(without, 1, { at: SENT_AT + 1 }), [false, false, 1]],
  ];
  for (const [what, after, expected] of rows) it(what, () => assert.deepEqual(told(after), expected));

  it('is waited for anew with each that is sent, and those without it are counted on', () =>
    assert.deepEqual(withSent(judged, -2, SENT_AT + 1), {
      ...{ of: SENT_AT + 1, gap: -2, isShown: false, isJudged: false, without: 2 },
    }));

  it('missing twice in a row means that the room does not respond', () => {
    assert.deepEqual(
      [1, 2, 3].map((count) => isNotResponding({ ...SENT, without: count })),
      [false, true, true],
    );
  });

  it('of the last one is told from those before', () => {
    assert.equal(withoutBefore({ ...SENT, without: 2 }), 2);
    assert.equal(withoutBefore({ ...SENT, without: 2, isJudged: true }), 1);
    assert.equal(withoutBefore({ ...SENT, without: 0, isJudged: true }), 0);
  });
});
