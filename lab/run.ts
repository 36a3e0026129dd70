import type { StoredFollowSettings } from '../src/correction/follow/settings';
import { DAY_MINUTES, MINUTE } from '../src/clock';
import {
  createSimulator,
  type DailyWindow,
  type House,
  type Room,
  type SimulatorOptions,
} from '../src/simulator';
import { createDayTime } from '../src/simulator/time';
import { VirtualClock } from '../test/support/virtual-clock';
import { type Figures, Tally } from './figures';
import { HouseCloud, type Meter } from './house-cloud';
import { EVERY_MESSAGE, GARNI, type Habit, LIBRARY_BY_CRON, SIEWERS, withHabit } from './other-policies';
import { following } from './ours';
import type { Answer, Policy } from './policy';
import type { Scenario } from './scenarios';
import { RoomSensor } from './sensor';
import { NO_TROUBLES, planTroubles } from './troubles';

/** When Node-RED starts anew in homes where it does, local minutes of the day. */
const RESTART = 3 * 60;
/** What a valve has time for to show an undo, minutes. */
const UNDO_TAKES = 3 * 60;
/** The first day is not counted: the policies have to find their way into the house first. */
const WARM_UP_DAYS = 1;

const HABITS = {
  'every message': EVERY_MESSAGE,
  'library by cron': LIBRARY_BY_CRON,
  siewers: SIEWERS,
  garni: GARNI,
} as const satisfies Record<string, Habit>;

/** `none` never corrects; `oracle` is a valve that knows the room: the best there could be. */
export const POLICIES = [
  'none',
  'every message',
  'library by cron',
  'siewers',
  'garni',
  'ours',
  'oracle',
] as const;
/** `rules` is our own one without foresight, which only we need to be told apart from. */
export type PolicyName = (typeof POLICIES)[number] | 'rules';

export interface RunSetup {
  readonly scenario: Scenario;
  readonly policy: PolicyName;
  readonly seed: number;
  /** That are counted. */
  readonly days: number;
  /** Of our own policy, as a node stores them; the defaults unless given. */
  readonly settings?: StoredFollowSettings;
  /** Told of each answer that our own policy gives. */
  readonly onAnswer?: (answer: Answer) => void;
  /** Told of the room after each minute. @param minuteOfDay local */
  readonly onMinute?: (room: Room, minute: number, minuteOfDay: number) => void;
}

/** Somebody airs the room after getting up. Minutes, local. */
export const DAILY_WINDOW: DailyWindow = { opens: 7 * 60, minutes: 15 };

/** One room of one house, by itself: what `createSimulator` is to be told. */
export const houseOf = (scenario: Scenario, seed: number): Omit<SimulatorOptions, 'clock'> => ({
  homes: [{ name: 'Lab', rooms: [{ name: 'Room', type: 'livingroom', sunShare: 0.5, ...scenario.room }] }],
  dailyWindow: DAILY_WINDOW,
  ...scenario.house,
  seed,
});

/** Lets one policy live through one scenario. The same setup gives the same figures. */
export const run = async (setup: RunSetup): Promise<Figures> => {
  const clock = new VirtualClock();
  const { scenario, policy, seed } = setup;
  const { house } = createSimulator({
    clock,
    ...houseOf(scenario, seed),
    perfectValves: policy === 'oracle',
  });
  const cloud = new HouseCloud(house, scenario.reportsOffset);
  return live({ ...setup, clock, house, meter: cloud, actor: actorOf(setup, clock, house, cloud) });
};

const actorOf = (
  { policy, settings = {} }: RunSetup,
  clock: VirtualClock,
  house: House,
  cloud: HouseCloud,
): Policy | null => {
  const { id: roomId } = onlyRoom(house);
  if (policy === 'none' || policy === 'oracle') return null;
  if (policy !== 'ours' && policy !== 'rules') return withHabit(HABITS[policy], { cloud, roomId });
  const settle = settleOn(clock);
  const stored = policy === 'rules' ? { ...settings, foresight: false } : settings;
  return following({ cloud, clock, homeId: house.id, roomId, settle, settings: stored });
};

export interface Life extends RunSetup {
  readonly clock: VirtualClock;
  readonly house: House;
  readonly meter: Meter;
  /** Null leaves the room alone. */
  readonly actor: Policy | null;
}

/** Lets a room live, minute by minute, and counts. */
export const live = async (life: Life): Promise<Figures> => {
  const { clock, house, meter, actor, seed, scenario } = life;
  const days = WARM_UP_DAYS + life.days;
  const troubles = scenario.hasTroubles ? planTroubles(seed, days, scenario.sensor.every) : NO_TROUBLES;
  const sensor = new RoomSensor(seed, scenario.sensor, troubles);
  const room = onlyRoom(house);
  const minuteOfDayAt = createDayTime(house.settings.timezone);
  const tally = new Tally(meter);
  const before = { requests: 0, corrections: 0 };
  const start = clock.ticks();
  for (let minute = 1; minute <= days * DAY_MINUTES; minute += 1) {
    // What was waited for meanwhile must not shift the minutes.
    clock.advance(start + minute * MINUTE - clock.ticks());
    room.unreachable(troubles.isValveLost(minute));
    const heard = sensor.hear(minute, { air: room.air, sun: house.sun });
    const minuteOfDay = minuteOfDayAt(clock.now());
    if (scenario.restarts !== 'never' && minuteOfDay === RESTART)
      actor?.restart?.(scenario.restarts === 'forgetful');
    const isSensorOnline = !troubles.isSensorDead(minute);
    const acting = actor?.act({ minute, heard, latest: sensor.latest, isSensorOnline });
    const answer = acting && (await acting);
    if (answer) {
      life.onAnswer?.(answer);
      tally.hear(answer, room);
    }
    life.onMinute?.(room, minute, minuteOfDay);
    const counts = minute > WARM_UP_DAYS * DAY_MINUTES;
    tally.add(room, minute, minuteOfDay, counts);
    if (!counts) Object.assign(before, { requests: meter.requests, corrections: meter.corrections.length });
  }
  const corrections = meter.corrections.slice(before.corrections);
  const requests = meter.requests - before.requests;
  room.unreachable(false);
  await actor?.undo?.();
  clock.advance(UNDO_TAKES * MINUTE);
  const afterUndo = actor?.undo ? Math.abs(room.offset) : 0;
  return tally.figures(corrections, { requests, afterUndo, end: days * DAY_MINUTES });
};

const onlyRoom = ({ rooms: [room] }: House): Room => {
  if (!room) throw new Error('A house of the lab has one room');
  return room;
};

/** The longest that one message waits for anything but an answer: our own pauses are shorter, ms. */
const PATIENCE = 50;

/** More promises in a row than a message of ours waits for. */
const PROMISES = 100;

const settleOn =
  (clock: VirtualClock) =>
  async <T>(work: Promise<T>): Promise<T> => {
    const state = { isDone: false };
    const done = (): void => void (state.isDone = true);
    work.then(done, done);
    // Most messages wait for nothing but promises, and a turn of the event loop costs more than all that they do.
    for (let turn = 0; !state.isDone && turn < PROMISES; turn += 1) await Promise.resolve();
    for (let ms = 0; !state.isDone; ms = PATIENCE) await clock.run(ms);
    return work;
  };
