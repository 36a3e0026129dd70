import type { CloudHome, HomeStatus } from '../cloud/cloud';
import { heats, placementOf } from './placement';

/**
 * A status in which a room is unreachable when all the modules that heat it say that they are: Netatmo may call it
 * reachable all the same, with the last value that its valve has sent (home-assistant/core#32229).
 * @param home undefined when nobody has read which modules stand in which room
 */
export function withUnreachableRooms(status: HomeStatus, home: CloudHome | undefined): HomeStatus {
  const silent = new Set(status.modules.filter(({ reachable }) => reachable === false).map(({ id }) => id));
  if (!home || silent.size === 0) return status;
  const { modulesIn } = placementOf(home);
  const isCutOff = (roomId: string): boolean => {
    const heating = (modulesIn.get(roomId) ?? []).filter(heats);
    return heating.length > 0 && heating.every(({ id }) => silent.has(id));
  };
  const rooms = status.rooms.map((room) => (isCutOff(room.id) ? { ...room, reachable: false } : room));
  return { ...status, rooms };
}
