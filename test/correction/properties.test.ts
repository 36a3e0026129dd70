import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NetatmoError } from '../../src/cloud/errors';
import { parseSensorMessage } from '../../src/correction/follow/sensor-message';
import { parseQuietHours, quietMinutesLeft } from '../../src/correction/follow/quiet-hours';
import { parseFollowSettings } from '../../src/correction/follow/settings';
import { Lane, type LaneMessage, type Weight } from '../../src/correction/lane';
import { parseRoomState, pastRoomState } from '../../src/correction/room-state';
import { hasMoved, patientSettleMs, settleMsLeft } from '../../src/correction/settle';
import { parseSetSettings } from '../../src/correction/settings';
import { DAY_MINUTES, HOUR } from '../../src/clock';
import { runs } from '../support/random-inputs';

const degrees = fc.double({ min: -50, max: 50, noNaN: true });
const anything = fc.anything({ withDate: true, withNullPrototype: true });

/** What a parser gives; undefined when it refuses with one of these codes. */
function parsed<T>(parse: () => T, ...codes: readonly string[]): T | undefined {
  try {
    return parse();
  } catch (error) {
    assert.ok(error instanceof NetatmoError && codes.includes(error.code), String(error));
    return undefined;
  }
}

describe('the settings of a node, whatever is stored', () => {
  const names = [
    ...['tolerance', 'maxCorrection', 'settleTime', 'dryRun', 'minInterval', 'maxStep', 'confirm', 'median'],
    ...['staleAfter', 'onlyWhenWrong', 'foresight', 'windowHold', 'budget', 'quietHours'],
  ];
  const sensible = fc.oneof(fc.integer({ min: -2, max: 30 }), fc.constantFrom('', '0.5', ' 3 ', null, true));
  const stored = fc.dictionary(fc.constantFrom(...names), fc.oneof(sensible, sensible, anything));

  it('are numbers in range, or CONFIG says which is not', () => {
    fc.assert(
      fc.property(stored, (properties) => {
        const set = parsed(() => parseSetSettings(properties), 'CONFIG');
        if (set)
          for (const value of [set.tolerance, set.maxCorrection, set.settleMs])
            assert.ok(Number.isFinite(value) && value >= 0);
        const follow = parsed(() => parseFollowSettings(properties), 'CONFIG');
        if (!follow) return;
        for (const value of Object.values(follow))
          assert.ok(typeof value !== 'number' || (Number.isFinite(value) && value >= 0));
        assert.ok(Number.isInteger(follow.confirm) && follow.confirm >= 1);
        assert.ok(Number.isInteger(follow.median) && follow.median >= 1);
        assert.ok(follow.maxStep > 0 && follow.budget > 0);
      }),
      { numRuns: runs(500) },
    );
  });

  it('have upper ends that a person could mean', () => {
    for (const stored of [
      { settleTime: 2.9961552247705267e303 },
      { settleTime: 10081 },
      { tolerance: 51 },
      { maxCorrection: 51 },
    ]) {
      assert.equal(
        parsed(() => parseSetSettings(stored), 'CONFIG'),
        undefined,
      );
    }
    assert.ok(parseSetSettings({ settleTime: 10080, tolerance: 50, maxCorrection: '50' }));
  });

  it('tell quiet hours that can be waited for', () => {
    const time = fc.tuple(fc.nat(25), fc.nat(61)).map((parts) => parts.map((part) => String(part)));
    const span = fc.tuple(time, time).map(([from, to]) => `${from.join(':')}-${to.join(':')}`);
    fc.assert(
      fc.property(fc.oneof(span, fc.string(), anything), fc.nat(DAY_MINUTES - 1), (text, now) => {
        const quiet = parsed(() => parseQuietHours(text), 'CONFIG');
        if (!quiet) return;
        const left = quietMinutesLeft(quiet, now);
        assert.ok(left >= 0 && left < DAY_MINUTES);
        assert.equal(quietMinutesLeft(quiet, (now + left) % DAY_MINUTES), 0, 'then they are over');
        if (left > 1) assert.equal(quietMinutesLeft(quiet, (now + 1) % DAY_MINUTES), left - 1);
      }),
    );
  });
});

describe('a message to a follow node, whatever it holds', () => {
  it('tells a temperature of a room, a window or both, or is refused', () => {
    const close = fc.oneof(anything, fc.integer({ min: 0, max: 40 }), fc.constantFrom('21.5', ' on ', ''));
    fc.assert(
      fc.property(
        close,
        close,
        fc.oneof(anything, fc.date(), fc.constant(undefined)),
        (temperature, window, at) => {
          const heard = parsed(
            () => parseSensorMessage({ temperature, window, at }),
            'INVALID_TEMPERATURE',
            'CONFIG',
          );
          if (!heard) return;
          const isMissing = temperature === undefined || temperature === null;
          assert.ok(heard.temperature !== null || heard.isWindowOpen !== null || isMissing);
          if (heard.temperature !== null) assert.ok(heard.temperature >= 5 && heard.temperature <= 35);
          if (heard.at !== null) assert.ok(Number.isFinite(heard.at) && heard.at >= 0);
        },
      ),
      { numRuns: runs(500) },
    );
  });
});

describe('the lane of a room, whatever comes', () => {
  it('keeps each message or says that it is overtaken, and never lets a lighter one overtake', () => {
    const weights = fc.array(fc.constantFrom<Weight>(0, 1, 2, 3), { maxLength: 40 });
    fc.assert(
      fc.property(weights, fc.array(fc.nat(5), { maxLength: 40 }), (all, delays) => {
        const lane = new Lane<LaneMessage>();
        const messages = all.map((weight, order) => ({ order, weight }));
        // They may come in another order than they were sent in.
        const arriving = messages.toSorted(
          (a, b) => a.order + (delays[a.order] ?? 0) - b.order - (delays[b.order] ?? 0),
        );
        const overtaken = new Set(arriving.flatMap((message) => lane.offer(message)));
        const left: LaneMessage[] = [];
        for (let first = lane.first; first; first = lane.first) {
          left.push(first);
          lane.remove(first);
        }
        assert.equal(overtaken.size + left.length, messages.length);
        for (const message of left) assert.ok(!overtaken.has(message));
        for (const one of overtaken)
          assert.ok(messages.some(({ order, weight }) => order > one.order && weight >= one.weight));
        assert.ok(new Set(left.map(({ weight }) => weight)).size === left.length, 'one of each weight');
        assert.deepEqual(
          left,
          left.toSorted((a, b) => b.weight - a.weight),
        );
      }),
    );
  });
});

describe('the settle gate, whatever the room does', () => {
  const last = fc.record({
    at: fc.constant(0),
    measured: degrees,
    corrected: degrees,
    settled: fc.boolean(),
  });

  it('opens with the reading or with the time, never later and never again closed by time', () => {
    fc.assert(
      fc.property(
        last,
        fc.option(degrees),
        fc.nat(2 * HOUR),
        fc.nat(HOUR),
        (correction, reading, elapsed, settle) => {
          const left = settleMsLeft(correction, reading, elapsed, settle);
          assert.ok(left >= 0 && left <= settle);
          assert.equal(settleMsLeft(correction, reading, elapsed + left, settle), 0);
          if (reading !== null && hasMoved(correction, reading)) assert.equal(left, 0);
          assert.ok(hasMoved(correction, correction.corrected), 'the whole way is more than half of it');
        },
      ),
    );
  });

  it('grows at most eightfold for a room that shows nothing', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(HOUR), (without, settle) => {
        const patient = patientSettleMs(without, settle);
        assert.ok(patient >= settle && patient <= 8 * settle);
      }),
    );
  });
});

describe('a stored room, whatever the file holds', () => {
  it('is read as it was written, or not at all; its times have passed', () => {
    const number = fc.oneof(degrees, fc.double());
    const room = fc.record({
      last: fc.option(
        fc.record({
          at: number,
          measured: number,
          corrected: number,
          settled: fc.boolean(),
          unseen: fc.nat(9),
        }),
      ),
      net: number,
      baselineAt: fc.option(number),
      // Version 0.1.0 wrote these.
      overlap: number,
      semantics: fc.constantFrom('additive', 'absolute', null, 'other'),
      hours: fc.option(fc.array(fc.record({ hour: number, sum: number }), { maxLength: 3 }), {
        nil: undefined,
      }),
      reported: fc.option(number),
      agreeing: fc.option(fc.record({ up: fc.nat(), down: fc.nat() }), { nil: undefined }),
      more: anything,
    });
    fc.assert(
      fc.property(fc.oneof(room, anything), (stored) => {
        const state = parseRoomState(stored);
        if (!state) return;
        assert.deepEqual(
          parseRoomState(JSON.parse(JSON.stringify(state))),
          JSON.parse(JSON.stringify(state)),
        );
        const past = pastRoomState(state, 1_000);
        assert.ok((past.last?.at ?? 0) <= 1_000 && (past.baselineAt ?? 0) <= 1_000);
      }),
      { numRuns: runs(500) },
    );
  });
});
