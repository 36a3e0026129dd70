import assert from 'node:assert/strict';
import type { CloudHome } from '../../src/cloud/cloud';
import { isHeated, placementOf } from '../../src/home/placement';
import { home, HOME } from '../support/fake-cloud';

type Named = readonly (readonly [room: string, ...modules: string[]])[];
type Naming = readonly (readonly [module: string, type: string, room: string | null])[];

const homeOf = (rooms: Named, modules: Naming): CloudHome => {
  const plain = home(
    HOME,
    'Maison',
    rooms.map(([id]) => [id, id]),
  );
  return {
    ...plain,
    rooms: plain.rooms.map((room, index) => ({ ...room, moduleIds: rooms[index]!.slice(1) })),
    modules: modules.map(([id, type, roomId]) => ({ id, name: id, type, roomId })),
  };
};

describe('a module stands in', () => {
  const rows: readonly (readonly [what: string, Named, Naming, Record<string, string[]>])[] = [
    ['the room that it names', [['r'], ['s']], [['m', 'NRV', 's']], { s: ['m'] }],
    ['the room that names it', [['r', 'm'], ['s']], [['m', 'BNS', null]], { r: ['m'] }],
    [
      'the room that it names rather than the one that names it',
      [['r', 'm'], ['s']],
      [['m', 'NRV', 's']],
      { s: ['m'] },
    ],
    [
      'the room that names it when the one that it names is not there',
      [['r', 'm']],
      [['m', 'NRV', 'gone']],
      { r: ['m'] },
    ],
    [
      'the first of two rooms that name it',
      [
        ['r', 'm'],
        ['s', 'm'],
      ],
      [['m', 'NRV', null]],
      { r: ['m'] },
    ],
    ['no room when none of both names the other', [['r']], [['m', 'NRV', null]], {}],
    ['a room by an id with #', [['r', 'aa:bb#2']], [['aa:bb#2', 'NLF', null]], { r: ['aa:bb#2'] }],
    [
      'one room among many, each way',
      [['r', 'b'], ['s']],
      [
        ['a', 'NRV', 'r'],
        ['b', 'NIS', null],
        ['c', 'OTM', 's'],
      ],
      { r: ['a', 'b'], s: ['c'] },
    ],
  ];
  for (const [what, rooms, modules, expected] of rows) {
    it(what, () => {
      const { modulesIn } = placementOf(homeOf(rooms, modules));
      const found = [...modulesIn].map(([room, all]) => [room, all.map(({ id }) => id)]);
      assert.deepEqual(Object.fromEntries(found), expected);
    });
  }

  it('a room also when the home does not list it, as modules of a weather station', () =>
    assert.equal(placementOf(homeOf([['r', 'w']], [])).roomOf.get('w'), 'r'));
});

describe('a home heats', () => {
  const rows: readonly (readonly [boolean, Named, Naming])[] = [
    ...['NRV', 'NATherm1', 'OTM', 'BNS'].map((type) => [true, [['r']], [['m', type, 'r']]] as const),
    ...['NAPlug', 'NAMain', 'NLP', 'NACamera', 'constructor'].map(
      (type) => [false, [['r']], [['m', type, 'r']]] as const,
    ),
    [true, [['r', 'm']], [['m', 'BNS', null]]],
    [false, [['r']], [['m', 'NRV', null]]],
    [false, [['r']], []],
    [false, [], [['m', 'NRV', 'r']]],
  ];
  for (const [expected, rooms, modules] of rows) {
    it(`${expected ? '' : 'not '}with ${JSON.stringify(modules)} and rooms ${JSON.stringify(rooms)}`, () =>
      assert.equal(isHeated(homeOf(rooms, modules)), expected));
  }
});
