import assert from 'node:assert/strict';
import {
  createSimulator,
  type CorrectionSemantics,
  type House,
  type SimulatorOptions,
} from '../../src/simulator';
import { VirtualClock } from '../support/virtual-clock';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const build = (options: Omit<SimulatorOptions, 'clock'> = {}): { clock: VirtualClock; house: House } => {
  const clock = new VirtualClock();
  return { clock, house: createSimulator({ clock, ...options }).house };
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('simulator: house', () => {
  it('is believed 0.5 to 2 °C too warm while it heats, from the start', () => {
    const { clock, house } = build();
    for (const room of house.rooms) {
      const bias = room.believed - room.air;
      assert.ok(bias > 0.5 && bias < 2, `${room.name} starts with ${bias}`);
    }
    const biases = house.rooms.map(() => [] as number[]);
    for (let quarter = 0; quarter < 96; quarter += 1) {
      clock.advance(15 * MINUTE);
      house.rooms.forEach((room, index) => {
        if (room.opening > 0.05) biases[index]?.push(room.believed - room.air);
      });
    }
    for (const values of biases) assert.ok(mean(values) > 0.5 && mean(values) < 2, `mean ${mean(values)}`);
  });

  it('is colder than wished by day, because the valve is wrong', () => {
    const { clock, house } = build();
    clock.advance(4 * HOUR);
    for (const room of house.rooms) assert.ok(room.setpoint - room.air > 0.4, `${room.name} ${room.air}`);
  });

  it('follows the schedule of 21 by day and 17 by night, in the time of the home', () => {
    const { clock, house } = build();
    const room = house.room('Kitchen');
    assert.equal(room.setpoint, 21);
    clock.advance(13 * HOUR + 29 * MINUTE);
    assert.equal(room.setpoint, 21, '22:29 in Paris');
    clock.advance(MINUTE);
    assert.equal(room.setpoint, 17, '22:30 in Paris');
    clock.advance(6 * HOUR);
    assert.ok(room.air < 18.5, `at night ${room.air}`);
    assert.equal(room.setpointState.mode, 'schedule');
  });

  it('is warmed by the sun as much as its windows let in', () => {
    const [dark, sunny] = [0, 1].map((sunShare) => {
      const { clock, house } = build({ homes: [{ rooms: [{ name: 'Room', sunShare }] }] });
      house.room('Room').setHeatingPower(0);
      clock.advance(4 * HOUR);
      return house.room('Room').air;
    });
    assert.ok(sunny! > dark! + 0.5, `${dark} in the dark, ${sunny} in the sun`);
  });

  it('has winter outside', () => {
    const { clock, house } = build();
    const seen = Array.from({ length: 48 }, () => {
      clock.advance(HOUR / 2);
      return house.outside;
    });
    assert.ok(Math.min(...seen) < -0.9 && Math.min(...seen) >= -1);
    assert.ok(Math.max(...seen) > 6.9 && Math.max(...seen) <= 7);
  });

  it('returns to the schedule when a chosen time is over', () => {
    const { clock, house } = build();
    const room = house.room('Bathroom');
    room.setSetpoint(23, 'manual', HOUR);
    clock.advance(HOUR - MINUTE);
    assert.deepEqual([room.setpoint, room.setpointState.mode], [23, 'manual']);
    clock.advance(2 * MINUTE);
    assert.deepEqual([room.setpoint, room.setpointState.mode], [21, 'schedule']);
    room.setSetpoint(0, 'off');
    assert.equal(room.setpoint, 7);
  });

  it('cools down through a window, which is noticed after a few minutes and stops the heating', () => {
    const { clock, house } = build();
    const room = house.room('Living room');
    const before = room.air;
    room.openWindowNow(true);
    clock.advance(2 * MINUTE);
    assert.equal(room.openWindow, false);
    clock.advance(8 * MINUTE);
    assert.deepEqual([room.openWindow, room.opening], [true, 0]);
    assert.ok(before - room.air > 1, `${before} → ${room.air}`);
    room.openWindowNow(false);
    assert.equal(room.openWindow, false);
  });

  it('is aired once a day where somebody does so', () => {
    const { clock, house } = build({ dailyWindow: { opens: 9 * 60 + 30, minutes: 15 } });
    const room = house.room('Living room');
    clock.advance(32 * MINUTE);
    assert.equal(room.openWindow, false, 'open for 2 min');
    for (const day of ['today', 'tomorrow']) {
      clock.advance(12 * MINUTE);
      assert.deepEqual([room.openWindow, room.opening], [true, 0], day);
      clock.advance(MINUTE);
      assert.equal(room.openWindow, false, day);
      clock.advance(24 * HOUR - 13 * MINUTE);
    }
  });

  it('is as warm as wished with valves that know the room', () => {
    const { clock, house } = build({ perfectValves: true });
    const room = house.room('Kitchen');
    clock.advance(4 * HOUR);
    assert.equal(room.believed, room.air);
    assert.ok(Math.abs(room.setpoint - room.air) < 0.2, `${room.air}`);
  });

  it('heats with an on/off regulator, too', () => {
    const { clock, house } = build({ regulator: 'on-off' });
    const openings = new Set<number>();
    for (let step = 0; step < 100; step += 1) {
      clock.advance(5 * MINUTE);
      openings.add(house.room('Kitchen').opening);
    }
    assert.deepEqual([...openings].sort(), [0, 1]);
  });

  it('gets the room right when a correction takes the error away', () => {
    const { clock, house } = build();
    const room = house.room('Kitchen');
    room.correct(room.believed, room.air);
    clock.advance(6 * HOUR);
    assert.ok(Math.abs(room.setpoint - room.air) < 0.35, `${room.air}`);
  });

  it('gives the same numbers for the same seed', () => {
    const run = (seed: number): number[] => {
      const { clock, house } = build({ seed });
      clock.advance(3 * HOUR);
      return house.rooms.flatMap((room) => [room.air, room.weather.temperature, room.weather.co2]);
    };
    assert.deepEqual(run(3), run(3));
    assert.notDeepEqual(run(3), run(4));
  });

  it('runs as fast as it is told, and its sensors report the truth nearly', () => {
    const { clock, house } = build({ houseSpeed: 60 });
    const start = house.now();
    clock.advance(10 * MINUTE);
    assert.equal(house.now() - start, 10 * HOUR);
    for (const room of house.rooms) {
      assert.ok(house.now() - room.weather.measuredAt <= 5 * MINUTE);
      assert.ok(Math.abs(room.weather.temperature - room.air) < 0.35);
    }
  });

  it('lives through the last day only after a month alone', () => {
    const { clock, house } = build();
    clock.advance(30 * 24 * HOUR);
    const room = house.room('Kitchen');
    assert.ok(room.air > 15 && room.air < 23);
    assert.ok(house.now() - room.weather.measuredAt <= 5 * MINUTE);
    const before = room.reading;
    room.correct(before, before - 5);
    clock.advance(10 * MINUTE);
    assert.ok(room.reading < before - 3, 'valves go on reporting');
  });

  it('has no room that nobody knows', () => {
    assert.throws(() => build().house.room('Attic'), /no room Attic/);
  });
});

describe('simulator: corrections', () => {
  const fixed = (
    semantics: CorrectionSemantics,
    options: Partial<SimulatorOptions> = {},
  ): { clock: VirtualClock; house: House; room: House['rooms'][number] } => {
    const built = build({ staticHouse: true, semantics, ...options });
    return { ...built, room: built.house.room('Living room') };
  };

  it('stand still in a static house until the test says so', () => {
    const { clock, room } = fixed('additive');
    room.setReading(20.4);
    clock.advance(7 * HOUR);
    assert.deepEqual([room.reading, room.air, room.setpoint, room.report.heatingPower], [20.4, 20, 21, 40]);
    room.setHeatingPower(0);
    room.setTrue(18);
    assert.deepEqual([room.reading, room.air, room.report.heatingPower], [20.4, 18, 0]);
  });

  const table: [CorrectionSemantics, string, number, number, number][] = [
    // after one correction at once · at the next report · after the same one twice before a report
    ['additive', 'shift the reading at the next report, and add up', 21, 20, 19],
    ['absolute', 'put the reading where it was asked to be, however often', 21, 20, 20],
    ['immediate', 'shift the reading at once', 20, 20, 19],
    ['none', 'do nothing', 21, 21, 21],
  ];
  for (const [semantics, what, atOnce, atReport, twice] of table) {
    it(`${what} (${semantics})`, () => {
      const one = fixed(semantics);
      one.room.correct(21, 20);
      assert.equal(one.room.reading, atOnce);
      one.clock.advance(5 * MINUTE);
      assert.equal(one.room.reading, atReport);
      const two = fixed(semantics);
      two.room.correct(21, 20);
      two.room.correct(21, 20);
      two.clock.advance(5 * MINUTE);
      assert.equal(two.room.reading, twice);
    });
  }

  it('shift a living valve by −1 at its next report', () => {
    const { clock, house } = build();
    const room = house.room('Living room');
    room.setReading(21);
    room.correct(21, 20);
    assert.equal(room.reading, 21);
    clock.advance(10 * MINUTE);
    assert.deepEqual([room.reading, room.offset], [20, -1]);
  });

  it('stop at an offset of ten degrees', () => {
    const { room } = fixed('additive');
    for (let turn = 0; turn < 30; turn += 1) room.correct(21, 20);
    assert.equal(room.offset, -10);
  });

  it('stop where the cloud is told to stop, if anywhere', () => {
    for (const [largestOffset, offset] of [
      [4, -4],
      [Infinity, -30],
    ] as const) {
      const { room } = fixed('additive', { largestOffset });
      for (let turn = 0; turn < 30; turn += 1) room.correct(21, 20);
      assert.equal(room.offset, offset);
    }
  });

  it('can be delayed, and the last of several counts', () => {
    const { clock, room } = fixed('additive', { reportDelayMs: 12 * MINUTE });
    room.correct(21, 20);
    assert.equal(room.offset, -1, 'stored at once');
    clock.advance(6 * MINUTE);
    room.correct(21, 20);
    clock.advance(4 * MINUTE);
    assert.equal(room.reading, 21, 'report after 10 min');
    clock.advance(5 * MINUTE);
    assert.equal(room.reading, 20, 'report after 15 min');
    clock.advance(5 * MINUTE);
    assert.equal(room.reading, 19, 'report after 20 min');
  });

  it('wait for an unreachable valve to come back', () => {
    const { clock, room } = fixed('additive');
    room.unreachable(true);
    room.correct(21, 20);
    clock.advance(HOUR);
    assert.equal(room.reading, 21);
    room.unreachable(false);
    clock.advance(5 * MINUTE);
    assert.equal(room.reading, 20);
  });

  it('show on demand when a test makes the valve report', () => {
    const { room } = fixed('additive');
    room.correct(21, 20.6);
    room.reportNow();
    assert.equal(room.reading, 20.6);
  });

  it('hide in the coarse steps of a valve', () => {
    const { room } = fixed('additive', { resolution: 0.5 });
    room.correct(21, 20.8);
    room.reportNow();
    assert.deepEqual([room.reading, room.offset.toFixed(1)], [21, '-0.2']);
  });
});
