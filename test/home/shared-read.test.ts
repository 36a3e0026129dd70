import assert from 'node:assert/strict';
import { Deadline } from '../../src/cloud/deadline';
import { SECOND } from '../../src/clock';
import { failure, HOME, BATH, LIVING } from '../support/fake-cloud';
import { code, NONE, setUp } from './homes-bench';
import type { ModuleStatus } from '../../src/cloud/cloud';

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
