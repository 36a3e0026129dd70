import { ATTIC, OUTDOOR_RESET, SLAB } from '../../src/simulator/room-physics';
import { USUAL_PLACE } from '../../src/simulator/valve';
import { type Peculiar, scenario, type Scenario } from './scenario';

/** A sensor that speaks as often as a room is looked at. */
const EVERY_LOOK = { sensor: { every: 5 } } as const;
const CHANGING = { weather: 'changing' } as const;
/** What the valve feels grows steeply with the radiator’s heat. */
const STEEP = [{ ...USUAL_PLACE, radiatorShare: 0.18, error: -1.4 }];

const house = (id: string, what: string, peculiar: Peculiar = {}): Scenario =>
  scenario(id, what, '', { ...EVERY_LOOK, ...peculiar });

/** Other rooms, other heat, other valves. */
export const HOUSES: readonly Scenario[] = [
  house('plain', 'the room of T1, its sensor says something every 5 minutes'),
  house('plain, weather', 'mild and cold, bright and dark days by turns', { house: CHANGING }),
  house('slab', 'a floor of screed, that warms and cools for hours', {
    room: { construction: SLAB, valves: [{ radiatorShare: 0.2, error: 0.3, lagSeconds: 20 * 60 }] },
  }),
  house('attic', 'light walls and much sun', { room: { construction: ATTIC, sunShare: 2 } }),
  house('attic, weather', 'the same in changing weather', {
    room: { construction: ATTIC, sunShare: 2 },
    house: CHANGING,
  }),
  house('dark', 'no sun at all', { room: { sunShare: 0 } }),
  house('two valves', 'two valves, one of them on a hotter place', {
    room: { valves: [USUAL_PLACE, { ...USUAL_PLACE, radiatorShare: 0.16 }] },
  }),
  house('on/off', 'the valve only opens and shuts', { house: { regulator: 'on-off' } }),
  house('on/off, weather', 'the same in changing weather', { house: { regulator: 'on-off', ...CHANGING } }),
  house('on/off, steep', 'the same, and what the valve feels grows steeply with the radiator’s heat', {
    house: { regulator: 'on-off' },
    room: { valves: STEEP },
  }),
  house('outdoor reset', 'the boiler’s water follows the weather', { room: { construction: OUTDOOR_RESET } }),
  house('outdoor reset, weather', 'the same, and the weather changes', {
    room: { construction: OUTDOOR_RESET },
    house: CHANGING,
  }),
  house('steep', 'what the valve feels grows steeply with the radiator’s heat', { room: { valves: STEEP } }),
  house('steep, weather', 'the same in changing weather', { room: { valves: STEEP }, house: CHANGING }),
  house('cold valve', 'the valve is in a draught and feels too little', {
    room: { valves: [{ ...USUAL_PLACE, error: -2 }] },
  }),
  house('slow valve', 'what the valve feels lags by 40 minutes', {
    room: { valves: [{ ...USUAL_PLACE, lagSeconds: 40 * 60 }] },
  }),
  house('thermostat', 'a reading in steps of 0.1 °C', { house: { resolution: 0.1 } }),
];
