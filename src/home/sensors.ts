import type { CloudHome, WeatherModule } from '../cloud/cloud';
import { isoOrNull } from './iso';
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

/** Indoor modules; the others stand outside or measure no temperature. */
const INDOOR_TYPES: ReadonlySet<string> = new Set(['NAMain', 'NAModule4']);
const MAX_AGE = 30 * 60_000;

/**
 * The weather modules of one room: those that the topology puts there, else those that bear its name. A name
 * that two rooms share says nothing.
 */
export const modulesOfRoom = (
  homes: readonly CloudHome[],
  roomId: string,
  weather: readonly WeatherModule[],
): readonly WeatherModule[] =>
  weather.filter((module) => {
    if (module.guest || !INDOOR_TYPES.has(module.type)) return false;
    return roomIdOf(homes, module) === roomId;
  });

const roomIdOf = (homes: readonly CloudHome[], module: WeatherModule): string | undefined => {
  const owner = homes.find((home) => home.modules.some(({ id }) => id === module.id));
  const placed = owner?.modules.find(({ id, roomId }) => id === module.id && roomId !== null);
  if (placed?.roomId) return placed.roomId;
  const sameName = (owner ? [owner] : homes).flatMap(({ rooms }) =>
    rooms.filter(({ name }) => name === module.name),
  );
  return sameName.length === 1 ? sameName[0]?.id : undefined;
};

/**
 * The mean of what the modules measured in the last 30 min, °C to 0.01; null when none did.
 * @param read when the modules were read, for the age that they have gained since
 * @param ticks ms, now
 * @param now wall-clock ms
 */
export const indoorTemperature = (
  modules: readonly WeatherModule[],
  read: Pick<Read<unknown>, 'arrivedAt'>,
  ticks: number,
  now: number,
): number | null => {
  const values = modules
    .filter((module) => ageOf(module, ticks - read.arrivedAt, now) <= MAX_AGE)
    .map(({ temperature }) => temperature)
    .filter((temperature) => temperature !== null);
  if (values.length === 0) return null;
  return Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 100) / 100;
};

/** By the cloud's own clock where it told, since ours may be wrong; of unknown age = too old. */
const ageOf = (module: WeatherModule, sinceRead: number, now: number): number => {
  if (module.ageMs !== null) return module.ageMs + sinceRead;
  return module.measuredAt === null ? Infinity : now - module.measuredAt;
};

export const toRoomSensor = (module: WeatherModule): RoomSensor => ({
  id: module.id,
  name: module.name,
  type: module.type,
  temperature: module.temperature,
  humidity: module.humidity,
  co2: module.co2,
  measuredAt: isoOrNull(module.measuredAt),
});
