import type { Clock } from '../clock';
import type { Cloud, CloudHome, HomeStatus } from '../cloud/cloud';
import type { Deadline } from '../cloud/deadline';
import { type ErrorCode, NetatmoError, isNotFound, isUnknownToCloud } from '../cloud/errors';
import { findById } from './by-id';
import { Topology } from './topology';
import { ALL_HOMES, checkHomeId, matchHomes, matchRoom, type LocatedRoom, type Scope } from './match';
import { grouped, isHeated } from './placement';
import { passes, type Room, type RoomFilter, toRoom } from './room';
import {
  HOME_COACH,
  indoorTemperature,
  sensorReadings,
  sensorsByRoom,
  toRoomSensor,
  type SensorReading,
} from './sensors';
import { type Freshness, type Read, type Stamp, strictTicks } from './shared-read';
import { Statuses } from './status';

/** What a list asks for. */
export interface RoomQuery {
  /** '' = the first home that heats, `*` = all; unchecked, may come from a message. */
  readonly homeId: unknown;
  readonly filter: RoomFilter;
  /** Also read the weather modules and Home Coaches. */
  readonly sensors: boolean;
}

/** The rooms that were asked for. */
export interface ListedRooms {
  readonly rooms: readonly Room[];
  /** The homes among them whose status could not be read; their rooms have no readings. */
  readonly failures: readonly HomeFailure[];
}

/** A home whose status could not be read, and why. */
export interface HomeFailure {
  readonly home: { readonly id: string; readonly name: string };
  readonly error: NetatmoError;
}

/** A home with those of its rooms that were asked for. */
export interface ListedHome {
  readonly id: string;
  readonly name: string;
  /** Whether a module that heats stands in one of its rooms. */
  readonly isHeated: boolean;
  /** Why its status could not be read; null when it was. */
  readonly failure: ErrorCode | null;
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
  readonly #topology: Topology;
  readonly #statuses: Statuses;
  /** The order of reads and corrections, see {@link Freshness}. */
  readonly stamp: Stamp;

  constructor(cloud: Cloud, clock: Clock) {
    this.#clock = clock;
    this.stamp = strictTicks(clock);
    this.#topology = new Topology(cloud, clock, this.stamp);
    this.#statuses = new Statuses(cloud, clock, this.stamp, (homeId) => this.#homeOf(homeId));
  }

  /**
   * The rooms of one home or all. Only homes with rooms cost a status read; one that cannot be read does not spoil the
   * others.
   * @throws HOME_NOT_FOUND, and whatever the cloud throws when no home could be read
   */
  async list(query: RoomQuery, deadline: Deadline): Promise<ListedRooms> {
    const homeId = checkHomeId(query.homeId);
    const find = (all: readonly CloudHome[]) => ({ all, chosen: matchHomes(all, homeId, isHeated) });
    const { all, chosen } = await deadline.race(this.#topology.search(`home ${homeId}`, find, 'list'));
    const homes = chosen.filter(({ rooms }) => rooms.length > 0);
    if (homes.length === 0) return { rooms: [], failures: [] };
    const [reads, sensors] = await Promise.all([
      Promise.all(homes.map((home) => this.#read(home, deadline))),
      query.sensors ? deadline.race(this.#sensors(all, homes)) : undefined,
    ]);
    const failures = reads.flatMap(({ home, error }) => (error ? [{ home, error }] : []));
    if (failures[0] && failures.length === reads.length) throw failures[0].error;
    const rooms = reads.flatMap(({ home, read }) =>
      home.rooms.map((room) => withSensors(toRoom(home, room, read), sensors?.get(room))),
    );
    return { rooms: rooms.filter((room) => passes(query.filter, room)), failures };
  }

  /**
   * All homes in the cloud's order, each with its rooms that pass `filter`; a home without any is listed too.
   * @throws HOME_NOT_FOUND when there is no home, and whatever the cloud throws when no home could be read
   */
  async listHomes(filter: RoomFilter, deadline: Deadline): Promise<ListedHome[]> {
    const { rooms, failures } = await this.list({ homeId: ALL_HOMES, filter, sensors: false }, deadline);
    const byHome = grouped(rooms, ({ homeId }) => homeId);
    const codes = new Map(failures.map(({ home, error }) => [home.id, error.code]));
    return (this.#topology.last?.value ?? []).map((home) => ({
      id: home.id,
      name: home.name,
      isHeated: isHeated(home),
      failure: codes.get(home.id) ?? null,
      rooms: byHome.get(home.id) ?? [],
    }));
  }

  /**
   * The room that an id or name means.
   * @throws HOME_NOT_FOUND · ROOM_NOT_FOUND · ROOM_AMBIGUOUS, and whatever the cloud throws
   */
  async find(room: string, where: Scope, deadline: Deadline): Promise<LocatedRoom> {
    deadline.throwIfEnded();
    const key = `room ${where.named} ${where.account} ${room}`;
    return deadline.race(this.#topology.search(key, (all) => matchRoom(all, room, where), 'correction'));
  }

  /** The same at once, or undefined when the cloud must be asked. */
  findKnown(room: string, where: Scope): LocatedRoom | undefined {
    const all = this.#topology.known();
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
    return this.#homeOf(homeId)?.timezone ?? null;
  }

  /** A room's correction as the cloud last reported it; costs nothing. */
  offsetOf({ home, room }: LocatedRoom): ReportedOffset | undefined {
    const { last } = this.#topology;
    const found = findById(this.#homeOf(home.id)?.rooms ?? [], room.id);
    return last && found && { value: found.offset, readAt: last.startedAt };
  }

  /** Reads anew what {@link Homes.offsetOf} tells. Throws whatever the cloud throws. */
  renewOffsets(): Promise<void> {
    return this.#topology.renew('correction');
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
    this.#topology.corrected();
  }

  /**
   * What a failed request for a room comes to: `ROOM_NOT_FOUND` or `HOME_NOT_FOUND` when the cloud refused the id
   * and a new look at the topology shows that it is gone; else the error itself.
   */
  async explain(error: unknown, located: LocatedRoom): Promise<unknown> {
    if (!isUnknownToCloud(error)) return error;
    const where = { named: located.home.id, account: '' };
    return this.#orGone(error, `gone ${located.home.id} ${located.room.id}`, (all) => {
      matchRoom(all, located.room.id, where);
    });
  }

  async #orGone(error: unknown, key: string, find: (all: readonly CloudHome[]) => void): Promise<unknown> {
    try {
      await this.#topology.confirm(key, find, 'correction');
      return error;
    } catch (second) {
      return isNotFound(second) ? second : error;
    }
  }

  /** A home as it was last read. */
  #homeOf(homeId: string): CloudHome | undefined {
    return findById(this.#topology.last?.value ?? [], homeId);
  }

  /** The status of a home for a list, or why it could not be read. */
  async #read(home: CloudHome, deadline: Deadline): Promise<HomeRead> {
    try {
      return { home, read: await deadline.race(this.#readNow(home)) };
    } catch (error) {
      // A closed node waits for nothing more, and what is no failure of the cloud's is ours.
      if (!(error instanceof NetatmoError) || error.code === 'CLOSED') throw error;
      return { home, error };
    }
  }

  async #readNow(home: CloudHome): Promise<Read<HomeStatus>> {
    try {
      return await this.#statuses.forList(home.id);
    } catch (error) {
      if (!isUnknownToCloud(error)) throw error;
      throw await this.#orGone(error, `gone ${home.id}`, (all) => matchHomes(all, home.id, isHeated));
    }
  }

  /** What the modules in the rooms measure. Home Coaches cost a request of their own, where there are any. */
  async #sensors(
    all: readonly CloudHome[],
    homes: readonly CloudHome[],
  ): Promise<ReturnType<typeof sensorsByRoom>> {
    const hasCoach = homes.some(({ modules }) => modules.some(({ type }) => type === HOME_COACH));
    const reads = await Promise.all([
      this.#statuses.weatherForList(),
      ...(hasCoach ? [this.#statuses.homeCoachesForList()] : []),
    ]);
    const [ticks, now] = [this.#clock.ticks(), this.#clock.now()];
    return sensorsByRoom(
      all,
      reads.flatMap((read) => sensorReadings(read, ticks, now)),
    );
  }
}

interface HomeRead {
  readonly home: CloudHome;
  readonly read?: Read<HomeStatus>;
  readonly error?: NetatmoError;
}

const withSensors = (room: Room, readings: readonly SensorReading[] = []): Room =>
  readings.length === 0
    ? room
    : { ...room, sensors: readings.map(toRoomSensor), indoorTemperature: indoorTemperature(readings) };
