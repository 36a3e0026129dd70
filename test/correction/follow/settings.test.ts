import assert from 'node:assert/strict';
import { NetatmoError } from '../../../src/cloud/errors';
import { parseFollowSettings, type StoredFollowSettings } from '../../../src/correction/follow/settings';
import { MINUTE } from '../../../src/clock';

const codeOf = (stored: StoredFollowSettings): string => {
  try {
    parseFollowSettings(stored);
    return 'none';
  } catch (error) {
    assert.ok(error instanceof NetatmoError, String(error));
    return error.code;
  }
};

describe('the settings of a follow node', () => {
  const defaults = {
    tolerance: 0.3,
    maxCorrection: 6,
    settleMs: 90 * MINUTE,
    dryRun: false,
    minIntervalMs: 15 * MINUTE,
    maxStep: 0.5,
    confirm: 2,
    median: 3,
    staleMs: 60 * MINUTE,
    onlyWhenWrong: true,
    foresight: true,
    windowHoldMs: 30 * MINUTE,
    budget: 5,
    quietHours: null,
  };

  it('have defaults for what is missing or empty', () => {
    assert.deepEqual(parseFollowSettings({}), defaults);
    const empty = Object.fromEntries(
      ['tolerance', 'maxCorrection', 'settleTime', 'minInterval', 'maxStep', 'confirm']
        .concat(['median', 'staleAfter', 'windowHold', 'budget', 'quietHours'])
        .map((name) => [name, '']),
    );
    assert.deepEqual(parseFollowSettings(empty), defaults);
  });

  it('are taken as numbers or as texts, with minutes where the dialog says minutes', () => {
    assert.deepEqual(
      parseFollowSettings({
        ...{ tolerance: '0.5', maxCorrection: 4, settleTime: '0', dryRun: true, minInterval: '30' },
        ...{
          maxStep: '1',
          confirm: 1,
          median: '5',
          staleAfter: 720,
          onlyWhenWrong: false,
          foresight: 'false',
        },
        ...{ windowHold: '0', budget: 3, quietHours: '22:30-06:00' },
      }),
      {
        ...{ tolerance: 0.5, maxCorrection: 4, settleMs: 0, dryRun: true, minIntervalMs: 30 * MINUTE },
        ...{
          maxStep: 1,
          confirm: 1,
          median: 5,
          staleMs: 720 * MINUTE,
          onlyWhenWrong: false,
          foresight: false,
        },
        ...{ windowHoldMs: 0, budget: 3, quietHours: { from: 22 * 60 + 30, to: 360 } },
      },
    );
  });

  const refused: readonly (readonly [keyof StoredFollowSettings, readonly unknown[]])[] = [
    ['tolerance', [-0.1, 'x', NaN]],
    ['maxCorrection', [-1]],
    ['settleTime', [-1]],
    ['minInterval', [-1, 1441, 'soon', {}]],
    ['maxStep', [0, -0.5, 3.1]],
    ['confirm', [0, 1.5, 11, true]],
    ['median', [0, 2.5, 16]],
    ['staleAfter', [0, -5, 1441]],
    ['windowHold', [-1, 1441]],
    ['budget', [0, -5, 21]],
    ['quietHours', ['22:30', '25:00-06:00', '22:60-06:00', '22-6', '06:00-06:00', 7, true, 'night']],
  ];
  for (const [name, values] of refused) {
    for (const value of values)
      it(`refuse ${JSON.stringify(value)} for ${name}`, () =>
        assert.equal(codeOf({ [name]: value }), 'CONFIG'));
  }
});
