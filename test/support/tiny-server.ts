import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createRawServer, type Socket } from 'node:net';
import { listen } from './ports';

/** A loopback server of a few lines, for answers that a whole simulated cloud would not give. */
export interface TinyServer {
  readonly port: number;
  /** `METHOD host path` of each request, in order. */
  readonly seen: readonly string[];
  readonly requests: readonly IncomingMessage[];
  close(): Promise<void>;
}

/** @param answer gets each request when its head has come in */
export async function tinyServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<TinyServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  const port = await listen(server);
  return {
    port,
    requests,
    get seen() {
      return requests.map(({ method, headers, url }) => `${method} ${headers.host} ${url}`);
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => (server.listening ? server.close(() => resolve()) : resolve()));
    },
  };
}

/** A server that speaks whatever `answer` writes. @returns its port, and how to end it */
export async function rawServer(
  answer: (socket: Socket) => void,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createRawServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    answer(socket);
  });
  const port = await listen(server);
  return {
    port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
