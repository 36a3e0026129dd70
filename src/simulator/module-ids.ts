import type { House } from './house';
import type { Room } from './room';

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
