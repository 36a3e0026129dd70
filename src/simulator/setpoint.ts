import { DAY } from '../clock';

/** What a home asks for. @returns °C. @param day whole days since the epoch: 0 was a Thursday */
export type Schedule = (minutes: number, day: number) => number;

/** The week's schedule, the same every day. °C, local minutes since midnight. */
export const SCHEDULE = { day: 21, night: 17, dayStarts: 6 * 60, nightStarts: 22 * 60 + 30 } as const;

/** The scheduled setpoint, °C. */
export const scheduledSetpoint: Schedule = (minutes) =>
  minutes >= SCHEDULE.dayStarts && minutes < SCHEDULE.nightStarts ? SCHEDULE.day : SCHEDULE.night;

/** °C of the modes that have a temperature of their own, as in the homes of jabesq-org/pyatmo, `fixtures/homesdata.json`. */
export const MODE_TEMPERATURE = { off: 7, hg: 7, away: 14, max: 30 } as const;

export type SetpointMode = 'schedule' | 'manual' | 'home' | keyof typeof MODE_TEMPERATURE;

/** What a room is asked to be. */
export interface SetpointState {
  /** °C */
  readonly temperature: number;
  readonly mode: SetpointMode;
  /** ms of house time */
  readonly since: number;
  /** ms of house time; null = until further notice */
  readonly until: number | null;
}

/** A room's setpoint: the schedule, unless somebody chose otherwise for a while. */
export class Setpoint {
  state: SetpointState;
  readonly #schedule: Schedule;

  /** @param minutes local, since midnight */
  constructor(schedule: Schedule, minutes: number, now: number) {
    this.#schedule = schedule;
    const temperature = schedule(minutes, Math.floor(now / DAY));
    this.state = { temperature, mode: 'schedule', since: now, until: null };
  }

  /** Follows the schedule, and returns to it when the chosen time is over. */
  follow(minutes: number, now: number): void {
    const { mode, until } = this.state;
    const over = until !== null && now >= until;
    if (mode !== 'schedule' && !over) return;
    const temperature = this.#schedule(minutes, Math.floor(now / DAY));
    if (over || temperature !== this.state.temperature) {
      this.state = { temperature, mode: 'schedule', since: now, until: null };
    }
  }

  /** Somebody's choice; the modes off, hg, away and max bring their own temperature. */
  choose(temperature: number, mode: SetpointMode, now: number, until: number | null): void {
    const own =
      mode in MODE_TEMPERATURE ? MODE_TEMPERATURE[mode as keyof typeof MODE_TEMPERATURE] : temperature;
    this.state = { temperature: own, mode, since: now, until };
  }
}
