import type { Random } from './random';
import type { Regulator } from './regulator';
import type { RoomHeat } from './room-physics';
import { MINUTE } from './time';

/** Where the sensor sits: 9 % radiator, and 0.4 °C too low by itself; it follows with a lag of 12 min. */
const RADIATOR_SHARE = 0.09;
const SENSOR_ERROR = -0.4;
const SENSOR_LAG_SECONDS = 12 * 60;

/** What a valve would read after a long time in this heat, °C. */
const sensedIn = (heat: RoomHeat): number =>
  heat.air + RADIATOR_SHARE * (heat.radiator - heat.air) + SENSOR_ERROR;

/** What a valve last told the cloud. */
export interface ValveReport {
  /** Without offset and rounding, °C. */
  readonly raw: number;
  /** What homestatus shows, °C. */
  readonly reading: number;
  /** 0–100 */
  readonly heatingPower: number;
}

export interface ValveSetup {
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
    this.raw = setup.isPerfect ? heat.air : sensedIn(heat);
    this.offset = offset;
    this.nextReportAt = now;
    this.report = this.#read();
    this.#planReport(now);
  }

  /** What the valve takes for the room's temperature, °C, not rounded. */
  get believed(): number {
    return this.raw + this.offset;
  }

  sense(heat: RoomHeat, seconds: number): void {
    if (this.#setup.isPerfect) this.raw = heat.air;
    else this.raw += ((sensedIn(heat) - this.raw) * seconds) / SENSOR_LAG_SECONDS;
  }

  regulate(setpoint: number, seconds: number): void {
    this.opening = this.#setup.regulator.step(setpoint - this.believed, seconds);
  }

  /** Takes over the cloud's offset and reports. */
  reportWith(offset: number, now: number): void {
    this.offset = offset;
    this.report = this.#read();
    this.#planReport(now);
  }

  /** Shows `offset` in the last report at once, without a new measurement. */
  showOffset(offset: number): void {
    this.offset = offset;
    this.report = { ...this.report, reading: this.#rounded(this.report.raw + offset) };
  }

  #read(): ValveReport {
    return {
      raw: this.raw,
      reading: this.#rounded(this.believed),
      heatingPower: Math.round(this.opening * 100),
    };
  }

  #rounded(temperature: number): number {
    const { resolution } = this.#setup;
    return Number((Math.round(temperature / resolution) * resolution).toFixed(2));
  }

  #planReport(now: number): void {
    this.nextReportAt = now + this.#setup.random.between(...this.#setup.reportMinutes) * MINUTE;
  }
}
