import { foldName, matchHomes } from '../../src/home/match';
import type { HomeInList, RoomInList } from '../dialog-answers';

export interface PlacedRoom {
  readonly home: HomeInList;
  readonly room: RoomInList;
}

/**
 * The rooms that get rooms would read, as far as the list has them; undefined when it does not have the home.
 * @param named the node's home
 * @param account the account's home, for a node that names none
 */
export function roomsMeant(
  homes: readonly HomeInList[],
  named: string,
  account: string,
): readonly PlacedRoom[] | undefined {
  try {
    const meant = matchHomes(homes, named || account, ({ isHeated }) => isHeated);
    return meant.flatMap((home) => home.rooms.map((room) => ({ home, room })));
  } catch {
    return undefined;
  }
}

/** A room as a node names it. */
export interface NamedRoom {
  /** As a set truetemp node has it: `room` and `str` say which room it is before a message comes. */
  readonly type: string;
  readonly value: string;
  /** The node's home; '' and `*` say nothing. */
  readonly homeId: string;
}

/** Why the chosen room cannot be shown: the key of a sentence under `preview`. */
export type NotShown = 'noList' | 'choose' | 'elsewhere' | 'unlisted';

/** The room that set truetemp has chosen or names, as the list has it. */
export function roomMeant(
  homes: readonly HomeInList[] | undefined,
  { type, value, homeId }: NamedRoom,
): RoomInList | NotShown {
  if (type !== 'room' && type !== 'str') return 'elsewhere';
  if (!homes) return 'noList';
  if (value === '') return 'choose';
  const isNamed = homeId !== '' && homeId !== '*';
  const rooms = homes.filter(({ id }) => !isNamed || id === homeId).flatMap((home) => home.rooms);
  const byId = rooms.find(({ id }) => id === value);
  const byName = rooms.filter(({ name }) => type === 'str' && foldName(name) === foldName(value));
  // Which of two rooms of one name is meant depends on the account's home: better none than the wrong one.
  return byId ?? (byName.length === 1 && byName[0] ? byName[0] : 'unlisted');
}
