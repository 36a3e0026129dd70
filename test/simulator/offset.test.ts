import assert from 'node:assert/strict';
import { HOUR, MINUTE } from '../../src/clock';
import {
  createSimulator,
  type CorrectionSemantics,
  type House,
  type SimulatorOptions,
} from '../../src/simulator';
import { VirtualClock } from '../support/virtual-clock';

const build = (options: Omit<SimulatorOptions, 'clock'> = {}): { clock: VirtualClock; house: House } => {
  const clock = new VirtualClock();
  return { clock, house: createSimulator({ clock, ...options }).house };
};

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
    ['replacing', 'shift the reading at the next report, the last one alone', 21, 20, 20],
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

  it('are nothing to a cloud that ignores small ones', () => {
    const { room } = fixed('additive', { smallestCorrection: 0.5 });
    room.correct(21, 20.6);
    assert.equal(room.offset, 0);
    room.correct(20.6, 20.1);
    assert.equal(room.offset.toFixed(2), '-0.50', 'exactly half a degree counts, whatever its decimals');
  });

  it('are known not to show until a report carries them', () => {
    const { clock, room } = fixed('additive', { reportDelayMs: 12 * MINUTE });
    assert.equal(room.showsCorrections, true);
    room.correct(21, 20);
    clock.advance(10 * MINUTE);
    assert.equal(room.showsCorrections, false);
    clock.advance(5 * MINUTE);
    assert.equal(room.showsCorrections, true);
    const atOnce = fixed('immediate').room;
    atOnce.correct(21, 20);
    assert.equal(atOnce.showsCorrections, true);
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
