import { matchHomes } from '../../src/home/match';
import type { Home, Room } from './homes';

export interface PlacedRoom {
  readonly home: Home;
  readonly room: Room;
}

/**
 * The rooms that get rooms would read, as far as the list has them; undefined when it does not have the home.
 * @param named the node's home
 * @param account the account's home, for a node that names none
 */
export function roomsMeant(
  homes: readonly Home[],
  named: string,
  account: string,
): readonly PlacedRoom[] | undefined {
  try {
    return matchHomes(homes, named || account).flatMap((home) => home.rooms.map((room) => ({ home, room })));
  } catch {
    return undefined;
  }
}
