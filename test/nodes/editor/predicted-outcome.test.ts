import assert from 'node:assert/strict';
import type { RememberedCorrection, RoomInList } from '../../../nodes/dialog-answers';
import { predictOutcome, waitBefore } from '../../../nodes/editor/predicted-outcome';
import { MINUTE } from '../../../src/clock';

const room = (more: Partial<RoomInList> = {}): RoomInList => ({
  ...{ id: '11', name: 'Study', type: 'custom', offset: null, batteryState: 'full' },
  ...{ measuredTemperature: 22.5, setpointTemperature: 20, heatingPower: 0, reachable: true },
  readAt: '2026-01-12T10:00:00.000Z',
  ...more,
});

describe('The preview in the dialog of set truetemp', () => {
  it('tells what a message would correct', () => {
    assert.deepEqual(predictOutcome(room(), 21.2, 'set', {}), {
      key: 'corrected',
      correction: -1.3,
      to: 21.2,
    });
    assert.deepEqual(predictOutcome(room(), 21.2, 'set', { dryRun: true }), {
      ...{ key: 'dryRun', correction: -1.3 },
      to: 21.2,
    });
  });

  it('takes the limits from the fields, and from the mode where they are empty', () => {
    assert.equal(predictOutcome(room(), 22.3, 'set', { tolerance: '' }).key, 'corrected');
    assert.equal(predictOutcome(room(), 22.3, 'set', { tolerance: '0.2' }).key, 'within');
    assert.equal(predictOutcome(room(), 22.3, 'follow', {}).key, 'within');
    assert.equal(predictOutcome(room(), 33, 'set', {}).key, 'tooLarge');
    assert.equal(predictOutcome(room(), 33, 'set', { maxCorrection: '11' }).key, 'corrected');
    assert.deepEqual(predictOutcome(room(), 29, 'follow', {}), {
      key: 'tooLarge',
      difference: 6.5,
      limit: 6,
    });
  });

  it('says that nothing can be sent to a room without a reading', () => {
    assert.equal(predictOutcome(room({ reachable: false }), 21, 'set', {}).key, 'unreachable');
    assert.equal(predictOutcome(room({ measuredTemperature: null }), 21, 'follow', {}).key, 'unreachable');
  });

  it('goes in steps where one follows, and only while the valve heats wrongly', () => {
    const cold = room({ setpointTemperature: 22 });
    const step = { key: 'step', correction: -1.3, step: -0.5 };
    assert.deepEqual(predictOutcome(cold, 21.2, 'follow', {}), step);
    assert.deepEqual(predictOutcome(cold, 21.2, 'follow', { dryRun: true }), step);
    assert.deepEqual(predictOutcome(cold, 21.2, 'follow', { maxStep: '2' }), { ...step, step: -1.3 });
    const right = room({ setpointTemperature: 22.1 });
    assert.deepEqual(predictOutcome(right, 22, 'follow', {}), { key: 'notWrong', difference: 0.5 });
    assert.equal(predictOutcome(right, 22, 'follow', { onlyWhenWrong: false }).key, 'step');
  });

  it('asks for right settings first', () => {
    assert.equal(predictOutcome(room(), 21, 'set', { tolerance: '-1' }).key, 'settings');
    assert.equal(predictOutcome(room(), 21, 'follow', { median: '1.5' }).key, 'settings');
    assert.equal(predictOutcome(room(), 21, 'set', { median: '1.5' }).key, 'corrected');
  });

  describe('knows what has to be waited for', () => {
    const corrected = (minutesAgo: number, more: object = {}, without = 0): RememberedCorrection => ({
      last: { at: 0, measured: 22.5, corrected: 21.5, settled: false, ...more },
      elapsedMs: minutesAgo * MINUTE,
      agreement: null,
      without,
    });
    const wait = (
      mode: 'set' | 'follow',
      remembered: RememberedCorrection | undefined,
      stored: object = {},
      temperature = 21.2,
    ): readonly [restMinutes: number, looks: number] => {
      const cold = room({ setpointTemperature: 22 });
      const expected = predictOutcome(cold, temperature, mode, stored);
      const { restMs, looks } = waitBefore(expected, cold, remembered, { sinceMs: MINUTE, mode, stored });
      return [restMs / MINUTE, looks];
    };

    it('until a correction has shown, or its time is over', () => {
      assert.deepEqual(wait('set', undefined), [0, 0]);
      assert.deepEqual(wait('set', corrected(9)), [50, 0]);
      assert.deepEqual(wait('set', corrected(9), { settleTime: '0' }), [0, 0]);
      assert.deepEqual(wait('set', corrected(9, { settled: true })), [0, 0]);
      assert.deepEqual(wait('set', corrected(9, { measured: 23.5, corrected: 22.5 })), [0, 0], 'has moved');
      assert.deepEqual(wait('set', corrected(70)), [0, 0]);
    });

    it('with patience, and at least the time between two corrections, where one follows', () => {
      assert.deepEqual(wait('follow', corrected(9, { settled: true }))[0], 5);
      assert.deepEqual(wait('follow', corrected(9), { settleTime: '20' })[0], 10);
      assert.deepEqual(wait('follow', corrected(9, {}, 1), { settleTime: '20' })[0], 30);
    });

    it('and how many looks must agree yet', () => {
      const agreeing = (sign: 1 | -1, count: number): RememberedCorrection => ({
        ...corrected(999),
        agreement: { sign, count },
      });
      assert.equal(wait('follow', undefined)[1], 1);
      assert.equal(wait('follow', undefined, { confirm: '3' })[1], 2);
      assert.equal(wait('follow', agreeing(-1, 1))[1], 0);
      assert.equal(wait('follow', agreeing(1, 1))[1], 1);
      assert.equal(wait('follow', agreeing(-1, 5))[1], 0);
    });

    it('but nothing where nothing would be sent', () => {
      assert.deepEqual(wait('set', corrected(9), {}, 22.5), [0, 0]);
      assert.deepEqual(wait('set', corrected(9), { dryRun: true }), [0, 0]);
    });
  });
});
