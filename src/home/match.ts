import type { CloudHome, CloudRoom } from '../cloud/cloud';
import { NetatmoError } from '../cloud/errors';

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
  /** What the account names; '' = the first home that has rooms. */
  readonly account: string;
}

/** What it takes to tell homes apart. */
type HomeWithRooms = Pick<CloudHome, 'id' | 'name'> & { readonly rooms: readonly unknown[] };

const MAX_HOME_ID = 128;

/**
 * A home id as it came with a message, checked. A missing one is ''.
 * @throws HOME_NOT_FOUND when it cannot be a home id
 */
export const checkHomeId = (homeId: unknown): string => {
  if (homeId === undefined) return '';
  const isText = typeof homeId === 'string' && homeId.length <= MAX_HOME_ID && !/\p{Cc}/u.test(homeId);
  if (isText) return homeId.trim();
  throw new NetatmoError(
    'HOME_NOT_FOUND',
    'The home id is not a text that could be one. Use the id of a home, "*" for all homes, or leave it out.',
  );
};

/**
 * The homes that a home id means.
 * @throws HOME_NOT_FOUND
 */
export const matchHomes = <Home extends HomeWithRooms>(
  homes: readonly Home[],
  homeId: string,
): readonly Home[] => {
  const [first] = homes;
  if (!first) {
    throw new NetatmoError(
      'HOME_NOT_FOUND',
      'The Netatmo account has no home. Set one up in the Netatmo app, or have this account invited to one.',
    );
  }
  if (homeId === ALL_HOMES) return homes;
  if (homeId === '') return [homes.find((home) => home.rooms.length > 0) ?? first];
  const named = homes.filter((home) => home.id === homeId);
  if (named.length > 0) return named;
  throw new NetatmoError(
    'HOME_NOT_FOUND',
    `There is no home with the id "${homeId}". The account has: ${homes.map(describeHome).join('; ')}.`,
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
  const byId = placesIn(matchHomes(homes, where.named || ALL_HOMES), index.byId.get(id));
  if (byId.length > 0) return theOnly(byId, room);
  const scope = matchHomes(homes, where.named || where.account);
  const byName = placesIn(scope, index.byName.get(fold(room)));
  if (byName.length > 0) return theOnly(byName, room);
  throw new NetatmoError(
    'ROOM_NOT_FOUND',
    `There is no room with the id or name "${room}" in ${scope.map(describeHome).join(', ')}. ` +
      'Check its name in the Netatmo app, or name the home it is in.',
  );
};

interface Entry {
  readonly place: LocatedRoom;
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
  const entries = homes.flatMap((of) => of.rooms.map((room): Entry => ({ place: placeOf(of, room), of })));
  const index = {
    byId: grouped(entries, ({ place }) => place.room.id),
    byName: grouped(entries, ({ place }) => fold(place.room.name)),
  };
  indexes.set(homes, index);
  return index;
}

const placeOf = ({ id, name }: CloudHome, room: CloudRoom): LocatedRoom => ({
  room: { id: room.id, name: room.name },
  home: { id, name },
});

function grouped(entries: readonly Entry[], key: (entry: Entry) => string): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const group = groups.get(key(entry));
    if (group) group.push(entry);
    else groups.set(key(entry), [entry]);
  }
  return groups;
}

const placesIn = (homes: readonly CloudHome[], entries: readonly Entry[] = []): LocatedRoom[] =>
  entries.filter(({ of }) => homes.includes(of)).map(({ place }) => place);

const theOnly = (places: readonly LocatedRoom[], room: string): LocatedRoom => {
  const [place] = places;
  if (place && places.length === 1) return place;
  const each = places.map((p) => `"${p.room.name}" (id ${p.room.id}) in ${describeHome(p.home)}`);
  throw new NetatmoError(
    'ROOM_AMBIGUOUS',
    `${places.length} rooms match "${room}": ${each.join('; ')}. Use the id of the one that you mean.`,
  );
};

const describeHome = (home: { readonly id: string; readonly name: string }): string =>
  `"${home.name}" (home id ${home.id})`;

/** Upper case, because that also makes "ß" and "SS" the same, as Unicode's case folding does. */
const fold = (name: string): string => name.normalize('NFC').trim().toUpperCase();
