import type { CloudHome, CloudRoom, WeatherModule } from '../cloud/cloud';
import { MINUTE, isoOrNull } from '../clock';
import { findById } from './by-id';
import { grouped, placementOf } from './placement';
import type { Read } from './shared-read';

/** A weather module in a room, as flows see it. */
export interface RoomSensor {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** °C */
  readonly temperature: number | null;
  /** % */
  readonly humidity: number | null;
  /** ppm */
  readonly co2: number | null;
  /** ISO 8601 */
  readonly measuredAt: string | null;
}

/** The type of a Home Coach, which Netatmo lists apart from the weather modules. */
export const HOME_COACH = 'NHC';
/** Base station, indoor module, Home Coach; the others stand outside or measure no temperature. */
const INDOOR_TYPES: ReadonlySet<string> = new Set(['NAMain', 'NAModule4', HOME_COACH]);
const MAX_AGE = 30 * MINUTE;

/** A module and how old its measurement is by now, ms; Infinity when nobody knows. */
export interface SensorReading {
  readonly module: WeatherModule;
  readonly ageMs: number;
}

/**
 * What the modules tell, with the age that their measurements have by now.
 * @param ticks ms, now
 * @param now wall-clock ms
 */
export const sensorReadings = (
  { value, arrivedAt }: Read<readonly WeatherModule[]>,
  ticks: number,
  now: number,
): readonly SensorReading[] =>
  value.map((module) => ({ module, ageMs: ageOf(module, ticks - arrivedAt, now) }));

/** By the cloud's own clock where it told, since ours may be wrong; of unknown age = too old. */
const ageOf = (module: WeatherModule, sinceRead: number, now: number): number => {
  if (module.ageMs !== null) return module.ageMs + sinceRead;
  return module.measuredAt === null ? Infinity : now - module.measuredAt;
};

/**
 * The indoor modules of each room: those that the topology puts there, else those that bear its name. A name that
 * two rooms share says nothing. Modules of guests are not ours to use.
 * @param homes all homes of the account
 */
export function sensorsByRoom(
  homes: readonly CloudHome[],
  readings: readonly SensorReading[],
): ReadonlyMap<CloudRoom | undefined, readonly SensorReading[]> {
  const owners = ownersOf(homes);
  const isIndoors = ({ module }: SensorReading): boolean => !module.guest && INDOOR_TYPES.has(module.type);
  const indoors = new Map(readings.filter(isIndoors).map((reading) => [reading.module.id, reading]));
  const named = new Map<CloudHome | undefined, ReadonlyMap<string, readonly CloudRoom[]>>();
  const onlyRoomNamed = (name: string, owner: CloudHome | undefined): CloudRoom | undefined => {
    let byName = named.get(owner);
    if (!byName) {
      const rooms = (owner ? [owner] : homes).flatMap((home) => home.rooms);
      byName = grouped(rooms, (room) => room.name);
      named.set(owner, byName);
    }
    const [room, ...others] = byName.get(name) ?? [];
    return others.length === 0 ? room : undefined;
  };
  return grouped([...indoors.values()], ({ module: { id, name } }) => {
    const owner = owners.get(id);
    const placed = owner && placementOf(owner).roomOf.get(id);
    return placed === undefined ? onlyRoomNamed(name, owner) : findById(owner?.rooms ?? [], placed);
  });
}

/** The home of each module, by the module's id. */
function ownersOf(homes: readonly CloudHome[]): ReadonlyMap<string, CloudHome> {
  const owners = new Map<string, CloudHome>();
  for (const home of homes.toReversed()) {
    for (const id of placementOf(home).roomOf.keys()) owners.set(id, home);
    for (const { id } of home.modules) owners.set(id, home);
  }
  return owners;
}

/** The mean of what the modules measured in the last 30 min, °C to 0.01; null when none did. */
export const indoorTemperature = (readings: readonly SensorReading[]): number | null => {
  const values = readings
    .filter(({ ageMs }) => ageMs <= MAX_AGE)
    .map(({ module }) => module.temperature)
    .filter((temperature) => temperature !== null);
  if (values.length === 0) return null;
  return Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 100) / 100;
};

export const toRoomSensor = ({ module }: SensorReading): RoomSensor => ({
  id: module.id,
  name: module.name,
  type: module.type,
  temperature: module.temperature,
  humidity: module.humidity,
  co2: module.co2,
  measuredAt: isoOrNull(module.measuredAt),
});
