import { type Clock, MINUTE } from '../clock';
import type { Cloud, CloudHome, HomeStatus, Purpose, WeatherModule } from '../cloud/cloud';
import { isCode } from '../cloud/errors';
import { heats, placementOf } from './placement';
import { type Freshness, type Read, SharedRead, type Stamp } from './shared-read';

/** How old an answer a list may use, ms, by what is left of the hourly budget. */
const LIST_MAX_AGE = { plenty: 10_000, scarce: MINUTE, none: 15 * MINUTE } as const;

/** What the rooms read just now: one shared read per home, one for the weather modules and one for the Home Coaches. */
export class Statuses {
  readonly #cloud: Cloud;
  readonly #clock: Clock;
  readonly #stamp: Stamp;
  readonly #homeOf: (homeId: string) => CloudHome | undefined;
  readonly #homes = new Map<string, SharedRead<HomeStatus>>();
  readonly #weather: SharedRead<readonly WeatherModule[]>;
  readonly #homeCoaches: SharedRead<readonly WeatherModule[]>;

  /** @param homeOf the home as it is known when its status comes */
  constructor(cloud: Cloud, clock: Clock, stamp: Stamp, homeOf: (homeId: string) => CloudHome | undefined) {
    this.#cloud = cloud;
    this.#clock = clock;
    this.#stamp = stamp;
    this.#homeOf = homeOf;
    this.#homeCoaches = new SharedRead((purpose) => cloud.homeCoaches(purpose), clock, stamp);
    this.#weather = new SharedRead((purpose) => cloud.weather(purpose), clock, stamp);
  }

  /** The newest answer for a home, however old; costs nothing. */
  last(homeId: string): Read<HomeStatus> | undefined {
    return this.#homes.get(homeId)?.last;
  }

  /** A status that is fresh enough to correct with. */
  get(homeId: string, fresh: Freshness, purpose: Purpose): Promise<Read<HomeStatus>> {
    return this.#of(homeId).get(fresh, purpose);
  }

  /** A status for a list. Throws what the cloud threw when there is none young enough. */
  forList(homeId: string): Promise<Read<HomeStatus>> {
    return this.#forList(this.#of(homeId));
  }

  /** The weather modules for a list, under the same rules. */
  weatherForList(): Promise<Read<readonly WeatherModule[]>> {
    return this.#forList(this.#weather);
  }

  /** The Home Coaches, likewise. */
  homeCoachesForList(): Promise<Read<readonly WeatherModule[]>> {
    return this.#forList(this.#homeCoaches);
  }

  async #forList<T>(shared: SharedRead<T>): Promise<Read<T>> {
    const maxAge = LIST_MAX_AGE[this.#cloud.budgetLeft()];
    try {
      return await shared.get({ maxAge, startedAfter: -Infinity }, 'list');
    } catch (error) {
      const { last } = shared;
      if (last && isCode(error, 'RATE_LIMITED') && shared.age() <= LIST_MAX_AGE.none) return last;
      throw error;
    }
  }

  #of(homeId: string): SharedRead<HomeStatus> {
    let shared = this.#homes.get(homeId);
    if (!shared) {
      const ask = async (purpose: Purpose): Promise<HomeStatus> =>
        withUnreachableRooms(await this.#cloud.status(homeId, purpose), this.#homeOf(homeId));
      shared = new SharedRead(ask, this.#clock, this.#stamp);
      this.#homes.set(homeId, shared);
    }
    return shared;
  }
}

/**
 * A status in which a room is unreachable when all the modules that heat it say that they are: Netatmo may call it
 * reachable all the same, with the last value that its valve has sent (home-assistant/core#32229).
 * @param home undefined when nobody has read which modules stand in which room
 */
export function withUnreachableRooms(status: HomeStatus, home: CloudHome | undefined): HomeStatus {
  const silent = new Set(status.modules.filter(({ reachable }) => reachable === false).map(({ id }) => id));
  if (!home || silent.size === 0) return status;
  const { modulesIn } = placementOf(home);
  const isCutOff = (roomId: string): boolean => {
    const heating = (modulesIn.get(roomId) ?? []).filter(heats);
    return heating.length > 0 && heating.every(({ id }) => silent.has(id));
  };
  const rooms = status.rooms.map((room) => (isCutOff(room.id) ? { ...room, reachable: false } : room));
  return { ...status, rooms };
}
