import { DAY_MINUTES } from '../src/clock';
import type { Room } from '../src/simulator';
import type { Correction, Meter } from './house-cloud';
import type { Answer } from './policy';

/** What a policy came to in one run. Temperatures in °C. */
export interface Figures {
  /** Mean difference between what the valve believes and the truth. */
  readonly beliefError: number;
  /** Mean difference between room and setpoint while somebody is at home and awake. */
  readonly comfortError: number;
  /** The same of the last week alone. */
  readonly lastWeek: number;
  /** How far above the setpoint the room is in the worst hundredth of that time. */
  readonly overshoot: number;
  /** How far from it, either way. */
  readonly worst: number;
  /** How far below and above it at the most; below is negative. */
  readonly coldest: number;
  readonly warmest: number;
  /** Per day. */
  readonly corrections: number;
  readonly requests: number;
  /** Corrections of 1 °C and more per day: a room may take one for an opened window. */
  readonly largeCorrections: number;
  readonly largestCorrection: number;
  /** How often per day a correction goes against the one before. */
  readonly turns: number;
  /** How far the cloud's offset was from zero at the most. */
  readonly largestOffset: number;
  /** What an undo at the end left of it; 0 where nobody undoes. */
  readonly afterUndo: number;
  /** Looks per day, in the last week, that found no budget left. */
  readonly withoutBudget: number;
  /** Minutes per day for which the answers said `settling` although the reading showed all corrections. */
  readonly settlingUntrue: number;
  /** Share of the days on which `not-responding` was said although one of the last two corrections had an effect, %. */
  readonly silentUntrue: number;
  /** Days until `not-responding` was said for the first time; the whole run when it never was. */
  readonly silentAfter: number;
}

/** When comfort counts: so long after the setpoint rose, minutes, until bedtime, local minutes of the day. */
export const COMFORT = { after: 210, to: 22 * 60 };
/** Below this setpoint nobody wants to be warm, °C. */
const WARM = 19.9;
const LARGE = 1;
const QUANTILE = 0.99;
const WEEK = 7 * DAY_MINUTES;
/** Minutes between two looks at a room. */
const LOOK = 5;
/** A correction of which less than this part came through has had no effect. */
const EFFECT = 0.5;

/** One run, minute by minute. */
export class Tally {
  #minutes = 0;
  #beliefErrors = 0;
  #rosen = -Infinity;
  #setpoint = Infinity;
  #offset = 0;
  #largestOffset = 0;
  #settlingUntrue = 0;
  #silentAfter: number | null = null;
  readonly #errors: { readonly minute: number; readonly error: number }[] = [];
  readonly #withoutBudget: number[] = [];
  readonly #silentUntrue = new Set<number>();
  /** Of each correction, whether it has changed what the cloud stores. */
  readonly #effects: boolean[] = [];
  readonly #meter: Meter;

  constructor(meter: Meter) {
    this.#meter = meter;
  }

  /**
   * @param minute since the start; @param minuteOfDay local
   * @param counts whether the figures are to tell of it
   */
  add(room: Room, minute: number, minuteOfDay: number, counts: boolean): void {
    const { air, believed, setpoint, offset } = room;
    if (setpoint > this.#setpoint) this.#rosen = minute;
    this.#setpoint = setpoint;
    this.#largestOffset = Math.max(this.#largestOffset, Math.abs(offset));
    for (const correction of this.#meter.corrections.slice(this.#effects.length))
      this.#effects.push(hadEffect(correction, offset - this.#offset));
    this.#offset = offset;
    if (!counts) return;
    this.#minutes += 1;
    this.#beliefErrors += Math.abs(believed - air);
    if (setpoint < WARM || minute - this.#rosen < COMFORT.after || minuteOfDay >= COMFORT.to) return;
    this.#errors.push({ minute, error: air - setpoint });
  }

  /** What our own policy said, beside what the simulator knows. */
  hear({ minute, reason, isEvaluated }: Answer, room: Room): void {
    if (!isEvaluated) return;
    if (reason === 'budget') this.#withoutBudget.push(minute);
    if (reason === 'settling' && room.showsCorrections) this.#settlingUntrue += LOOK;
    if (reason !== 'not-responding') return;
    this.#silentAfter ??= minute / DAY_MINUTES;
    if (this.#effects.slice(-2).some(Boolean)) this.#silentUntrue.add(Math.ceil(minute / DAY_MINUTES));
  }

  /**
   * @param corrections those of the minutes that were counted
   * @param end the last of those minutes
   */
  figures(
    corrections: readonly Correction[],
    { requests, afterUndo, end }: { requests: number; afterUndo: number; end: number },
  ): Figures {
    const days = this.#minutes / DAY_MINUTES;
    const steps = corrections.map(({ current, corrected }) => corrected - current);
    const sizes = steps.map(Math.abs);
    const turns = steps.filter((step, index) => step * (steps[index - 1] ?? 0) < 0);
    const errors = this.#errors.map(({ error }) => error);
    const isLast = (minute: number): boolean => minute > end - WEEK;
    return {
      beliefError: this.#beliefErrors / this.#minutes,
      comfortError: meanSize(errors),
      lastWeek: meanSize(this.#errors.filter(({ minute }) => isLast(minute)).map(({ error }) => error)),
      overshoot: quantile(errors),
      worst: quantile(errors.map(Math.abs)),
      coldest: errors.reduce((least, error) => Math.min(least, error), Infinity),
      warmest: errors.reduce((most, error) => Math.max(most, error), -Infinity),
      corrections: steps.length / days,
      requests: requests / days,
      // Differences of decimals are not exact.
      largeCorrections: sizes.filter((size) => size > LARGE - 1e-6).length / days,
      largestCorrection: Math.max(0, ...sizes),
      turns: turns.length / days,
      largestOffset: this.#largestOffset,
      afterUndo,
      withoutBudget: this.#withoutBudget.filter(isLast).length / Math.min(7, days),
      settlingUntrue: this.#settlingUntrue / (end / DAY_MINUTES),
      silentUntrue: (this.#silentUntrue.size / (end / DAY_MINUTES)) * 100,
      silentAfter: this.#silentAfter ?? end / DAY_MINUTES,
    };
  }
}

const hadEffect = ({ current, corrected }: Correction, effect: number): boolean =>
  effect * Math.sign(corrected - current) >= Math.abs(corrected - current) * EFFECT;

const meanSize = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;

const quantile = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * QUANTILE))] ?? NaN;
};

/** Of these the worst of several runs counts, of all others their mean. */
const WORST_OF: Partial<Record<keyof Figures, (...values: number[]) => number>> = {
  largestCorrection: Math.max,
  largestOffset: Math.max,
  coldest: Math.min,
  warmest: Math.max,
  afterUndo: Math.max,
  silentAfter: Math.max,
};

/** The same over several runs. */
export const overall = (runs: readonly Figures[]): Figures => {
  const [first] = runs;
  if (!first) throw new Error('No run, no figures');
  return Object.fromEntries(
    (Object.keys(first) as (keyof Figures)[]).map((of) => {
      const values = runs.map((figures) => figures[of]);
      const mean = (): number => values.reduce((sum, value) => sum + value, 0) / values.length;
      return [of, WORST_OF[of]?.(...values) ?? mean()];
    }),
  ) as unknown as Figures;
};
