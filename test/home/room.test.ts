import assert from 'node:assert/strict';
import { HOUR } from '../../src/clock';
import type { Room } from '../../src/home/room';
import { BATH, home, HOME, LIVING, roomStatus } from '../support/fake-cloud';
import { VIRTUAL_START } from '../support/virtual-clock';
import { setUp } from './homes-bench';

describe('a room as flows see it', () => {
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
});
