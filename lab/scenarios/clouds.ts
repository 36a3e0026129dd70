import { MINUTE } from '../../src/clock';
import { USUAL_PLACE } from '../../src/simulator/valve';
import { type Peculiar, scenario, type Scenario } from './scenario';

const cloud = (id: string, what: string, peculiar: Peculiar): Scenario =>
  scenario(id, what, '', { sensor: { every: 5 }, ...peculiar });

const UNTOLD = { reportsOffset: false } as const;

/** Other ways to take a correction. */
export const CLOUDS: readonly Scenario[] = [
  cloud('additive, untold', 'corrections add up, and no `offset` is told', UNTOLD),
  cloud('absolute, untold', 'a correction puts the reading where it says, and no `offset` is told', {
    house: { semantics: 'absolute' },
    ...UNTOLD,
  }),
  cloud('absolute, told', 'the same, and the `offset` is told', { house: { semantics: 'absolute' } }),
  cloud('ignores, untold', 'corrections under 0.5 °C do nothing, and no `offset` is told', {
    house: { smallestCorrection: 0.5 },
    ...UNTOLD,
  }),
  cloud('ignores, told', 'the same, and the `offset` is told', { house: { smallestCorrection: 0.5 } }),
  cloud('replaces, untold', 'each correction replaces the one before, and no `offset` is told', {
    house: { semantics: 'replacing' },
    ...UNTOLD,
  }),
  cloud('replaces, told', 'the same, and the `offset` is told', { house: { semantics: 'replacing' } }),
  cloud('clamps', 'no `offset` beyond 3 °C, where the valve is off by 4.5', {
    house: { largestOffset: 3 },
    room: { valves: [{ ...USUAL_PLACE, error: 3 }] },
  }),
  cloud('clamps, untold', 'the same, and no `offset` is told', {
    house: { largestOffset: 3 },
    room: { valves: [{ ...USUAL_PLACE, error: 3 }] },
    ...UNTOLD,
  }),
  cloud('delays', 'a correction shows after half an hour', { house: { reportDelayMs: 30 * MINUTE } }),
  cloud('late', 'a report every 15–45 min', { house: { reportMinutes: [15, 45] } }),
  cloud('late, weather', 'the same in changing weather', {
    house: { reportMinutes: [15, 45], weather: 'changing' },
  }),
  cloud('very late', 'a report every 30–120 min', { house: { reportMinutes: [30, 120] } }),
  cloud('very late, absolute', 'the same, where a correction puts the reading where it says', {
    house: { reportMinutes: [30, 120], semantics: 'absolute' },
  }),
  cloud('dead', 'corrections are accepted and do nothing', {
    house: { semantics: 'none' },
    hasEffect: false,
  }),
  cloud('dead, untold', 'the same, and no `offset` is told', {
    house: { semantics: 'none' },
    hasEffect: false,
    ...UNTOLD,
  }),
];
