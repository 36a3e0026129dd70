import assert from 'node:assert/strict';
import { roomListOf } from '../../nodes/room-list';
import type { Account } from '../../src/account/account';
import { EMPTY_FOLLOW_STATE } from '../../src/correction/follow/state';
import { EMPTY_ROOM_STATE, type RoomState } from '../../src/correction/room-state';
import type { Room, RoomModule } from '../../src/home/room';

const module = (batteryState: string | null): RoomModule => ({
  ...{
    id: 'm',
    name: 'Valve',
    type: 'NRV',
    reachable: true,
    batteryLevel: 2900,
    batteryState,
    rfStrength: 60,
  },
  firmware: 79,
});
const room = (id: string, ...batteries: (string | null)[]): Room => ({
  ...{ id, name: `Room ${id}`, type: 'bathroom', homeId: 'h', homeName: 'Maison', measuredTemperature: 20 },
  ...{
    setpointTemperature: 19,
    setpointMode: 'schedule',
    setpointUntil: null,
    heatingPower: 40,
    reachable: true,
  },
  ...{ openWindow: false, anticipating: false, offset: 0.5, readAt: '2026-01-12T08:00:00.000Z' },
  ...{ modules: batteries.map(module), sensors: [], indoorTemperature: null },
});
/** The list of the dialogs, of an account that remembers this of each room. */
const listOf = (rooms: readonly Room[], state: RoomState | null = null) =>
  roomListOf(
    { remembered: () => state && { state, elapsedMs: 5 } } as unknown as Pick<Account, 'remembered'>,
    [{ id: 'h', name: 'Maison', isHeated: true, failure: null, rooms }],
  );

describe('the rooms in the list of a dialog', () => {
  it('have what dialogs show', () =>
    assert.deepEqual(listOf([room('1')]), {
      homes: [
        {
          ...{ id: 'h', name: 'Maison', isHeated: true, failure: null },
          rooms: [
            {
              ...{
                id: '1',
                name: 'Room 1',
                type: 'bathroom',
                measuredTemperature: 20,
                setpointTemperature: 19,
              },
              ...{ heatingPower: 40, reachable: true, offset: 0.5, readAt: '2026-01-12T08:00:00.000Z' },
              batteryState: null,
            },
          ],
        },
      ],
      remembered: {},
    }));

  for (const [batteries, shown] of [
    [['full', 'low', 'high'], 'low'],
    [['medium', null], 'medium'],
    [['low', 'very_low'], 'very_low'],
    [['max', 'a new state'], 'max'],
    [['a new state'], null],
  ] as const)
    it(`show of the batteries ${batteries.join(', ')} the emptiest: ${shown}`, () =>
      assert.equal(listOf([room('1', ...batteries)]).homes[0]?.rooms[0]?.batteryState, shown));

  it('come with what is remembered of those that were corrected', () => {
    const last = { at: 1, measured: 20, corrected: 20.5, settled: false };
    const agreement = { sign: 1, count: 2 } as const;
    const follow = { ...EMPTY_FOLLOW_STATE, agreement };
    assert.deepEqual(listOf([room('1')], EMPTY_ROOM_STATE).remembered, {});
    assert.deepEqual(listOf([room('1')], { ...EMPTY_ROOM_STATE, last }).remembered, {
      1: { last, elapsedMs: 5, agreement: null, without: 0 },
    });
    assert.deepEqual(listOf([room('1')], { ...EMPTY_ROOM_STATE, last, follow }).remembered, {
      1: { last, elapsedMs: 5, agreement, without: 0 },
    });
  });
});
