import assert from 'node:assert/strict';
import type { WeatherModule } from '../../src/cloud/cloud';
import { Deadline } from '../../src/cloud/deadline';
import { NetatmoError } from '../../src/cloud/errors';
import { Homes, type RoomQuery } from '../../src/home/homes';
import type { Room } from '../../src/home/room';
import { BATH, failure, FakeCloud, home, HOME, HOME_2, LIVING, roomStatus } from '../support/fake-cloud';
import { VIRTUAL_START, VirtualClock } from '../support/virtual-clock';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const NONE = -Infinity;

const setUp = () => {
  const clock = new VirtualClock();
  const cloud = new FakeCloud(clock);
  const homes = new Homes(cloud, clock);
  const deadline = (): Deadline => new Deadline(clock, { ms: 40 * SECOND });
  const list = (query: Partial<RoomQuery> = {}): Promise<Room[]> =>
    homes.list({ homeId: '', filter: 'thermostat', sensors: false, ...query }, deadline());
  const find = (room: string, named = ''): Promise<string> =>
    homes.find(room, { named, account: '' }, deadline()).then((place) => place.room.id);
  return { clock, cloud, homes, list, find };
};

const code = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof NetatmoError);
    return error.code;
  }
  return 'ok';
};

const weather = (id: string, more: Partial<WeatherModule> = {}): WeatherModule => ({
  id,
  name: 'Living room',
  type: 'NAMain',
  temperature: 21,
  humidity: 50,
  co2: 700,
  measuredAt: VIRTUAL_START - 5 * MINUTE,
  ageMs: 5 * MINUTE,
  guest: false,
  ...more,
});

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
    const names = (list: Room[]): string[] => list.map(({ name }) => name);
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

describe('the topology', () => {
  it('is read once a day', async () => {
    const { clock, cloud, list } = setUp();
    await list();
    clock.advance(24 * HOUR - SECOND);
    await list();
    assert.equal(cloud.count('homes'), 1);
    clock.advance(2 * SECOND);
    await list();
    assert.equal(cloud.count('homes'), 2);
  });

  it('still serves when the daily read fails in passing, and is tried again 10 min later', async () => {
    const { clock, cloud, list, find } = setUp();
    await list();
    clock.advance(25 * HOUR);
    cloud.next('homes', { error: failure('NETWORK') });
    assert.equal((await list()).length, 2);
    assert.equal(await find('Bath'), BATH);
    assert.equal(cloud.count('homes'), 2);
    clock.advance(10 * MINUTE);
    await list();
    assert.equal(cloud.count('homes'), 3);
  });

  it('does not serve when the account is refused for good', async () => {
    const { clock, cloud, list } = setUp();
    await list();
    clock.advance(25 * HOUR);
    cloud.next('homes', { error: failure('CREDENTIALS_REJECTED') });
    assert.equal(await code(list()), 'CREDENTIALS_REJECTED');
  });

  it('is read anew for an unknown room, once in 5 min for each', async () => {
    const { clock, cloud, find } = setUp();
    assert.equal(await find('Bath'), BATH);
    clock.advance(SECOND);
    cloud.topology = [home(HOME, 'Maison', [['5', 'Attic']])];
    assert.equal(await find('Attic'), '5');
    assert.equal(cloud.count('homes'), 2);
    for (let i = 0; i < 10; i += 1) assert.equal(await code(find('Cellar')), 'ROOM_NOT_FOUND');
    assert.equal(cloud.count('homes'), 3);
    clock.advance(5 * MINUTE);
    assert.equal(await code(find('Cellar')), 'ROOM_NOT_FOUND');
    assert.equal(cloud.count('homes'), 4);
  });

  it('is not read anew for a message that had it read', async () => {
    const { cloud, find } = setUp();
    const all = await Promise.all(Array.from({ length: 100 }, () => code(find('Cellar'))));
    assert.deepEqual(new Set(all), new Set(['ROOM_NOT_FOUND']));
    assert.equal(cloud.count('homes'), 1);
  });

  it('is not read without end for ever new names', async () => {
    const { clock, cloud, find } = setUp();
    await find('Bath');
    clock.advance(SECOND);
    for (let i = 0; i < 200; i += 1) assert.equal(await code(find(`Cellar ${i}`)), 'ROOM_NOT_FOUND');
    assert.equal(cloud.count('homes'), 21);
  });

  it('cannot tell that a room is unknown when reading it anew fails', async () => {
    const { clock, cloud, find } = setUp();
    await find('Bath');
    clock.advance(SECOND);
    cloud.next('homes', { error: failure('NETWORK') });
    assert.equal(await code(find('Cellar')), 'NETWORK');
    assert.equal(await code(find('Cellar')), 'ROOM_NOT_FOUND');
    assert.equal(cloud.count('homes'), 3);
  });

  it('is read anew by the next list after a correction, at most every 10 min', async () => {
    const { clock, cloud, homes, list } = setUp();
    await list();
    clock.advance(MINUTE);
    homes.corrected();
    await list();
    await list();
    assert.equal(cloud.count('homes'), 2);
    homes.corrected();
    clock.advance(10 * MINUTE - 1);
    await list();
    assert.equal(cloud.count('homes'), 2);
    clock.advance(1);
    await list();
    assert.equal(cloud.count('homes'), 3);
  });

  it('may be the old one after a correction when reading it anew fails in passing', async () => {
    const { clock, cloud, homes, list } = setUp();
    await list();
    clock.advance(MINUTE);
    homes.corrected();
    cloud.next('homes', { error: failure('RATE_LIMITED') });
    assert.equal((await list()).length, 2);
  });
});

describe('a shared status read', () => {
  const fresh = (startedAfter: number, maxAge = 5 * SECOND) => ({ maxAge, startedAfter });

  it('is joined by everybody who may', async () => {
    const { clock, cloud, homes } = setUp();
    cloud.latency = SECOND;
    const reads = Promise.all([1, 2, 3].map(() => homes.reading(HOME, fresh(NONE))));
    await clock.run(2 * SECOND);
    const [a, b, c] = await reads;
    assert.ok(a === b && b === c);
    assert.equal(cloud.count('status'), 1);
  });

  it('is not joined when it began before the correction: one later read serves all who need it', async () => {
    const { clock, cloud, homes } = setUp();
    cloud.latency = SECOND;
    const early = homes.reading(HOME, fresh(NONE));
    const corrected = homes.stamp();
    const late = [1, 2, 3].map(() => homes.reading(HOME, fresh(corrected)));
    await clock.run(3 * SECOND);
    assert.ok((await early).startedAt < corrected);
    const reads = await Promise.all(late);
    assert.ok(reads.every((read) => read === reads[0] && read.startedAt > corrected));
    assert.equal(cloud.count('status'), 2);
  });

  it('is not used from memory when it began before the correction, even within one tick', async () => {
    const { cloud, homes } = setUp();
    await homes.reading(HOME, fresh(NONE));
    await homes.reading(HOME, fresh(NONE));
    assert.equal(cloud.count('status'), 1);
    await homes.reading(HOME, fresh(homes.stamp()));
    assert.equal(cloud.count('status'), 2);
  });

  it('fails for those who joined it and is made anew for those who did not', async () => {
    const { clock, cloud, homes } = setUp();
    cloud.latency = SECOND;
    cloud.next('status', { error: failure('NETWORK') });
    const early = code(homes.reading(HOME, fresh(NONE)));
    const late = code(homes.reading(HOME, fresh(homes.stamp())));
    await clock.run(3 * SECOND);
    assert.deepEqual([await early, await late], ['NETWORK', 'ok']);
  });

  it('that a list was refused for its small share of the budget is made anew for a correction', async () => {
    const { clock, cloud, homes, list } = setUp();
    await homes.find('Bath', { named: '', account: '' }, new Deadline(clock, { ms: SECOND }));
    cloud.latency = SECOND;
    cloud.next('status', { error: failure('RATE_LIMITED') });
    const listing = code(list());
    await Promise.resolve();
    await clock.run(10);
    const reading = code(homes.reading(HOME, fresh(NONE)));
    await clock.run(3 * SECOND);
    assert.deepEqual([await listing, await reading], ['RATE_LIMITED', 'ok']);
    assert.deepEqual(cloud.calls.slice(1), [`status ${HOME} list`, `status ${HOME} correction`]);
  });
});

describe('the sensors of a room', () => {
  const sensorsOf = async (
    modules: readonly WeatherModule[],
    change?: (cloud: FakeCloud) => void,
  ): Promise<Room[]> => {
    const { cloud, list } = setUp();
    cloud.weatherModules = modules;
    change?.(cloud);
    return list({ sensors: true });
  };
  const place = (cloud: FakeCloud, id: string, roomId: string | null): void => {
    cloud.topology = cloud.topology.map((one) => ({
      ...one,
      modules: [...one.modules, { id, name: 'x', type: 'NAMain', roomId }],
    }));
  };

  it('are those that the topology puts there, whatever their name', async () => {
    const [living, bath] = await sensorsOf([weather('w1')], (cloud) => place(cloud, 'w1', BATH));
    assert.deepEqual(living?.sensors, []);
    assert.deepEqual(bath?.sensors, [
      {
        id: 'w1',
        name: 'Living room',
        type: 'NAMain',
        temperature: 21,
        humidity: 50,
        co2: 700,
        measuredAt: '2026-01-12T07:55:00.000Z',
      },
    ]);
  });

  it('are else those that bear its exact name', async () => {
    const [living, bath] = await sensorsOf([weather('w1'), weather('w2', { name: 'bath' })]);
    assert.deepEqual(
      living?.sensors.map(({ id }) => id),
      ['w1'],
    );
    assert.deepEqual(bath?.sensors, []);
  });

  it('are not guessed when two rooms bear the name', async () => {
    const rooms = await sensorsOf([weather('w1')], (cloud) => {
      cloud.topology = [...cloud.topology, home(HOME_2, 'Chalet', [['7', 'Living room']])];
    });
    assert.deepEqual(rooms[0]?.sensors, []);
  });

  it('are neither outdoor modules nor those of guests', async () => {
    const [living] = await sensorsOf([
      weather('w1', { type: 'NAModule1' }),
      weather('w2', { guest: true }),
      weather('w3', { type: 'NAModule4' }),
    ]);
    assert.deepEqual(
      living?.sensors.map(({ id }) => id),
      ['w3'],
    );
  });

  const means: readonly (readonly [string, readonly Partial<WeatherModule>[], number | null])[] = [
    ['one', [{ temperature: 21.4 }], 21.4],
    ['two', [{ temperature: 21.3 }, { temperature: 21.4 }], 21.35],
    ['three, rounded', [{ temperature: 20 }, { temperature: 20 }, { temperature: 21 }], 20.33],
    ['none', [], null],
    ['one without a value', [{ temperature: null }], null],
    ['one exactly 30 min old', [{ ageMs: 30 * MINUTE }], 21],
    ['one that is older', [{ ageMs: 30 * MINUTE + 1 }], null],
    ['an old and a new one', [{ ageMs: HOUR, temperature: 10 }, { temperature: 22 }], 22],
    ['one of unknown age but known time', [{ ageMs: null }], 21],
    ['one of unknown age and old time', [{ ageMs: null, measuredAt: VIRTUAL_START - HOUR }], null],
    ['one of unknown age and time', [{ ageMs: null, measuredAt: null }], null],
  ];
  for (const [what, modules, expected] of means) {
    it(`give the indoor temperature ${expected} for ${what}`, async () => {
      const [living] = await sensorsOf(modules.map((more, index) => weather(`w${index}`, more)));
      assert.equal(living?.indoorTemperature, expected);
    });
  }

  it('grow older while their answer is used again', async () => {
    const { clock, cloud, list } = setUp();
    cloud.weatherModules = [weather('w1', { ageMs: 29 * MINUTE + 55 * SECOND })];
    assert.equal((await list({ sensors: true }))[0]?.indoorTemperature, 21);
    clock.advance(6 * SECOND);
    assert.equal((await list({ sensors: true }))[0]?.indoorTemperature, null);
  });
});
