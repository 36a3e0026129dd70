import assert from 'node:assert/strict';
import { GOOD_SENSOR, RoomSensor, type SensorTraits } from '../../lab/sensor';
import { NO_TROUBLES } from '../../lab/troubles';
import { DAY_MINUTES } from '../../src/clock';

/** What a sensor says in so many minutes of a room. @param air by the minute, °C */
const said = (
  traits: Partial<SensorTraits>,
  minutes: number,
  air: (minute: number) => number = () => 20,
  sun = 0,
): readonly (number | null)[] => {
  const sensor = new RoomSensor(1, { ...GOOD_SENSOR, every: 1, ...traits }, NO_TROUBLES);
  return Array.from({ length: minutes }, (_, minute) => sensor.hear(minute, { air: air(minute), sun }));
};

const spoken = (values: readonly (number | null)[]): readonly number[] =>
  values.filter((value) => value !== null);

describe('a sensor of the lab', () => {
  it('tells the air to a tenth, when its time has come', () => {
    const values = said({ every: 5 }, 11);
    assert.equal(spoken(values).length, 3);
    for (const value of spoken(values)) assert.ok(Math.abs(value - 20) <= 0.11);
  });

  it('repeats one value while it is frozen, and the truth before and after', () => {
    const values = said({ frozen: { at: 23, from: 1, days: 0.5 } }, 2 * DAY_MINUTES);
    assert.ok(values[DAY_MINUTES - 1]! < 21 && values[DAY_MINUTES * 1.5 + 1]! < 21);
    assert.deepEqual([...new Set(values.slice(DAY_MINUTES, DAY_MINUTES * 1.5))], [23]);
  });

  it('drifts by so much a day', () => {
    const values = said({ drift: -0.5 }, 4 * DAY_MINUTES + 1);
    assert.ok(Math.abs(values.at(-1)! - 18) < 0.2);
  });

  it('is warmed by the sun', () => {
    assert.ok(Math.abs(said({ sun: 2 }, 1, () => 20, 60)[0]! - 21) < 0.2);
  });

  it('is silent until its value has changed', () => {
    const values = said({ onChange: 0.5 }, 400, (minute) => 20 + minute / 200);
    assert.ok(spoken(values).length >= 3 && spoken(values).length <= 6, spoken(values).join());
  });

  it('follows slowly, if it is slow', () => {
    const values = said({ lag: 30 }, 61, (minute) => (minute === 0 ? 20 : 22));
    assert.ok(values[30]! > 21 && values[30]! < 21.5, `${values[30]}`);
  });

  it('takes turns with a second one', () => {
    const values = spoken(said({ apart: 1 }, 10));
    assert.ok(values.every((value, index) => Math.abs(value - (index % 2 === 0 ? 19.5 : 20.5)) < 0.2));
  });
});
