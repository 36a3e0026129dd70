import { createRandom, type Random } from '../src/simulator/random';
import type { Troubles } from './troubles';

/** Minutes between two messages of the sensor, as a zigbee sensor in a room that heats. */
export const MESSAGE_EVERY = 2;
/** °C either way, and the step of the values. */
const NOISE = 0.05;
const DIGITS = 1;
/** How far a wrong value is off, °C. */
const SPIKE = 2.5;

/** A good sensor somewhere in the room, not on the radiator. */
export class RoomSensor {
  /** The newest value, however old; null before the first. °C */
  latest: number | null = null;
  readonly #random: Random;
  readonly #troubles: Troubles;

  constructor(seed: number, troubles: Troubles) {
    this.#random = createRandom(seed * 104_729);
    this.#troubles = troubles;
  }

  /** @returns the value that the sensor sends in this minute; null when it sends none */
  hear(minute: number, air: number): number | null {
    if (minute % MESSAGE_EVERY !== 0) return null;
    const noise = this.#random.between(-NOISE, NOISE);
    if (this.#troubles.isSensorDead(minute)) return null;
    const wrong = this.#troubles.isSpike(minute) ? SPIKE : 0;
    this.latest = Number((air + noise + wrong).toFixed(DIGITS));
    return this.latest;
  }
}
