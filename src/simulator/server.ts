import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Answers one request, whose body has been read. */
export type Handler = (request: IncomingMessage, body: string, response: ServerResponse) => Promise<void>;

/** Longest body that is read; longer ones end the connection. */
const MAX_BODY = 1024 * 1024;

/** The loopback http server under the simulated cloud: may be opened and closed any number of times. */
export class LoopbackServer {
  readonly #handle: Handler;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port: Promise<number> | undefined;
  /** While true, every connection is destroyed at once. */
  #isOffline = false;

  constructor(handle: Handler) {
    this.#handle = handle;
  }

  /** Starts listening on 127.0.0.1. @returns the port */
  listen(): Promise<number> {
    this.#port ??= new Promise((resolve, reject) => {
      // A client may keep a connection as long as it likes: the server has no time of its own.
      const options = { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 };
      const server = createServer(options, (request, response) => void this.#answer(request, response));
      this.#server = server;
      server.on('connection', (socket) => this.#accept(socket));
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
    return this.#port;
  }

  /** Stops listening and destroys every connection. */
  async close(): Promise<void> {
    await this.#port;
    const server = this.#server;
    this.#server = this.#port = undefined;
    const closed = new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
    this.#destroyAll();
    await closed;
  }

  offline(isOffline: boolean): void {
    this.#isOffline = isOffline;
    if (isOffline) this.#destroyAll();
  }

  #accept(socket: Socket): void {
    if (this.#isOffline) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  }

  #destroyAll(): void {
    for (const socket of this.#sockets) socket.destroy();
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
