import { MODE_TEMPERATURE, SCHEDULE } from './setpoint';
import type { House } from './house';
import type { Room } from './room';

/** When everything was installed, seconds since the epoch. */
const SETUP_DATE = 1_500_000_000;

/** `body` of homesdata: topology, stored offsets, and the private things that nobody may log. */
export const homesdata = (houses: readonly House[], email: string): object => ({
  homes: houses.map(home),
  user: {
    id: '8'.repeat(24),
    email,
    language: 'en-GB',
    locale: 'en-GB',
    feel_like_algorithm: 0,
    unit_pressure: 0,
    unit_system: 0,
    unit_wind: 0,
  },
});

/** A home; one without name and rooms has only the first few fields. */
const home = (house: House): object => ({
  id: house.id,
  altitude: 100 * house.number,
  coordinates: [house.number + 0.123456, 10 * house.number + 0.654321],
  country: 'FR',
  timezone: house.settings.timezone,
  ...(house.name === undefined ? {} : { name: house.name }),
  ...(house.rooms.length === 0 ? {} : heatedHome(house)),
});

const heatedHome = (house: House): object => ({
  rooms: house.rooms.map((room) => roomOf(house, room)),
  modules: modules(house),
  temperature_control_mode: 'heating',
  therm_mode: 'schedule',
  therm_setpoint_default_duration: 180,
  persons: [],
  schedules: [schedule(house)],
});

const roomOf = (house: House, room: Room): object => {
  const ids = moduleIds(house, room);
  return {
    id: room.id,
    name: room.name,
    type: room.type,
    ...(ids.length === 0 ? {} : { module_ids: ids }),
    ...(room.heating === null
      ? {}
      : {
          modules: [heatingId(house, room)],
          therm_relay: relayId(house),
          measure_offset_NAPlug_temperature: Number(room.offset.toFixed(2)),
          measure_offset_NAPlug_estimated_temperature: 0.5,
        }),
  };
};

const moduleIds = (house: House, room: Room): string[] => [
  ...(room.heating === null ? [] : [heatingId(house, room)]),
  ...(room.weatherType === null ? [] : [weatherId(house, room)]),
];

const modules = (house: House): object[] => {
  const heated = house.rooms.filter(({ heating }) => heating !== null);
  const measured = house.rooms.filter(({ weatherType }) => weatherType !== null);
  const station = measured.find(({ weatherType }) => weatherType === 'NAMain');
  return [
    {
      id: relayId(house),
      type: 'NAPlug',
      name: 'Relay',
      setup_date: SETUP_DATE,
      modules_bridged: heated.map((room) => heatingId(house, room)),
    },
    ...heated.map((room) => ({
      id: heatingId(house, room),
      type: room.heating,
      name: `${room.name} ${room.heating === 'NRV' ? 'valve' : 'thermostat'}`,
      setup_date: SETUP_DATE,
      room_id: room.id,
      bridge: relayId(house),
    })),
    ...measured.map((room) => ({
      id: weatherId(house, room),
      type: room.weatherType,
      name: `${room.name} weather`,
      setup_date: SETUP_DATE,
      room_id: room.id,
      ...(station && room.weatherType === 'NAModule4' ? { bridge: weatherId(house, station) } : {}),
    })),
  ];
};

const schedule = (house: House): object => ({
  id: '7'.repeat(24),
  name: 'Winter',
  type: 'therm',
  default: true,
  selected: true,
  away_temp: MODE_TEMPERATURE.away,
  hg_temp: MODE_TEMPERATURE.hg,
  timetable: Array.from({ length: 7 }, (_, day) => [
    { zone_id: 0, m_offset: day * 1440 + SCHEDULE.dayStarts },
    { zone_id: 1, m_offset: day * 1440 + SCHEDULE.nightStarts },
  ]).flat(),
  zones: [zone(house, 0, 'Comfort', SCHEDULE.day), zone(house, 1, 'Night', SCHEDULE.night)],
});

const zone = (house: House, id: number, name: string, temperature: number): object => ({
  id,
  type: id,
  name,
  rooms: house.rooms.map((room) => ({ id: room.id, therm_setpoint_temperature: temperature })),
});

/** Two hexadecimal digits. */
const pair = (value: number): string => (value % 256).toString(16).padStart(2, '0');

const tail = (house: House, room: Room): string => `${pair(house.number)}:00:${pair(Number(room.id))}`;

/** A module with an id, as both homesdata and homestatus list it. */
export const relayId = (house: House): string => `70:ee:50:${pair(house.number)}:ff:00`;

/** The valve or thermostat of a room; Netatmo's ids start with 09 and 04. */
export const heatingId = (house: House, room: Room): string =>
  `${room.heating === 'NATherm1' ? '04' : '09'}:00:00:${tail(house, room)}`;

/** The weather module of a room; stations and Home Coaches start with 70:ee:50, indoor modules with 03. */
export const weatherId = (house: House, room: Room): string =>
  `${room.weatherType === 'NAModule4' ? '03:00:00' : '70:ee:50'}:${tail(house, room)}`;
