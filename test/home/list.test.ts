import assert from 'node:assert/strict';
import { HOUR, MINUTE, SECOND } from '../../src/clock';
import type { Room } from '../../src/home/room';
import { BATH, failure, home, HOME, HOME_2, LIVING, roomStatus } from '../support/fake-cloud';
import { VIRTUAL_START } from '../support/virtual-clock';
import { code, setUp } from './homes-bench';

describe('a list of rooms', () => {
  it('has the fields of the contract, in order', async () => {
    const { cloud, list } = setUp();
    cloud.set(LIVING, { setpointUntil: VIRTUAL_START + HOUR, heatingPower: 40 });
    cloud.moduleStatus = [
      {
        id: `valve-${LIVING}`,
        reachable: true,
        batteryLevel: 2900,
        batteryState: 'high',
        rfStrength: 60,
        firmware: 79,
      },
    ];
    const [room] = await list();
    assert.deepEqual(JSON.parse(JSON.stringify(room)), {
      id: LIVING,
      name: 'Living room',
      type: 'livingroom',
      homeId: HOME,
      homeName: 'Maison',
      measuredTemperature: 20,
      setpointTemperature: 19,
      setpointMode: 'schedule',
      setpointUntil: '2026-01-12T09:00:00.000Z',
      heatingPower: 40,
      reachable: true,
      openWindow: false,
      anticipating: false,
      offset: null,
      readAt: '2026-01-12T08:00:00.000Z',
      modules: [
        {
          id: `valve-${LIVING}`,
          name: 'Valve',
          type: 'NRV',
          reachable: true,
          batteryLevel: 2900,
          batteryState: 'high',
          rfStrength: 60,
          firmware: 79,
        },
      ],
      sensors: [],
      indoorTemperature: null,
    });
    assert.deepEqual(Object.keys(room ?? {}).slice(0, 6), [
      'id',
      'name',
      'type',
      'homeId',
      'homeName',
      'measuredTemperature',
    ]);
  });

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

  it('knows nothing of a room that the status leaves out, and does not list one that only the status has', async () => {
    const { cloud, list } = setUp();
    cloud.rooms.delete(BATH);
    cloud.rooms.set('999', roomStatus('999'));
    const rooms = await list({ filter: 'all' });
    assert.deepEqual(
      rooms.map((room) => [room.id, room.reachable]),
      [
        [LIVING, true],
        [BATH, null],
      ],
    );
  });

  it('shows rooms with heating or a reading, or all', async () => {
    const { cloud, list } = setUp();
    const types = ['NRV', 'NATherm1', 'OTM', 'BNS', 'NAMain', 'NLP'];
    const rooms = [...types, 'read', 'bare'].map((name) => [`r-${name}`, name] as const);
    const plain = home(HOME, 'Maison', rooms);
    cloud.topology = [
      {
        ...plain,
        modules: types.map((type) => ({ id: `m-${type}`, name: type, type, roomId: `r-${type}` })),
      },
    ];
    cloud.set('r-read', {});
    const names = (list: readonly Room[]): string[] => list.map(({ name }) => name);
    assert.deepEqual(names(await list()), ['NRV', 'NATherm1', 'OTM', 'BNS', 'read']);
    assert.deepEqual(names(await list({ filter: 'all' })), [...types, 'read', 'bare']);
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

describe('the age of what a list uses', () => {
  const rows = [
    { budget: 'plenty', age: 10 * SECOND, reads: 1 },
    { budget: 'plenty', age: 11 * SECOND, reads: 2 },
    { budget: 'scarce', age: 60 * SECOND, reads: 1 },
    { budget: 'scarce', age: 61 * SECOND, reads: 2 },
    { budget: 'none', age: 15 * MINUTE, reads: 1 },
    { budget: 'none', age: 15 * MINUTE + SECOND, reads: 2 },
  ] as const;
  for (const { budget, age, reads } of rows) {
    it(`needs ${reads} reads with a budget of ${budget} and a status ${age / SECOND} s old`, async () => {
      const { clock, cloud, list } = setUp();
      await list({ sensors: true });
      clock.advance(age);
      cloud.budget = budget;
      await list({ sensors: true });
      assert.deepEqual([cloud.count('status'), cloud.count('weather')], [reads, reads]);
    });
  }

  it('counts from the arrival of the answer, which is also what readAt tells', async () => {
    const { clock, cloud, list } = setUp();
    cloud.latency = 8 * SECOND;
    const first = list();
    await clock.run(17 * SECOND);
    assert.equal((await first)[0]?.readAt, '2026-01-12T08:00:16.000Z');
    clock.advance(9 * SECOND);
    await list();
    assert.equal(cloud.count('status'), 1);
  });

  it('is up to 15 min when the cloud refuses for the quota, then the refusal is told', async () => {
    const { clock, cloud, list } = setUp();
    await list();
    clock.advance(15 * MINUTE);
    cloud.next('status', { error: failure('RATE_LIMITED') });
    assert.equal((await list()).length, 2);
    clock.advance(SECOND);
    cloud.next('status', { error: failure('RATE_LIMITED') });
    assert.equal(await code(list()), 'RATE_LIMITED');
  });

  it('does not matter to other failures', async () => {
    const { clock, cloud, list } = setUp();
    await list();
    clock.advance(MINUTE);
    cloud.next('status', { error: failure('NETWORK') });
    assert.equal(await code(list()), 'NETWORK');
  });

  it('is shared: lists that arrive together cost one read each of topology and status', async () => {
    const { clock, cloud, list } = setUp();
    cloud.latency = SECOND;
    const lists = Promise.all(Array.from({ length: 50 }, () => list()));
    await clock.run(5 * SECOND);
    await lists;
    assert.equal(cloud.calls.length, 2);
  });
});
