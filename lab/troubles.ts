import { DAY_MINUTES } from '../src/clock';
import { createRandom } from '../src/simulator/random';

/** What goes wrong in a house, by minutes since the start. */
export interface Troubles {
  /** The sensor's value of this minute is wrong. */
  isSpike(minute: number): boolean;
  /** The sensor sends nothing. */
  isSensorDead(minute: number): boolean;
  /** The cloud has lost sight of the valve. */
  isValveLost(minute: number): boolean;
}

export const NO_TROUBLES: Troubles = {
  isSpike: () => false,
  isSensorDead: () => false,
  isValveLost: () => false,
};

const DEAD_MINUTES = 7 * 60;
const LOST_MINUTES = 3 * 60;
const SPIKES = 2;

interface Day {
  readonly spikes: readonly number[];
  readonly deadFrom: number;
  readonly lostFrom: number;
}

/**
 * Every day two wrong values of the sensor, seven hours without any, and three hours without the valve, each at a
 * random time of that day.
 * @param every minutes between two values of the sensor
 */
export const planTroubles = (seed: number, days: number, every: number): Troubles => {
  const random = createRandom(seed * 7919);
  const plan = Array.from({ length: days }, (): Day => {
    const deadFrom = Math.floor(random.between(0, DAY_MINUTES - DEAD_MINUTES));
    const lostFrom = Math.floor(random.between(0, DAY_MINUTES - LOST_MINUTES));
    const spikes = Array.from({ length: SPIKES }, () => {
      const minute = Math.floor(random.between(0, DAY_MINUTES - DEAD_MINUTES) / every) * every;
      return minute + every > deadFrom ? minute + DEAD_MINUTES : minute;
    });
    return { spikes, deadFrom, lostFrom };
  });
  const on = (minute: number, look: (day: Day, minuteOfDay: number) => boolean): boolean => {
    const day = plan[Math.floor(minute / DAY_MINUTES)];
    return day !== undefined && look(day, minute % DAY_MINUTES);
  };
  const isIn = (minute: number, from: number, length: number): boolean =>
    minute >= from && minute < from + length;
  return {
    isSpike: (minute) => on(minute, ({ spikes }, now) => spikes.includes(now)),
    isSensorDead: (minute) => on(minute, ({ deadFrom }, now) => isIn(now, deadFrom, DEAD_MINUTES)),
    isValveLost: (minute) => on(minute, ({ lostFrom }, now) => isIn(now, lostFrom, LOST_MINUTES)),
  };
};
