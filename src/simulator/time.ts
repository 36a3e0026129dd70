import { type Clock, DAY, MINUTE, SECOND } from '../clock';

/** The two times of the simulation, ms since the epoch. Both ignore jumps of the machine's wall clock. */
export interface SimulatedTime {
  /** The web server's own clock: sessions, tokens, cookies. */
  cloud(): number;
  /** Time in the house, `speed` times as fast: sensors, schedules, reports, `time_server`, rate limits. */
  house(): number;
}

/** Both times start at the clock's wall time of this moment. */
export const createTime = (clock: Clock, speed: number): SimulatedTime => {
  const start = clock.now();
  const startTicks = clock.ticks();
  const elapsed = (): number => clock.ticks() - startTicks;
  return { cloud: () => start + elapsed(), house: () => start + elapsed() * speed };
};

/** Seconds since the epoch, as the cloud writes times. */
export const epoch = (ms: number): number => Math.floor(ms / SECOND);

/**
 * Minutes since midnight in a time zone. The zone's offset is looked up once per UTC day, because asking
 * `Intl` at every step of the physics would cost more than the physics.
 */
export const createDayTime = (timezone: string): ((at: number) => number) => {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const minutesOf = (at: number): number => {
    const [hours = '0', minutes = '0'] = format.format(at).split(':');
    return Number(hours) * 60 + Number(minutes);
  };
  let knownDay = NaN;
  let offset = 0;
  return (at) => {
    const day = Math.floor(at / DAY);
    if (day !== knownDay) {
      knownDay = day;
      offset = minutesOf(day * DAY);
    }
    return (offset + Math.floor((at - day * DAY) / MINUTE)) % 1440;
  };
};
