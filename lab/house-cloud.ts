import type {
  Cloud,
  CloudHome,
  HomeStatus,
  RoomStatus,
  TrueTemperature,
  WeatherModule,
} from '../src/cloud/cloud';
import type { Deadline } from '../src/cloud/deadline';
import type { House, Room } from '../src/simulator';
import { heatingId } from '../src/simulator/homesdata';

/** One correction that a house got. °C; `at` in ms of house time. */
export interface Correction {
  readonly at: number;
  readonly current: number;
  readonly corrected: number;
}

/** What a policy has cost so far. */
export interface Meter {
  /** Requests of all kinds. */
  readonly requests: number;
  /** Oldest first. */
  readonly corrections: readonly Correction[];
}

/** A cloud that stands right on a simulated house: the four calls without http, for the sake of speed. */
export class HouseCloud implements Cloud, Meter {
  requests = 0;
  readonly corrections: Correction[] = [];
  readonly #house: House;
  readonly #reportsOffset: boolean;

  /** @param reportsOffset whether it tells the rooms' `offset` */
  constructor(house: House, reportsOffset: boolean) {
    this.#house = house;
    this.#reportsOffset = reportsOffset;
  }

  homes(): Promise<readonly CloudHome[]> {
    this.requests += 1;
    const { id, name = '', settings, rooms } = this.#house;
    const home = {
      id,
      name,
      timezone: settings.timezone,
      rooms: rooms.map((room) => ({
        id: room.id,
        name: room.name,
        type: room.type,
        offset: this.#reportsOffset ? Number(room.offset.toFixed(2)) : null,
        moduleIds: [],
      })),
      modules: rooms.map((room) => ({
        id: heatingId(this.#house, room),
        name: room.name,
        type: 'NRV',
        roomId: room.id,
      })),
    };
    return Promise.resolve([home]);
  }

  status(): Promise<HomeStatus> {
    this.requests += 1;
    const { isRelayOffline, rooms } = this.#house;
    const known = isRelayOffline ? [] : rooms.map(roomStatus);
    return Promise.resolve({ relayOffline: isRelayOffline, rooms: known, modules: [] });
  }

  weather(): Promise<readonly WeatherModule[]> {
    this.requests += 1;
    return Promise.resolve([]);
  }

  homeCoaches(): Promise<readonly WeatherModule[]> {
    return this.weather();
  }

  async correct(
    { roomId, current, corrected }: TrueTemperature,
    _deadline: Deadline,
    beforeSend: () => Promise<void>,
  ): Promise<void> {
    await beforeSend();
    this.post(roomId, current, corrected);
  }

  /** Sends one correction as those do who have no rules about when to. °C */
  post(roomId: string, current: number, corrected: number): void {
    this.requests += 1;
    this.#house.room(roomId).correct(current, corrected);
    this.corrections.push({ at: this.#house.now(), current, corrected });
  }

  budgetLeft(): 'plenty' {
    return 'plenty';
  }
}

const UNKNOWN = {
  measuredTemperature: null,
  setpointTemperature: null,
  setpointMode: null,
  setpointUntil: null,
  heatingPower: null,
  openWindow: null,
  anticipating: null,
  cooling: false,
} as const;

const roomStatus = (room: Room): RoomStatus => {
  const { id } = room;
  if (room.isUnreachable) return { ...UNKNOWN, id, reachable: false };
  const { temperature, mode, until } = room.setpointState;
  return {
    id,
    reachable: true,
    measuredTemperature: room.reading,
    setpointTemperature: temperature,
    setpointMode: mode,
    setpointUntil: until,
    heatingPower: room.report.heatingPower,
    openWindow: room.openWindow,
    anticipating: false,
    cooling: false,
  };
};
