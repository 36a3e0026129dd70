import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RoomStatus } from '../../../src/cloud/cloud';
import { evaluate, type Look } from '../../../src/correction/follow/evaluate';
import { parseFollowSettings, type StoredFollowSettings } from '../../../src/correction/follow/settings';
import { type Effects, NO_EFFECTS } from '../../../src/correction/follow/effect';
import { EMPTY_FOLLOW_STATE, type FollowState } from '../../../src/correction/follow/state';
import { EMPTY_ROOM_STATE, type LastCorrection, type RoomState } from '../../../src/correction/room-state';
import { HOUR, MINUTE } from '../../../src/clock';
import { roomStatus } from '../../support/fake-cloud';
import { runs } from '../../support/random-inputs';

const NOW = Date.UTC(2026, 0, 12, 8);

/** What the sensor has said for an hour. */
const SAME = { value: 21, since: NOW - HOUR, corrections: 0, reading: null, isContradicted: false };

interface Given {
  readonly sensor?: number;
  readonly status?: Partial<RoomStatus>;
  readonly follow?: Partial<FollowState>;
  readonly last?: Partial<LastCorrection>;
  readonly elapsedMin?: number;
  readonly week?: number;
  readonly baselineOffset?: number;
  readonly reported?: number;
  readonly effects?: Partial<Effects>;
  readonly settings?: StoredFollowSettings;
  readonly force?: boolean;
  readonly minutesOfDay?: number;
}

/** The valve believes 20 °C and heats, the room is to have 19 and really has 21; a look before agreed. */
const lookOf = (row: Given): Look => {
  const { sensor = 21, last, elapsedMin = Infinity, force = false, minutesOfDay = 600 } = row;
  const status = { heatingPower: 40, ...row.status };
  const room: RoomState = {
    ...EMPTY_ROOM_STATE,
    last: last ? { at: 0, measured: 20, corrected: 20.5, settled: true, ...last } : null,
    hours: row.week ? [{ hour: NOW - HOUR, sum: row.week }] : [],
    baselineAt: row.baselineOffset === undefined ? null : 0,
    baselineOffset: row.baselineOffset ?? null,
    reported: row.reported ?? null,
    follow: {
      ...EMPTY_FOLLOW_STATE,
      samples: [{ at: NOW, value: sensor }],
      agreement: { sign: Math.sign(sensor - 20) as 1, count: 1 },
      effects: { ...NO_EFFECTS, of: row.effects ? 0 : null, gap: 1, ...row.effects },
      ...row.follow,
    },
  };
  return {
    reading: { name: 'Bath', relayOffline: false, status: roomStatus('1', status) },
    room,
    temperature: sensor,
    force,
    settings: parseFollowSettings(row.settings ?? {}),
    now: NOW,
    elapsedMs: elapsedMin * MINUTE,
    minutesOfDay,
  };
};

const outcomeOf = (look: Look): string => {
  const decision = evaluate(look);
  if (decision.do === 'refuse') return decision.error.code;
  if (decision.do === 'send') return `send ${decision.correction}`;
  if (decision.reason === 'dry-run') return `dry-run ${decision.correction}`;
  return decision.waitMs === null ? decision.reason : `${decision.reason} ${decision.waitMs / MINUTE}`;
};

/** What is remembered once it is carried out. */
const followOf = (row: Given): FollowState => {
  const decision = evaluate(lookOf(row));
  assert.ok(decision.do !== 'refuse' && decision.follow);
  return decision.follow;
};

const openWindow = { contactOpenAt: NOW - MINUTE, seenOpenAt: NOW - MINUTE };

describe('a look at a room', () => {
  type Row = readonly [what: string, expect: string, given?: Given];
  const rows: readonly Row[] = [
    ['goes up by no more than a step', 'send 0.5'],
    ['goes down likewise', 'send -0.5', { sensor: 18, status: { setpointTemperature: 19 } }],
    ['goes the whole way when that is less', 'send 0.4', { sensor: 20.4 }],
    ['takes the step that is set', 'send 1', { settings: { maxStep: 1 } }],
    ['only says so in a dry run', 'dry-run 0.5', { settings: { dryRun: true } }],
    ['fails when the valve is not reachable', 'ROOM_UNREACHABLE', { status: { reachable: false } }],
    ['fails when there is no reading', 'ROOM_UNREACHABLE', { status: { measuredTemperature: null } }],
    ['fails when the difference is too large', 'CORRECTION_TOO_LARGE', { sensor: 26.1 }],
    ['leaves a small difference alone', 'within-tolerance', { sensor: 20.3 }],
    ['leaves a room alone that is being cooled', 'mode-off', { status: { cooling: true } }],
    ...['off', 'hg', 'away'].map((setpointMode): Row => [
      `leaves a room alone whose mode is ${setpointMode}`,
      'mode-off',
      { status: { setpointMode } },
    ]),
    ...['schedule', 'manual', 'home', 'max', 'anything new'].map((setpointMode): Row => [
      `corrects in mode ${setpointMode}`,
      'send 0.5',
      { status: { setpointMode } },
    ]),
    ['holds for a window that Netatmo notices', 'window', { status: { openWindow: true } }],
    ['holds for a window that a contact sensor reports', 'window', { follow: { windows: openWindow } }],
    [
      'holds for a while after a window was closed',
      'window 20',
      { follow: { windows: { contactOpenAt: null, seenOpenAt: NOW - 10 * MINUTE } } },
    ],
    ['holds in quiet hours', 'quiet 60', { settings: { quietHours: '09:00-11:00' } }],
    ['does not hold outside of them', 'send 0.5', { settings: { quietHours: '11:00-12:00' } }],
    [
      'tells of a window before it tells of a small difference',
      'window',
      { sensor: 20.1, status: { openWindow: true } },
    ],
    [
      'waits until the last correction shows',
      'settling 70',
      { last: { settled: false, measured: 20, corrected: 19.5 }, elapsedMin: 20 },
    ],
    [
      'goes on when it shows at last',
      'send 0.5',
      { last: { settled: false, measured: 19.5, corrected: 20 }, elapsedMin: 20 },
    ],
    [
      'goes on when it does not show within the settle time',
      'send 0.5',
      { last: { settled: false, corrected: 19.5 }, elapsedMin: 90 },
    ],
    [
      'says that the valve does not respond after two without effect',
      'not-responding 90',
      { last: { settled: false, corrected: 20.5 }, effects: { without: 1 }, elapsedMin: 90 },
    ],
    [
      'then waits twice as long',
      'send 0.5',
      { last: { settled: false, corrected: 20.5 }, effects: { without: 1 }, elapsedMin: 180 },
    ],
    [
      'and at most eight times as long',
      'not-responding 1',
      { last: { settled: false, corrected: 20.5 }, effects: { without: 7 }, elapsedMin: 719 },
    ],
    [
      'goes on waiting for a correction that shows beside the sensor, but does not call it settling',
      'interval 70',
      { last: { settled: false, measured: 20, corrected: 19.5 }, effects: { gap: 0.5 }, elapsedMin: 20 },
    ],
    [
      'does not wait for it with a settle time of 0',
      'send 0.5',
      { last: { settled: false, corrected: 19.5 }, elapsedMin: 15, settings: { settleTime: 0 } },
    ],
    ['leaves time between two corrections', 'interval 5', { last: {}, elapsedMin: 10 }],
    ['waits for a second look that agrees', 'unconfirmed', { follow: { agreement: { sign: 0, count: 0 } } }],
    [
      'waits likewise after one that disagreed',
      'unconfirmed',
      { follow: { agreement: { sign: -1, count: 4 } } },
    ],
    [
      'needs no second look when one is enough',
      'send 0.5',
      { follow: { agreement: { sign: 0, count: 0 } }, settings: { confirm: 1 } },
    ],
    [
      'leaves an error alone that does no harm',
      'not-wrong',
      { sensor: 20.5, status: { setpointTemperature: 21 } },
    ],
    [
      'corrects it all the same when told so',
      'send 0.5',
      { sensor: 20.5, status: { setpointTemperature: 21 }, settings: { onlyWhenWrong: false } },
    ],
    ['goes no further than the budget in a week', 'budget', { week: 4.6 }],
    ['goes to its very end', 'send 0.5', { week: 4.5 }],
    ['goes no further downwards either', 'budget', { sensor: 18, week: -5 }],
    ['always goes back towards the baseline', 'send -0.5', { sensor: 18, week: 7 }],
    ['goes no further by what Netatmo reports', 'budget', { baselineOffset: -2, reported: 2.6 }],
    ['nor beyond the budget and 1 °C in all', 'budget', { baselineOffset: 4, reported: 5.6 }],
    ['goes to that end', 'send 0.5', { baselineOffset: 4, reported: 5.5 }],
    [
      'goes back towards what Netatmo reported at first, whatever the sum says',
      'send -0.5',
      { sensor: 18, baselineOffset: 0, reported: 1, week: -7 },
    ],
    [
      'does not send a third correction on one value',
      'stale',
      { follow: { unchanged: { ...SAME, corrections: 2 } } },
    ],
    ['sends a second one', 'send 0.5', { follow: { unchanged: { ...SAME, corrections: 1 } } }],
    [
      'says that all fits, however long the sensor says the same',
      'within-tolerance',
      { sensor: 20.1, follow: { unchanged: { ...SAME, value: 20.1, corrections: 2 } } },
    ],
    [
      'trusts no sensor that says the same for hours while the valve sees the room change',
      'stale',
      { follow: { unchanged: { ...SAME, since: NOW - 3 * HOUR, reading: 21.5 } } },
    ],
    [
      'goes on trusting it for some hours',
      'send 0.5',
      { follow: { unchanged: { ...SAME, since: NOW - 2.9 * HOUR, reading: 21.5 } } },
    ],
    [
      'trusts it while the valve sees no more than what corrections have moved',
      'send 0.5',
      { follow: { unchanged: { ...SAME, since: NOW - 9 * HOUR, reading: 21.5, corrections: 1 } } },
    ],
    [
      'trusts it no more, once so, when the valve reads again what it did',
      'stale',
      { follow: { unchanged: { ...SAME, reading: 20, isContradicted: true } } },
    ],
    [
      'does not correct for a setpoint that ends before the correction has moved the room',
      'not-wrong',
      { status: { setpointMode: 'manual', setpointUntil: NOW + 45 * MINUTE } },
    ],
    [
      'corrects for one that lasts longer',
      'send 0.5',
      { status: { setpointMode: 'manual', setpointUntil: NOW + 46 * MINUTE } },
    ],
    [
      'corrects for one whose end has passed',
      'send 0.5',
      { status: { setpointMode: 'schedule', setpointUntil: NOW - MINUTE } },
    ],
    [
      'corrects at any time where it shall not wait until the valve heats wrongly',
      'send 0.5',
      { settings: { onlyWhenWrong: false }, status: { setpointUntil: NOW + 10 * MINUTE } },
    ],
    [
      'leaves an error alone while nobody knows the setpoint',
      'not-wrong',
      { status: { setpointTemperature: null } },
    ],
    [
      'corrects it all the same when told so, without a setpoint',
      'send 0.5',
      { status: { setpointTemperature: null }, settings: { onlyWhenWrong: false } },
    ],
    [
      'watches first when something may have been forgotten',
      'settling 70',
      { follow: { watchedFrom: NOW - 20 * MINUTE } },
    ],
    ['watches for one settle time', 'send 0.5', { follow: { watchedFrom: NOW - 1.5 * HOUR } }],
    [
      'watches no more once it has corrected',
      'send 0.5',
      { follow: { watchedFrom: NOW }, last: {}, elapsedMin: 30 },
    ],
    ['is forced past the tolerance', 'send 0.2', { force: true, sensor: 20.2 }],
    ['is forced past the window', 'send 0.5', { force: true, status: { openWindow: true } }],
    ['is forced past the mode', 'send 0.5', { force: true, status: { setpointMode: 'off' } }],
    [
      'is forced past the settle time',
      'send 0.5',
      { force: true, last: { settled: false, corrected: 19.5 }, elapsedMin: 1 },
    ],
    ['is forced past the interval', 'send 0.5', { force: true, last: {}, elapsedMin: 1 }],
    [
      'is forced past the confirmation',
      'send 0.5',
      { force: true, follow: { agreement: { sign: 0, count: 0 } } },
    ],
    [
      'is forced past the relevance',
      'send 0.5',
      { force: true, sensor: 20.5, status: { setpointTemperature: 21 } },
    ],
    ['is forced past the quiet hours', 'send 0.5', { force: true, settings: { quietHours: '09:00-11:00' } }],
    ['is forced past the budget', 'send 0.5', { force: true, week: 9 }],
    [
      'is forced past the frozen value',
      'send 0.5',
      { force: true, follow: { unchanged: { ...SAME, corrections: 2 } } },
    ],
    [
      'is not forced past an unreachable valve',
      'ROOM_UNREACHABLE',
      { force: true, status: { reachable: false } },
    ],
    ['is not forced past the largest correction', 'CORRECTION_TOO_LARGE', { force: true, sensor: 30 }],
  ];
  for (const [what, expect, given = {}] of rows)
    it(`${what}: ${expect}`, () => assert.equal(outcomeOf(lookOf(given)), expect));

  it('takes the value of a forced message itself, not the smoothed one', () => {
    const look = lookOf({ force: true, sensor: 20.1 });
    assert.equal(outcomeOf({ ...look, temperature: 20.4 }), 'send 0.4');
  });

  it('begins to count agreement anew after a correction and after a small difference', () => {
    const count = (row: Given): number => followOf(row).agreement.count;
    assert.equal(count({}), 0, 'corrected');
    assert.equal(count({ sensor: 20.1 }), 0, 'within the tolerance');
    assert.equal(count({ status: { openWindow: true } }), 2, 'held');
    assert.equal(count({ follow: { agreement: { sign: -1, count: 5 } } }), 1, 'another direction');
  });

  it('never sends more than a step, never away from the sensor, and never past the budget, whatever the room is like', () => {
    const celsius = fc.integer({ min: 50, max: 350 }).map((tenths) => tenths / 10);
    fc.assert(
      fc.property(
        fc.record({
          sensor: celsius,
          measured: celsius,
          setpoint: fc.option(celsius),
          power: fc.option(fc.nat(100)),
          net: fc.integer({ min: -80, max: 80 }).map((tenths) => tenths / 10),
          elapsedMin: fc.nat(600),
          settled: fc.boolean(),
          without: fc.nat(6),
          count: fc.nat(4),
        }),
        ({ sensor, measured, setpoint, power, net, elapsedMin, settled, without, count }) => {
          const look = lookOf({
            sensor,
            week: net,
            elapsedMin,
            status: { measuredTemperature: measured, setpointTemperature: setpoint, heatingPower: power },
            last: { settled },
            effects: { without },
            follow: { agreement: { sign: sensor > measured ? 1 : -1, count } },
          });
          const decision = evaluate(look);
          if (decision.do !== 'send') return true;
          const { correction } = decision;
          return (
            Math.abs(correction) <= 0.5 &&
            Math.sign(correction) === Math.sign(sensor - measured) &&
            Math.abs(correction) <= Math.abs(sensor - measured) + 0.005 &&
            elapsedMin >= 15 &&
            (Math.abs(net + correction) <= 5.001 || Math.abs(net + correction) < Math.abs(net))
          );
        },
      ),
      { numRuns: runs(2_000) },
    );
  });
});
