import type { Clock } from '../clock';
import { scheduledSetpoint } from './setpoint';
import { SimulatedCloud, type Tap } from './cloud';
import { DEFAULT_SETTINGS, type CloudSettings, type Credentials } from './cloud-settings';
import { House } from './house';
import { createRandom } from './random';
import { DEMO_ROOMS, type HomeSetup, type HouseSettings } from './room-setup';
import { createTime, type SimulatedTime } from './time';

export type { SimulatedCloud, Tap } from './cloud';
export type { CloudSettings, Credentials, SignInEnd } from './cloud-settings';
export type { Route } from './exchange';
export type { House } from './house';
export type { CorrectionSemantics } from './offset';
export type { Room } from './room';
export type { DailyWindow, HomeSetup, HouseSettings, RoomSetup } from './room-setup';

/** Everything but the clock has a default: the demo home with four rooms, additive corrections, real speed. */
export interface SimulatorOptions extends Partial<HouseSettings> {
  readonly clock: Clock;
  /** House seconds per second of the clock. */
  readonly houseSpeed?: number;
  /** The homes of the account; the default is `Demo home` with a living room, kitchen, bedroom, bathroom. */
  readonly homes?: readonly HomeSetup[];
  /** Puts a home with neither name nor rooms before the others, as real accounts have. */
  readonly bareHomeFirst?: boolean;
  readonly credentials?: Credentials;
  readonly cloud?: Partial<CloudSettings>;
  /** For tests. */
  readonly tap?: Tap;
}

/** A simulated Netatmo. Nothing runs by itself: houses are computed when somebody looks. */
export interface Simulator {
  readonly cloud: SimulatedCloud;
  /** The first home that has rooms. */
  readonly house: House;
  readonly houses: readonly House[];
  readonly time: SimulatedTime;
  /** The login it accepts; may be changed. */
  readonly credentials: Credentials;
  /** Starts listening on 127.0.0.1. @returns the port */
  listen(): Promise<number>;
  /** Destroys all connections and stops listening; everything else stays, `listen` may be called again. */
  close(): Promise<void>;
}

const DEMO_CREDENTIALS: Readonly<Credentials> = { email: 'demo@example.org', password: 'demo password' };
const DEMO_HOMES: readonly HomeSetup[] = [{ name: 'Demo home', rooms: DEMO_ROOMS }];
const BARE_HOME: HomeSetup = { rooms: [] };
/**
 * Assumed: nobody has published how often a valve reports. Weather modules do every 5 to 10 min (home-assistant/core#14546,
 * #42933).
 */
const REPORT_MINUTES = [5, 10] as const;
/** °C; nobody knows where the cloud stops, and something must (other makers' limits are 5 to 10). */
const LARGEST_OFFSET = 10;

/** A simulated Netatmo on the given clock; the same seed and requests give the same answers. */
export const createSimulator = (options: SimulatorOptions): Simulator => {
  const seed = options.seed ?? 1;
  const time = createTime(options.clock, options.houseSpeed ?? 1);
  const settings: HouseSettings = {
    semantics: options.semantics ?? 'additive',
    reportDelayMs: options.reportDelayMs ?? 0,
    staticHouse: options.staticHouse ?? false,
    regulator: options.regulator ?? 'pi',
    reportMinutes: options.reportMinutes ?? REPORT_MINUTES,
    resolution: options.resolution,
    perfectValves: options.perfectValves ?? false,
    dailyWindow: options.dailyWindow ?? null,
    largestOffset: options.largestOffset ?? LARGEST_OFFSET,
    smallestCorrection: options.smallestCorrection ?? 0,
    weather: options.weather ?? 'steady',
    schedule: options.schedule ?? scheduledSetpoint,
    timezone: options.timezone ?? 'Europe/Paris',
    seed,
  };
  const homes = [...(options.bareHomeFirst ? [BARE_HOME] : []), ...(options.homes ?? DEMO_HOMES)];
  const houses = homes.map((home, index) => new House(home, index + 1, settings, time));
  const house = houses.find(({ rooms }) => rooms.length > 0) ?? houses[0];
  if (!house) throw new Error('A simulator needs at least one home');
  const credentials = { ...(options.credentials ?? DEMO_CREDENTIALS) };
  const cloud = new SimulatedCloud({
    settings: { ...DEFAULT_SETTINGS, ...options.cloud },
    credentials,
    houses,
    time,
    random: createRandom(seed),
    tap: options.tap,
  });
  return {
    cloud,
    house,
    houses,
    time,
    credentials,
    listen: () => cloud.server.listen(),
    close: () => cloud.server.close(),
  };
};
