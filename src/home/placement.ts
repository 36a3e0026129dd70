import type { CloudHome, CloudModule } from '../cloud/cloud';

/** Valve, thermostat, modulating thermostat, Smarther: what heats a room. */
const HEATING_TYPES: ReadonlySet<string> = new Set(['NRV', 'NATherm1', 'OTM', 'BNS']);

export const heats = ({ type }: { readonly type: string }): boolean => HEATING_TYPES.has(type);

/** Which modules of a home stand in which of its rooms. */
export interface Placement {
  /** By id of the module, also of modules that the home itself does not list. */
  readonly roomOf: ReadonlyMap<string, string>;
  /** By id of the room, in the home's order. */
  readonly modulesIn: ReadonlyMap<string, readonly CloudModule[]>;
  /** Whether a module that heats stands in one of the rooms. */
  readonly isHeated: boolean;
}

/** Made once for each home that was read: a list asks for each of its rooms, a message for the home that heats. */
const placements = new WeakMap<CloudHome, Placement>();

/**
 * A module stands in the room that it names, else in the first that names it: many carry no room of their own
 * (jabesq-org/pyatmo, fixtures/homesdata.json: BNS, NIS, NLF).
 */
export function placementOf(home: CloudHome): Placement {
  const existing = placements.get(home);
  if (existing) return existing;
  const placement = place(home);
  placements.set(home, placement);
  return placement;
}

function place({ rooms, modules }: CloudHome): Placement {
  const roomOf = new Map<string, string>();
  for (const { id, moduleIds } of rooms.toReversed()) for (const module of moduleIds) roomOf.set(module, id);
  const ids = new Set(rooms.map(({ id }) => id));
  for (const { id, roomId } of modules) if (roomId !== null && ids.has(roomId)) roomOf.set(id, roomId);
  const placed = modules.filter(({ id }) => roomOf.has(id));
  return {
    roomOf,
    modulesIn: grouped(placed, ({ id }) => roomOf.get(id) ?? ''),
    isHeated: placed.some(heats),
  };
}

/** Whether a home has a room with a module that heats. */
export const isHeated = (home: CloudHome): boolean => placementOf(home).isHeated;

/** The things of a list by a key that several may share, in their order. */
export function grouped<T, K>(things: readonly T[], keyOf: (thing: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const thing of things) {
    const group = groups.get(keyOf(thing));
    if (group) group.push(thing);
    else groups.set(keyOf(thing), [thing]);
  }
  return groups;
}
