import type { CloudHome, CloudRoom } from '../cloud/cloud';
import { NetatmoError } from '../cloud/errors';
import { cut, withoutDirectionMarks } from '../cloud/names';
import { findById } from './by-id';
import { grouped, isHeated } from './placement';

/** `homeId` for "all homes". */
export const ALL_HOMES = '*';

/** A room and its home, found. */
export interface LocatedRoom {
  readonly room: { readonly id: string; readonly name: string };
  readonly home: { readonly id: string; readonly name: string };
}

/** Where to look. Each is a home id, `*` for all homes, or '' for none named. */
export interface Scope {
  /** What the message or the node names. */
  readonly named: string;
  /** What the account names; '' = the first home that heats, see {@link matchHomes}. */
  readonly account: string;
}

/** What it takes to tell homes apart. */
type HomeWithRooms = Pick<CloudHome, 'id' | 'name'> & { readonly rooms: readonly unknown[] };

const MAX_HOME_ID = 128;
/** So many homes or rooms are listed in an error; of the others only how many they are. */
const MOST_LISTED = 5;
/** A longer name of a home is cut where several are listed, so that there is room for the ids. */
const MAX_LISTED_NAME = 40;

/**
 * A home id as it came with a message, checked. A missing one is ''.
 * @throws HOME_NOT_FOUND when it cannot be a home id
 */
export const checkHomeId = (homeId: unknown): string => {
  if (homeId === undefined) return '';
  const isText = typeof homeId === 'string' && homeId.length <= MAX_HOME_ID && !/\p{Cc}/u.test(homeId);
  if (isText) return withoutDirectionMarks(homeId).trim();
  throw new NetatmoError(
    'HOME_NOT_FOUND',
    'The home id is no text that could be one. Use the id of a home, "*" for all homes, or leave it out.',
  );
};

/**
 * The homes that a home id means. None named is the first home that heats, else the first that has rooms: an account
 * may list a home of cameras first, or one that was never set up.
 * @param heats whether a home has a room with a module that heats
 * @throws HOME_NOT_FOUND
 */
export const matchHomes = <Home extends HomeWithRooms>(
  homes: readonly Home[],
  homeId: string,
  heats: (home: Home) => boolean,
): readonly Home[] => {
  const [first] = homes;
  if (!first) {
    throw new NetatmoError(
      'HOME_NOT_FOUND',
      'No home in this Netatmo account. Set one up in the Netatmo app, or have this account invited to one.',
    );
  }
  if (homeId === ALL_HOMES) return homes;
  if (homeId === '') return [homes.find(heats) ?? homes.find(({ rooms }) => rooms.length > 0) ?? first];
  const named = findById(homes, homeId);
  if (named) return [named];
  throw new NetatmoError(
    'HOME_NOT_FOUND',
    `No home with the id "${homeId}". The account has ${listed(homes, describeHome)}.`,
  );
};

/**
 * The one room that an id or a name means: by exact id, else by name whatever its case.
 * @param room the id or name, see `parseRoom`
 * @throws HOME_NOT_FOUND · ROOM_NOT_FOUND · ROOM_AMBIGUOUS
 */
export const matchRoom = (homes: readonly CloudHome[], room: string, where: Scope): LocatedRoom => {
  const id = room.trim();
  const index = indexOf(homes);
  const byId = inScope(matchHomes(homes, where.named || ALL_HOMES, isHeated), homes, index.byId.get(id));
  if (byId.length > 0) return theOnly(byId, room);
  const scope = matchHomes(homes, where.named || where.account, isHeated);
  const byName = inScope(scope, homes, index.byName.get(foldName(room)));
  if (byName.length > 0) return theOnly(byName, room);
  throw new NetatmoError(
    'ROOM_NOT_FOUND',
    `No room with the id or name "${room}" in ${listed(scope, describeHome)}. ` +
      'Check its name in the Netatmo app, or name the home it is in.',
  );
};

interface Entry {
  readonly located: LocatedRoom;
  readonly of: CloudHome;
}

/** The rooms of all homes, by id and by folded name; several where they are not unique. */
interface RoomIndex {
  readonly byId: ReadonlyMap<string, readonly Entry[]>;
  readonly byName: ReadonlyMap<string, readonly Entry[]>;
}

/** Made once for each topology that was read, so that a message costs the same in a home with a thousand rooms. */
const indexes = new WeakMap<readonly CloudHome[], RoomIndex>();

function indexOf(homes: readonly CloudHome[]): RoomIndex {
  const existing = indexes.get(homes);
  if (existing) return existing;
  const entries = homes.flatMap((of) => of.rooms.map((room): Entry => ({ located: locate(of, room), of })));
  const index = {
    byId: grouped(entries, ({ located }) => located.room.id),
    byName: grouped(entries, ({ located }) => foldName(located.room.name)),
  };
  indexes.set(homes, index);
  return index;
}

const locate = ({ id, name }: CloudHome, room: CloudRoom): LocatedRoom => ({
  room: { id: room.id, name: room.name },
  home: { id, name },
});

const inScope = (
  scope: readonly CloudHome[],
  all: readonly CloudHome[],
  entries: readonly Entry[] = [],
): LocatedRoom[] =>
  // A scope that is not all homes is one.
  (scope === all ? entries : entries.filter(({ of }) => of === scope[0])).map(({ located }) => located);

const theOnly = (rooms: readonly LocatedRoom[], room: string): LocatedRoom => {
  const [located] = rooms;
  if (located && rooms.length === 1) return located;
  throw new NetatmoError(
    'ROOM_AMBIGUOUS',
    `Ambiguous room "${room}": ${rooms.length} rooms match it. Use the id of the one that you mean: ` +
      `${listed(rooms, (each) => `${each.room.id} in ${describeHome(each.home)}`)}.`,
  );
};

/** The first few of a list in words, and how many more there are. */
const listed = <T>(list: readonly T[], describe: (each: T) => string): string => {
  const more = list.length - MOST_LISTED;
  return [...list.slice(0, MOST_LISTED).map(describe), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
};

const describeHome = ({ id, name }: { readonly id: string; readonly name: string }): string =>
  `"${name.length > MAX_LISTED_NAME ? `${cut(name, MAX_LISTED_NAME)}…` : name}" (home id ${id})`;

/**
 * Upper case, because that also makes "ß" and "SS" the same, as Unicode's case folding does. Normalised again after it,
 * since it may take a letter apart: "ΐ".
 */
export const foldName = (name: string): string => name.normalize('NFC').trim().toUpperCase().normalize('NFC');
