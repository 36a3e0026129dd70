import type { HomeInList } from '../dialog-answers';
import { input, nameTypedField } from './fields';
import { placeOf, roomLine } from './format';
import type { EditedNode, TypedInputType } from './red';

const KEY = 'netatmo-set-truetemp.room.';

/** The room of set truetemp: picked from the account's rooms, or typed, or taken from the message or elsewhere. */
export interface RoomField {
  /** Offers these homes' rooms; undefined = there is no list (yet). */
  offer(homes: readonly HomeInList[] | undefined): void;
}

interface Choice {
  readonly value: string;
  readonly label: string;
  /** "Home › Room", kept in `roomLabel`, so that the room has a name while there is no list. */
  readonly place: string;
}

/** Turns `#node-input-room` into that field; its type goes to `roomType`, the chosen room's name to `roomLabel`. */
export function roomField(node: EditedNode): RoomField {
  const room = $('#node-input-room');
  const roomLabel = input('node-input-roomLabel');
  const stored = { id: input('node-input-room').value, label: roomLabel.value };
  let choices: readonly Choice[] = [];

  const storedLabel = (id: string): string => (id === stored.id ? stored.label : '');
  const types = (id: string, listed: boolean): (string | TypedInputType)[] => {
    const options = [{ value: '', label: node._(`${KEY}choose`) }, ...choices];
    // The field would show nothing for a room that is not in its list, or take the first one instead.
    if (id !== '' && !choices.some(({ value }) => value === id)) {
      const name = storedLabel(id) || id;
      options.push({ value: id, label: listed ? node._(`${KEY}unknown`, { room: name }) : name });
    }
    const fromList = { value: 'room', label: node._(`${KEY}fromList`), icon: 'fa fa-home', options };
    return [fromList, 'str', 'msg', 'flow', 'global', 'env'];
  };
  const keepLabel = (): void => {
    const id = room.typedInput('value');
    const place = choices.find(({ value }) => value === id)?.place ?? storedLabel(id);
    roomLabel.value = room.typedInput('type') === 'room' ? place : '';
  };

  const picked = input('node-input-roomType').value === 'room';
  room.typedInput({
    types: types(picked ? stored.id : '', false),
    typeField: '#node-input-roomType',
    default: 'room',
  });
  nameTypedField('node-input-room');
  room.on('change', keepLabel);

  return {
    offer(homes) {
      const [unreachable, batteryLow] = [node._(`${KEY}unreachable`), node._(`${KEY}batteryLow`)];
      choices = (homes ?? []).flatMap((home) => choicesOf(home, unreachable, batteryLow));
      const id = room.typedInput('type') === 'room' ? room.typedInput('value') : '';
      room.typedInput('types', types(id, homes !== undefined));
      suggestType(room, homes !== undefined);
      keepLabel();
    },
  };
}

/** While no room is given: a list where there is one, else a field to type the name into. */
function suggestType(room: JQuery, listed: boolean): void {
  if (room.typedInput('value') !== '') return;
  const [now, better] = listed ? ['str', 'room'] : ['room', 'str'];
  if (room.typedInput('type') === now) room.typedInput('type', better);
}

const choicesOf = (home: HomeInList, unreachable: string, batteryLow: string): Choice[] =>
  home.rooms.map((room) => ({
    value: room.id,
    label: placeOf(home, roomLine(room, unreachable, batteryLow)),
    place: placeOf(home, room.name),
  }));
