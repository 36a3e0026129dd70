import assert from 'node:assert/strict';
import { explain } from '../../../src/correction/follow/explain';
import { parseFollowSettings } from '../../../src/correction/follow/settings';
import { EMPTY_FOLLOW_STATE, type FollowState } from '../../../src/correction/follow/state';
import { EMPTY_ROOM_STATE } from '../../../src/correction/room-state';
import { HOUR } from '../../../src/clock';

const NOW = Date.UTC(2026, 0, 12, 8);
const UNKNOWN = { sensor: null, measured: null, setpoint: null, heatingPower: null };
const settings = parseFollowSettings({});
const told = (
  follow: Partial<FollowState> | null,
  room: Partial<Record<keyof typeof UNKNOWN, number>> = {},
) =>
  explain(
    { ...EMPTY_ROOM_STATE, follow: follow && { ...EMPTY_FOLLOW_STATE, ...follow } },
    { ...UNKNOWN, ...room },
    settings,
    NOW,
  );

describe('the facts of a follow node', () => {
  const none = {
    ...{
      sensor: null,
      filtered: null,
      samples: 0,
      difference: null,
      step: null,
      setpoint: null,
      heatingPower: null,
    },
    ...{ gate: null, since: null, budgetUsed: 0, baselineOffset: null, expects: null, frozenSince: null },
  };
  it('are null while nothing is known', () => assert.deepEqual(told(null), none));

  const samples = [20.8, 21.46, 25].map((value) => ({ at: NOW, value }));
  it('tell the middle value, and what a correction now would change', () =>
    assert.deepEqual(told({ samples }, { sensor: 25, measured: 20.1, setpoint: 19, heatingPower: 40 }), {
      ...none,
      ...{
        sensor: 25,
        filtered: 21.46,
        samples: 3,
        difference: 1.36,
        step: 0.5,
        setpoint: 19,
        heatingPower: 40,
      },
    }));

  it('know no difference without a reading', () => {
    const { filtered, difference, step } = told({ samples });
    assert.deepEqual([filtered, difference, step], [21.46, null, null]);
  });

  it('tell times as ISO 8601', () => {
    const { gate, since, expects } = told({
      outcome: { gate: 'settling', since: NOW, isError: false, nextAt: null },
      expects: { temperature: 19.5, until: NOW + HOUR },
    });
    assert.deepEqual(
      [gate, since, expects],
      ['settling', '2026-01-12T08:00:00.000Z', { temperature: 19.5, until: '2026-01-12T09:00:00.000Z' }],
    );
  });
});
