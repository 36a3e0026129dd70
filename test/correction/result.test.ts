import assert from 'node:assert/strict';
import { type CorrectionResult, History } from '../../src/correction/result';

const AT = '2026-01-12T08:00:00.000Z';
const NOW = Date.parse(AT);
const RESULT: CorrectionResult = {
  ...{
    changed: true,
    reason: 'corrected',
    room: { id: '1', name: 'Bath' },
    home: { id: '2', name: 'Maison' },
  },
  ...{ measuredTemperature: 20, trueTemperature: 21, correctedTemperature: 20.5, correction: 0.5 },
  ...{ setpointTemperature: 19, dryRun: false, nextAt: null, at: AT },
};

describe('the rows of a room’s history', () => {
  it('tell a decision, without names', () => {
    const history = new History();
    history.addResult(NOW, RESULT);
    assert.deepEqual(history.rows, [
      {
        ...{ x: NOW, at: AT, measuredTemperature: 20, trueTemperature: 21, correctedTemperature: 20.5 },
        ...{ setpointTemperature: 19, correction: 0.5, changed: true, reason: 'corrected' },
      },
    ]);
  });

  it('tell a failure by its code, in the same fields', () => {
    const history = new History();
    history.addFailure(NOW, 21, 'NETWORK');
    assert.deepEqual(history.rows, [
      {
        ...{ x: NOW, at: AT, measuredTemperature: null, trueTemperature: 21, correctedTemperature: null },
        ...{ setpointTemperature: null, correction: null, changed: false, reason: 'NETWORK' },
      },
    ]);
  });

  it('have their fields in one order, so that a table of them has one heading', () => {
    const history = new History();
    history.addResult(NOW, RESULT);
    history.addFailure(NOW, 21, 'NETWORK');
    const [decision, failure] = history.rows.map((row) => Object.keys(row));
    assert.deepEqual(failure, decision);
  });

  it('are the last 50, oldest first, as they were when they were asked for', () => {
    const history = new History();
    for (let i = 0; i < 60; i += 1) history.addResult(NOW + i, RESULT);
    const { rows } = history;
    history.addFailure(NOW, null, 'NETWORK');
    assert.deepEqual([rows.length, rows[0]?.x, rows[49]?.x], [50, NOW + 10, NOW + 59]);
  });
});
