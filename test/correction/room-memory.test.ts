import assert from 'node:assert/strict';
import { EMPTY_FOLLOW_STATE } from '../../src/correction/follow/state';
import { OFFSET_SHOWS_AFTER } from '../../src/correction/reconcile';
import { RoomMemory } from '../../src/correction/room-memory';
import { EMPTY_ROOM_STATE } from '../../src/correction/room-state';
import { DAY, MINUTE } from '../../src/clock';
import { strictTicks } from '../../src/home/shared-read';
import { HOME, LIVING } from '../support/fake-cloud';
import { VirtualClock } from '../support/virtual-clock';
import { CorrectorBench, FakeStates } from './corrector-bench';

describe('settling', () => {
  it('ends when the reading moves, and stays ended when the room drifts back', async () => {
    const bench = new CorrectorBench();
    bench.cloud.reflects = 'later';
    await bench.answer();
    assert.equal(await bench.outcome(), 'settling');
    bench.cloud.report();
    bench.clock.advance(MINUTE);
    assert.equal(await bench.outcome(), 'within-tolerance');
    bench.cloud.set(LIVING, { measuredTemperature: 20 });
    bench.clock.advance(MINUTE);
    assert.equal(await bench.outcome(), 'corrected');
  });

  it('ends when its time is over', async () => {
    const bench = new CorrectorBench();
    bench.cloud.reflects = 'later';
    await bench.answer({}, 0);
    bench.clock.advance(60 * MINUTE - 1);
    assert.equal(await bench.outcome({}, 0), 'settling');
    bench.clock.advance(1);
    assert.equal(await bench.outcome(), 'corrected');
  });

  it('is neither ended nor prolonged by setting the machine’s clock', async () => {
    const bench = new CorrectorBench();
    bench.cloud.reflects = 'later';
    await bench.answer({}, 0);
    bench.clock.jump(365 * DAY);
    assert.equal(await bench.outcome({}, 0), 'settling');
    bench.clock.jump(-2 * 365 * DAY);
    assert.equal(await bench.outcome({}, 0), 'settling');
    bench.clock.advance(61 * MINUTE);
    assert.equal(await bench.outcome(), 'corrected');
  });

  it('counts a stored time in the future as now', async () => {
    const bench = new CorrectorBench();
    bench.cloud.reflects = 'later';
    await bench.answer({}, 0);
    bench.clock.jump(-365 * DAY);
    bench.restart('crash');
    assert.equal(await bench.outcome({}, 0), 'settling');
    bench.clock.advance(61 * MINUTE);
    assert.equal(await bench.outcome(), 'corrected');
  });

  for (const how of ['redeploy', 'redeploy with new homes', 'crash'] as const) {
    it(`survives a ${how}`, async () => {
      const bench = new CorrectorBench();
      bench.cloud.reflects = 'later';
      await bench.answer();
      bench.restart(how);
      assert.equal(await bench.outcome(), 'settling');
      bench.clock.advance(30 * MINUTE);
      bench.restart(how);
      assert.equal(await bench.outcome(), 'settling');
      bench.clock.advance(30 * MINUTE);
      assert.equal(await bench.outcome(), 'corrected');
    });
  }

  it('does not hold a room after a redeploy on a reading of before the correction', async () => {
    const bench = new CorrectorBench();
    await bench.answer({}, 0);
    bench.restart('redeploy');
    assert.equal(await bench.outcome({}, 0), 'within-tolerance');
  });
});

describe('what is known of a room’s corrections', () => {
  const place = { home: { id: HOME, name: 'Maison' }, room: { id: LIVING, name: 'Living room' } };
  const sent = { measured: 20, corrected: 20.5, isUndo: false, gap: 0.5 };
  let clock: VirtualClock;
  let states: FakeStates;
  let memory: RoomMemory;
  const remember = (): RoomMemory => new RoomMemory(states, clock, strictTicks(clock), place, -1);
  beforeEach(() => {
    clock = new VirtualClock();
    states = new FakeStates();
    memory = remember();
  });

  it('is nothing at first', () =>
    assert.deepEqual(
      [memory.state, memory.elapsed(), memory.sinceTry(), memory.lastCorrection()],
      [EMPTY_ROOM_STATE, Infinity, Infinity, -Infinity],
    ));

  it('asks for a reading of after the last try that counts, not of after one that was refused', () => {
    memory.record(sent);
    assert.equal(memory.lastCorrection(), -1, 'before it has ended');
    clock.advance(MINUTE);
    memory.tried(false);
    assert.deepEqual([memory.lastCorrection(), memory.sinceTry()], [-1, 0]);
    memory.tried(true);
    assert.equal(memory.lastCorrection(), MINUTE);
  });

  it('is as before when a correction is taken back, with what follow has learnt meanwhile', () => {
    memory.record({ ...sent, corrected: 21 });
    const before = memory.state;
    clock.advance(MINUTE);
    const takeBack = memory.record(sent);
    memory.putFollow({ ...EMPTY_FOLLOW_STATE, watchedFrom: 5 });
    takeBack();
    assert.deepEqual(
      [memory.state.last, memory.state.net, memory.state.follow?.watchedFrom],
      [before.last, before.net, 5],
    );
  });

  it('stays when another one has corrected the room before a correction is taken back', () => {
    const takeBack = memory.record(sent);
    clock.advance(MINUTE);
    remember().record({ ...sent, corrected: 19 });
    takeBack();
    assert.equal(memory.state.last?.corrected, 19);
  });

  it('takes no report of an offset that may be older than the last correction, unless there is no better', () => {
    memory.learn({ value: 1, readAt: clock.ticks() });
    assert.equal(memory.state.reported, 1, 'no correction, no doubt');
    memory.record(sent);
    for (const [ms, reported] of [
      [OFFSET_SHOWS_AFTER - 1, 1],
      [1, 1.5],
    ] as const) {
      clock.advance(ms);
      memory.learn({ value: 1.5, readAt: clock.ticks() });
      assert.equal(memory.state.reported, reported);
    }
    memory.record(sent);
    memory.learnNow({ value: 2, readAt: clock.ticks() });
    assert.equal(memory.state.reported, 2);
    memory.learnNow(undefined);
    memory.learnNow({ value: 31, readAt: clock.ticks() });
    assert.equal(memory.state.reported, null, 'no valve is so wrong');
  });
});
