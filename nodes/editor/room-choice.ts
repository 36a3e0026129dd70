import type { Home, Room } from './homes';
import { input } from './red';

/** Why the chosen room cannot be shown: the key of a sentence under `preview`. */
export type NotShown = 'noList' | 'choose' | 'elsewhere' | 'unlisted';

/** The room that the open dialog of set truetemp has chosen or names, as the list has it. */
export function findRoom(homes: readonly Home[] | undefined): Room | NotShown {
  const type = $('#node-input-room').typedInput('type');
  const room = $('#node-input-room').typedInput('value').trim();
  if (type !== 'room' && type !== 'str') return 'elsewhere';
  if (!homes) return 'noList';
  if (room === '') return 'choose';
  const named = input('node-input-homeId').value.trim();
  const isNamed = named !== '' && named !== '*';
  const rooms = homes.filter(({ id }) => !isNamed || id === named).flatMap((home) => home.rooms);
  const byId = rooms.find(({ id }) => id === room);
  const byName = rooms.filter(({ name }) => type === 'str' && fold(name) === fold(room));
  // Which of two rooms of one name is meant depends on the account's home: better none than the wrong one.
  return byId ?? (byName.length === 1 && byName[0] ? byName[0] : 'unlisted');
}

/** As rooms are matched at run time, see `src/home/match.ts`. */
const fold = (name: string): string => name.normalize('NFC').trim().toUpperCase();
