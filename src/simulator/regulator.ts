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
