import type { Account } from '../src/account/account';
import { NO_EFFECTS, withoutBefore } from '../src/correction/follow/effect';
import type { ListedHome } from '../src/home/homes';
import type { Room, RoomModule } from '../src/home/room';
import type { RoomInList, RoomList } from './dialog-answers';

/** Homes and rooms without what no dialog shows. */
export const roomList = (homes: readonly ListedHome[]): RoomList => ({
  homes: homes.map(({ rooms, ...home }) => ({ ...home, rooms: rooms.map(inList) })),
});

/** The same with what the account remembers of them. */
export const roomListOf = (account: Pick<Account, 'remembered'>, homes: readonly ListedHome[]): RoomList => ({
  ...roomList(homes),
  remembered: Object.fromEntries(
    homes.flatMap(({ id, rooms }) =>
      rooms.flatMap((room) => {
        const { state, elapsedMs } = account.remembered(id, room.id) ?? {};
        if (!state?.last || elapsedMs === undefined) return [];
        const { agreement = null, effects = NO_EFFECTS } = state.follow ?? {};
        return [[room.id, { last: state.last, elapsedMs, agreement, without: withoutBefore(effects) }]];
      }),
    ),
  ),
});

const inList = (room: Room): RoomInList => ({
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

/** What the cloud calls the states of a battery, the emptiest first. */
const EMPTIEST_FIRST: readonly string[] = ['very_low', 'low', 'medium', 'high', 'full', 'max'];

const emptiest = (modules: readonly RoomModule[]): string | null =>
  EMPTIEST_FIRST.find((state) => modules.some(({ batteryState }) => batteryState === state)) ?? null;
