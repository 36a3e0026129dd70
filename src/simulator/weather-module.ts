import { MINUTE } from '../clock';
import type { Random } from './random';

/** A weather module measures every 5 to 10 min (home-assistant/core#14546, #42933). */
const MEASURE_EVERY = 5 * MINUTE;
/** °C either way */
const NOISE = 0.05;

export interface WeatherReport {
  /** °C in steps of 0.1 */
  readonly temperature: number;
  /** % */
  readonly humidity: number;
  /** ppm */
  readonly co2: number;
  /** ms of house time */
  readonly measuredAt: number;
}

/** An indoor weather module: the true air temperature, nearly. */
export class WeatherModule {
  /** No new measurements, and the cloud calls it unreachable. */
  silent = false;
  /** It goes on to measure, and says what it said last: as a bridge does that repeats a value it has kept. */
  frozen = false;
  report: WeatherReport;
  readonly #random: Random;
  readonly #noise: number;

  /** @param noisy false gives the exact temperature, for tests */
  constructor(air: number, now: number, random: Random, noisy: boolean) {
    this.#random = random;
    this.#noise = noisy ? NOISE : 0;
    this.report = this.#measure(air, now);
  }

  /** Measures when the last measurement is old enough. */
  measureIfDue(air: number, now: number): void {
    if (now - this.report.measuredAt >= MEASURE_EVERY) this.measure(air, now);
  }

  measure(air: number, now: number): void {
    if (this.silent) return;
    const { temperature } = this.report;
    const report = this.#measure(air, now);
    this.report = this.frozen ? { ...report, temperature } : report;
  }

  #measure(air: number, now: number): WeatherReport {
    const noise = this.#noise * this.#random.between(-1, 1);
    return {
      temperature: Number((air + noise).toFixed(1)),
      humidity: Math.round(this.#random.between(42, 50)),
      co2: Math.round(this.#random.between(500, 900)),
      measuredAt: now,
    };
  }
}
