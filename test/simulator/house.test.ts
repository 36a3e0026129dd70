import assert from 'node:assert/strict';
import { DAY, HOUR, MINUTE } from '../../src/clock';
import { createSimulator, type House, type RoomSetup, type SimulatorOptions } from '../../src/simulator';
import { ATTIC, OUTDOOR_RESET, SLAB, USUAL_ROOM } from '../../src/simulator/room-physics';
import { USUAL_PLACE } from '../../src/simulator/valve';
import { VirtualClock } from '../support/virtual-clock';

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
      clock.advance(DAY - 13 * MINUTE);
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

  /** A living room alone, with sun as usual, after so many hours. */
  const roomAfter = (options: Omit<SimulatorOptions, 'clock'>, setup: Partial<RoomSetup>, hours = 24) => {
    const { clock, house } = build({ ...options, homes: [{ rooms: [{ name: 'Room', ...setup }] }] });
    clock.advance(hours * HOUR);
    return { clock, house, room: house.room('Room') };
  };

  it('has weather that changes from day to day, if asked for, and the same for the same seed', () => {
    const noons = (seed: number): readonly number[][] => {
      const { clock, house } = build({ weather: 'changing', seed });
      clock.advance(3 * HOUR);
      return Array.from({ length: 14 }, () => {
        clock.advance(DAY);
        return [house.outside, house.sun];
      });
    };
    const [outside, sun] = [0, 1].map((index) => noons(1).map((noon) => noon[index]!));
    assert.ok(Math.max(...outside!) - Math.min(...outside!) > 4, outside!.join());
    assert.ok(Math.max(...sun!) > 150 && Math.min(...sun!) < 80, sun!.join());
    assert.deepEqual(noons(1), noons(1));
    assert.notDeepEqual(noons(1), noons(2));
  });

  it('keeps to another schedule, which knows the day', () => {
    const schedule = (minutes: number, day: number): number =>
      day % 7 === 4 ? 19 : minutes >= 12 * 60 ? 22 : 18;
    const { clock, house } = build({ schedule });
    const seen = Array.from({ length: 8 }, () => {
      clock.advance(6 * HOUR);
      return house.rooms[0]!.setpoint;
    });
    assert.deepEqual(seen.slice(0, 4), [19, 19, 18, 18], 'a Monday, then a Tuesday');
    assert.deepEqual(seen.slice(4), [22, 22, 18, 18]);
  });

  it('cools down slowly on a floor of screed, and fast under a roof', () => {
    const [slab, usual, attic] = [SLAB, USUAL_ROOM, ATTIC].map((construction) => {
      const { clock, room } = roomAfter({}, { construction, sunShare: 0 }, 13);
      const before = room.air;
      room.setHeatingPower(0);
      clock.advance(4 * HOUR);
      return before - room.air;
    });
    assert.ok(slab! < usual! && usual! < attic!, `${slab}, ${usual}, ${attic}`);
  });

  it('has warmer water in colder weather where the boiler follows it', () => {
    const { supply } = OUTDOOR_RESET;
    assert.ok(supply(-5) > supply(5) + 10);
    const [steady, reset] = [USUAL_ROOM, OUTDOOR_RESET].map(
      (construction) => roomAfter({}, { construction }).room.radiator,
    );
    assert.notEqual(steady, reset);
  });

  it('shows the mean of two valves, each of which believes what it feels itself', () => {
    const hot = { ...USUAL_PLACE, radiatorShare: 0.3 };
    const [usual, both] = [[USUAL_PLACE], [USUAL_PLACE, hot]].map((valves) => roomAfter({}, { valves }).room);
    assert.ok(both!.believed - both!.air > usual!.believed - usual!.air);
    assert.equal((both!.reading * 2) % 1, 0, 'in steps of 0.5');
    both!.setHeatingPower(50);
    assert.equal(both!.report.heatingPower, 50);
    both!.setReading(20);
    both!.correct(20, 19);
    both!.reportNow();
    assert.equal(both!.reading, 19, 'and a correction reaches both');
  });

  it('lives through the last day only after a month alone', () => {
    const { clock, house } = build();
    clock.advance(30 * DAY);
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
