/**
 * A process that tries for a lock when it is told to, and keeps it until it is told again. Arguments: the directory and
 * the name of the session file. Messages: `take` is answered with whether it has it, `give` with `free`.
 */
import { randomBytes } from 'node:crypto';
import { systemClock } from '../../src/clock';
import { systemDisk } from '../../src/storage/disk';
import { type Held, Lock } from '../../src/storage/lock';
import { SessionDirectory } from '../../src/storage/session-directory';
import { thisProcess } from '../../src/storage/this-process';

const [directory = '', name = ''] = process.argv.slice(2);
const tools = { disk: systemDisk, clock: systemClock, random: randomBytes, process: thisProcess };
/** Long enough for several looks at what another one holds, ms. */
const PATIENCE_MS = 100;
let held: Held | undefined;

process.on('message', (order: 'take' | 'give') => {
  void (async () => {
    if (order === 'take') {
      // As a process that has just started: it knows nothing of the rounds before.
      held = await new Lock(new SessionDirectory(directory, tools), name, tools).hold({ ms: PATIENCE_MS });
      process.send?.(held !== undefined);
    } else {
      await held?.release();
      held = undefined;
      process.send?.('free');
    }
  })();
});
process.send?.('ready');
