import type { CloudHome, CloudModule, CloudRoom, HomeStatus } from '../cloud/cloud';
import { findById } from './by-id';
import { isoOrNull } from '../clock';
import { heats, placementOf } from './placement';
import type { RoomSensor } from './sensors';
import type { Read } from './shared-read';

/** A room as flows see it. Temperatures in °C, times ISO 8601; what the cloud does not tell is null. */
export interface Room {
  readonly id: string;
  readonly name: string;
  readonly type: string | null;
  readonly homeId: string;
  readonly homeName: string;
  readonly measuredTemperature: number | null;
  readonly setpointTemperature: number | null;
  readonly setpointMode: string | null;
  readonly setpointUntil: string | null;
  /** 0–100 */
  readonly heatingPower: number | null;
  readonly reachable: boolean | null;
  readonly openWindow: boolean | null;
  readonly anticipating: boolean | null;
  /** The correction that the cloud says is active. */
  readonly offset: number | null;
  /** When the status was read; null when it could not be. */
  readonly readAt: string | null;
  readonly modules: readonly RoomModule[];
  readonly sensors: readonly RoomSensor[];
  /** Mean of the sensors of the last 30 min. */
  readonly indoorTemperature: number | null;
}

export interface RoomModule {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly reachable: boolean | null;
  /** mV */
  readonly batteryLevel: number | null;
  readonly batteryState: string | null;
  readonly rfStrength: number | null;
  readonly firmware: number | null;
}

export const ROOM_FILTERS = ['thermostat', 'all'] as const;
export type RoomFilter = (typeof ROOM_FILTERS)[number];

/**
 * One room from what is known of its home, without sensors.
 * @param read undefined when its home could not be read: then it has no readings
 */
export const toRoom = (home: CloudHome, room: CloudRoom, read: Read<HomeStatus> | undefined): Room => {
  const status = read?.value;
  const now = status && findById(status.rooms, room.id);
  return {
    id: room.id,
    name: room.name,
    type: room.type,
    homeId: home.id,
    homeName: home.name,
    measuredTemperature: now?.measuredTemperature ?? null,
    setpointTemperature: now?.setpointTemperature ?? null,
    setpointMode: now?.setpointMode ?? null,
    setpointUntil: isoOrNull(now?.setpointUntil ?? null),
    heatingPower: now?.heatingPower ?? null,
    reachable: status?.relayOffline ? false : (now?.reachable ?? null),
    openWindow: now?.openWindow ?? null,
    anticipating: now?.anticipating ?? null,
    offset: room.offset,
    readAt: isoOrNull(read?.readAt ?? null),
    modules: (placementOf(home).modulesIn.get(room.id) ?? []).map((module) => toRoomModule(module, status)),
    sensors: [],
    indoorTemperature: null,
  };
};

const toRoomModule = ({ id, name, type }: CloudModule, status: HomeStatus | undefined): RoomModule => {
  const now = status && findById(status.modules, id);
  return {
    id,
    name,
    type,
    reachable: now?.reachable ?? null,
    batteryLevel: now?.batteryLevel ?? null,
    batteryState: now?.batteryState ?? null,
    rfStrength: now?.rfStrength ?? null,
    firmware: now?.firmware ?? null,
  };
};

/** Whether a list with this filter shows the room. */
export const passes = (filter: RoomFilter, room: Room): boolean =>
  filter === 'all' || room.measuredTemperature !== null || room.modules.some(heats);
