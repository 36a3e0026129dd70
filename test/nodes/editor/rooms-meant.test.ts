import assert from 'node:assert/strict';
import type { HomeInList, RoomInList } from '../../../nodes/dialog-answers';
import { roomMeant, roomsMeant } from '../../../nodes/editor/rooms-meant';

const room = (id: string): RoomInList => ({
  ...{ id, name: id, type: null, readAt: '2026-01-12T10:00:00.000Z', batteryState: null },
  ...{ measuredTemperature: 20, setpointTemperature: 20, heatingPower: 0, reachable: true, offset: null },
});

const home = (id: string, ...rooms: string[]): HomeInList => ({
  ...{ id, name: id, isHeated: id !== 'barn' && rooms.length > 0, failure: null },
  rooms: rooms.map(room),
});

const HOMES = [
  home('barn', 'stable'),
  home('garage'),
  home('house', 'kitchen', 'hall'),
  home('cottage', 'attic', 'Ταΐζω'),
];

describe('The preview in the dialog of get rooms', () => {
  for (const [named, account, expected] of [
    ['', '', ['kitchen', 'hall']],
    ['', 'cottage', ['attic', 'Ταΐζω']],
    ['house', 'cottage', ['kitchen', 'hall']],
    ['*', 'cottage', ['stable', 'kitchen', 'hall', 'attic', 'Ταΐζω']],
    ['garage', '', []],
    ['gone', '', undefined],
    ['', 'gone', undefined],
  ] as const) {
    it(`finds the rooms that a node naming "${named}" reads of an account naming "${account}"`, () => {
      const found = roomsMeant(HOMES, named, account);
      assert.deepEqual(
        found?.map((each) => each.room.id),
        expected,
      );
    });
  }

  it('knows no room of an account without a home', () => {
    assert.equal(roomsMeant([], '', ''), undefined);
  });
});

describe('The preview in the dialog of set truetemp', () => {
  const twice = [...HOMES, home('flat', 'hall')];
  for (const [type, value, homeId, expected] of [
    ['room', 'hall', '', 'hall'],
    ['str', ' KITCHEN', '', 'kitchen'],
    ['room', ' KITCHEN', '', 'unlisted'],
    ['str', 'Hall', 'house', 'hall'],
    ['str', 'Attic', 'house', 'unlisted'],
    ['str', 'Ταΐζω'.toUpperCase(), '', 'Ταΐζω'],
    ['str', '', '', 'choose'],
    ['msg', 'topic', '', 'elsewhere'],
  ] as const) {
    it(`finds the room of ${type} "${value}" in home "${homeId}"`, () => {
      const found = roomMeant(twice, { type, value, homeId });
      assert.equal(typeof found === 'string' ? found : found.id, expected);
    });
  }

  it('takes none of two rooms of one name, and none without a list', () => {
    const hall = { type: 'str', value: 'Hall', homeId: '*' };
    assert.equal(roomMeant([home('house', 'hall'), home('flat', 'HALL')], hall), 'unlisted');
    assert.equal(roomMeant(undefined, hall), 'noList');
  });
});
