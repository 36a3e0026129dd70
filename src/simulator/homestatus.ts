import type { House } from './house';
import { heatingId, relayId } from './homesdata';
import type { Room } from './room';
import { epoch } from './time';

/** The cloud's number for "unreachable" in `body.errors` (hekmon/go-netatmo, errors.go). */
const UNREACHABLE = 6;

/** `body` of homestatus: what the cloud knows of one home right now. */
export const homestatus = (house: House): object => {
  if (house.rooms.length === 0) return { home: { id: house.id } };
  if (house.isRelayOffline) {
    return { errors: [{ code: UNREACHABLE, id: relayId(house) }], home: { id: house.id } };
  }
  const heated = house.rooms.filter(({ heating }) => heating !== null);
  const relay = {
    id: relayId(house),
    type: 'NAPlug',
    firmware_revision: 174,
    rf_strength: 107,
    wifi_strength: 42,
  };
  return {
    home: {
      id: house.id,
      rooms: heated.map(roomStatus),
      modules: [relay, ...heated.map((room) => moduleStatus(house, room))],
    },
  };
};

const roomStatus = (room: Room): object => {
  if (room.isUnreachable) return { id: room.id, reachable: false };
  const { reading, heatingPower } = room.report;
  const { temperature, mode, since, until } = room.setpointState;
  const isValve = room.heating === 'NRV';
  return {
    id: room.id,
    reachable: true,
    therm_measured_temperature: reading,
    ...(isValve ? { heating_power_request: heatingPower } : {}),
    therm_setpoint_temperature: temperature,
    therm_setpoint_mode: mode,
    therm_setpoint_start_time: epoch(since),
    ...(isValve || until !== null ? { therm_setpoint_end_time: until === null ? 0 : epoch(until) } : {}),
    anticipating: false,
    open_window: room.openWindow,
  };
};

const moduleStatus = (house: House, room: Room): object => {
  const common = { id: heatingId(house, room), type: room.heating, bridge: relayId(house) };
  if (room.isUnreachable) return { ...common, reachable: false };
  const isValve = room.heating === 'NRV';
  return {
    ...common,
    reachable: true,
    firmware_revision: isValve ? 79 : 65,
    rf_strength: isValve ? 51 : 58,
    battery_level: isValve ? 3025 : 3793,
    battery_state: isValve ? 'full' : 'high',
    ...(isValve ? {} : { boiler_status: room.opening > 0 }),
  };
};
