import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as v from 'valibot';
import type { CloudHome, HomeStatus } from '../../src/cloud/cloud';
import { NetatmoError } from '../../src/cloud/errors';
import { homesdata, homestatus, stationsdata } from '../../src/cloud/schemas';
import { matchRoom } from '../../src/home/match';
import { withUnreachableRooms } from '../../src/home/status';
import { toRoom } from '../../src/home/room';
import { sensorReadings, sensorsByRoom } from '../../src/home/sensors';

/** Everything that a list does with what the cloud sends, and a message that names a room which many bear. */
const listAll = (homes: readonly CloudHome[], status: HomeStatus, stations: unknown): string => {
  const weather = v.parse(stationsdata, stations);
  const read = { value: weather, startedAt: 0, arrivedAt: 0, readAt: 0 };
  const sensors = sensorsByRoom(homes, sensorReadings(read, 0, 0));
  const rooms = homes.flatMap((home) => {
    const value = withUnreachableRooms(status, home);
    return home.rooms.map((room) => toRoom(home, room, { value, startedAt: 0, arrivedAt: 0, readAt: 0 }));
  });
  assert.ok(sensors.size <= rooms.length + 1);
  try {
    return matchRoom(homes, homes[0]?.rooms[0]?.name ?? 'x', { named: '*', account: '' }).room.id;
  } catch (error) {
    assert.ok(error instanceof NetatmoError);
    return String(error);
  }
};

/** Counts how often the id of a room or module is looked at: a list that is searched for each entry looks n × n times. */
const counted = <T extends { readonly id: string }>(list: readonly T[], look: () => void): T[] =>
  list.map((entry) => {
    const { id } = entry;
    return Object.defineProperty({ ...entry }, 'id', {
      enumerable: true,
      get: () => {
        look();
        return id;
      },
    });
  });

const looksFor = (count: number): number => {
  const ids = Array.from({ length: count }, (_, index) => String(1e9 + index));
  const [home] = v.parse(homesdata, {
    body: {
      homes: [
        {
          id: 'h',
          rooms: ids.map((id) => ({ id, name: 'Salon', module_ids: [`v${id}`, `w${id}`] })),
          modules: ids.flatMap((id) => [{ id: `v${id}`, type: 'NRV' }]),
        },
      ],
    },
  });
  const status = v.parse(homestatus, {
    body: {
      home: {
        rooms: ids.map((id) => ({ id, reachable: true, therm_measured_temperature: 20 })),
        modules: ids.map((id) => ({ id: `v${id}`, reachable: false })),
      },
    },
  });
  let looks = 0;
  const look = (): void => void (looks += 1);
  const seen = { ...home!, rooms: counted(home!.rooms, look), modules: counted(home!.modules, look) };
  const seenStatus = {
    ...status,
    rooms: counted(status.rooms, look),
    modules: counted(status.modules, look),
  };
  listAll([seen], seenStatus, { body: { devices: ids.map((id) => ({ _id: `w${id}`, type: 'NAMain' })) } });
  return looks;
};

describe('the work for a home', () => {
  it('grows with its rooms and modules, not with their product', () => {
    const [small, large] = [looksFor(500), looksFor(1_000)];
    assert.ok(large <= 2 * small + 10, `${String(small)} looks at 500 rooms, ${String(large)} at 1,000`);
    assert.ok(small <= 500 * 40, `${String(small / 500)} looks for each room`);
  });
});

describe('a hostile home', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom(
      '\u202e',
      '\n',
      '\u001b]0;x\u0007',
      '<b>',
      '__proto__',
      'constructor',
      '\u{1f469}\u200d\u{1f467}',
    ),
    fc.nat(400).map((length) => 'x'.repeat(length)),
  );
  const id = fc.oneof(
    { weight: 4, arbitrary: fc.nat(9).map(String) },
    fc.constantFrom('__proto__', 'constructor', 'a#1', '', 7, null, {}),
  );
  const odd = fc.anything({ maxDepth: 3 });
  const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 5, arbitrary }, odd);
  const things = (more: Record<string, fc.Arbitrary<unknown>>) =>
    maybe(
      fc.array(maybe(fc.record({ id: maybe(id), name: maybe(name), ...more }, { requiredKeys: ['id'] })), {
        maxLength: 12,
      }),
    );
  const rooms = things({ module_ids: maybe(fc.array(id)), modules: odd, type: maybe(name) });
  const modules = things({ type: fc.constantFrom('NRV', 'NHC', 'NAMain', 'x'), room_id: maybe(id) });
  const home = fc.record({ id: maybe(id), name: maybe(name), rooms, modules }, { requiredKeys: [] });
  const homes = fc.array(maybe(home), { maxLength: 6 });
  const states = fc.record(
    {
      rooms: things({ reachable: fc.boolean(), therm_measured_temperature: odd, cooling_setpoint_mode: odd }),
      modules: things({ reachable: fc.boolean(), battery_state: maybe(name) }),
    },
    { requiredKeys: [] },
  );
  const device = fc.record({ _id: maybe(id), type: maybe(name), module_name: maybe(name), modules: odd });

  it('ends in rooms that can be shown, or is refused; an error about it has 1,000 characters at most', () => {
    fc.assert(
      fc.property(homes, states, fc.array(maybe(device), { maxLength: 6 }), (all, state, devices) => {
        const topology = v.safeParse(homesdata, { body: { homes: all } });
        const status = v.safeParse(homestatus, { body: { home: state } });
        if (!topology.success || !status.success) return;
        const told = listAll(topology.output, status.output, { body: { devices } });
        assert.ok(told.length <= 1_000);
        for (const { name: home, rooms, modules } of topology.output)
          for (const text of [
            home,
            ...rooms.map((room) => room.name),
            ...modules.map((module) => module.name),
          ]) {
            assert.ok(text.length >= 1 && text.length <= 128);
            assert.doesNotMatch(text, /[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/u);
          }
      }),
    );
  });
});
