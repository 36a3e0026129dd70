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
}

/** So near to the setpoint the room is right, °C. */
const RIGHT = 0.2;

/**
 * Whether the valve's error makes it regulate wrongly at the moment. Each correction is a jolt for its regulator, so
 * one that changes nothing for the room is left out: the room is too warm while the valve believes it colder and
 * heats, or it is too cold while the valve believes it warmer. Without a setpoint nobody can tell, so it does not.
 */
export const isRegulatedWrongly = (room: Regulation): boolean => {
  const { actual, measured, setpoint, heatingPower } = room;
  if (setpoint === null) return false;
  const heats = (heatingPower ?? 0) > 0 || measured < setpoint + RIGHT;
  const tooWarm = actual > setpoint + RIGHT && measured < actual && heats;
  const tooCold = actual < setpoint - RIGHT && measured > actual;
  return tooWarm || tooCold;
};
