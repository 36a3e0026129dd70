import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MINUTE } from '../../src/clock';
import { NOTHING, proves } from '../reliability/support/results';
import { kept, member, nodeId, Place } from './support';

/** How often the writer is killed; `KILLS=200` is the long form. */
const KILLS = Number(process.env['KILLS'] ?? 20);

/** A save takes a few ms; the moment of death falls anywhere in the next ones, so this waits really. */
const LATEST_DEATH_MS = 20;

describe('a process that is killed while it saves', () => {
  let place: Place;
  beforeEach(async () => (place = await Place.make()));
  afterEach(() => place.remove());

  proves('faults', 'processes', 'the process is killed while it saves the session file', async () => {
    let leftOver = 0;
    let least = 0;
    for (let n = 1; n <= KILLS; n++) {
      const writer = spawn(
        process.execPath,
        ['--import=tsx', join(__dirname, 'writer.ts'), place.directory],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      const exit = once(writer, 'exit');
      let saves = 0;
      writer.stdout.on('data', (dots: Buffer) => (saves += dots.length));
      await Promise.race([once(writer.stdout, 'data'), exit]);
      await pause(Math.random() * LATEST_DEATH_MS);
      writer.kill('SIGKILL');
      assert.deepEqual(await exit, [null, 'SIGKILL']);

      leftOver += (await place.names()).filter((name) => name.endsWith('.tmp')).length;
      const { file, found } = await place.open(member('2'));
      assert.ok(found.state === 'loaded', `kill ${n}: ${found.state}`);
      assert.ok(found.value.count >= least + saves, `kill ${n}: a finished save is missing`);
      least = found.value.count + 1;
      await file.save([member('1'), member('2')], kept(least));
      assert.deepEqual(await place.names(), [`${nodeId('1')}.session`]);
    }
    console.log(`      ${KILLS} kills: 0 unreadable, ${leftOver} left-over temporary files, all swept`);
    return {
      sent: `killed ${KILLS} times, at random moments`,
      out: `${KILLS} × the old or the new file, whole`,
      ...NOTHING,
    };
  }).timeout(KILLS * MINUTE);
});
