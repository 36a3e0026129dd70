import type { Clock } from '../clock';
import type { Cloud, CloudHome, HomeStatus, WeatherModule } from '../cloud/cloud';
import type { Deadline } from '../cloud/deadline';
import { findById } from './by-id';
import { Topology } from './topology';
import { isNotFound, isUnknownToCloud } from './failures';
import { ALL_HOMES, checkHomeId, matchHomes, matchRoom, type LocatedRoom, type Scope } from './match';
import { passes, type Room, type RoomFilter, toRoom } from './room';
import { indoorTemperature, modulesOfRoom, toRoomSensor } from './sensors';
import { type Freshness, type Read, type Stamp, strictTicks } from './shared-read';
import { Statuses } from './status';

/** What a list asks for. */
export interface RoomQuery {
  /** '' = the first home that has rooms, `*` = all; unchecked, may come from a message. */
  readonly homeId: unknown;
  readonly filter: RoomFilter;
  /** Also read the weather modules. */
  readonly sensors: boolean;
}

/** A home with those of its rooms that were asked for. */
export interface ListedHome {
  readonly id: string;
  readonly name: string;
  readonly rooms: readonly Room[];
}

/** What the cloud last reported as a room's correction. */
export interface ReportedOffset {
  /** °C; null when it reports none. */
  readonly value: number | null;
  /** A stamp: when it was asked. */
  readonly readAt: number;
}

/** The homes and rooms of one account. */
export class Homes {
  readonly #clock: Clock;
  readonly #directory: Topology;
  readonly #statuses: Statuses;
  /** The order of reads and corrections, see {@link Freshness}. */
  readonly stamp: Stamp;

  constructor(cloud: Cloud, clock: Clock) {
    this.#clock = clock;
    this.stamp = strictTicks(clock);
    this.#directory = new Topology(cloud, clock, this.stamp);
    this.#statuses = new Statuses(cloud, clock, this.stamp);
  }

  /**
   * The rooms of one home or all. Only homes with rooms cost a status read.
   * @throws HOME_NOT_FOUND, and whatever the cloud throws
   */
  async list(query: RoomQuery, deadline: Deadline): Promise<Room[]> {
    const homeId = checkHomeId(query.homeId);
    const found = await deadline.race(
      this.#directory.search(`home ${homeId}`, (all) => ({ all, chosen: matchHomes(all, homeId) }), 'list'),
    );
    const homes = found.chosen.filter(({ rooms }) => rooms.length > 0);
    if (homes.length === 0) return [];
    const [rooms, weather] = await deadline.race(
      Promise.all([
        Promise.all(homes.map((home) => this.#roomsOf(home))),
        query.sensors ? this.#statuses.weatherForList() : undefined,
      ]),
    );
    const listed = rooms.flat().filter((room) => passes(query.filter, room));
    return weather ? listed.map((room) => this.#withSensors(room, found.all, weather)) : listed;
  }

  /**
   * All homes in the cloud's order, each with its rooms that pass `filter`; a home without any is listed too.
   * @throws HOME_NOT_FOUND when there is no home, and whatever the cloud throws
   */
  async listHomes(filter: RoomFilter, deadline: Deadline): Promise<ListedHome[]> {
    const rooms = await this.list({ homeId: ALL_HOMES, filter, sensors: false }, deadline);
    const homes = this.#directory.last?.value ?? [];
    return homes.map(({ id, name }) => ({ id, name, rooms: rooms.filter(({ homeId }) => homeId === id) }));
  }

  /**
   * The room that an id or name means.
   * @throws HOME_NOT_FOUND · ROOM_NOT_FOUND · ROOM_AMBIGUOUS, and whatever the cloud throws
   */
  find(room: string, where: Scope, deadline: Deadline): Promise<LocatedRoom> {
    const key = `room ${where.named} ${where.account} ${room}`;
    return deadline.race(this.#directory.search(key, (all) => matchRoom(all, room, where), 'correction'));
  }

  /** The same at once, or undefined when the cloud must be asked. */
  findKnown(room: string, where: Scope): LocatedRoom | undefined {
    const all = this.#directory.known();
    if (!all) return undefined;
    try {
      return matchRoom(all, room, where);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** The time zone of a home; null when it is not known. */
  timezoneOf(homeId: string): string | null {
    const { last } = this.#directory;
    return (last && findById(last.value, homeId)?.timezone) ?? null;
  }

  /** A room's correction as the cloud last reported it; costs nothing. */
  offsetOf({ home, room }: LocatedRoom): ReportedOffset | undefined {
    const { last } = this.#directory;
    const found = last && findById(findById(last.value, home.id)?.rooms ?? [], room.id);
    return last && found && { value: found.offset, readAt: last.startedAt };
  }

  /** Reads anew what {@link Homes.offsetOf} tells. Throws whatever the cloud throws. */
  renewOffsets(): Promise<void> {
    return this.#directory.renew('correction');
  }

  /** The newest reading of a home so far. */
  lastReading(homeId: string): Read<HomeStatus> | undefined {
    return this.#statuses.last(homeId);
  }

  /** A reading that is fresh enough to decide on a correction. Throws whatever the cloud throws. */
  reading(homeId: string, fresh: Freshness): Promise<Read<HomeStatus>> {
    return this.#statuses.get(homeId, fresh, 'correction');
  }

  /** A correction was sent: the next list shall show the rooms' new `offset`. */
  corrected(): void {
    this.#directory.corrected();
  }

  /**
   * What a failed request for a room comes to: `ROOM_NOT_FOUND` or `HOME_NOT_FOUND` when the cloud refused the id
   * and a new look at the topology shows that it is gone; else the error itself.
   */
  async explain(error: unknown, place: LocatedRoom): Promise<unknown> {
    if (!isUnknownToCloud(error)) return error;
    const where = { named: place.home.id, account: '' };
    return this.#orGone(error, `gone ${place.home.id} ${place.room.id}`, (all) => {
      matchRoom(all, place.room.id, where);
    });
  }

  async #orGone(error: unknown, key: string, find: (all: readonly CloudHome[]) => void): Promise<unknown> {
    try {
      await this.#directory.confirm(key, find, 'correction');
      return error;
    } catch (second) {
      return isNotFound(second) ? second : error;
    }
  }

  async #roomsOf(home: CloudHome): Promise<Room[]> {
    try {
      const read = await this.#statuses.forList(home.id);
      return home.rooms.map((room) => toRoom(home, room, read));
    } catch (error) {
      if (!isUnknownToCloud(error)) throw error;
      throw await this.#orGone(error, `gone ${home.id}`, (all) => matchHomes(all, home.id));
    }
  }

  #withSensors(room: Room, all: readonly CloudHome[], weather: Read<readonly WeatherModule[]>): Room {
    const modules = modulesOfRoom(all, room.id, weather.value);
    return {
      ...room,
      sensors: modules.map(toRoomSensor),
      indoorTemperature: indoorTemperature(modules, weather, this.#clock.ticks(), this.#clock.now()),
    };
  }
}
