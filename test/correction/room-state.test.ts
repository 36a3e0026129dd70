import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  afterCorrection,
  EMPTY_ROOM_STATE,
  parseRoomState,
  pastRoomState,
} from '../../src/correction/room-state';
import { anything, degrees, runs } from '../support/random-inputs';

const FIRST = { at: 1, measured: 20, corrected: 20.7, isUndo: false, gap: null };

describe('the room state', () => {
  it('adds up what was sent and keeps its baseline until an undo', () => {
    const first = afterCorrection(EMPTY_ROOM_STATE, FIRST);
    const second = afterCorrection(first, {
      at: 2,
      measured: 20.5,
      corrected: 20.1,
      isUndo: false,
      gap: null,
    });
    assert.deepEqual(second, {
      ...EMPTY_ROOM_STATE,
      last: { at: 2, measured: 20.5, corrected: 20.1, settled: false },
      net: 0.3,
      hours: [{ hour: 1, sum: 0.3 }],
      baselineAt: 1,
    });
    const undone = afterCorrection(second, {
      at: 3,
      measured: 20,
      corrected: 19.7,
      isUndo: true,
      gap: null,
    });
    assert.deepEqual([undone.net, undone.hours, undone.baselineAt, undone.last?.at], [0, [], 3, 3]);
  });

  it('survives being stored, and nothing else passes for one', () => {
    const state = afterCorrection(EMPTY_ROOM_STATE, FIRST);
    assert.deepEqual(parseRoomState({ ...JSON.parse(JSON.stringify(state)), later: 1 }), state);
    for (const bad of [
      null,
      1,
      'x',
      [],
      {},
      { ...state, net: '1' },
      { ...state, net: NaN },
      { ...state, last: {} },
    ]) {
      assert.equal(parseRoomState(bad), undefined);
    }
  });
});

describe('a stored room, whatever the file holds', () => {
  it('is read as it was written, or not at all; its times have passed', () => {
    const number = fc.oneof(degrees, fc.double());
    const room = fc.record({
      last: fc.option(
        fc.record({
          at: number,
          measured: number,
          corrected: number,
          settled: fc.boolean(),
          unseen: fc.nat(9),
        }),
      ),
      net: number,
      baselineAt: fc.option(number),
      // Version 0.1.0 wrote these.
      overlap: number,
      semantics: fc.constantFrom('additive', 'absolute', null, 'other'),
      hours: fc.option(fc.array(fc.record({ hour: number, sum: number }), { maxLength: 3 }), {
        nil: undefined,
      }),
      reported: fc.option(number),
      agreeing: fc.option(fc.record({ up: fc.nat(), down: fc.nat() }), { nil: undefined }),
      more: anything,
    });
    fc.assert(
      fc.property(fc.oneof(room, anything), (stored) => {
        const state = parseRoomState(stored);
        if (!state) return;
        assert.deepEqual(
          parseRoomState(JSON.parse(JSON.stringify(state))),
          JSON.parse(JSON.stringify(state)),
        );
        const past = pastRoomState(state, 1_000);
        assert.ok((past.last?.at ?? 0) <= 1_000 && (past.baselineAt ?? 0) <= 1_000);
      }),
      { numRuns: runs(500) },
    );
  });
});
