import assert from 'node:assert/strict';
import {
  isContactOpen,
  windowMsLeft,
  withContact,
  withStatus,
  type WindowState,
} from '../../../src/correction/follow/window';
import { HOUR, MINUTE } from '../../../src/clock';

const NOW = Date.UTC(2026, 0, 12, 8);

describe('windows', () => {
  const none: WindowState = { contactOpenAt: null, seenOpenAt: null };
  const hold = 30 * MINUTE;

  it('hold as long as one is open, and for a while after', () => {
    const open = withContact(none, true, NOW);
    assert.equal(windowMsLeft(open, null, hold, NOW + HOUR), Infinity);
    const closed = withContact(open, false, NOW + HOUR);
    assert.equal(windowMsLeft(closed, null, hold, NOW + HOUR), hold);
    assert.equal(windowMsLeft(closed, null, hold, NOW + HOUR + hold), 0);
    assert.equal(windowMsLeft(closed, null, 0, NOW + HOUR), 0);
  });

  it('that nobody has heard of for 12 h are forgotten', () => {
    const open = withContact(none, true, NOW);
    assert.equal(isContactOpen(open, NOW + 12 * HOUR - 1), true);
    assert.equal(isContactOpen(open, NOW + 12 * HOUR), false);
    const seen = withStatus(open, null, NOW + 11 * HOUR);
    assert.equal(windowMsLeft(seen, null, hold, NOW + 12 * HOUR), 0);
  });

  it('that Netatmo notices hold in the same way', () => {
    const noticed = withStatus(none, true, NOW);
    assert.equal(windowMsLeft(noticed, true, hold, NOW), Infinity);
    assert.equal(windowMsLeft(noticed, false, hold, NOW + 10 * MINUTE), 20 * MINUTE);
    assert.deepEqual(withStatus(noticed, false, NOW + HOUR), noticed);
  });

  it('that a sensor reports closed again and again do not hold', () => {
    const closed = withContact(withContact(none, false, NOW), false, NOW + HOUR);
    assert.equal(windowMsLeft(closed, false, hold, NOW + HOUR), 0);
  });
});
