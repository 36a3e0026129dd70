import type { RoomState, RoomStates } from '../correction/room-state';
import type { StoredAccount } from './stored-account';

/** What is remembered of an account's rooms. */
export interface StoredRooms extends RoomStates {
  readonly all: () => readonly RoomState[];
}

/** The rooms of an account that may be replaced by another version of it. */
export function roomsIn(account: () => StoredAccount): Pick<StoredRooms, 'get' | 'put' | 'all'> {
  const key = (homeId: string, roomId: string): string => `${homeId} ${roomId}`;
  return {
    get: (homeId, roomId) => account().rooms[key(homeId, roomId)],
    put: (homeId, roomId, state) => (account().rooms[key(homeId, roomId)] = state),
    all: () => Object.values(account().rooms),
  };
}
