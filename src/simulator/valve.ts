import { MINUTE } from '../clock';
import type { Random } from './random';
import type { RoomHeat } from './room-physics';

/** Where a valve's sensor sits and what it makes of that. */
export interface ValvePlace {
  /** How much of what it feels is radiator, 0–1. */
  readonly radiatorShare: number;
  /** By how much it is wrong by itself, °C. */
  readonly error: number;
  /** How slowly it follows, as a time constant. */
  readonly lagSeconds: number;
}

export const USUAL_PLACE: ValvePlace = { radiatorShare: 0.09, error: -0.4, lagSeconds: 12 * 60 };

/** What a valve would read after a long time in this heat, °C. */
const sensedIn = (heat: RoomHeat, { radiatorShare, error }: ValvePlace): number =>
  heat.air + radiatorShare * (heat.radiator - heat.air) + error;

/** What a valve last told the cloud. */
export interface ValveReport {
  /** Without offset and rounding, °C. */
  readonly raw: number;
  /** What homestatus shows, °C. */
  readonly reading: number;
  /** 0–100 */
  readonly heatingPower: number;
  /** ms of house time */
  readonly at: number;
}

/** °C, in steps of `resolution` °C. */
export const rounded = (temperature: number, resolution: number): number =>
  Number((Math.round(temperature / resolution) * resolution).toFixed(2));

export interface ValveSetup {
  readonly place: ValvePlace;
  /** Step of the reading, °C. */
  readonly resolution: number;
  /** Shortest and longest gap between two reports, minutes of house time. */
  readonly reportMinutes: readonly [number, number];
  readonly regulator: Regulator;
  /** Knows the temperature of the air, at once and exactly. */
  readonly isPerfect: boolean;
  readonly random: Random;
}

/** A radiator valve (or thermostat): senses, regulates on raw + offset, and reports now and then. */
export class Valve {
  /** °C, without offset. */
  raw: number;
  /** The offset that the valve works with, °C; learnt at a report. */
  offset: number;
  /** 0–1 */
  opening = 0;
  report: ValveReport;
  /** ms of house time */
  nextReportAt: number;
  readonly #setup: ValveSetup;

  constructor(setup: ValveSetup, heat: RoomHeat, offset: number, now: number) {
    this.#setup = setup;
    this.raw = setup.isPerfect ? heat.air : sensedIn(heat, setup.place);
    this.offset = offset;
    this.nextReportAt = now;
    this.report = this.#read(now);
    this.#planReport(now);
  }

  /** What the valve takes for the room's temperature, °C, not rounded. */
  get believed(): number {
    return this.raw + this.offset;
  }

  sense(heat: RoomHeat, seconds: number): void {
    const { isPerfect, place } = this.#setup;
    if (isPerfect) this.raw = heat.air;
    else this.raw += ((sensedIn(heat, place) - this.raw) * seconds) / place.lagSeconds;
  }

  regulate(setpoint: number, seconds: number): void {
    this.opening = this.#setup.regulator.step(setpoint - this.believed, seconds);
  }

  /** Takes over the cloud's offset and reports. */
  reportWith(offset: number, now: number): void {
    this.offset = offset;
    this.report = this.#read(now);
    this.#planReport(now);
  }

  /** Shows `offset` in the last report at once, without a new measurement. */
  showOffset(offset: number): void {
    this.offset = offset;
    this.report = { ...this.report, reading: rounded(this.report.raw + offset, this.#setup.resolution) };
  }

  #read(at: number): ValveReport {
    return {
      at,
      raw: this.raw,
      reading: rounded(this.believed, this.#setup.resolution),
      heatingPower: Math.round(this.opening * 100),
    };
  }

  #planReport(now: number): void {
    this.nextReportAt = now + this.#setup.random.between(...this.#setup.reportMinutes) * MINUTE;
  }
}

/** Decides how far a valve is open, 0–1. */
export interface Regulator {
  /** @param error setpoint − believed temperature, °C */
  step(error: number, seconds: number): number;
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/** Opening per °C, and the time in which a lasting error of 1 °C adds as much again; calm with a 12-min sensor. */
const GAIN = 0.35;
const INTEGRAL_SECONDS = 2 * 3600;

/** A modulating valve: PI, its integral held while the valve is at an end of its travel. */
export const createPiRegulator = (): Regulator => {
  let integral = 0.2;
  return {
    step(error, seconds) {
      const wanted = GAIN * error + integral;
      if (wanted === clamp(wanted) || wanted > 1 !== error > 0) {
        integral = clamp(integral + (GAIN * error * seconds) / INTEGRAL_SECONDS);
      }
      return clamp(wanted);
    },
  };
};

/** Half the dead band of the on/off regulator, °C. */
const HYSTERESIS = 0.25;

export const createOnOffRegulator = (): Regulator => {
  let opening = 0;
  return {
    step(error) {
      if (Math.abs(error) > HYSTERESIS) opening = error > 0 ? 1 : 0;
      return opening;
    },
  };
};
