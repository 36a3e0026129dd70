import type { HomeInList } from '../dialog-answers';
import { input, nameTypedField } from './fields';
import { readingOf } from './format';
import { labelOfRoom } from './room-label';
import type { EditedNode, TypedInputType } from './red';
import { decorateMenu, showOption, type RoomOption } from './room-options';

const KEY = 'netatmo-set-truetemp.room.';

/** The room of set truetemp: picked from the account's rooms, or typed, or taken from the message or elsewhere. */
export interface RoomField {
  /** Offers these homes' rooms; undefined = there is no list (yet). */
  offer(homes: readonly HomeInList[] | undefined): void;
}

/** Turns `#node-input-room` into that field; its type goes to `roomType`, the chosen room's name to `roomLabel`. */
export function roomField(node: EditedNode): RoomField {
  const room = $('#node-input-room');
  const roomLabel = input('node-input-roomLabel');
  const stored = { id: input('node-input-room').value, label: roomLabel.value };
  let options: readonly RoomOption[] = [];
  let menu: readonly RoomOption[] = [];

  const storedLabel = (id: string): string => (id === stored.id ? stored.label : '');
  const offered = (id: string, listed: boolean): RoomOption[] => {
    const choose = { value: '', room: node._(`${KEY}choose`) };
    // The field would show nothing for a room that is not in its list, or take the first one instead.
    if (id === '' || options.some(({ value }) => value === id)) return [choose, ...options];
    const name = storedLabel(id) || id;
    return [choose, ...options, { value: id, room: listed ? node._(`${KEY}unknown`, { room: name }) : name }];
  };
  const types = (from: readonly RoomOption[]): (string | TypedInputType)[] => {
    menu = from;
    const fromList = {
      ...{ value: 'room', label: node._(`${KEY}fromList`), icon: 'fa fa-home' },
      options: from.map((option) => ({ value: option.value, label: labelOf(option) })),
      valueLabel: (shown: JQuery, value: string) =>
        showOption(
          shown,
          from.find((option) => option.value === value),
        ),
    };
    return [fromList, 'str', 'msg', 'flow', 'global', 'env'];
  };
  const keepLabel = (): void => {
    const id = room.typedInput('value');
    const option = options.find(({ value }) => value === id);
    const label = option ? labelOfRoom(option.home ?? '', option.room) : storedLabel(id);
    roomLabel.value = room.typedInput('type') === 'room' ? label : '';
  };

  const picked = input('node-input-roomType').value === 'room';
  room.typedInput({
    types: types(offered(picked ? stored.id : '', false)),
    typeField: '#node-input-roomType',
    default: 'room',
  });
  nameTypedField('node-input-room', node._(`${KEY}source`));
  const search = node._(`${KEY}search`);
  room.on('change', () => {
    keepLabel();
    decorateMenu(room, menu, search);
  });

  return {
    offer(homes) {
      const words = { unreachable: node._(`${KEY}unreachable`), batteryLow: node._(`${KEY}batteryLow`) };
      options = (homes ?? []).flatMap((home) =>
        home.rooms.map((each) => ({
          ...{ value: each.id, home: home.name, room: each.name },
          reading: readingOf(each, words.unreachable, words.batteryLow),
        })),
      );
      const id = room.typedInput('type') === 'room' ? room.typedInput('value') : '';
      room.typedInput('types', types(offered(id, homes !== undefined)));
      suggestType(room, homes !== undefined);
      keepLabel();
    },
  };
}

const labelOf = ({ home, room, reading }: RoomOption): string =>
  [home === undefined ? room : labelOfRoom(home, room), ...(reading ? [reading] : [])].join(' · ');

/** While no room is given: a list where there is one, else a field to type the name into. */
function suggestType(room: JQuery, listed: boolean): void {
  if (room.typedInput('value') !== '') return;
  const [now, better] = listed ? ['str', 'room'] : ['room', 'str'];
  if (room.typedInput('type') === now) room.typedInput('type', better);
}
