import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { NetatmoError } from '../../../src/cloud/errors';
import {
  type FollowInput,
  parseSensorMessage,
  type SensorMessage,
} from '../../../src/correction/follow/sensor-message';
import { parsed } from '../../support/parsed';
import { anything, runs } from '../../support/random-inputs';

const NOTHING: FollowInput = { temperature: undefined, window: undefined, at: undefined };
const TIME = Date.UTC(2026, 0, 12, 8);

const read = (input: Partial<FollowInput>): SensorMessage | string => {
  try {
    return parseSensorMessage({ ...NOTHING, ...input });
  } catch (error) {
    assert.ok(error instanceof NetatmoError, String(error));
    return error.code;
  }
};

describe('what a message to a follow node says', () => {
  const temperatures: readonly (readonly [unknown, number | null | 'INVALID_TEMPERATURE'])[] = [
    [21.5, 21.5],
    [' +21.5 ', 21.5],
    [5, 5],
    [35, 35],
    [4.9, 'INVALID_TEMPERATURE'],
    [35.1, 'INVALID_TEMPERATURE'],
    [0, 'INVALID_TEMPERATURE'],
    [85, 'INVALID_TEMPERATURE'],
    [-127, 'INVALID_TEMPERATURE'],
    ['21,5', 'INVALID_TEMPERATURE'],
    [NaN, 'INVALID_TEMPERATURE'],
    [undefined, null],
    [null, null],
    [{}, 'INVALID_TEMPERATURE'],
  ];
  for (const [temperature, expected] of temperatures) {
    it(`the temperature ${JSON.stringify(temperature)} is ${expected}`, () => {
      const heard = read({ temperature });
      assert.equal(typeof heard === 'string' ? heard : heard.temperature, expected);
    });
  }

  const windows: readonly (readonly [unknown, boolean | null | 'CONFIG'])[] = [
    [true, true],
    ['open', true],
    ['ON', true],
    [' true ', true],
    [false, false],
    ['closed', false],
    ['off', false],
    [undefined, null],
    [null, null],
    [1, 'CONFIG'],
    ['ajar', 'CONFIG'],
    [{}, 'CONFIG'],
  ];
  for (const [window, expected] of windows) {
    it(`the window ${JSON.stringify(window)} is ${expected}`, () => {
      const heard = read({ temperature: 21, window });
      assert.equal(typeof heard === 'string' ? heard : heard.isWindowOpen, expected);
    });
  }

  for (const payload of [undefined, null, '', { contact: false }, true, 'on']) {
    it(`a contact sensor with ${JSON.stringify(payload)} in its payload tells of the window alone`, () =>
      assert.deepEqual(read({ temperature: payload, window: true }), {
        temperature: null,
        isWindowOpen: true,
        source: '',
        at: null,
      }));
  }

  const sensors: readonly (readonly [unknown, string])[] = [
    ['by the door', 'by the door'],
    ['x'.repeat(64), 'x'.repeat(64)],
    ['x'.repeat(65), ''],
    ['', ''],
    [undefined, ''],
    [7, ''],
    [{ name: 'door' }, ''],
  ];
  for (const [sensor, expected] of sensors)
    it(`the sensor ${JSON.stringify(sensor)} is ${expected === '' ? 'ignored' : 'one of several'}`, () => {
      const heard = read({ temperature: 21, sensor });
      assert.equal(typeof heard === 'string' ? heard : heard.source, expected);
    });

  it('a bad temperature is not hidden by a window', () =>
    assert.equal(read({ temperature: '21,5', window: true }), 'INVALID_TEMPERATURE'));

  const times: readonly (readonly [unknown, number | null | 'INVALID_TEMPERATURE'])[] = [
    ['2026-01-12T08:00:00Z', TIME],
    ['2026-01-12T09:00:00+01:00', TIME],
    [TIME, TIME],
    [String(TIME), TIME],
    [TIME / 1000, TIME],
    [new Date(TIME), TIME],
    [undefined, null],
    [null, null],
    ['', null],
    ['yesterday', 'INVALID_TEMPERATURE'],
    [-1, 'INVALID_TEMPERATURE'],
    [new Date(NaN), 'INVALID_TEMPERATURE'],
    [true, 'INVALID_TEMPERATURE'],
    [{}, 'INVALID_TEMPERATURE'],
  ];
  for (const [at, expected] of times) {
    it(`the time ${inspect(at)} is ${expected}`, () => {
      const heard = read({ temperature: 21, at });
      assert.equal(typeof heard === 'string' ? heard : heard.at, expected);
    });
  }

  it('is something or an error of ours, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (temperature, window, at) => {
        const heard = read({ temperature, window, at });
        if (typeof heard === 'string') return ['INVALID_TEMPERATURE', 'CONFIG'].includes(heard);
        const { temperature: told, at: time } = heard;
        return (told === null || (told >= 5 && told <= 35)) && (time === null || Number.isFinite(time));
      }),
    );
  });
});

describe('a message to a follow node, whatever it holds', () => {
  it('tells a temperature of a room, a window or both, or is refused', () => {
    const close = fc.oneof(anything, fc.integer({ min: 0, max: 40 }), fc.constantFrom('21.5', ' on ', ''));
    fc.assert(
      fc.property(
        close,
        close,
        fc.oneof(anything, fc.date(), fc.constant(undefined)),
        (temperature, window, at) => {
          const heard = parsed(
            () => parseSensorMessage({ temperature, window, at }),
            'INVALID_TEMPERATURE',
            'CONFIG',
          );
          if (!heard) return;
          const isMissing = temperature === undefined || temperature === null;
          assert.ok(heard.temperature !== null || heard.isWindowOpen !== null || isMissing);
          if (heard.temperature !== null) assert.ok(heard.temperature >= 5 && heard.temperature <= 35);
          if (heard.at !== null) assert.ok(Number.isFinite(heard.at) && heard.at >= 0);
        },
      ),
      { numRuns: runs(500) },
    );
  });
});
