import type { Schedule } from '../../src/simulator/setpoint';
import { type Peculiar, scenario, type Scenario } from './scenario';

const life = (id: string, what: string, { sensor, ...peculiar }: Peculiar): Scenario =>
  scenario(id, what, '', { ...peculiar, sensor: { every: 5, ...sensor } });

const hours = (minutes: number, from: number, to: number): boolean =>
  minutes >= from * 60 && minutes < to * 60;

/** Day 0 was a Thursday. */
const isWeekend = (day: number): boolean => day % 7 === 2 || day % 7 === 3;

const ALWAYS: Schedule = () => 21;
const AFTER_WORK: Schedule = (minutes, day) =>
  isWeekend(day) ? (hours(minutes, 8, 23) ? 21 : 17) : hours(minutes, 15, 22.5) ? 21 : 17;
const WARM_EVENINGS: Schedule = (minutes) =>
  hours(minutes, 17, 22.5) ? 22 : hours(minutes, 6, 17) ? 20 : 17;
const SHALLOW: Schedule = (minutes) => (hours(minutes, 6, 22.5) ? 21 : 19.5);

/** Other days, and what happens to the computer. */
export const LIVES: readonly Scenario[] = [
  life('always 21', 'no lower setpoint at night', { house: { schedule: ALWAYS } }),
  life('after work', 'warm from 15:00 on, at weekends from 8:00', { house: { schedule: AFTER_WORK } }),
  life('after work, weather', 'the same in changing weather', {
    house: { schedule: AFTER_WORK, weather: 'changing' },
  }),
  life('warm evenings', '20 °C by day, 22 °C from 17:00 on', { house: { schedule: WARM_EVENINGS } }),
  life('shallow nights', '19.5 °C at night', { house: { schedule: SHALLOW } }),
  life('long airing', 'a window open for an hour each morning', {
    house: { dailyWindow: { opens: 8 * 60, minutes: 60 } },
  }),
  life('restarts', 'Node-RED starts anew every night', { restarts: 'nightly' }),
  life('forgets', 'Node-RED starts anew every night and knows nothing any more', { restarts: 'forgetful' }),
  life('forgets, absolute', 'the same, where a correction puts the reading where it says', {
    house: { semantics: 'absolute' },
    restarts: 'forgetful',
  }),
  life('forgets, frozen', 'the same with a sensor that says 20.4 for ever', {
    restarts: 'forgetful',
    sensor: { frozen: { at: 20.4, from: 2, days: Infinity } },
  }),
  life('forgets, frozen, untold', 'the same, and no `offset` is told', {
    restarts: 'forgetful',
    sensor: { frozen: { at: 20.4, from: 2, days: Infinity } },
    reportsOffset: false,
  }),
];
