import assert from 'node:assert/strict';
import fc from 'fast-check';
import { median, withSample } from '../../../src/correction/follow/filter';
import { isRegulatedWrongly, type Regulation } from '../../../src/correction/follow/relevance';
import {
  isContactOpen,
  windowMsLeft,
  withContact,
  withStatus,
  type WindowState,
} from '../../../src/correction/follow/window';
import { isNotResponding, patientSettleMs } from '../../../src/correction/settle';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 0, 12, 8);

describe('smoothing the sensor', () => {
  const rows: readonly (readonly [readonly number[], number | null])[] = [
    [[], null],
    [[21], 21],
    [[21, 22], 21],
    [[21, 25, 21.2], 21.2],
    [[18, 19], 19],
    [[21, 21.1, 21.2, 30], 21.1],
  ];
  for (const [values, expected] of rows) {
    it(`the middle one of ${values.join(', ') || 'none'} for a valve at 20 is ${expected}`, () =>
      assert.equal(
        median(
          values.map((value, at) => ({ at, value })),
          20,
        ),
        expected,
      ));
    it('is the mean of two while nobody knows what the valve reads', () =>
      assert.equal(
        median(
          [21, 22].map((value, at) => ({ at, value })),
          null,
        ),
        21.5,
      ));
  }

  it('keeps as many values as asked for, the newest, none older than 10 min than the newest', () => {
    const at = (minutes: number, value: number) => ({ at: NOW + minutes * MINUTE, value });
    const two = withSample(withSample([], at(0, 20), 3), at(5, 21), 3);
    assert.deepEqual(withSample(two, at(10, 22), 3), [at(0, 20), at(5, 21), at(10, 22)]);
    assert.deepEqual(withSample(two, at(11, 22), 3), [at(5, 21), at(11, 22)]);
    assert.deepEqual(withSample(two, at(6, 22), 2), [at(5, 21), at(6, 22)]);
    assert.deepEqual(withSample(two, at(1, 19), 3), [at(0, 20), at(1, 19), at(5, 21)], 'one that came late');
  });

  it('one value out of line among three changes nothing', () => {
    fc.assert(
      fc.property(fc.double({ min: 15, max: 25, noNaN: true }), fc.double({ noNaN: true }), (room, spike) => {
        const value = Math.round(room * 10) / 10;
        const samples = [value, spike, value].map((each, at) => ({ at, value: each }));
        return median(samples, 20) === value;
      }),
    );
  });
});

describe('whether the valve regulates wrongly', () => {
  const room: Regulation = { actual: 21, measured: 21, setpoint: 21, heatingPower: 0, elapsedMs: HOUR };
  const rows: readonly (readonly [string, Partial<Regulation>, boolean])[] = [
    ['the room is too warm while the valve heats', { actual: 22, measured: 21.5, heatingPower: 30 }, true],
    ['the room is too warm and the valve is about to heat', { actual: 22, measured: 21 }, true],
    [
      'the room is too warm, but the valve believes it too warm as well',
      { actual: 22, measured: 21.5 },
      false,
    ],
    ['the room is too cold while the valve believes it warm', { actual: 20.5, measured: 21 }, true],
    ['the room is too cold and the valve believes it colder still', { actual: 20.5, measured: 20 }, false],
    ['the room is right, the valve is wrong by little', { actual: 21, measured: 20.5 }, false],
    ['the room is right, the valve is wrong by much', { actual: 21, measured: 20 }, true],
    ['the same soon after a correction', { actual: 21, measured: 20, elapsedMs: HOUR - 1 }, false],
    ['the setpoint is not known', { actual: 21, measured: 20.5, setpoint: null }, true],
    [
      'the heating power is not known and the valve believes it warm',
      { actual: 22, measured: 21.5, heatingPower: null },
      false,
    ],
  ];
  for (const [what, change, expected] of rows)
    it(`${what}: ${expected}`, () => assert.equal(isRegulatedWrongly({ ...room, ...change }), expected));
});

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

describe('a valve that shows nothing', () => {
  const last = (unseen: number, settled = false) => ({
    at: 0,
    measured: 20,
    corrected: 20.5,
    settled,
    unseen,
  });
  const waits: readonly (readonly [number, number])[] = [
    [0, 60],
    [1, 120],
    [2, 240],
    [3, 480],
    [9, 480],
  ];
  for (const [unseen, minutes] of waits) {
    it(`is left alone for ${minutes} min after ${unseen} corrections that never showed`, () =>
      assert.equal(patientSettleMs(last(unseen), HOUR), minutes * MINUTE));
  }

  it('is said not to respond after two corrections that had their time', () => {
    assert.equal(isNotResponding(null, Infinity, HOUR), false);
    assert.equal(isNotResponding(last(0), 10 * HOUR, HOUR), false);
    assert.equal(isNotResponding(last(1), HOUR - 1, HOUR), false);
    assert.equal(isNotResponding(last(1), HOUR, HOUR), true);
    assert.equal(isNotResponding(last(2), 0, HOUR), true);
    assert.equal(isNotResponding(last(5, true), 10 * HOUR, HOUR), false);
  });
});
