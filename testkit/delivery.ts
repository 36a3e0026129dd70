import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { sendReply, type Reply } from '../src/simulator/reply';

/** How an answer goes onto the wire. */
export type Delivery =
  | { readonly how: 'whole' }
  /** The connection is destroyed instead. */
  | { readonly how: 'reset' }
  /** Nothing is ever sent. */
  | { readonly how: 'hang' }
  /** Only the first bytes of the body, then the end of the connection; the full length declared or none. */
  | { readonly how: 'cut'; readonly bytes: number; readonly declaresLength: boolean }
  /** As many bytes as the test pulls. */
  | { readonly how: 'drip'; readonly drip: Drip };

/** An answer that leaves in pieces, when the test says so; without timers. */
export class Drip {
  #bytes: Buffer = Buffer.alloc(0);
  #socket: Socket | undefined;
  #headLength = 0;
  #begun: () => void = () => undefined;
  /** Resolves when the answer is ready to be pulled. */
  readonly ready = new Promise<void>((resolve) => (this.#begun = resolve));

  /** Sends the next `count` bytes of head and body. @returns how many are left */
  send(count: number): number {
    this.#socket?.write(this.#bytes.subarray(0, count));
    this.#bytes = this.#bytes.subarray(count);
    return this.#bytes.length;
  }

  /** Sends status line and headers; call it first. @returns how many bytes are left */
  sendHead(): number {
    return this.send(this.#headLength);
  }

  /** For the delivery only. */
  begin(socket: Socket, head: Buffer, body: Buffer): void {
    this.#socket = socket;
    this.#headLength = head.length;
    this.#bytes = Buffer.concat([head, body]);
    this.#begun();
  }
}

/** Sends an answer in the given way. @returns the status that the client could see, null when none */
export const deliver = (response: ServerResponse, reply: Reply, delivery: Delivery): number | null => {
  const { socket } = response;
  if (!socket || delivery.how === 'hang') return null;
  const body = Buffer.from(reply.body);
  switch (delivery.how) {
    case 'reset':
      socket.destroy();
      return null;
    case 'drip':
      delivery.drip.begin(socket, head(reply, body.length), body);
      return reply.status;
    case 'cut':
      socket.write(head(reply, delivery.declaresLength ? body.length : undefined));
      socket.end(body.subarray(0, delivery.bytes));
      return reply.status;
    case 'whole':
      sendReply(response, reply);
      return reply.status;
  }
};

/** Status line and headers as raw bytes, for what node:http would refuse to send. */
const head = (reply: Reply, length: number | undefined): Buffer => {
  const lines = [
    `HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? ''}`,
    ...reply.headers.map(([name, value]) => `${name}: ${value}`),
    ...(length === undefined ? [] : [`content-length: ${length}`]),
    'connection: close',
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
};
