import assert from 'node:assert/strict';
import {
  hasPassed,
  learn,
  learnCorrection,
  type Learned,
  pastLearned,
  planFor,
  type Sight,
} from '../../../src/correction/follow/foresight';
import type { Decision } from '../../../src/correction/decide';
import { evaluate } from '../../../src/correction/follow/evaluate';
import { parseFollowSettings, type StoredFollowSettings } from '../../../src/correction/follow/settings';
import { EMPTY_FOLLOW_STATE } from '../../../src/correction/follow/state';
import { EMPTY_ROOM_STATE, parseRoomState } from '../../../src/correction/room-state';
import { DAY_MINUTES as DAY, MINUTE } from '../../../src/clock';
import { roomStatus } from '../../support/fake-cloud';

const START = Date.UTC(2026, 0, 12);
const TOLERANCE = 0.3;

/** A room whose valve modulates, looked at every five minutes. Minutes since the first midnight. */
interface Room {
  /** How far off the valve is without corrections, °C. */
  readonly off: (minuteOfDay: number, day: number) => number;
  readonly power?: (minute: number) => number | null;
  readonly setpoint?: (minuteOfDay: number) => number;
  /** Of all corrections until then, °C. */
  readonly offset?: number;
}

const schedule = (minuteOfDay: number): number => (minuteOfDay >= 360 && minuteOfDay < 1350 ? 21 : 17);
/** A degree off, half a degree more in the evening. */
const evening = (minuteOfDay: number): number => (minuteOfDay >= 1080 ? 1.5 : 1);

const sightAt = (minute: number, room: Room): Sight => {
  const minutesOfDay = minute % DAY;
  const setpoint = (room.setpoint ?? schedule)(minutesOfDay);
  const off = room.off(minutesOfDay, Math.floor(minute / DAY)) + (room.offset ?? 0);
  return {
    now: START + minute * MINUTE,
    minutesOfDay,
    // What the valve believes is the setpoint, so the room is off by as much as the valve.
    sensor: setpoint - off,
    reading: setpoint,
    setpoint,
    setpointUntil: null,
    power: room.power ? room.power(minute) : 20 + (minute % 3),
    isAired: false,
    elapsedMs: Infinity,
  };
};

/** What is known after so many minutes of a room. */
const lived = (
  until: number,
  room: Room,
  { from = 0, known = null }: { from?: number; known?: Learned | null } = {},
): Learned => {
  let learned = known;
  for (let minute = from; minute < until; minute += 5) learned = learn(learned, sightAt(minute, room));
  return learned!;
};

const planAt = (minute: number, room: Room, learned = lived(minute, room)): ReturnType<typeof planFor> =>
  planFor(learned, sightAt(minute, room), TOLERANCE);

const NOON = 12 * 60;

describe('foresight', () => {
  it('leaves the first day to the rules', () => {
    const room = { off: evening };
    assert.deepEqual(planAt(DAY - 120, room, lived(DAY - 120, room, { from: 540 })), { by: 'rules' });
  });

  it('corrects before noon what is off by noon, and more before the evening that will be off more', () => {
    const [noon, five] = [4 * DAY + NOON, 4 * DAY + 17 * 60].map((minute) =>
      planAt(minute, { off: evening }),
    );
    assert.ok(noon?.by === 'foresight' && five?.by === 'foresight');
    assert.ok(Math.abs(noon.difference + 1) < 0.1, `${noon.difference}`);
    assert.ok(five.difference < noon.difference - 0.15, `${five.difference}`);
  });

  it('expects what a room will be that nobody corrects, and says until when that will do', () => {
    const room = { off: evening, offset: -1 };
    const minute = 4 * DAY + 16 * 60;
    const plan = planAt(minute, room);
    assert.ok(plan.by === 'foresight');
    const { temperature, until } = plan.expects;
    assert.ok(temperature > 20.6 && temperature < 21, `${temperature}`);
    assert.ok(until > START + minute * MINUTE && until <= START + (minute + 240) * MINUTE);
  });

  it('wants nothing where its correction has done what it should', () => {
    const minute = 4 * DAY + NOON;
    const flat = { off: () => 1 };
    const before = lived(minute, flat);
    const after = learnCorrection(before, -1, START + minute * MINUTE);
    const plan = planAt(minute, flat, after);
    assert.ok(plan.by === 'foresight' && Math.abs(plan.difference) < 0.05);
  });

  it('takes back what it counted of a correction that had no effect', () => {
    const minute = 4 * DAY + NOON;
    const flat = { off: () => 1 };
    const sent = learnCorrection(lived(minute, flat), -0.4, START + minute * MINUTE);
    assert.equal(sent.sent, -0.4);
    const later = lived(minute + 120, flat, { from: minute, known: sent });
    assert.deepEqual([later.sent, later.ignored, later.pending], [0, 1, null]);
  });

  it('tries half a degree where smaller corrections have been ignored', () => {
    const minute = 4 * DAY + NOON;
    const flat = { off: () => 0.4 };
    const known = { ...lived(minute, flat), ignored: 2 };
    const plan = planAt(minute, flat, known);
    assert.ok(plan.by === 'foresight');
    assert.equal(plan.difference, -0.5);
  });

  it('rests in the cooler half of the day', () => {
    assert.deepEqual(planAt(4 * DAY + 60, { off: evening }), { by: 'rest' });
  });

  it('knows no cooler half where the setpoint never changes', () => {
    assert.equal(planAt(4 * DAY + 60, { off: () => 1, setpoint: () => 21 }).by, 'foresight');
  });

  it('corrects nothing shortly before the setpoint changes as it did the day before', () => {
    const room = { off: evening };
    assert.equal(planAt(4 * DAY + 21 * 60 + 25, room).by, 'foresight');
    assert.deepEqual(planAt(4 * DAY + 21 * 60 + 45, room), { by: 'change' });
    assert.deepEqual(planAt(4 * DAY + 5 * 60 + 30, room), { by: 'change' });
  });

  it('does not wait for a change of yesterday on a day that is another', () => {
    const minute = 4 * DAY + 5 * 60 + 30;
    const known = lived(minute, { off: evening });
    const atHome = { ...sightAt(minute, { off: evening }), setpoint: 19.5 };
    assert.notEqual(planFor(known, atHome, TOLERANCE).by, 'change');
  });

  it('corrects nothing for a setpoint that Netatmo says will end', () => {
    const minute = 4 * DAY + NOON;
    const sight = sightAt(minute, { off: evening });
    const until = (minutes: number): Sight => ({ ...sight, setpointUntil: sight.now + minutes * MINUTE });
    const known = lived(minute, { off: evening });
    assert.equal(planFor(known, until(45), TOLERANCE).by, 'change');
    assert.equal(planFor(null, until(45), TOLERANCE).by, 'change');
    assert.equal(planFor(known, until(46), TOLERANCE).by, 'foresight');
    assert.equal(planFor(null, until(46), TOLERANCE).by, 'rules');
    assert.equal(planFor(known, until(-1), TOLERANCE).by, 'foresight');
  });

  it('leaves two valves to the rules, of which the reading is a mean that none of them holds', () => {
    const minute = 4 * DAY + NOON;
    let known: Learned | null = null;
    for (let at = 0; at < minute; at += 5) {
      const sight = sightAt(at, { off: evening });
      known = learn(known, { ...sight, reading: sight.setpoint + 0.5 });
    }
    assert.deepEqual(planFor(known, sightAt(minute, { off: evening }), TOLERANCE), { by: 'rules' });
  });

  const byRules: readonly (readonly [string, Room])[] = [
    ['a valve that only opens and shuts', { off: evening, power: (minute) => (minute % 30 < 15 ? 100 : 0) }],
    ['a thermostat that does not tell how far it heats', { off: evening, power: () => null }],
    [
      'a sensor in the sun, of which half hours differ more than by a radiator',
      { off: (minuteOfDay) => (minuteOfDay >= 660 && minuteOfDay < 840 ? -1.4 : 1) },
    ],
    [
      'a room whose days are not alike',
      { off: (minuteOfDay, day) => (day % 2 === (minuteOfDay < 840 ? 0 : 1) ? 0.7 : 1.3) },
    ],
  ];
  for (const [what, room] of byRules)
    it(`leaves ${what} to the rules`, () => {
      assert.deepEqual(planAt(8 * DAY + NOON, room), { by: 'rules' });
    });

  it('comes back by itself once a day was as foreseen', () => {
    const missed = { ...lived(4 * DAY, { off: evening }), misses: 2 };
    const noon = 4 * DAY + NOON;
    const known = lived(noon, { off: evening }, { from: 4 * DAY, known: missed });
    assert.equal(planAt(noon, { off: evening }, known).by, 'foresight', 'the day had ended at three');
    assert.equal(planAt(4 * DAY + 60, { off: evening }, missed).by, 'rules');
  });

  it('forgets a room that nobody looked at for a week', () => {
    const known = lived(4 * DAY, { off: evening });
    const again = learn(known, sightAt(12 * DAY, { off: evening }));
    assert.deepEqual([again.days, again.level], [0, null]);
    assert.equal(learn(known, sightAt(10 * DAY, { off: evening })).days, known.days);
  });

  it('forgets what it knows once valve or sensor are another, and not for an odd value', () => {
    const known = lived(4 * DAY + NOON, { off: () => 1 });
    const other = { off: () => -1 };
    const from = 4 * DAY + NOON;
    assert.equal(lived(from + 20, other, { from, known }).days, known.days);
    assert.equal(lived(from + 120, other, { from, known }).days, 0);
  });

  it('learns nothing while a window is open, the room warms up, or the valve is shut and it is too warm', () => {
    const minute = 4 * DAY + NOON;
    const known = lived(minute, { off: () => 1 });
    const odd = sightAt(minute, { off: () => 0.2 });
    const { level } = known;
    assert.notEqual(learn(known, odd).level, level);
    assert.equal(learn(known, { ...odd, isAired: true }).level, level);
    assert.equal(learn(known, { ...odd, elapsedMs: 10 * MINUTE }).level, level);
    assert.equal(learn({ ...known, calmFrom: odd.now + 1 }, odd).level, level);
    assert.equal(learn(known, { ...odd, power: 0, sensor: 22 }).level, level);
  });

  it('waits for a report of now', () => {
    const minute = 4 * DAY + NOON;
    const known = lived(minute, { off: () => 1 });
    const report = { ...known.report, at: START + (minute - 60) * MINUTE };
    const same = { ...sightAt(minute, { off: () => 0.2 }), reading: report.reading, power: report.power };
    assert.equal(learn({ ...known, report }, same).level, known.level);
  });

  interface Looked {
    readonly force?: boolean;
    readonly minute?: number;
    readonly known?: Learned;
    readonly sensor?: number;
    readonly reading?: number;
  }

  /** What a look at a known room comes to, at noon unless given. */
  const lookAt = (
    settings: StoredFollowSettings,
    { force = false, minute = 4 * DAY + NOON, known = lived(minute, { off: evening }), ...seen }: Looked = {},
  ): Decision => {
    const sight = { ...sightAt(minute, { off: evening }), ...seen };
    const { now, minutesOfDay, sensor, reading, setpoint, power } = sight;
    const samples = [{ at: now, value: sensor }];
    const status = { measuredTemperature: reading, setpointTemperature: setpoint, heatingPower: power };
    return evaluate({
      reading: { name: 'Study', relayOffline: false, status: roomStatus('1', status) },
      room: { ...EMPTY_ROOM_STATE, follow: { ...EMPTY_FOLLOW_STATE, samples, learned: known } },
      ...{ temperature: sensor, force, settings: parseFollowSettings(settings) },
      ...{ now, elapsedMs: Infinity, minutesOfDay },
    });
  };

  it('corrects at once what the rules would have confirmed first, in steps as small as ever', () => {
    const decision = lookAt({});
    assert.ok(decision.do === 'send' && decision.follow?.expects, JSON.stringify(decision));
    assert.equal(decision.correction, -0.5);
    const byRules = lookAt({ foresight: false });
    assert.ok(byRules.do === 'hold' && byRules.reason === 'unconfirmed');
  });

  const holds = (reason: string, ...look: Parameters<typeof lookAt>): void => {
    const decision = lookAt(...look);
    assert.ok(decision.do === 'hold' && decision.reason === reason, JSON.stringify(decision));
  };

  it('sends nothing while sensor and valve differ by no more than the tolerance, whatever is to come', () => {
    holds('within-tolerance', { tolerance: 2 });
    holds('within-tolerance', {}, { sensor: 20.7 });
  });

  it('says that the error does no harm where the next hours need no correction', () => {
    const right = learnCorrection(lived(4 * DAY + NOON, { off: evening }), -1, START);
    holds('not-wrong', {}, { known: right });
  });

  it('never corrects away from the sensor, nor past it', () => {
    holds('not-wrong', {}, { sensor: 21.4 });
    const near = lookAt({ maxStep: 2 }, { sensor: 20.6 });
    assert.ok(near.do === 'send' && near.correction === -0.4, JSON.stringify(near));
  });

  it('corrects in the cooler half of the day only what is wrong by more than a degree', () => {
    const night = { minute: 4 * DAY + 120, reading: 17 };
    holds('not-wrong', { confirm: 1 }, { ...night, sensor: 18 });
    holds('not-wrong', { confirm: 1 }, { ...night, sensor: 16 });
    const far = lookAt({ confirm: 1 }, { ...night, sensor: 18.1 });
    assert.ok(far.do === 'send' && far.correction === 0.5, JSON.stringify(far));
  });

  it('stands back where the reading shall be right at all times', () => {
    const decision = lookAt({ onlyWhenWrong: false, confirm: 1 }, { minute: 4 * DAY + 120, sensor: 16.5 });
    assert.ok(decision.do === 'send' && decision.correction === -0.5, JSON.stringify(decision));
  });

  it('learns nothing where it is switched off, and nothing from force', () => {
    const [off, forced] = [lookAt({ foresight: false }), lookAt({}, { force: true })];
    assert.ok(off.do !== 'refuse' && off.follow?.learned === null);
    assert.ok(forced.do !== 'refuse' && forced.follow?.learned && forced.follow.expects === null);
  });

  it('is less than a kilobyte in the state of a room, and comes back from it', () => {
    const uneven = { off: (minuteOfDay: number) => 1 + Math.sin(minuteOfDay / 200) / 3 };
    const learned = lived(4 * DAY + NOON, uneven);
    const text = JSON.stringify(learned);
    assert.ok(text.length < 1024, `${text.length}`);
    const state = { ...EMPTY_ROOM_STATE, follow: { ...EMPTY_FOLLOW_STATE, learned } };
    assert.deepEqual(parseRoomState(JSON.parse(JSON.stringify(state))), state);
  });

  it('is not there in a state of before', () => {
    const old = Object.entries(EMPTY_FOLLOW_STATE).filter(
      ([name]) => name !== 'learned' && name !== 'expects',
    );
    const stored = { ...EMPTY_ROOM_STATE, follow: Object.fromEntries(old) };
    assert.equal(parseRoomState(stored)?.follow?.learned, null);
  });

  it('has no time in the future, whatever the clock was', () => {
    const known = learnCorrection(lived(4 * DAY + NOON, { off: evening }), 0.5, START + 9 * DAY * MINUTE);
    const past = pastLearned(known, START);
    assert.deepEqual([past.at, past.report.at, past.pending?.at], [START, START, START]);
    assert.ok(past.calmFrom <= START + 150 * MINUTE);
    assert.ok(!hasPassed(known, START) && hasPassed(past, START));
  });
});
