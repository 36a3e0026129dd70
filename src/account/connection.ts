import { createRequire } from 'node:module';
import type { Dispatcher } from 'undici';
import { NetatmoError } from '../cloud/errors';
import type * as transport from '../cloud/transport';
import type { Simulator } from '../simulator';
import { errnoOf } from '../storage/storage-error';

/** The sockets of one account: opened by its first request, closed with its last node, opened again after that. */
export interface Connection {
  /** Whether {@link Connection.dispatcher} is usable. */
  readonly isOpen: boolean;
  /** Makes it so. */
  open(): Promise<void>;
  /** @throws NetatmoError `CLOSED` when it is not open */
  dispatcher(): Dispatcher;
  /**
   * Destroys all sockets, at once or when `last` has ended: a request that must not be torn off; it must not reject.
   * Whoever opens the connection meanwhile gets other sockets.
   */
  close(last?: Promise<void>): Promise<void>;
}

/** Sockets to the real cloud. */
export const cloudConnection = (transport: () => Dispatcher): Connection =>
  connection(
    () => Promise.resolve(transport()),
    () => Promise.resolve(),
  );

/** With the HTTP library, which only an account in use needs. */
const transports = (): typeof transport =>
  createRequire(__filename)('../cloud/transport') as typeof transport;

/** Sockets to a simulator that listens only as long as they are open. */
export const simulatedConnection = (simulator: Simulator): Connection =>
  connection(
    async () => transports().loopbackTransport(await listening(simulator)),
    () => simulator.close(),
  );

/** @throws NetatmoError `NETWORK`, when this machine has no port or file handle left, say */
async function listening(simulator: Simulator): Promise<number> {
  try {
    return await simulator.listen();
  } catch (error) {
    throw new NetatmoError(
      'NETWORK',
      `The simulated home cannot open on this machine (${errnoOf(error)}). The next message tries again.`,
    );
  }
}

function connection(connect: () => Promise<Dispatcher>, afterClose: () => Promise<void>): Connection {
  let current: Promise<Dispatcher> | undefined;
  let open: Dispatcher | undefined;
  const isWanted = (): boolean => current !== undefined;
  return {
    get isOpen() {
      return open !== undefined;
    },
    async open() {
      const opening = (current ??= connect());
      try {
        const dispatcher = await opening;
        if (current === opening) open = dispatcher;
      } catch (error) {
        // Only this message fails: the next one tries anew.
        if (current === opening) current = undefined;
        throw error;
      }
    },
    dispatcher() {
      if (!open) throw closedError();
      return open;
    },
    async close(last = Promise.resolve()) {
      const closing = current;
      current = undefined;
      open = undefined;
      await last;
      // Where opening has failed, those who wait for it are told; here nothing is left to close.
      const dispatcher = await closing?.catch(() => undefined);
      if (!dispatcher) return;
      await dispatcher.destroy();
      // Who has opened it meanwhile uses the same simulator.
      if (!isWanted()) await afterClose();
    },
  };
}

/** What messages end with when their node or account goes while they wait. */
export const closedError = (): NetatmoError =>
  new NetatmoError('CLOSED', 'The node was closed (deploy or shutdown) before the answer came.');
