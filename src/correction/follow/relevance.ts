import { FLOAT_NOISE } from '../settle';

/** What the room is like, °C. */
export interface Regulation {
  /** What the sensor says. */
  readonly actual: number;
  /** What the valve believes. */
  readonly measured: number;
  /** Null when the cloud names none. */
  readonly setpoint: number | null;
  /** 0–100, or null. */
  readonly heatingPower: number | null;
  /** ms since the room's last correction. */
  readonly elapsedMs: number;
}

/** So near to the setpoint the room is right, °C. */
const RIGHT = 0.2;
/** An error this large is put right even where it does no harm at the moment, °C, but not more often than this, ms. */
const LARGE = 0.8;
const LARGE_EVERY = 60 * 60_000;

/**
 * Whether the valve's error makes it regulate wrongly at the moment. Each correction is a jolt for its regulator, so
 * one that changes nothing for the room is left out: the room is too warm while the valve believes it colder and
 * heats, or it is too cold while the valve believes it warmer.
 */
export const isRegulatedWrongly = (room: Regulation): boolean => {
  const { actual, measured, setpoint, heatingPower, elapsedMs } = room;
  if (setpoint === null) return true;
  const heats = (heatingPower ?? 0) > 0 || measured < setpoint + RIGHT;
  const tooWarm = actual > setpoint + RIGHT && measured < actual && heats;
  const tooCold = actual < setpoint - RIGHT && measured > actual;
  const isLarge = Math.abs(actual - measured) >= LARGE - FLOAT_NOISE && elapsedMs >= LARGE_EVERY;
  return tooWarm || tooCold || isLarge;
};
