import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Answers one request, whose body has been read. */
export type Handler = (request: IncomingMessage, body: string, response: ServerResponse) => Promise<void>;

/** Longest body that is read; longer ones end the connection. */
const MAX_BODY = 1024 * 1024;

/** One time of listening. */
interface Listening {
  readonly server: Server;
  readonly port: Promise<number>;
  readonly sockets: Set<Socket>;
}

/** The loopback http server under the simulated cloud: may be opened and closed any number of times. */
export class LoopbackServer {
  readonly #handle: Handler;
  #listening: Listening | undefined;
  /** While true, every connection is destroyed at once. */
  #isOffline = false;

  constructor(handle: Handler) {
    this.#handle = handle;
  }

  /**
   * Starts listening on 127.0.0.1.
   * @returns the port
   * @throws the system's error when it cannot; the next call tries anew
   */
  async listen(): Promise<number> {
    const listening = (this.#listening ??= this.#listen());
    try {
      return await listening.port;
    } catch (error) {
      if (this.#listening === listening) this.#listening = undefined;
      throw error;
    }
  }

  /** Stops listening and destroys every connection. Never rejects. */
  async close(): Promise<void> {
    const listening = this.#listening;
    this.#listening = undefined;
    if (!listening) return;
    const { server, port, sockets } = listening;
    await port.catch(() => undefined);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  offline(isOffline: boolean): void {
    this.#isOffline = isOffline;
    if (isOffline) for (const socket of this.#listening?.sockets ?? []) socket.destroy();
  }

  #listen(): Listening {
    // A client may keep a connection as long as it likes: the server has no time of its own.
    const options = { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 };
    const server = createServer(options, (request, response) => void this.#answer(request, response));
    const sockets = new Set<Socket>();
    server.on('connection', (socket) => this.#accept(socket, sockets));
    const port = new Promise<number>((resolve, reject) => {
      // Stays on, because accepting a connection may fail too (EMFILE), and an error that nobody hears ends the process.
      server.on('error', reject);
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
    return { server, port, sockets };
  }

  #accept(socket: Socket, sockets: Set<Socket>): void {
    if (this.#isOffline) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const parts: Buffer[] = [];
      let size = 0;
      for await (const part of request as AsyncIterable<Buffer>) {
        size += part.length;
        if (size > MAX_BODY) throw new Error('Request body too large');
        parts.push(part);
      }
      await this.#handle(request, Buffer.concat(parts).toString('utf8'), response);
    } catch {
      request.socket.destroy();
    }
  }
}
