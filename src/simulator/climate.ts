const TURN = 2 * Math.PI;

/** Outside temperature, °C: a wave between −1 (at 03:00) and 7 (at 15:00). @param minutes local, since midnight */
export const outsideTemperature = (minutes: number): number =>
  3 + 4 * Math.cos((TURN * (minutes - 15 * 60)) / 1440);

/** Heat of a weak winter sun through the windows, W: 09:00–16:00, at most 120. */
export const sunGain = (minutes: number): number => {
  const hours = minutes / 60;
  return hours <= 9 || hours >= 16 ? 0 : 120 * Math.sin((Math.PI * (hours - 9)) / 7);
};

/** The week's schedule, the same every day. °C, local minutes since midnight. */
export const SCHEDULE = { day: 21, night: 17, dayStarts: 6 * 60, nightStarts: 22 * 60 + 30 } as const;

/** The scheduled setpoint, °C. */
export const scheduledSetpoint = (minutes: number): number =>
  minutes >= SCHEDULE.dayStarts && minutes < SCHEDULE.nightStarts ? SCHEDULE.day : SCHEDULE.night;

/** °C of the modes that have a temperature of their own (Netatmo's defaults). */
export const MODE_TEMPERATURE = { off: 7, hg: 7, away: 14, max: 30 } as const;
