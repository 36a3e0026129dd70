import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server on this machine that is as slow as one through the internet. */
export interface SlowWay {
  readonly port: number;
  close(): Promise<void>;
}

/** Passes everything on to `port`; what a client sends arrives `ms` later. */
export async function slowWay(port: number, ms: number): Promise<SlowWay> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const cloud = connect({ port, host: '127.0.0.1', noDelay: true });
    client.setNoDelay(true);
    client.on('data', (chunk) => setTimeout(() => cloud.destroyed || cloud.write(chunk), ms));
    cloud.pipe(client);
    for (const socket of [client, cloud]) {
      open.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        open.delete(socket);
        (socket === client ? cloud : client).destroy();
      });
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      for (const socket of open) socket.destroy();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
