import { createServer } from 'node:net';
import { Aedes, type AedesPublishPacket } from 'aedes';
import { listen } from '../../support/ports';
import type { ExampleNode } from './examples';

/** A real MQTT broker on a port of this machine. */
export class Broker {
  /** What was published last, by topic. */
  readonly retained = new Map<string, string>();
  /** Topics that flows listen to, in their order. */
  readonly subscribed: string[] = [];

  private constructor(
    readonly aedes: Aedes,
    readonly port: number,
    readonly close: () => Promise<void>,
  ) {
    aedes.on('publish', ({ topic, payload }: AedesPublishPacket) => {
      if (!topic.startsWith('$SYS')) this.retained.set(topic, payload.toString());
    });
    aedes.on('subscribe', (topics) => this.subscribed.push(...topics.map(({ topic }) => topic)));
  }

  static async start(): Promise<Broker> {
    const aedes = await Aedes.createBroker();
    const server = createServer((socket) => aedes.handle(socket));
    return new Broker(aedes, await listen(server), async () => {
      await new Promise<void>((done) => aedes.close(done));
      server.close();
    });
  }

  /** As a user would choose this broker in an example. */
  readonly edit = (node: ExampleNode): ExampleNode =>
    node.type === 'mqtt-broker' ? { ...node, port: this.port } : node;

  publish(topic: string, payload: string): Promise<void> {
    const packet = { cmd: 'publish', topic, payload, qos: 0, retain: false, dup: false } as const;
    return new Promise((done, fail) => this.aedes.publish(packet, (error) => (error ? fail(error) : done())));
  }
}
