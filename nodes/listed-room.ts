import type { Room, RoomModule } from '../src/home/room';

/** What the dialogs' lists and previews show of a room. Temperatures in °C. */
export interface ListedRoom extends Pick<
  Room,
  | 'id'
  | 'name'
  | 'type'
  | 'measuredTemperature'
  | 'setpointTemperature'
  | 'heatingPower'
  | 'reachable'
  | 'offset'
  | 'readAt'
> {
  /** Of the module whose battery is the emptiest; null when no module tells. */
  readonly batteryState: string | null;
}

/** What the cloud calls the states of a battery, the emptiest first. */
const EMPTIEST_FIRST: readonly string[] = ['very_low', 'low', 'medium', 'high', 'full', 'max'];

/** A room without what no dialog shows. */
export const listedRoom = (room: Room): ListedRoom => ({
  id: room.id,
  name: room.name,
  type: room.type,
  measuredTemperature: room.measuredTemperature,
  setpointTemperature: room.setpointTemperature,
  heatingPower: room.heatingPower,
  reachable: room.reachable,
  offset: room.offset,
  readAt: room.readAt,
  batteryState: emptiest(room.modules),
});

const emptiest = (modules: readonly RoomModule[]): string | null =>
  EMPTIEST_FIRST.find((state) => modules.some(({ batteryState }) => batteryState === state)) ?? null;
