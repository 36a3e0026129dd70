import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { SECOND } from '../../src/clock';
import { systemDisk } from '../../src/storage/disk';
import { LockPlace } from './lock-support';
import { closeLeftOpen } from './support';

describe('a lock that this process has', () => {
  let at: LockPlace;
  beforeEach(async () => (at = await LockPlace.make()));
  afterEach(closeLeftOpen);
  afterEach(() => at.place.remove());

  it('stays with a holder that gives signs of life, however long and wherever the clock jumps', async () => {
    const first = await at.held(at.lock(3));
    const waiting = at.lock(4, systemDisk, 'there').hold({ ms: 100 * SECOND });
    for (let jump = 0; jump < 3; jump++) {
      at.clock.jump(86_400 * SECOND);
      const pause = new Promise<void>((resolve) => at.clock.after(20 * SECOND, resolve));
      await at.pass(pause);
    }
    assert.match(await fs.readFile(at.path, 'utf8'), /\n\.{10,}$/);
    await first.release();
    await at.pass(waiting);
    const second = await waiting;
    assert.ok(second, 'it was free only after the release');
    await second.release();
  });

  it('is not deleted by a holder that lost it while its machine slept', async () => {
    const first = await at.held(at.lock(3));
    at.clock.jump(3_600 * SECOND);
    await at.stands({ pid: 8 });
    await fs.rm(at.path);
    await at.stands({ pid: 8 });
    await first.release();
    assert.match(await fs.readFile(at.path, 'utf8'), /"pid":8/);
  });
});
