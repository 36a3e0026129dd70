import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import RED from 'node-red';
import { ROOT } from './root';

/** The ways that a message can take through the flow below, by the node that it enters. */
export type Way = 'nothing' | 'function' | 'ours' | 'set';

/** Messages of a sensor that are under way together. */
const LOT = 10;
/** A room of the simulated home. */
const ROOM = 'Living room';

/** A node that passes on what it gets, and one that counts what arrives. */
const NODES = `module.exports = (RED) => {
  RED.nodes.registerType('bench-nothing', function (def) {
    RED.nodes.createNode(this, def);
    this.on('input', (msg, send, done) => { send(msg); done(); });
  });
  RED.nodes.registerType('bench-end', function (def) {
    RED.nodes.createNode(this, def);
    this.arrived = () => undefined;
    this.on('input', (msg, send, done) => { this.arrived(); done(); });
  });
};`;

const at = (type: string, id: string, more: object = {}): object => ({
  ...{ id, type, z: 'tab', x: 100, y: 100, wires: [['end']] },
  ...more,
});

const FLOW = [
  { id: 'tab', type: 'tab', label: 'Bench' },
  { id: 'account', type: 'netatmo-account', service: 'simulated' },
  at('bench-nothing', 'nothing'),
  at('function', 'function', { func: 'return msg;', outputs: 1 }),
  at('netatmo-set-truetemp', 'ours', {
    ...{ account: 'account', room: ROOM, roomType: 'str', mode: 'follow' },
    ...{ temperature: 'payload', temperatureType: 'msg' },
  }),
  at('netatmo-set-truetemp', 'set', {
    ...{ account: 'account', room: ROOM, roomType: 'str', mode: 'set', tolerance: 50, maxCorrection: 50 },
    ...{ temperature: 'payload', temperatureType: 'msg' },
  }),
  at('bench-end', 'end', { wires: [] }),
];

/** A running node, as far as its types tell too little. */
interface RunningNode {
  readonly receive: (msg: object) => void;
  /** Of the last one. */
  arrived: () => void;
}

const nodeOf = (id: string): RunningNode =>
  (RED.nodes as unknown as { getNode(id: string): RunningNode }).getNode(id);

/** A real Node-RED in this process, without its editor, and the built package with a node in each mode. */
export class BenchNodeRed {
  readonly #userDir: string;

  static async start(): Promise<BenchNodeRed> {
    const userDir = mkdtempSync(join(tmpdir(), 'truetemp-bench-'));
    const link = join(userDir, 'node_modules/@truetemp/node-red-netatmo');
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(ROOT, link, 'junction');
    mkdirSync(join(userDir, 'nodes'));
    writeFileSync(join(userDir, 'nodes/bench.js'), NODES);
    writeFileSync(join(userDir, 'nodes/bench.html'), '');
    writeFileSync(join(userDir, 'flows.json'), JSON.stringify(FLOW));
    RED.init(createServer(), {
      ...{ userDir, flowFile: 'flows.json', httpAdminRoot: false, httpNodeRoot: false },
      ...{ credentialSecret: 'bench', telemetry: { enabled: false, updateNotification: false } },
      logging: { console: { level: 'error', metrics: false, audit: false } },
    } as unknown as Parameters<typeof RED.init>[1]);
    const started = new Promise((done) => RED.events.once('flows:started', done));
    await RED.start();
    await started;
    return new BenchNodeRed(userDir);
  }

  private constructor(userDir: string) {
    this.#userDir = userDir;
  }

  /** Sends messages of a sensor and waits until all of them have arrived behind the node. */
  async send(way: Way, count: number): Promise<void> {
    const node = nodeOf(way);
    const end = nodeOf('end');
    for (let sent = 0; sent < count; sent += LOT)
      await new Promise<void>((resolve) => {
        let missing = LOT;
        end.arrived = () => {
          missing -= 1;
          if (missing === 0) resolve();
        };
        for (let index = 0; index < LOT; index += 1)
          node.receive({ payload: 20 + ((sent + index) % 10) / 10 });
      });
  }

  async stop(): Promise<void> {
    await RED.stop();
    rmSync(this.#userDir, { recursive: true, force: true, maxRetries: 10 });
  }
}
