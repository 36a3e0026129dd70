import type { Room } from '../src/simulator';
import type { Correction } from './house-cloud';

/** What a policy came to in one run. Temperatures in °C. */
export interface Figures {
  /** Mean difference between what the valve believes and the truth. */
  readonly beliefError: number;
  /** Mean difference between room and setpoint while somebody is at home and awake. */
  readonly comfortError: number;
  /** How far above the setpoint the room is in the worst hundredth of that time. */
  readonly overshoot: number;
  /** Per day. */
  readonly corrections: number;
  readonly requests: number;
  /** Corrections of 1 °C and more per day: a room may take one for an opened window. */
  readonly largeCorrections: number;
  readonly largestCorrection: number;
  /** How often per day a correction goes against the one before. */
  readonly turns: number;
}

/** When comfort counts, local minutes of the day: once the room has had time to warm up, until bedtime. */
export const COMFORT = { from: 9 * 60 + 30, to: 22 * 60 };
const LARGE = 1;
const OVERSHOOT_QUANTILE = 0.99;

/** The temperatures of a run, minute by minute. */
export class Tally {
  #minutes = 0;
  #beliefErrors = 0;
  #comfortErrors = 0;
  readonly #excess: number[] = [];

  /** @param minuteOfDay local */
  add(room: Room, minuteOfDay: number): void {
    const { air, believed, setpoint } = room;
    this.#minutes += 1;
    this.#beliefErrors += Math.abs(believed - air);
    if (minuteOfDay < COMFORT.from || minuteOfDay >= COMFORT.to) return;
    this.#comfortErrors += Math.abs(air - setpoint);
    this.#excess.push(air - setpoint);
  }

  /** @param corrections those of the minutes that were added */
  figures(corrections: readonly Correction[], requests: number): Figures {
    const days = this.#minutes / 1440;
    const steps = corrections.map(({ current, corrected }) => corrected - current);
    const sizes = steps.map(Math.abs);
    const turns = steps.filter((step, index) => step * (steps[index - 1] ?? 0) < 0);
    return {
      beliefError: this.#beliefErrors / this.#minutes,
      comfortError: this.#comfortErrors / this.#excess.length,
      overshoot: quantile(this.#excess, OVERSHOOT_QUANTILE),
      corrections: steps.length / days,
      requests: requests / days,
      // Differences of decimals are not exact.
      largeCorrections: sizes.filter((size) => size > LARGE - 1e-6).length / days,
      largestCorrection: Math.max(0, ...sizes),
      turns: turns.length / days,
    };
  }
}

const quantile = (values: readonly number[], part: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
};

/** The same over several runs: means, and the largest of the largest. */
export const overall = (runs: readonly Figures[]): Figures => {
  const mean = (pick: (figures: Figures) => number): number =>
    runs.reduce((sum, figures) => sum + pick(figures), 0) / runs.length;
  return {
    beliefError: mean(({ beliefError }) => beliefError),
    comfortError: mean(({ comfortError }) => comfortError),
    overshoot: mean(({ overshoot }) => overshoot),
    corrections: mean(({ corrections }) => corrections),
    requests: mean(({ requests }) => requests),
    largeCorrections: mean(({ largeCorrections }) => largeCorrections),
    largestCorrection: Math.max(...runs.map(({ largestCorrection }) => largestCorrection)),
    turns: mean(({ turns }) => turns),
  };
};
