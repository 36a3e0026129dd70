import type { RoomInList } from '../dialog-answers';
import type { Answer } from './admin-client';
import { field, iconButton, input } from './fields';
import { celsius, isBatteryLow, timeOf } from './format';
import { whyNoList } from './homes';
import { errorText, type EditedNode } from './red';
import { showOption } from './room-options';
import { type PlacedRoom, roomsMeant } from './rooms-meant';

const KEY = 'netatmo-get-rooms.preview.';
const HINT = 'netatmo-get-rooms.hint.';
/** A message brings all rooms; a preview of these says enough. */
const MOST_ROWS = 6;

/** What get rooms would answer, as a small table. Reads what is listed already, and sends nothing. */
export interface RoomsPreview {
  /** Shows this answer; undefined = none yet. */
  offer(answer: Answer | undefined): void;
}

/**
 * Fills the preview of the open dialog and keeps it in step with the home.
 * @param accountHome the home of the chosen account, '' = none named
 */
export function roomsPreview(node: EditedNode, accountHome: () => string, refresh: () => void): RoomsPreview {
  const note = field('netatmo-preview-note', HTMLElement);
  const table = field('netatmo-preview-table', HTMLTableElement);
  const filter = field('node-input-filter', HTMLSelectElement);
  const homeId = input('node-input-homeId');
  let offered: Answer | undefined;
  const show = (): void => {
    const homes = offered && 'homes' in offered ? offered.homes : [];
    const reason = offered ? whyNoList(node, offered, HINT) : node._(`${HINT}loading`);
    const rooms = reason === '' ? roomsMeant(homes, homeId.value.trim(), accountHome()) : [];
    fillTable(node, table, rooms ?? []);
    note.textContent = reason || noteOn(node, rooms, filter.value === 'all');
  };
  iconButton('netatmo-preview-refresh', node._(`${KEY}refresh`), refresh);
  $([homeId, filter]).on('input change', show);
  return {
    offer(answer) {
      offered = answer;
      show();
    },
  };
}

/** What is to be said beneath the table: what it leaves out, and from when it is. */
function noteOn(node: EditedNode, rooms: readonly PlacedRoom[] | undefined, isUnfiltered: boolean): string {
  if (!rooms) return node._(`${KEY}unknownHome`);
  if (rooms.length === 0) return node._(`${KEY}empty`);
  const more = rooms.length - MOST_ROWS;
  const readAt = rooms.find(({ room }) => room.readAt !== null)?.room.readAt;
  const unread = [...new Set(rooms.map(({ home }) => home))].filter(({ failure }) => failure !== null);
  return [
    ...(more > 0 ? [node._(`${KEY}more`, { count: String(more) })] : []),
    ...(readAt ? [node._(`${KEY}readAt`, { time: timeOf(new Date(readAt)) })] : []),
    ...unread.map(({ name, failure }) => `${name}: ${errorText(failure)}`),
    ...(isUnfiltered ? [node._(`${KEY}withoutValve`)] : []),
  ].join(' · ');
}

function fillTable(node: EditedNode, table: HTMLTableElement, rooms: readonly PlacedRoom[]): void {
  const severalHomes = rooms.some(({ home }) => home !== rooms[0]?.home);
  const rows = rooms.slice(0, MOST_ROWS).map(({ home, room }) => {
    const row = document.createElement('tr');
    const name = document.createElement('th');
    name.scope = 'row';
    showOption($(name), { value: room.id, ...(severalHomes && { home: home.name }), room: room.name });
    const { measuredTemperature: measured, setpointTemperature: setpoint } = room;
    row.append(name, ...[degrees(measured), degrees(setpoint), conditionOf(node, room)].map(cell));
    return row;
  });
  table.tBodies[0]?.replaceChildren(...rows);
  table.hidden = rows.length === 0;
}

function cell(text: string): HTMLTableCellElement {
  const made = document.createElement('td');
  made.textContent = text;
  return made;
}

const degrees = (value: number | null): string => (value === null ? '–' : celsius(value));

function conditionOf(node: EditedNode, room: RoomInList): string {
  if (room.reachable === null) return '–';
  if (!room.reachable) return node._(`${KEY}unreachable`);
  return node._(KEY + (isBatteryLow(room) ? 'batteryLow' : 'reachable'));
}
