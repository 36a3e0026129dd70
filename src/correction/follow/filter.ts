import { MINUTE } from '../../clock';
import { toHundredths } from '../celsius';

/** One value of the sensor. */
export interface Sample {
  /** Wall-clock ms, by the sensor's own time where it told. */
  readonly at: number;
  /** °C */
  readonly value: number;
}

/** Values further apart than this do not smooth each other, ms: the room has moved on. */
const WINDOW = 20 * MINUTE;

/**
 * The latest values once another has come, oldest first: at most `most`, none older than 20 min than the newest.
 * One value out of line is then without effect, and yet nothing lags.
 */
export const withSample = (samples: readonly Sample[], sample: Sample, most: number): Sample[] => {
  const all = [...samples, sample].sort((a, b) => a.at - b.at);
  const newest = all.at(-1)?.at ?? sample.at;
  return all.filter(({ at }) => newest - at <= WINDOW).slice(-most);
};

/** The middle value, °C to 0.01; null of none. An even number has two: then it is their mean. */
export const median = (samples: readonly Sample[]): number | null => {
  const values = samples.map(({ value }) => value).sort((a, b) => a - b);
  const upper = values[Math.floor(values.length / 2)];
  const lower = values[Math.floor((values.length - 1) / 2)];
  if (upper === undefined || lower === undefined) return null;
  return toHundredths((lower + upper) / 2);
};
