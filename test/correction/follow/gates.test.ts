import assert from 'node:assert/strict';
import { NO_EFFECTS } from '../../../src/correction/follow/effect';
import { holdOf, type Scene } from '../../../src/correction/follow/gates';
import { parseFollowSettings } from '../../../src/correction/follow/settings';
import { MINUTE } from '../../../src/clock';

const NOW = Date.UTC(2026, 0, 12, 8);

/** The valve believes 20 °C and heats, the room is to have 19 and really has 21, and looks enough agree. */
const OPEN: Scene = {
  ...{ settings: parseFollowSettings({}), now: NOW, minutesOfDay: 600 },
  ...{ actual: 21, measured: 20, step: 0.5, setpoint: 19, setpointMode: 'manual' },
  ...{ isCooling: false, heatingPower: 40, openWindow: false },
  ...{ windows: { contactOpenAt: null, seenOpenAt: null }, watchedFrom: null, agreeing: 2 },
  ...{ last: null, elapsedMs: Infinity, effects: NO_EFFECTS, plan: { by: 'rules' }, isFrozen: false },
  gone: { sum: 0, offset: null, moved: null },
};

const last = { at: 0, measured: 20, corrected: 20.5, settled: false };

/** Each reason to send nothing, in the order of what a person would want to be told, and what makes it one. */
const HOLDS: readonly (readonly [told: string, because: Partial<Scene>])[] = [
  ['mode-off', { setpointMode: 'away' }],
  ['window', { openWindow: true }],
  ['quiet 60', { settings: parseFollowSettings({ quietHours: '09:00-11:00' }) }],
  ['within-tolerance', { actual: 20.2 }],
  ['settling 80', { watchedFrom: NOW - 10 * MINUTE, last: null }],
  ['settling 89', { last, elapsedMs: MINUTE }],
  ['interval 10', { last: { ...last, settled: true }, elapsedMs: 5 * MINUTE }],
  ['stale', { isFrozen: true }],
  ['unconfirmed', { agreeing: 1 }],
  ['not-wrong', { plan: { by: 'change' } }],
  ['budget', { gone: { sum: 4.8, offset: null, moved: null } }],
];

const toldOf = (scene: Scene): string | null => {
  const held = holdOf(scene);
  return held && (held.waitMs === null ? held.reason : `${held.reason} ${held.waitMs / MINUTE}`);
};

describe('the gates before a correction', () => {
  it('let through what nothing speaks against', () => assert.equal(toldOf(OPEN), null));

  for (const [told, because] of HOLDS)
    it(`tell ${told}, with the minutes that it may last, where that is all`, () =>
      assert.equal(toldOf({ ...OPEN, ...because }), told));

  it('tell one reason of several, the first in this order', () => {
    const tolds = HOLDS.map((_hold, index) => {
      const still = HOLDS.slice(index).map(([, because]) => because);
      return toldOf(Object.assign({}, OPEN, ...still.reverse()) as Scene);
    });
    assert.deepEqual(
      tolds,
      HOLDS.map(([told]) => told),
    );
  });
});
