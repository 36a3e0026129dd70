import assert from 'node:assert/strict';
import { VIRTUAL_START, VirtualClock } from '../support/virtual-clock';

describe('the virtual clock', () => {
  it('runs timers in the order they fall due, at their time', () => {
    const clock = new VirtualClock();
    const seen: [string, number][] = [];
    const note = (name: string) => () => seen.push([name, clock.now() - VIRTUAL_START]);
    clock.after(20, note('c'));
    clock.after(10, note('a'));
    clock.after(10, note('b'));
    clock.after(30, note('never')).cancel();
    clock.advance(15);
    clock.advance(15);
    assert.deepEqual(seen, [
      ['a', 10],
      ['b', 10],
      ['c', 20],
    ]);
    assert.deepEqual([clock.ticks(), clock.timers], [30, 0]);
  });

  it('runs timers that are set by timers or by promises on the way', async () => {
    const clock = new VirtualClock();
    const seen: number[] = [];
    const again = (left: number): void => {
      seen.push(clock.ticks());
      if (left > 0) clock.after(10, () => void Promise.resolve().then(() => again(left - 1)));
    };
    again(3);
    await clock.run(100);
    assert.deepEqual(seen, [0, 10, 20, 30]);
    assert.equal(clock.ticks(), 100);
  });

  it('jumps on the wall only', () => {
    const clock = new VirtualClock();
    clock.after(10, () => assert.fail('no time has passed'));
    clock.jump(-5_000);
    assert.deepEqual([clock.now(), clock.ticks()], [VIRTUAL_START - 5_000, 0]);
  });
});
