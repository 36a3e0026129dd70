import assert from 'node:assert/strict';
import type { RoomInList } from '../../nodes/dialog-answers';
import { foresee } from '../../nodes/editor/foresight';

const room = (more: Partial<RoomInList> = {}): RoomInList => ({
  ...{ id: '11', name: 'Study', type: 'custom', offset: null, batteryState: 'full' },
  ...{ measuredTemperature: 22.5, setpointTemperature: 20, heatingPower: 0, reachable: true },
  readAt: '2026-01-12T10:00:00.000Z',
  ...more,
});

describe('The preview in the dialog of set truetemp', () => {
  it('tells what a message would correct', () => {
    assert.deepEqual(foresee(room(), 21.2, 'set', {}), { key: 'corrected', correction: -1.3, to: 21.2 });
    assert.deepEqual(foresee(room(), 21.2, 'set', { dryRun: true }), {
      ...{ key: 'dryRun', correction: -1.3 },
      to: 21.2,
    });
  });

  it('takes the limits from the fields, and from the mode where they are empty', () => {
    assert.equal(foresee(room(), 22.3, 'set', { tolerance: '' }).key, 'corrected');
    assert.equal(foresee(room(), 22.3, 'set', { tolerance: '0.2' }).key, 'within');
    assert.equal(foresee(room(), 22.3, 'follow', {}).key, 'within');
    assert.equal(foresee(room(), 33, 'set', {}).key, 'tooLarge');
    assert.equal(foresee(room(), 33, 'set', { maxCorrection: '11' }).key, 'corrected');
    assert.deepEqual(foresee(room(), 29, 'follow', {}), { key: 'tooLarge', difference: 6.5, limit: 6 });
  });

  it('says that nothing can be sent to a room without a reading', () => {
    assert.equal(foresee(room({ reachable: false }), 21, 'set', {}).key, 'unreachable');
    assert.equal(foresee(room({ measuredTemperature: null }), 21, 'follow', {}).key, 'unreachable');
  });

  it('goes in steps where one follows, and only while the valve heats wrongly', () => {
    const cold = room({ setpointTemperature: 22 });
    const step = { key: 'step', correction: -1.3, step: -0.5 };
    assert.deepEqual(foresee(cold, 21.2, 'follow', {}), step);
    assert.deepEqual(foresee(cold, 21.2, 'follow', { dryRun: true }), step);
    assert.deepEqual(foresee(cold, 21.2, 'follow', { maxStep: '2' }), { ...step, step: -1.3 });
    const right = room({ setpointTemperature: 22.1 });
    assert.deepEqual(foresee(right, 22, 'follow', {}), { key: 'notWrong', difference: 0.5 });
    assert.equal(foresee(right, 22, 'follow', { onlyWhenWrong: false }).key, 'step');
  });

  it('asks for right settings first', () => {
    assert.equal(foresee(room(), 21, 'set', { tolerance: '-1' }).key, 'settings');
    assert.equal(foresee(room(), 21, 'follow', { median: '1.5' }).key, 'settings');
    assert.equal(foresee(room(), 21, 'set', { median: '1.5' }).key, 'corrected');
  });
});
