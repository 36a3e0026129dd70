import type { TestSimulator, TestSimulatorOptions } from '../../testkit';

/** ms */

/** One home that lives through a winter's day, on a cloud with the limits of the real one. */
export const dayHome = (rooms: number): Omit<TestSimulatorOptions, 'clock'> => ({
  homes: [
    { name: 'Home', rooms: Array.from({ length: rooms }, (_, index) => ({ name: `Room ${index + 1}` })) },
  ],
  staticHouse: false,
  logLimit: 200_000,
});

/** What the figures of this package are called. */
export const OURS = 'this package, following';

/** What a day came to. */
export interface DayFigures {
  readonly name: string;
  readonly messages: number;
  /** To the hosts auth and api. */
  readonly requests: number;
  readonly signIns: number;
  readonly corrections: number;
  /** Requests that the cloud refused because there were too many. */
  readonly rejections: number;
}

/** Counts a day from what reached the cloud. */
export function dayFigures(name: string, messages: number, { log }: TestSimulator): DayFigures {
  return {
    name,
    messages,
    requests: log.total,
    signIns: log.counts().postlogin,
    corrections: log.corrections.length,
    rejections: log.requests.filter(({ status }) => status === 429).length,
  };
}

/** What a good sensor on the wall says, °C. */
export const sensor = (air: number): number => Math.round(air * 10) / 10;
