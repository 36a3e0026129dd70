/**
 * One of several processes on one user directory: a store, a session and a client, with real clock, disk and sockets.
 * Obeys the messages of its parent and answers each. Arguments: directory, port.
 */
import { join } from 'node:path';
import { AccountStore } from '../../src/account/account-store';
import { systemClock } from '../../src/clock';
import { Budget } from '../../src/cloud/budget';
import { NetatmoClient } from '../../src/cloud/client';
import { Secret } from '../../src/cloud/secret';
import { Session } from '../../src/cloud/session';
import type { SessionEvent } from '../../src/cloud/session-store';
import { loopbackTransport } from '../../src/cloud/transport';
import { SessionFiles } from '../../src/storage/session-files';

/** What the parent asks for: so many calls at once. */
export interface Order {
  readonly calls: number;
  readonly homeId: string;
}

/** How many of them were answered, the codes of the others, and what the session did. */
export interface Answer {
  readonly answered: number;
  readonly failures: readonly string[];
  readonly events: readonly SessionEvent['event'][];
}

const EMAIL = 'demo@example.org';
const PASSWORD = 'demo password';
const NODE = { nodeId: '1'.repeat(16), key: new Secret('1'.repeat(64)) };

async function main(userDir: string, port: number): Promise<void> {
  const clock = systemClock;
  const files = new SessionFiles(join(userDir, 'netatmo-truetemp'), { clock });
  const store = new AccountStore({ clock, files, email: `netatmo ${EMAIL}`, onEvent: () => undefined });
  store.join(NODE.nodeId, NODE, true);
  await store.open([PASSWORD]);
  const dispatcher = loopbackTransport(port);
  const events: SessionEvent['event'][] = [];
  const shared = {
    clock,
    random: Math.random,
    budget: new Budget(clock, { per10s: 10_000, perHour: 10_000 }),
    dispatcher: () => dispatcher,
    closed: () => new AbortController().signal,
  };
  const session = new Session({
    ...shared,
    store: store.session(PASSWORD),
    credentials: () => ({ username: new Secret(EMAIL), password: new Secret(PASSWORD) }),
    onEvent: ({ event }) => events.push(event),
  });
  const client = new NetatmoClient({ ...shared, session, onCall: () => undefined });
  process.on('message', ({ calls, homeId }: Order) => {
    void Promise.allSettled(Array.from({ length: calls }, () => client.status(homeId, 'list'))).then(
      (all) => {
        const failed = all.filter((each) => each.status === 'rejected');
        const failures = failed.map(({ reason }) => String((reason as { code?: unknown }).code ?? reason));
        process.send?.({
          answered: calls - failed.length,
          failures,
          events: events.splice(0),
        } satisfies Answer);
      },
    );
  });
  process.on('disconnect', () => process.exit());
  process.send?.('ready');
}

void main(process.argv[2] ?? '', Number(process.argv[3]));
