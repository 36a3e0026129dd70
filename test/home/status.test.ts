import assert from 'node:assert/strict';
import { MINUTE, SECOND } from '../../src/clock';
import type { ModuleStatus } from '../../src/cloud/cloud';
import { BATH, failure, HOME, LIVING } from '../support/fake-cloud';
import { code, NONE, setUp } from './homes-bench';

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
