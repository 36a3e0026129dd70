import assert from 'node:assert/strict';
import { toHundredths } from '../../src/correction/celsius';

describe('a temperature to 0.01 °C', () => {
  for (const [celsius, expected] of [
    [20.6 - 20.5, 0.1],
    [1.005, 1],
    [1.0051, 1.01],
    [-0.125, -0.12],
    [-0.001, 0],
  ] as const)
    it(`is ${expected} for ${celsius}`, () => assert.ok(Object.is(toHundredths(celsius), expected)));
});
