import type { SensorTraits } from '../sensor';
import { type Peculiar, scenario, type Scenario } from './scenario';

const sensor = (id: string, what: string, traits: Partial<SensorTraits>, more: Peculiar = {}): Scenario =>
  scenario(id, what, '', { ...more, sensor: { every: 5, ...traits } });

/** A bridge that repeats its last value, from the second day on. */
const frozenAt = (at: number): Partial<SensorTraits> => ({ frozen: { at, from: 2, days: 3.5 } });

/** Other sensors. */
export const SENSORS: readonly Scenario[] = [
  sensor('frozen at 21.0', 'the sensor says 21.0 for three days and a half', frozenAt(21)),
  sensor('frozen at 20.4', 'the sensor says 20.4 for three days and a half', frozenAt(20.4)),
  sensor('frozen at 21.6', 'the sensor says 21.6 for three days and a half', frozenAt(21.6)),
  sensor('drifts up', 'the sensor is half a degree further off each day', { drift: 0.5 }),
  sensor(
    'drifts down',
    'the same the other way, and no `offset` is told',
    { drift: -0.5 },
    { reportsOffset: false },
  ),
  sensor('sunlit', 'the sun shines on the sensor, up to 2 °C at noon', { sun: 2 }),
  sensor('sunlit, weather', 'the same in changing weather', { sun: 2 }, { house: { weather: 'changing' } }),
  sensor('changes only', 'the sensor speaks when its value has changed by 0.3 °C', { onChange: 0.3 }),
  sensor('slow', 'the sensor follows the air within half an hour', { lag: 30 }),
  sensor('two in turn', 'two sensors by turns, one 0.4 °C colder than the room and one as much warmer', {
    apart: 0.8,
  }),
  sensor('fails', 'wrong values, a silent sensor and a lost valve, every day', {}, { hasTroubles: true }),
];
