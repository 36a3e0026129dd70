import type { Home, Room } from './homes';

/** "22.4 °C" as the editor's language writes it. */
export function celsius(value: number): string {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return `${value.toLocaleString(language(), digits)} °C`;
}

/** "0.5" as the editor's language writes it. */
export const decimal = (value: number): string => value.toLocaleString(language(), { useGrouping: false });

/** The time of day `ms` from now, "14:35". */
export function timeIn(ms: number): string {
  return new Date(Date.now() + ms).toLocaleTimeString(language(), { hour: '2-digit', minute: '2-digit' });
}

/** "Living room · 22.4 °C"; `unreachable` stands for the reading of a room that is offline. */
export function roomLine(room: Room, unreachable: string): string {
  if (room.reachable === false) return `${room.name} · ${unreachable}`;
  return room.measuredTemperature === null
    ? room.name
    : `${room.name} · ${celsius(room.measuredTemperature)}`;
}

/** "Home › Living room" */
export const placeOf = (home: Home, room: string): string => `${home.name} › ${room}`;

const language = (): string => RED.i18n.lang() ?? 'en-US';
