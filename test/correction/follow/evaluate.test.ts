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

interface Row {
  readonly what: string;
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
  readonly expect: string;
}

/** The valve believes 20 °C and heats, the room is to have 19 and really has 21; a look before agreed. */
const lookOf = (row: Row): Look => {
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
const followOf = (row: Row): FollowState => {
  const decision = evaluate(lookOf(row));
  assert.ok(decision.do !== 'refuse' && decision.follow);
  return decision.follow;
};

const openWindow = { contactOpenAt: NOW - MINUTE, seenOpenAt: NOW - MINUTE };

describe('a look at a room', () => {
  const rows: readonly Row[] = [
    { what: 'goes up by no more than a step', expect: 'send 0.5' },
    { what: 'goes down likewise', sensor: 18, status: { setpointTemperature: 19 }, expect: 'send -0.5' },
    { what: 'goes the whole way when that is less', sensor: 20.4, expect: 'send 0.4' },
    { what: 'takes the step that is set', settings: { maxStep: 1 }, expect: 'send 1' },
    { what: 'only says so in a dry run', settings: { dryRun: true }, expect: 'dry-run 0.5' },
    {
      what: 'fails when the valve is not reachable',
      status: { reachable: false },
      expect: 'ROOM_UNREACHABLE',
    },
    {
      what: 'fails when there is no reading',
      status: { measuredTemperature: null },
      expect: 'ROOM_UNREACHABLE',
    },
    { what: 'fails when the difference is too large', sensor: 26.1, expect: 'CORRECTION_TOO_LARGE' },
    { what: 'leaves a small difference alone', sensor: 20.3, expect: 'within-tolerance' },
    { what: 'leaves a room alone that is being cooled', status: { cooling: true }, expect: 'mode-off' },
    ...['off', 'hg', 'away'].map((setpointMode) => ({
      what: `leaves a room alone whose mode is ${setpointMode}`,
      status: { setpointMode },
      expect: 'mode-off',
    })),
    ...['schedule', 'manual', 'home', 'max', 'anything new'].map((setpointMode) => ({
      what: `corrects in mode ${setpointMode}`,
      status: { setpointMode },
      expect: 'send 0.5',
    })),
    { what: 'holds for a window that Netatmo notices', status: { openWindow: true }, expect: 'window' },
    {
      what: 'holds for a window that a contact sensor reports',
      follow: { windows: openWindow },
      expect: 'window',
    },
    {
      what: 'holds for a while after a window was closed',
      follow: { windows: { contactOpenAt: null, seenOpenAt: NOW - 10 * MINUTE } },
      expect: 'window 20',
    },
    { what: 'holds in quiet hours', settings: { quietHours: '09:00-11:00' }, expect: 'quiet 60' },
    { what: 'does not hold outside of them', settings: { quietHours: '11:00-12:00' }, expect: 'send 0.5' },
    {
      what: 'tells of a window before it tells of a small difference',
      sensor: 20.1,
      status: { openWindow: true },
      expect: 'window',
    },
    {
      what: 'waits until the last correction shows',
      last: { settled: false, measured: 20, corrected: 19.5 },
      elapsedMin: 20,
      expect: 'settling 70',
    },
    {
      what: 'goes on when it shows at last',
      last: { settled: false, measured: 19.5, corrected: 20 },
      elapsedMin: 20,
      expect: 'send 0.5',
    },
    {
      what: 'goes on when it does not show within the settle time',
      last: { settled: false, corrected: 19.5 },
      elapsedMin: 90,
      expect: 'send 0.5',
    },
    {
      what: 'says that the valve does not respond after two without effect',
      last: { settled: false, corrected: 20.5 },
      effects: { without: 1 },
      elapsedMin: 90,
      expect: 'not-responding 90',
    },
    {
      what: 'then waits twice as long',
      last: { settled: false, corrected: 20.5 },
      effects: { without: 1 },
      elapsedMin: 180,
      expect: 'send 0.5',
    },
    {
      what: 'and at most eight times as long',
      last: { settled: false, corrected: 20.5 },
      effects: { without: 7 },
      elapsedMin: 719,
      expect: 'not-responding 1',
    },
    {
      what: 'goes on waiting for a correction that shows beside the sensor, but does not call it settling',
      last: { settled: false, measured: 20, corrected: 19.5 },
      effects: { gap: 0.5 },
      elapsedMin: 20,
      expect: 'interval 70',
    },
    {
      what: 'does not wait for it with a settle time of 0',
      last: { settled: false, corrected: 19.5 },
      elapsedMin: 15,
      settings: { settleTime: 0 },
      expect: 'send 0.5',
    },
    { what: 'leaves time between two corrections', last: {}, elapsedMin: 10, expect: 'interval 5' },
    {
      what: 'waits for a second look that agrees',
      follow: { agreement: { sign: 0, count: 0 } },
      expect: 'unconfirmed',
    },
    {
      what: 'waits likewise after one that disagreed',
      follow: { agreement: { sign: -1, count: 4 } },
      expect: 'unconfirmed',
    },
    {
      what: 'needs no second look when one is enough',
      follow: { agreement: { sign: 0, count: 0 } },
      settings: { confirm: 1 },
      expect: 'send 0.5',
    },
    {
      what: 'leaves an error alone that does no harm',
      sensor: 20.5,
      status: { setpointTemperature: 21 },
      expect: 'not-wrong',
    },
    {
      what: 'corrects it all the same when told so',
      sensor: 20.5,
      status: { setpointTemperature: 21 },
      settings: { onlyWhenWrong: false },
      expect: 'send 0.5',
    },
    { what: 'goes no further than the budget in a week', week: 4.6, expect: 'budget' },
    { what: 'goes to its very end', week: 4.5, expect: 'send 0.5' },
    { what: 'goes no further downwards either', sensor: 18, week: -5, expect: 'budget' },
    { what: 'always goes back towards the baseline', sensor: 18, week: 7, expect: 'send -0.5' },
    { what: 'goes no further by what Netatmo reports', baselineOffset: -2, reported: 2.6, expect: 'budget' },
    { what: 'nor beyond the budget and 1 °C in all', baselineOffset: 4, reported: 5.6, expect: 'budget' },
    { what: 'goes to that end', baselineOffset: 4, reported: 5.5, expect: 'send 0.5' },
    {
      what: 'goes back towards what Netatmo reported at first, whatever the sum says',
      ...{ sensor: 18, baselineOffset: 0, reported: 1, week: -7 },
      expect: 'send -0.5',
    },
    {
      what: 'does not send a third correction on one value',
      follow: { unchanged: { ...SAME, corrections: 2 } },
      expect: 'stale',
    },
    {
      what: 'sends a second one',
      follow: { unchanged: { ...SAME, corrections: 1 } },
      expect: 'send 0.5',
    },
    {
      what: 'says that all fits, however long the sensor says the same',
      ...{ sensor: 20.1, follow: { unchanged: { ...SAME, value: 20.1, corrections: 2 } } },
      expect: 'within-tolerance',
    },
    {
      what: 'trusts no sensor that says the same for hours while the valve sees the room change',
      follow: { unchanged: { ...SAME, since: NOW - 3 * HOUR, reading: 21.5 } },
      expect: 'stale',
    },
    {
      what: 'goes on trusting it for some hours',
      follow: { unchanged: { ...SAME, since: NOW - 2.9 * HOUR, reading: 21.5 } },
      expect: 'send 0.5',
    },
    {
      what: 'trusts it while the valve sees no more than what corrections have moved',
      follow: { unchanged: { ...SAME, since: NOW - 9 * HOUR, reading: 21.5, corrections: 1 } },
      expect: 'send 0.5',
    },
    {
      what: 'trusts it no more, once so, when the valve reads again what it did',
      follow: { unchanged: { ...SAME, reading: 20, isContradicted: true } },
      expect: 'stale',
    },
    {
      what: 'does not correct for a setpoint that ends before the correction has moved the room',
      status: { setpointMode: 'manual', setpointUntil: NOW + 45 * MINUTE },
      expect: 'not-wrong',
    },
    {
      what: 'corrects for one that lasts longer',
      status: { setpointMode: 'manual', setpointUntil: NOW + 46 * MINUTE },
      expect: 'send 0.5',
    },
    {
      what: 'corrects for one whose end has passed',
      status: { setpointMode: 'schedule', setpointUntil: NOW - MINUTE },
      expect: 'send 0.5',
    },
    {
      what: 'corrects at any time where it shall not wait until the valve heats wrongly',
      settings: { onlyWhenWrong: false },
      status: { setpointUntil: NOW + 10 * MINUTE },
      expect: 'send 0.5',
    },
    {
      what: 'leaves an error alone while nobody knows the setpoint',
      status: { setpointTemperature: null },
      expect: 'not-wrong',
    },
    {
      what: 'corrects it all the same when told so, without a setpoint',
      status: { setpointTemperature: null },
      settings: { onlyWhenWrong: false },
      expect: 'send 0.5',
    },
    {
      what: 'watches first when something may have been forgotten',
      follow: { watchedFrom: NOW - 20 * MINUTE },
      expect: 'settling 70',
    },
    { what: 'watches for one settle time', follow: { watchedFrom: NOW - 1.5 * HOUR }, expect: 'send 0.5' },
    {
      what: 'watches no more once it has corrected',
      follow: { watchedFrom: NOW },
      last: {},
      elapsedMin: 30,
      expect: 'send 0.5',
    },
    ...(
      [
        ['tolerance', { sensor: 20.2, expect: 'send 0.2' }],
        ['window', { status: { openWindow: true } }],
        ['mode', { status: { setpointMode: 'off' } }],
        ['settle time', { last: { settled: false, corrected: 19.5 }, elapsedMin: 1 }],
        ['interval', { last: {}, elapsedMin: 1 }],
        ['confirmation', { follow: { agreement: { sign: 0, count: 0 } } }],
        ['relevance', { sensor: 20.5, status: { setpointTemperature: 21 } }],
        ['quiet hours', { settings: { quietHours: '09:00-11:00' } }],
        ['budget', { week: 9 }],
        ['frozen value', { follow: { unchanged: { ...SAME, corrections: 2 } } }],
      ] as const
    ).map(([what, row]) => ({ what: `is forced past the ${what}`, force: true, expect: 'send 0.5', ...row })),
    {
      what: 'is not forced past an unreachable valve',
      force: true,
      status: { reachable: false },
      expect: 'ROOM_UNREACHABLE',
    },
    {
      what: 'is not forced past the largest correction',
      force: true,
      sensor: 30,
      expect: 'CORRECTION_TOO_LARGE',
    },
  ];
  for (const row of rows)
    it(`${row.what}: ${row.expect}`, () => assert.equal(outcomeOf(lookOf(row)), row.expect));

  it('takes the value of a forced message itself, not the smoothed one', () => {
    const look = lookOf({ what: '', expect: '', force: true, sensor: 20.1 });
    assert.equal(outcomeOf({ ...look, temperature: 20.4 }), 'send 0.4');
  });

  it('begins to count agreement anew after a correction and after a small difference', () => {
    const count = (row: Partial<Row>): number => followOf({ what: '', expect: '', ...row }).agreement.count;
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
            what: '',
            expect: '',
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
