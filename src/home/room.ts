import type { CloudHome, CloudRoom, HomeStatus } from '../cloud/cloud';
import { iso, isoOrNull } from './iso';
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
  /** When the status was read. */
  readonly readAt: string;
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

export type RoomFilter = 'thermostat' | 'all';

/** Valve, thermostat, modulating thermostat, Smarther: what heats a room. */
const HEATING_TYPES: ReadonlySet<string> = new Set(['NRV', 'NATherm1', 'OTM', 'BNS']);

/** One room from what is known of its home, without sensors. */
export const toRoom = (
  home: CloudHome,
  room: CloudRoom,
  { value: status, readAt }: Read<HomeStatus>,
): Room => {
  const now = status.relayOffline ? undefined : status.rooms.find(({ id }) => id === room.id);
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
    reachable: status.relayOffline ? false : (now?.reachable ?? null),
    openWindow: now?.openWindow ?? null,
    anticipating: now?.anticipating ?? null,
    offset: room.offset,
    readAt: iso(readAt),
    modules: modulesOf(home, room.id, status),
    sensors: [],
    indoorTemperature: null,
  };
};

const modulesOf = (home: CloudHome, roomId: string, status: HomeStatus): readonly RoomModule[] =>
  home.modules
    .filter((module) => module.roomId === roomId)
    .map((module) => {
      const now = status.modules.find(({ id }) => id === module.id);
      return {
        id: module.id,
        name: module.name,
        type: module.type,
        reachable: now?.reachable ?? null,
        batteryLevel: now?.batteryLevel ?? null,
        batteryState: now?.batteryState ?? null,
        rfStrength: now?.rfStrength ?? null,
        firmware: now?.firmware ?? null,
      };
    });

/** Whether a list with this filter shows the room. */
export const passes = (filter: RoomFilter, room: Room): boolean =>
  filter === 'all' ||
  room.measuredTemperature !== null ||
  room.modules.some(({ type }) => HEATING_TYPES.has(type));
