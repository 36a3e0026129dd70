import { DAY } from '../../src/clock';
import type { RoomInList } from '../dialog-answers';
import { now } from './runtime-clock';

/** "22.4 °C" as the editor's language writes it. */
export const celsius = (value: number): string => `${withDigits(value, { minimumFractionDigits: 1 })} °C`;

/** "−1.3 °C", "+0.25 °C": a difference, with its sign. */
export const signedCelsius = (value: number): string =>
  `${withDigits(value, { minimumFractionDigits: 1, maximumFractionDigits: 2, signDisplay: 'exceptZero' })} °C`;

/** "0.5" as the editor's language writes it. */
export const decimal = (value: number): string => withDigits(value, { maximumFractionDigits: 2 });

const withDigits = (value: number, options: Intl.NumberFormatOptions): string =>
  value
    .toLocaleString(language(), { maximumFractionDigits: 1, useGrouping: false, ...options })
    .replace('-', '−');

/** The time of day `ms` from now, "14:35". */
export const timeIn = (ms: number): string => timeOf(new Date(now() + ms));

/** "14:35" */
export const timeOf = (time: Date): string =>
  time.toLocaleTimeString(language(), { hour: '2-digit', minute: '2-digit' });

/** "today, 14:35", "Tue 24 Nov, 14:35": an ISO 8601 time as people say it. */
export function momentOf(iso: string): string {
  const time = new Date(iso);
  return `${dayOf(time)}, ${timeOf(time)}`;
}

function dayOf(time: Date): string {
  const days = Math.round((midnightOf(time) - midnightOf(new Date(now()))) / DAY);
  if (Math.abs(days) <= 1)
    return new Intl.RelativeTimeFormat(language(), { numeric: 'auto' }).format(days, 'day');
  return time.toLocaleDateString(language(), { weekday: 'short', day: 'numeric', month: 'short' });
}

/** When a day began, ms; days of 23 or 25 hours are why differences are rounded. */
const midnightOf = (time: Date): number => new Date(time).setHours(0, 0, 0, 0);

/**
 * What is told of a room beside its name: "22.4 °C · battery low", '' when there is nothing to tell.
 * @param unreachable stands for the reading of a room that is offline
 * @param batteryLow is added where a battery needs changing
 */
export function readingOf(room: RoomInList, unreachable: string, batteryLow = ''): string {
  const { reachable, measuredTemperature: measured } = room;
  if (reachable === false) return unreachable;
  const reading = measured === null ? '' : celsius(measured);
  return [reading, isBatteryLow(room) ? batteryLow : ''].filter(Boolean).join(' · ');
}

/** Whether a battery of the room's modules should be changed. */
export const isBatteryLow = ({ batteryState }: RoomInList): boolean =>
  batteryState === 'low' || batteryState === 'very_low';

/** The language that the dialogs speak. Node-RED's own may be another: it is not translated into all of ours. */
function language(): string {
  const editor = RED.i18n.lang() ?? 'en-US';
  const ours = RED._('@truetemp/node-red-netatmo/netatmo-set-truetemp:netatmo-set-truetemp.language');
  return editor.split('-')[0] === ours.split('-')[0] ? editor : ours;
}
