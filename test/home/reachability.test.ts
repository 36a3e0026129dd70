import assert from 'node:assert/strict';
import type { ModuleStatus } from '../../src/cloud/cloud';
import { BATH, HOME, LIVING } from '../support/fake-cloud';
import { NONE, setUp } from './homes-bench';

const says = (id: string, reachable: boolean | null): ModuleStatus => ({
  ...{ id, reachable, batteryLevel: null, batteryState: null, rfStrength: null, firmware: null },
});

describe('whether a room can be reached', () => {
  const rows: readonly (readonly [
    what: string,
    room: boolean | null,
    valves: (boolean | null)[],
    boolean | null,
  ])[] = [
    ['its only valve cannot', true, [false], false],
    ['none of its valves can', true, [false, false], false],
    ['one of its valves can', true, [false, true], true],
    ['one of its valves says nothing', true, [false, null], true],
    ['its valve says nothing', true, [null], true],
    ['its valve can', true, [true], true],
    ['the room says that it cannot', false, [true], false],
    ['only the valve tells', null, [false], false],
    ['nobody tells', null, [null], null],
  ];
  for (const [what, room, valves, expected] of rows) {
    it(`is ${String(expected)} when ${what}, for lists and for corrections`, async () => {
      const { cloud, homes, list } = setUp();
      const ids = valves.map((_, index) => `v${index}`);
      cloud.topology = cloud.topology.map((home) => ({
        ...home,
        modules: [
          ...ids.map((id) => ({ id, name: id, type: 'NRV', roomId: LIVING })),
          { id: 'plug', name: 'plug', type: 'NLP', roomId: LIVING },
          { id: 'bath', name: 'bath', type: 'NRV', roomId: BATH },
        ],
      }));
      cloud.set(LIVING, { reachable: room });
      cloud.moduleStatus = [
        ...ids.map((id, index) => says(id, valves[index]!)),
        says('plug', false),
        says('bath', true),
      ];
      const [living, bath] = await list();
      assert.deepEqual(
        [living?.reachable, living?.measuredTemperature, bath?.reachable],
        [expected, 20, true],
      );
      const { value } = await homes.reading(HOME, { maxAge: 0, startedAfter: NONE });
      assert.equal(value.rooms.find(({ id }) => id === LIVING)?.reachable, expected);
    });
  }

  it('is not told by modules that do not heat', async () => {
    const { cloud, list } = setUp();
    cloud.topology = cloud.topology.map((home) => ({
      ...home,
      modules: [{ id: 'plug', name: 'plug', type: 'NLP', roomId: LIVING }],
    }));
    cloud.moduleStatus = [says('plug', false)];
    assert.equal((await list())[0]?.reachable, true);
  });

  it('stays unknown of a room that the status leaves out', async () => {
    const { cloud, list } = setUp();
    cloud.rooms.delete(LIVING);
    cloud.moduleStatus = [says(`valve-${LIVING}`, false)];
    const [living] = await list();
    assert.deepEqual([living?.reachable, living?.modules[0]?.reachable], [null, false]);
  });
});
