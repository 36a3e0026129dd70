import assert from 'node:assert/strict';
import { MINUTE, SECOND } from '../../src/clock';
import { Deadline } from '../../src/cloud/deadline';
import { BATH, failure, home, HOME, HOME_2, LIVING, type Mishap, roomStatus } from '../support/fake-cloud';
import { code, setUp } from './homes-bench';

describe('a list of rooms', () => {
  it('lists all rooms as unreachable when the relay is offline', async () => {
    const { cloud, list } = setUp();
    cloud.relayOffline = true;
    const rooms = await list();
    assert.deepEqual(
      rooms.map((room) => [room.id, room.reachable, room.measuredTemperature]),
      [
        [LIVING, false, null],
        [BATH, false, null],
      ],
    );
  });

  it('asks nothing about a home without rooms and gives an empty list', async () => {
    const { cloud, list } = setUp();
    cloud.topology = [home(HOME, 'Maison', [])];
    assert.deepEqual(await list({ sensors: true }), []);
    assert.deepEqual(cloud.calls, ['homes list']);
  });

  it('reads each home with rooms once for *', async () => {
    const { cloud, list } = setUp();
    cloud.topology = [
      ...cloud.topology,
      home('3'.repeat(24), 'Empty', []),
      home(HOME_2, 'Chalet', [['7', 'Loft']]),
    ];
    assert.deepEqual(
      (await list({ homeId: '*' })).map(({ id }) => id),
      [LIVING, BATH, '7'],
    );
    assert.equal(cloud.calls.length, 3);
  });

  it('tells an unknown home after one more look, a malformed one without', async () => {
    const { cloud, list, clock } = setUp();
    await list();
    clock.advance(MINUTE);
    assert.equal(await code(list({ homeId: 42 })), 'HOME_NOT_FOUND');
    assert.equal(cloud.count('homes'), 1);
    assert.equal(await code(list({ homeId: HOME_2 })), 'HOME_NOT_FOUND');
    assert.equal(await code(list({ homeId: HOME_2 })), 'HOME_NOT_FOUND');
    assert.equal(cloud.count('homes'), 2);
  });

  it('tells that an account has no home', async () => {
    const { cloud, list } = setUp();
    cloud.topology = [];
    for (const homeId of ['', '*', HOME]) assert.equal(await code(list({ homeId })), 'HOME_NOT_FOUND');
  });

  it('tells that a home is gone when the cloud does not know its id any more', async () => {
    const { clock, cloud, list } = setUp();
    await list();
    clock.advance(MINUTE);
    cloud.topology = [home(HOME_2, 'Chalet', [['7', 'Loft']])];
    cloud.next('status', { error: failure('CLOUD_ERROR', { status: 400, netatmoCode: 21 }) });
    assert.equal(await code(list()), 'HOME_NOT_FOUND');
    assert.deepEqual(
      (await list()).map(({ name }) => name),
      ['Loft'],
    );
  });

  it('ends with its deadline', async () => {
    const { clock, cloud, list } = setUp();
    cloud.next('status', { hangs: true });
    const listing = code(list());
    await clock.run(41 * SECOND);
    assert.equal(await listing, 'TIMEOUT');
  });
});

const CHALET = HOME_2;
const EMPTY = '3'.repeat(24);

/** A house that can be read, a home without rooms, and a chalet whose status fails so. */
const withChalet = (mishap: Mishap) => {
  const bench = setUp();
  const { cloud } = bench;
  cloud.topology = [
    ...cloud.topology,
    home(EMPTY, 'Empty', []),
    home(CHALET, 'Chalet', [
      ['7', 'Loft'],
      ['8', 'Hall'],
    ]),
  ];
  for (const id of ['7', '8']) cloud.rooms.set(id, roomStatus(id));
  cloud.broken.set(CHALET, mishap);
  return bench;
};

const WAYS: readonly (readonly [what: string, mishap: Mishap, code: string])[] = [
  ['comes without a body', { error: failure('BAD_RESPONSE', { status: 200 }) }, 'BAD_RESPONSE'],
  ['is forbidden', { error: failure('FORBIDDEN', { status: 403, netatmoCode: 13 }) }, 'FORBIDDEN'],
  [
    'has an id that the cloud does not know',
    { error: failure('CLOUD_ERROR', { status: 400, netatmoCode: 21 }) },
    'CLOUD_ERROR',
  ],
  ['meets trouble in the cloud', { error: failure('CLOUD_ERROR', { status: 500 }) }, 'CLOUD_ERROR'],
  ['is refused for the quota', { error: failure('RATE_LIMITED') }, 'RATE_LIMITED'],
  ['has no connection', { error: failure('NETWORK') }, 'NETWORK'],
  ['never comes', { hangs: true }, 'TIMEOUT'],
];

describe('a home whose status cannot be read', () => {
  for (const [what, mishap, expected] of WAYS) {
    it(`leaves the others as they are when it ${what}`, async () => {
      const { clock, read } = withChalet(mishap);
      const listing = read({ homeId: '*' });
      await clock.run(41 * SECOND);
      const { rooms, failures } = await listing;
      assert.deepEqual(
        failures.map(({ home: { id }, error }) => [id, error.code]),
        [[CHALET, expected]],
      );
      assert.deepEqual(
        rooms.map(({ name, measuredTemperature, reachable }) => [name, measuredTemperature, reachable]),
        [
          ['Living room', 20, true],
          ['Bath', 20, true],
          ['Loft', null, null],
          ['Hall', null, null],
        ],
      );
    });

    it(`fails a list of it alone when it ${what}`, async () => {
      const { clock, read } = withChalet(mishap);
      const listing = code(read({ homeId: CHALET }));
      await clock.run(41 * SECOND);
      assert.equal(await listing, expected);
    });

    it(`is named in the lists of dialogs when it ${what}`, async () => {
      const { clock, homes, deadline } = withChalet(mishap);
      const listing = homes.listHomes('thermostat', deadline());
      await clock.run(41 * SECOND);
      assert.deepEqual(
        (await listing).map((each) => [each.name, each.isHeated, each.failure, each.rooms.length]),
        [
          ['Maison', true, null, 2],
          ['Empty', false, null, 0],
          ['Chalet', true, expected, 2],
        ],
      );
    });
  }

  it('has all fields of a room, null where only the status knows them', async () => {
    const { list } = withChalet({ error: failure('FORBIDDEN') });
    const [house, , loft] = await list({ homeId: '*' });
    assert.deepEqual(Object.keys(loft!), Object.keys(house!));
    const { id, name, type, homeId, homeName, modules, sensors, ...rest } = loft!;
    assert.deepEqual([id, name, type, homeId, homeName], ['7', 'Loft', 'livingroom', CHALET, 'Chalet']);
    assert.deepEqual([modules.length, modules[0]?.reachable, sensors], [1, null, []]);
    assert.deepEqual([...new Set(Object.values(rest))], [null]);
  });

  it('is an error when no home could be read: that of the first', async () => {
    const { cloud, read } = withChalet({ error: failure('NETWORK') });
    cloud.broken.set(HOME, { error: failure('FORBIDDEN') });
    assert.equal(await code(read({ homeId: '*' })), 'FORBIDDEN');
  });

  it('costs a new look at the homes where the cloud does not know its id, and no more for a while', async () => {
    const { cloud, clock, read } = withChalet({
      error: failure('CLOUD_ERROR', { status: 400, netatmoCode: 21 }),
    });
    for (let lists = 0; lists < 3; lists += 1) {
      assert.equal((await read({ homeId: '*' })).failures.length, 1);
      clock.advance(20 * SECOND);
    }
    assert.equal(cloud.count('homes'), 2);
  });

  it('ends with the node that asks when that is closed', async () => {
    const { clock, homes } = withChalet({ hangs: true });
    const closing = new AbortController();
    const deadline = new Deadline(clock, { ms: 40 * SECOND }, closing.signal);
    const listing = code(homes.list({ homeId: '*', filter: 'all', sensors: false }, deadline));
    closing.abort(failure('CLOSED'));
    assert.equal(await listing, 'CLOSED');
  });

  it('is a fault of ours when it is none of the cloud: told as it is', async () => {
    const { read } = withChalet({ error: new RangeError('ours') });
    await assert.rejects(read({ homeId: '*' }), RangeError);
  });

  it('keeps its last readings for lists that the budget refuses, as long as they are young enough', async () => {
    const { cloud, clock, read } = withChalet({ error: failure('RATE_LIMITED') });
    cloud.broken.delete(CHALET);
    await read({ homeId: '*' });
    cloud.broken.set(CHALET, { error: failure('RATE_LIMITED') });
    clock.advance(60 * SECOND);
    const { rooms, failures } = await read({ homeId: '*' });
    assert.deepEqual([failures, rooms.find(({ id }) => id === '7')?.measuredTemperature], [[], 20]);
    assert.equal(rooms.find(({ id }) => id === LIVING)?.measuredTemperature, 20);
  });
});
