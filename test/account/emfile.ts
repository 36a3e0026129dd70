import { closeSync, openSync } from 'node:fs';
import { systemClock } from '../../src/clock';
import { loopbackTransport } from '../../src/cloud/transport';
import { createSimulator } from '../../src/simulator';
import { accountNode, accountsWith } from '../support/accounts';

/**
 * Run by `connection.test.ts` in a process with few file handles: uses the simulated home while there is none left, and
 * again when there are. Writes what each message came to.
 */
async function main(): Promise<void> {
  const accounts = accountsWith({
    clock: systemClock,
    transport: () => loopbackTransport(1),
    simulator: () => createSimulator({ clock: systemClock }),
  });
  const node = accountNode({ service: 'simulated', keepSession: false });
  const list = async (): Promise<string> => {
    const work = accounts
      .join(node)
      .rooms({ homeId: '', filter: 'all', sensors: false }, new AbortController().signal);
    return work.then(
      ({ rooms }) => `${String(rooms.length)} rooms`,
      (error: unknown) => String((error as { code?: unknown }).code),
    );
  };
  const ends = [await list()];
  await accounts.close('a');

  const handles = takeAll();
  ends.push(await list(), await list());
  await accounts.close('a');
  await accounts.close('a');
  ends.push(await list());
  for (const handle of handles) closeSync(handle);

  ends.push(await list());
  while (handles.length > 0) handles.pop();
  for (let i = 0; i < 5; i += 1) await accounts.close('a');
  process.stdout.write(ends.join(', '));
}

function takeAll(): number[] {
  const handles: number[] = [];
  for (;;) {
    try {
      handles.push(openSync('/dev/null', 'r'));
    } catch {
      return handles;
    }
  }
}

void main();
