import assert from 'node:assert/strict';
import type { WeatherModule } from '../../src/cloud/cloud';
import { HOUR, MINUTE, SECOND } from '../../src/clock';
import type { Room } from '../../src/home/room';
import type { FakeCloud } from '../support/fake-cloud';
import { BATH, home, HOME, HOME_2 } from '../support/fake-cloud';
import { VIRTUAL_START } from '../support/virtual-clock';
import { setUp, weather } from './homes-bench';

describe('the sensors of a room', () => {
  const sensorsOf = async (
    modules: readonly WeatherModule[],
    change?: (cloud: FakeCloud) => void,
  ): Promise<readonly Room[]> => {
    const { cloud, list } = setUp();
    cloud.weatherModules = modules;
    change?.(cloud);
    return list({ sensors: true });
  };
  const place = (cloud: FakeCloud, id: string, roomId: string | null, type = 'NAMain'): void => {
    cloud.topology = cloud.topology.map((one) => ({
      ...one,
      modules: [...one.modules, { id, name: 'x', type, roomId }],
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

  it('are those that a room names, also where the home does not list them', async () => {
    const [living, bath] = await sensorsOf([weather('w#1')], (cloud) => {
      cloud.topology = cloud.topology.map((one) => ({
        ...one,
        rooms: one.rooms.map((room) => ({ ...room, moduleIds: room.id === BATH ? ['w#1'] : [] })),
      }));
    });
    assert.deepEqual([living?.sensors.length, bath?.sensors[0]?.id], [0, 'w#1']);
  });

  it('are told once when two answers list them', async () => {
    const [living] = await sensorsOf([weather('w1'), weather('w1', { temperature: 25 })]);
    assert.equal(living?.sensors.length, 1);
  });

  it('stay apart in two homes whose rooms have the same id', async () => {
    const { cloud, list } = setUp();
    cloud.topology = [home(HOME, 'A', [['7', 'x']]), home(HOME_2, 'B', [['7', 'y']])].map((one) => ({
      ...one,
      modules: [{ id: `w-${one.name}`, name: 'w', type: 'NAMain', roomId: '7' }],
    }));
    cloud.weatherModules = [weather('w-A'), weather('w-B')];
    const rooms = await list({ homeId: '*', filter: 'all', sensors: true });
    assert.deepEqual(
      rooms.map(({ homeName, sensors }) => [homeName, ...sensors.map(({ id }) => id)]),
      [
        ['A', 'w-A'],
        ['B', 'w-B'],
      ],
    );
  });

  describe('include a Home Coach', () => {
    const withCoach = () => {
      const bench = setUp();
      place(bench.cloud, 'c1', BATH, 'NHC');
      bench.cloud.coaches = [weather('c1', { type: 'NHC', temperature: 23 })];
      return bench;
    };

    it('for one more request, which counts like that for weather modules', async () => {
      const { clock, cloud, list } = withCoach();
      cloud.weatherModules = [weather('w1', { name: 'Bath' })];
      const [, bath] = await list({ sensors: true });
      assert.deepEqual(
        [bath?.indoorTemperature, bath?.sensors.map(({ type }) => type)],
        [22, ['NAMain', 'NHC']],
      );
      clock.advance(10 * SECOND);
      await list({ sensors: true });
      clock.advance(SECOND);
      await list({ sensors: true });
      assert.deepEqual([cloud.count('coaches'), cloud.count('weather')], [2, 2]);
    });

    it('only where one stands in the homes that are listed, and sensors are asked for', async () => {
      const { cloud, list } = withCoach();
      cloud.topology = [...cloud.topology, home(HOME_2, 'Chalet', [['7', 'Loft']])];
      await list();
      await list({ homeId: HOME_2, sensors: true });
      assert.equal(cloud.count('coaches'), 0);
      await list({ homeId: '*', sensors: true });
      assert.equal(cloud.count('coaches'), 1);
    });

    it('that is not asked for where there is none', async () => {
      const { cloud, list } = setUp();
      await list({ sensors: true });
      assert.equal(cloud.count('coaches'), 0);
    });
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
