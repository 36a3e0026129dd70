import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { CloudHome } from '../../src/cloud/cloud';
import { NetatmoError } from '../../src/cloud/errors';
import { checkHomeId, matchHomes, matchRoom } from '../../src/home/match';
import { isHeated } from '../../src/home/placement';
import { home, HOME, HOME_2 } from '../support/fake-cloud';

const EMPTY = '3'.repeat(24);
const homes: readonly CloudHome[] = [
  home(EMPTY, 'Empty', []),
  home(HOME, 'Maison', [
    ['1001', 'Salon'],
    ['1002', 'Entr\u00e9e'],
    ['0042', 'Stra\u00dfe'],
    ['1003', '1002'],
    ['1004', 'Twin'],
    ['1005', 'twin '],
  ]),
  home(HOME_2, 'Chalet', [
    ['2001', 'Salon'],
    ['2002', 'Cave'],
    ['2003', 'Μα\u0390ου'],
  ]),
];

const outcome = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    assert.ok(error instanceof NetatmoError);
    return error.code;
  }
};

describe('matchRoom', () => {
  // room, named home, account's home → room id or error code
  const rows: readonly (readonly [string, string, string, string])[] = [
    ['1001', '', '', '1001'],
    ['2002', '', '', '2002'], // an id is looked up in all homes
    ['2002', '', HOME, '2002'],
    [' 2002 ', '', '', '2002'],
    ['2002', HOME, '', 'ROOM_NOT_FOUND'], // unless a home is named
    ['2002', HOME_2, HOME, '2002'],
    ['2002', '*', HOME, '2002'],
    ['0042', '', '', '0042'],
    ['42', '', '', 'ROOM_NOT_FOUND'], // ids are texts, not numbers
    ['1002', '', '', '1002'], // the id wins over a room of that name
    ['Salon', '', '', '1001'], // the first home that has rooms
    ['Salon', '', HOME_2, '2001'], // the account's home
    ['Salon', HOME, HOME_2, '1001'], // the named home wins
    ['Salon', '*', '', 'ROOM_AMBIGUOUS'],
    ['Salon', '', '*', 'ROOM_AMBIGUOUS'],
    ['Cave', '', '', 'ROOM_NOT_FOUND'], // a name is not looked up elsewhere
    ['Cave', '*', '', '2002'],
    ['SALON', '', '', '1001'],
    ['  salon ', '', '', '1001'],
    ['Entre\u0301e', '', '', '1002'], // decomposed accent
    ['ENTR\u00c9E', '', '', '1002'],
    ['Entree', '', '', 'ROOM_NOT_FOUND'], // another letter is another name
    ['STRASSE', '', '', '0042'],
    ['ΜΑΪ\u0301ΟΥ', HOME_2, '', '2003'], // in capitals the letter is two
    ['Twin', '', '', 'ROOM_AMBIGUOUS'],
    ['TWIN', HOME, '', 'ROOM_AMBIGUOUS'],
    ['Sal', '', '', 'ROOM_NOT_FOUND'], // no part of a name
    ['1001', 'f'.repeat(24), '', 'HOME_NOT_FOUND'],
    ['Salon', 'f'.repeat(24), '', 'HOME_NOT_FOUND'],
    ['Salon', '', 'f'.repeat(24), 'HOME_NOT_FOUND'],
    ['1001', '', 'f'.repeat(24), '1001'], // the account's home does not matter to an id
    ['Salon', EMPTY, '', 'ROOM_NOT_FOUND'],
  ];
  for (const [room, named, account, expected] of rows) {
    it(`finds ${expected} for "${room}" with home "${named}" and the account's "${account}"`, () => {
      assert.equal(
        outcome(() => matchRoom(homes, room, { named, account }).room.id),
        expected,
      );
    });
  }

  it('lists home and id of each room when it cannot tell them apart', () => {
    assert.throws(
      () => matchRoom(homes, 'salon', { named: '*', account: '' }),
      (error: Error) => {
        for (const part of ['1001', '2001', HOME, HOME_2, 'Maison', 'Chalet'])
          assert.ok(error.message.includes(part), part);
        return true;
      },
    );
  });

  it('tells the first five of many, how many more there are, and all of it in 1,000 characters', () => {
    const name = 'x'.repeat(128);
    const many = [
      home(
        HOME,
        name,
        Array.from({ length: 100 }, (_, index) => [String(1_000_000_000 + index), 'Salon']),
      ),
    ];
    assert.throws(
      () => matchRoom(many, 'salon', { named: '', account: '' }),
      (error: Error) => {
        for (const index of [0, 1, 2, 3, 4]) assert.ok(error.message.includes(`100000000${index} in`));
        assert.ok(!error.message.includes('1000000005'));
        assert.match(error.message, /100 rooms match.*and 95 more\.$/s);
        assert.equal(error.message.split(HOME).length - 1, 5);
        assert.ok(String(error).length <= 1_000, String(String(error).length));
        return true;
      },
    );
  });

  it('names five homes of an account with many', () => {
    const many = Array.from({ length: 40 }, (_, index) => home(String(index).padStart(24, '0'), 'House', []));
    for (const run of [
      () => matchRoom(many, 'Salon', { named: '*', account: '' }),
      () => matchHomes(many, 'gone', isHeated),
    ])
      assert.throws(run, (error: Error) => {
        assert.equal(error.message.split('"House"').length - 1, 5);
        assert.match(error.message, /and 35 more/);
        return true;
      });
  });

  it('calls two homes that share a room id ambiguous', () => {
    const twice = [home(HOME, 'A', [['7', 'x']]), home(HOME_2, 'B', [['7', 'y']])];
    assert.equal(
      outcome(() => matchRoom(twice, '7', { named: '', account: '' })),
      'ROOM_AMBIGUOUS',
    );
    assert.equal(
      outcome(() => matchRoom(twice, '7', { named: HOME_2, account: '' }).room.name),
      'y',
    );
  });
});

describe('matchHomes', () => {
  const ids = (all: readonly CloudHome[], homeId: string): unknown =>
    outcome(() => matchHomes(all, homeId, isHeated).map(({ id }) => id));
  it('takes the first home that has rooms when none is named', () =>
    assert.deepEqual(ids(homes, ''), [HOME]));
  it('takes the first home that heats before one that only has rooms', () => {
    const cameras = { ...home('4'.repeat(24), 'Garage', [['9', 'Yard']]), modules: [] };
    assert.deepEqual(ids([cameras, ...homes], ''), [HOME]);
    assert.deepEqual(ids([cameras, homes[0]!], ''), [cameras.id]);
    assert.equal(
      matchRoom([cameras, ...homes], 'Salon', { named: '', account: '' }).home.id,
      HOME,
      'names are looked up there too',
    );
  });
  it('takes the first home when none has rooms', () => assert.deepEqual(ids(homes.slice(0, 1), ''), [EMPTY]));
  it('takes all homes for *', () => assert.deepEqual(ids(homes, '*'), [EMPTY, HOME, HOME_2]));
  it('takes the named home, even without rooms', () => assert.deepEqual(ids(homes, EMPTY), [EMPTY]));
  it('does not know other ids', () => assert.equal(ids(homes, 'nope'), 'HOME_NOT_FOUND'));
  for (const homeId of ['', '*', HOME]) {
    it(`finds nothing for "${homeId}" in an account without homes`, () =>
      assert.equal(ids([], homeId), 'HOME_NOT_FOUND'));
  }
});

describe('checkHomeId', () => {
  it('takes a missing id for none', () => assert.equal(checkHomeId(undefined), ''));
  it('cuts spaces', () => assert.equal(checkHomeId(` ${HOME} `), HOME));
  for (const bad of [null, 5, true, {}, [], [HOME], new Date(0), 'a\nb', 'x'.repeat(129), 1n, Symbol('x')]) {
    it(`refuses ${inspect(bad).slice(0, 30)}`, () =>
      assert.equal(
        outcome(() => checkHomeId(bad)),
        'HOME_NOT_FOUND',
      ));
  }
});
