import assert from 'node:assert/strict';
import { isRegulatedWrongly, type Regulation } from '../../../src/correction/follow/relevance';

describe('whether the valve regulates wrongly', () => {
  const room: Regulation = { actual: 21, measured: 21, setpoint: 21, heatingPower: 0 };
  const rows: readonly (readonly [string, Partial<Regulation>, boolean])[] = [
    ['the room is too warm while the valve heats', { actual: 22, measured: 21.5, heatingPower: 30 }, true],
    ['the room is too warm and the valve is about to heat', { actual: 22, measured: 21 }, true],
    [
      'the room is too warm, but the valve believes it too warm as well',
      { actual: 22, measured: 21.5 },
      false,
    ],
    ['the room is too cold while the valve believes it warm', { actual: 20.5, measured: 21 }, true],
    ['the room is too cold and the valve believes it colder still', { actual: 20.5, measured: 20 }, false],
    ['the room is right, the valve is wrong by little', { actual: 21, measured: 20.5 }, false],
    ['the room is right, the valve is wrong by much', { actual: 21, measured: 19 }, false],
    ['the setpoint is not known', { actual: 25, measured: 20.5, setpoint: null }, false],
    [
      'the heating power is not known and the valve believes it warm',
      { actual: 22, measured: 21.5, heatingPower: null },
      false,
    ],
  ];
  for (const [what, change, expected] of rows)
    it(`${what}: ${expected}`, () => assert.equal(isRegulatedWrongly({ ...room, ...change }), expected));
});
