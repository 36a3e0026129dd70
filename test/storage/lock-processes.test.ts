import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { MINUTE } from '../../src/clock';
import { encodeLock } from '../../src/storage/lock-record';
import { thisProcess } from '../../src/storage/this-process';
import { record } from './lock-support';
import { nodeId, Place } from './support';

/** Left-over locks that each number of processes finds; `LOCK_ROUNDS=150` is the long form. */
const ROUNDS = Number(process.env['LOCK_ROUNDS'] ?? 10);
const SESSION = `${nodeId('1')}.session`;
/** No system hands out a process id as high as this. */
const GONE = 2 ** 30;

describe('a lock that was left behind and several processes', () => {
  let place: Place;
  let processes: ChildProcess[];
  beforeEach(async () => {
    place = await Place.make();
    await fs.mkdir(place.directory, { mode: 0o700 });
    processes = [];
  });
  afterEach(async () => {
    for (const each of processes) each.disconnect();
    await place.remove();
  });

  /** Sends a word to all and gives what each of them answers. */
  const ask = (word: string): Promise<unknown[]> =>
    Promise.all(
      processes.map(async (each) => {
        const answer = once(each, 'message');
        each.send(word);
        return (await answer)[0] as unknown;
      }),
    );

  for (const count of [3, 8]) {
    it(`has one holder when ${count} find it at the same time`, async () => {
      processes = Array.from({ length: count }, () =>
        fork(join(__dirname, 'lock-holder.ts'), [place.directory, SESSION], { execArgv: ['--import=tsx'] }),
      );
      await Promise.all(processes.map((each) => once(each, 'message')));
      const holders: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const id = round.toString(16).padStart(16, '0');
        const left = encodeLock(record({ id, pid: GONE, host: thisProcess.host }));
        await fs.writeFile(place.path(SESSION, '.lock'), left);
        holders.push((await ask('take')).filter((has) => has === true).length);
        await ask('give');
        assert.deepEqual(await place.names(), [], `round ${round}`);
      }
      assert.deepEqual(
        holders.filter((number) => number !== 1),
        [],
        `holders in ${ROUNDS} rounds: ${holders.join(' ')}`,
      );
    }).timeout(ROUNDS * MINUTE);
  }
});
