import assert from 'node:assert/strict';
import { afterCorrection, EMPTY_ROOM_STATE, parseRoomState } from '../../src/correction/room-state';

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
