import { DAY } from '../clock';
import { createRandom } from './random';

const TURN = 2 * Math.PI;

/** What it is like outside. */
export interface Climate {
  /** °C */
  readonly outside: number;
  /** Through the windows of a room that gets all of it, W. */
  readonly sun: number;
}

/** `steady`: every day is like the one before. `changing`: milder and colder, brighter and darker days by turns. */
export type WeatherKind = 'steady' | 'changing';

/** Outside temperature of a usual day, °C: a wave between −1 (at 03:00) and 7 (at 15:00). @param minutes local, since midnight */
export const outsideTemperature = (minutes: number): number =>
  3 + 4 * Math.cos((TURN * (minutes - 15 * 60)) / 1440);

/** Heat of a weak winter sun through the windows, W: 09:00–16:00, at most 120. */
const sunGain = (minutes: number): number => {
  const hours = minutes / 60;
  return hours <= 9 || hours >= 16 ? 0 : 120 * Math.sin((Math.PI * (hours - 9)) / 7);
};

/** How far a day of the changing weather is from a usual one: °C either way, and times the sun. */
const CHANGE = { degrees: 6, sun: [0, 2] } as const;

/**
 * The climate at a time.
 * @returns of house time in ms and local minutes since midnight; the same seed has the same days
 */
export const climateOf = (
  weather: WeatherKind,
  seed: number,
): ((now: number, minutes: number) => Climate) => {
  if (weather === 'steady')
    return (_, minutes) => ({ outside: outsideTemperature(minutes), sun: sunGain(minutes) });
  const dayOf = (day: number): { readonly degrees: number; readonly sun: number } => {
    const random = createRandom(seed * 65_537 + day);
    return {
      degrees: random.between(-CHANGE.degrees, CHANGE.degrees),
      sun: random.between(...CHANGE.sun),
    };
  };
  let known = { day: NaN, today: dayOf(0), tomorrow: dayOf(1) };
  return (now, minutes) => {
    const day = Math.floor(now / DAY);
    if (day !== known.day) known = { day, today: dayOf(day), tomorrow: dayOf(day + 1) };
    const { today, tomorrow } = known;
    const passed = now / DAY - day;
    const shift = today.degrees + (tomorrow.degrees - today.degrees) * passed;
    return { outside: outsideTemperature(minutes) + shift, sun: sunGain(minutes) * today.sun };
  };
};
