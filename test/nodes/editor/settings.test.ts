import assert from 'node:assert/strict';
import {
  quietHoursProblem,
  SETTING_NAMES,
  settingProblem,
  temperatureProblem,
  tidyQuietHours,
  whenEmpty,
} from '../../../nodes/editor/settings';
import { parseFollowSettings } from '../../../src/correction/follow/settings';
import { parseSetSettings } from '../../../src/correction/settings';
import { parsed } from '../../support/parsed';

const VALUES = ' 0 -0.1 0.5 1 1.5 3 3.1 10 11 15 16 20 20.5 1440 1441'.split(' ');
const WORDS = ['warm', '1,5', '0x10', 'NaN', '1e3', ' 2 '];

/** Whether the runtime takes these settings. */
const isTaken = (mode: 'set' | 'follow', stored: object): boolean =>
  parsed<object>(
    () => (mode === 'follow' ? parseFollowSettings(stored) : parseSetSettings(stored)),
    'CONFIG',
  ) !== undefined;

describe('The settings in the dialog of set truetemp', () => {
  for (const mode of ['set', 'follow'] as const) {
    for (const name of SETTING_NAMES) {
      it(`are judged as the runtime judges them: ${name} in ${mode}`, () => {
        for (const value of [...VALUES, ...WORDS])
          assert.equal(
            settingProblem(name, value, mode) === undefined,
            isTaken(mode, { [name]: value }),
            value,
          );
      });
    }
  }

  it('have defaults that the dialog allows', () => {
    for (const name of SETTING_NAMES) {
      const value = whenEmpty(name, 'follow');
      assert.ok(value !== undefined);
      assert.equal(settingProblem(name, String(value), 'follow'), undefined);
    }
  });

  it('say with limits what is wrong', () => {
    assert.deepEqual(settingProblem('maxStep', '4', 'follow'), {
      key: 'above',
      limits: { min: '0', max: '3' },
    });
    assert.deepEqual(settingProblem('median', '2.5', 'follow'), {
      key: 'whole',
      limits: { min: '1', max: '15' },
    });
    assert.equal(settingProblem('windowHold', '-1', 'follow')?.key, 'range');
    assert.equal(settingProblem('tolerance', '-1', 'set')?.key, 'range');
  });

  for (const [typed, stored] of [
    ['22:30-06:00', '22:30-06:00'],
    [' 22.30 – 6.00 ', '22:30-06:00'],
    ['22h30–6h', '22:30-06:00'],
    ['2230-600', '22:30-06:00'],
    ['22 - 6', '22:00-06:00'],
    ['', ''],
    ['at night', 'at night'],
    ['22:30', '22:30'],
    ['1-2-3', '1-2-3'],
  ] as const) {
    it(`bring the quiet hours "${typed}" into their form`, () => assert.equal(tidyQuietHours(typed), stored));
  }

  for (const [value, isRight] of [
    ['', true],
    [undefined, true],
    ['22:30-06:00', true],
    ['24:00-06:00', false],
    ['22:60-06:00', false],
    ['22:30-22:30', false],
    ['22:30', false],
    ['at night', false],
  ] as const) {
    it(`${isRight ? 'take' : 'refuse'} the quiet hours ${String(value)}, and only where one follows`, () => {
      assert.equal(quietHoursProblem(value, 'follow') === undefined, isRight);
      assert.equal(isTaken('follow', { quietHours: value }), isRight);
      assert.equal(quietHoursProblem(value, 'set'), undefined);
    });
  }

  for (const [value, inSet, inFollow] of [
    ['-50', true, false],
    ['50', true, false],
    ['50.1', false, false],
    ['5', true, true],
    ['35', true, true],
    ['35.1', true, false],
    ['4.9', true, false],
    ['', false, false],
    ['warm', false, false],
  ] as const) {
    it(`judge a fixed temperature by the mode: "${value}"`, () => {
      assert.equal(temperatureProblem(value, 'set') === undefined, inSet);
      assert.equal(temperatureProblem(value, 'follow') === undefined, inFollow);
    });
  }
});
