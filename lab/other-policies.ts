import type { Desk, Moment, Policy } from './policy';

/** How a tool that others have made decides; as read in its source, in our words. */
export interface Habit {
  /** Whether it wakes up in this minute. */
  isDue(moment: Moment): boolean;
  /** Reads of homesdata and getstationsdata before each decision, beside homestatus. */
  readonly furtherReads: number;
  /** The sensor's value it goes by; null = it does nothing. °C */
  value(moment: Moment): number | null;
  /** Whether it corrects a difference between sensor and valve, °C. @param idle minutes since its last correction */
  isWorth(difference: number, idle: number): boolean;
}

const everyMinutes =
  (minutes: number) =>
  ({ minute }: Moment): boolean =>
    minute % minutes === 0;

const ofOnlineSensor = ({ latest, isSensorOnline }: Moment): number | null =>
  isSensorOnline ? latest : null;

/** Each value of the sensor is sent on at once, as the first flow that anybody builds. */
export const EVERY_MESSAGE: Habit = {
  isDue: ({ heard }) => heard !== null,
  furtherReads: 0,
  value: ({ heard }) => heard,
  isWorth: (difference) => difference !== 0,
};

/** P4uLT/py-netatmo-truetemp called every 30 min with the newest value. Its own threshold is 0.1 °C. */
export const LIBRARY_BY_CRON: Habit = {
  isDue: everyMinutes(30),
  furtherReads: 1,
  value: ({ latest }) => latest,
  isWorth: (difference) => Math.abs(difference) >= 0.1,
};

/** siewers/NetatmoTrueTempSync: every 10 min, from 0.05 °C on; above 1.0 °C it skips. */
export const SIEWERS: Habit = {
  isDue: everyMinutes(10),
  furtherReads: 2,
  value: ofOnlineSensor,
  isWorth: (difference) => Math.abs(difference) >= 0.05 && Math.abs(difference) <= 1,
};

/** mkulle/garni-netatmo-sync: looks every 5 min, corrects from 0.3 °C on, 15 min apart; above 6 °C it skips. */
export const GARNI: Habit = {
  isDue: everyMinutes(5),
  furtherReads: 0,
  value: ofOnlineSensor,
  isWorth: (difference, idle) => {
    const rounded = Math.abs(Number(difference.toFixed(1)));
    return rounded >= 0.3 && rounded <= 6 && idle >= 15;
  },
};

/** A policy that follows a habit. */
export const withHabit = (habit: Habit, { cloud, roomId }: Desk): Policy => {
  let correctedAt = -Infinity;
  const look = async (value: number, minute: number): Promise<undefined> => {
    for (let read = 0; read < habit.furtherReads; read += 1) await cloud.homes();
    const { rooms } = await cloud.status();
    const measured = rooms.find(({ id }) => id === roomId)?.measuredTemperature ?? null;
    if (measured === null || !habit.isWorth(value - measured, minute - correctedAt)) return undefined;
    cloud.post(roomId, measured, value);
    correctedAt = minute;
    return undefined;
  };
  return {
    act: (moment) => {
      const value = habit.isDue(moment) ? habit.value(moment) : null;
      return value === null ? undefined : look(value, moment.minute);
    },
  };
};
