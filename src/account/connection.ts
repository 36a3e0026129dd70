import { createRequire } from 'node:module';
import type { Dispatcher } from 'undici';
import { NetatmoError } from '../cloud/errors';
import type * as transport from '../cloud/transport';
import type { Simulator } from '../simulator';

/** The sockets of one account: opened by its first request, closed with its last node, opened again after that. */
export interface Connection {
  /** Makes {@link Connection.dispatcher} usable. */
  open(): Promise<void>;
  /** @throws NetatmoError `CLOSED` when it is not open */
  dispatcher(): Dispatcher;
  /**
   * Destroys all sockets, at once or when `last` has ended: a request that must not be torn off. Whoever opens the
   * connection meanwhile gets other sockets.
   */
  close(last?: Promise<void>): Promise<void>;
}

/** Sockets to the real cloud. */
export function cloudConnection(transport: () => Dispatcher): Connection {
  return connection(
    () => Promise.resolve(transport()),
    () => Promise.resolve(),
  );
}

/** With the HTTP library, which only an account in use needs. */
const transports = (): typeof transport =>
  createRequire(__filename)('../cloud/transport') as typeof transport;

/** Sockets to a simulator that listens only as long as they are open. */
export function simulatedConnection(simulator: Simulator): Connection {
  return connection(
    async () => transports().loopbackTransport(await simulator.listen()),
    () => simulator.close(),
  );
}

function connection(connect: () => Promise<Dispatcher>, afterClose: () => Promise<void>): Connection {
  let current: Promise<Dispatcher> | undefined;
  let open: Dispatcher | undefined;
  return {
    async open() {
      const opening = (current ??= connect());
      const dispatcher = await opening;
      if (current === opening) open = dispatcher;
    },
    dispatcher() {
      if (!open) throw closedError();
      return open;
    },
    async close(last) {
      const closing = current;
      current = undefined;
      open = undefined;
      if (!closing) return;
      await last;
      await (await closing).destroy();
      await afterClose();
    },
  };
}

/** What messages end with when their node or account goes while they wait. */
export const closedError = (): NetatmoError =>
  new NetatmoError('CLOSED', 'The node was closed (deploy or shutdown) before the answer came.');
