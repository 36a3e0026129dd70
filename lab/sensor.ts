import { DAY_MINUTES } from '../src/clock';
import { createRandom, type Random } from '../src/simulator/random';
import type { Troubles } from './troubles';

/** °C either way, and the step of the values. */
const NOISE = 0.05;
const DIGITS = 1;
/** How far a wrong value is off, °C. */
const SPIKE = 2.5;
/** W of sun through the windows that warm a sunlit sensor by a degree. */
const SUN_PER_DEGREE = 120;

/** What a sensor is like. */
export interface SensorTraits {
  /** Minutes between two values. */
  readonly every: number;
  /** How slowly it follows, minutes as a time constant. */
  readonly lag: number;
  /** How much warmer the sun makes it, °C at noon of a usual day. */
  readonly sun: number;
  /** How much further off it is each day, °C. */
  readonly drift: number;
  /** It says one value from some day on, for some days; null: never. °C */
  readonly frozen: { readonly at: number; readonly from: number; readonly days: number } | null;
  /** It speaks only once its value has changed by so much, °C; 0: always. */
  readonly onChange: number;
  /** How far it is from a second one with which it takes turns, the room in the middle, °C; 0: there is none. */
  readonly apart: number;
}

/** As a zigbee sensor in a room that heats, not on the radiator. */
export const GOOD_SENSOR: SensorTraits = {
  every: 2,
  lag: 0,
  sun: 0,
  drift: 0,
  frozen: null,
  onChange: 0,
  apart: 0,
};

/** What is around a sensor. */
export interface Around {
  /** °C */
  readonly air: number;
  /** W */
  readonly sun: number;
}

/** A sensor somewhere in the room. */
export class RoomSensor {
  /** The newest value, however old; null before the first. °C */
  latest: number | null = null;
  readonly #random: Random;
  readonly #troubles: Troubles;
  readonly #traits: SensorTraits;
  #felt: number | null = null;
  #turn = 0;

  constructor(seed: number, traits: SensorTraits, troubles: Troubles) {
    this.#random = createRandom(seed * 104_729);
    this.#traits = traits;
    this.#troubles = troubles;
  }

  /** @returns the value that the sensor sends in this minute; null when it sends none */
  hear(minute: number, around: Around): number | null {
    const { every, onChange } = this.#traits;
    const felt = this.#feel(around);
    if (minute % every !== 0) return null;
    const noise = this.#random.between(-NOISE, NOISE);
    if (this.#troubles.isSensorDead(minute)) return null;
    const value = this.#said(minute, felt + noise);
    if (onChange > 0 && this.latest !== null && Math.abs(value - this.latest) < onChange - 1e-6) return null;
    this.latest = value;
    return value;
  }

  /** What it is like where the sensor is, once it has followed. */
  #feel({ air, sun }: Around): number {
    const { lag, sun: warmed } = this.#traits;
    const there = air + (warmed * sun) / SUN_PER_DEGREE;
    this.#felt = this.#felt === null || lag === 0 ? there : this.#felt + (there - this.#felt) / lag;
    return this.#felt;
  }

  #said(minute: number, felt: number): number {
    const { drift, frozen, apart } = this.#traits;
    const day = minute / DAY_MINUTES;
    if (frozen && day >= frozen.from && day < frozen.from + frozen.days) return frozen.at;
    this.#turn += 1;
    const place = (this.#turn % 2 === 0 ? apart : -apart) / 2;
    const wrong = this.#troubles.isSpike(minute) ? SPIKE : 0;
    return Number((felt + drift * day + place + wrong).toFixed(DIGITS));
  }
}
