import assert from 'node:assert/strict';
import { NetatmoError } from '../../../src/cloud/errors';
import { minutesOfDay, quietMinutesLeft } from '../../../src/correction/follow/quiet-hours';
import { parseFollowSettings, type StoredFollowSettings } from '../../../src/correction/follow/settings';
import { MINUTE } from '../../../src/durations';

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

describe('quiet hours', () => {
  const over = { from: 22 * 60 + 30, to: 6 * 60 };
  const within = { from: 13 * 60, to: 14 * 60 };
  const rows: readonly (readonly [typeof over, string, number])[] = [
    [over, '22:29', 0],
    [over, '22:30', 450],
    [over, '00:00', 360],
    [over, '05:59', 1],
    [over, '06:00', 0],
    [within, '12:59', 0],
    [within, '13:00', 60],
    [within, '13:59', 1],
    [within, '14:00', 0],
  ];
  for (const [hours, time, left] of rows) {
    it(`from ${hours.from} to ${hours.to} min last ${left} min more at ${time}`, () => {
      const [h = 0, m = 0] = time.split(':').map(Number);
      assert.equal(quietMinutesLeft(hours, h * 60 + m), left);
    });
  }

  it('are meant in the time of the home', () => {
    const noonInGreenwich = Date.UTC(2026, 0, 12, 12, 5);
    assert.equal(minutesOfDay(noonInGreenwich, 'Europe/Paris'), 13 * 60 + 5);
    assert.equal(minutesOfDay(noonInGreenwich, 'America/New_York'), 7 * 60 + 5);
    assert.equal(
      minutesOfDay(Date.UTC(2026, 6, 12, 22, 5), 'Europe/Paris'),
      5,
      'summer time, after midnight',
    );
  });

  it('are meant in the time of this machine where the home tells none, or one that nobody knows', () => {
    const now = Date.UTC(2026, 0, 12, 12, 5);
    const here = new Date(now).getHours() * 60 + new Date(now).getMinutes();
    assert.equal(minutesOfDay(now, null), here);
    assert.equal(minutesOfDay(now, 'Middle/Earth'), here);
  });
});
