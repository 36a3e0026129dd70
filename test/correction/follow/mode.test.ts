import assert from 'node:assert/strict';
import { FollowMode } from '../../../src/correction/follow/mode';
import { parseFollowSettings, type StoredFollowSettings } from '../../../src/correction/follow/settings';
import { EMPTY_FOLLOW_STATE } from '../../../src/correction/follow/state';
import { EMPTY_ROOM_STATE } from '../../../src/correction/room-state';
import { roomStatus } from '../../support/fake-cloud';
import { VIRTUAL_START, VirtualClock } from '../../support/virtual-clock';

const READING = { name: 'Bath', relayOffline: false, status: roomStatus('1', { heatingPower: 40 }) };
const SENSED = { temperature: 21, isWindowOpen: null, source: '', at: null };

/** At 08:00 UTC, in a home where it is this hour. */
const mode = (stored: StoredFollowSettings = {}, timezone: string | null = 'Asia/Tokyo'): FollowMode =>
  new FollowMode(SENSED, false, parseFollowSettings(stored), { clock: new VirtualClock(), timezone });
const reason = (asked: FollowMode): string | undefined => {
  const decision = asked.decide(READING, EMPTY_ROOM_STATE, Infinity);
  return decision.do === 'refuse' ? undefined : decision.reason;
};

describe('a message in mode follow', () => {
  it('is decided by the hours of the home', () => {
    assert.equal(reason(mode({ quietHours: '16:30-17:30' })), 'quiet');
    assert.equal(reason(mode({ quietHours: '16:30-17:30' }, 'Europe/Paris')), 'unconfirmed');
  });

  it('leaves its error to be told between two looks', () => {
    const { outcome } = mode().afterFailure(EMPTY_ROOM_STATE, 'NETWORK');
    assert.deepEqual([outcome?.gate, outcome?.isError, outcome?.since], ['NETWORK', true, VIRTUAL_START]);
  });

  it('tells what was read, and after a correction when the next one may be', () => {
    const outcome = {
      gate: 'corrected',
      isError: false,
      since: VIRTUAL_START,
      nextAt: VIRTUAL_START,
    } as const;
    const room = { ...EMPTY_ROOM_STATE, follow: { ...EMPTY_FOLLOW_STATE, outcome } };
    const told = (changed: boolean, nextAt: string | null) =>
      mode().explain({ changed, nextAt }, READING, room);
    assert.equal(told(true, null).nextAt, '2026-01-12T08:00:00.000Z');
    assert.equal(told(true, 'its own').nextAt, 'its own');
    const { nextAt, follow } = told(false, null);
    assert.equal(nextAt, null);
    assert.deepEqual(
      [follow.sensor, follow.setpoint, follow.heatingPower, follow.gate],
      [21, 19, 40, 'corrected'],
    );
    const blind = mode().explain({ changed: false, nextAt: null }, undefined, room).follow;
    assert.deepEqual([blind.setpoint, blind.heatingPower, blind.difference], [null, null, null]);
  });
});
