import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from 'mocha';
import type { Node, NodeAPI, NodeInitializer, NodeMessage } from 'node-red';
import helper from 'node-red-node-test-helper';
import type { SinonSpy } from 'sinon';
import type { Dispatcher } from 'undici';
import accountNode from '../../../nodes/netatmo-account';
import getRoomsNode from '../../../nodes/netatmo-get-rooms';
import setTruetempNode from '../../../nodes/netatmo-set-truetemp';
import { loopbackTransport } from '../../../src/cloud/transport';
import { createTestSimulator, type TestSimulator, type TestSimulatorOptions } from '../../../testkit';
import { SkippingClock } from '../../support/skipping-clock';
import { turn } from '../../support/world';
import { CREDENTIALS, type Credentials, flow, type FlowNode } from './flows';

helper.init(require.resolve('node-red'));

/** What has become of one message. */
export interface Outcome {
  /** What the node sent for it, in order. */
  readonly sent: readonly Message[];
  /** What the Catch node got. */
  readonly caught: readonly Message[];
  /** How often it was done without an error. */
  readonly completed: number;
}

/** The code of the error that the Catch node got; undefined when it got none. */
export const codeOf = ({ caught }: Outcome): unknown =>
  (caught[0]?.['netatmo'] as { code: string } | undefined)?.code;

/** The reason of the answer; undefined when there was none. */
export const reasonOf = ({ sent }: Outcome): unknown =>
  (sent[0]?.payload as { reason: string } | undefined)?.reason;

/** How a message to a set truetemp node ended. */
export const wordOf = (outcome: Outcome): unknown => reasonOf(outcome) ?? codeOf(outcome);

export interface Message extends Record<string, unknown> {
  _msgid?: string;
  topic?: unknown;
  payload?: unknown;
}

export interface Status {
  readonly fill: string;
  readonly shape: string;
  readonly text: string;
}

export interface BenchOptions {
  readonly simulator?: Omit<TestSimulatorOptions, 'clock'>;
  /** Another way to the cloud than to the simulator. */
  readonly transport?: (port: number) => Dispatcher;
}

/** Node-RED whose texts are their keys, as short as a text would be: `status.rooms`. */
const withoutTexts = (RED: NodeAPI): NodeAPI =>
  Object.create(RED, { _: { value: (key: string) => key.replace(/^.*:[\w-]+\./, '') } }) as NodeAPI;

/** The three nodes in a Node-RED without an editor, in front of a simulated cloud. */
export class Bench {
  readonly clock = new SkippingClock();
  /** What the nodes see as the process's environment, and the files that it names. */
  readonly env: Record<string, string> = {};
  readonly files: Record<string, string> = {};
  readonly userDir = mkdtempSync(join(tmpdir(), 'truetemp-nodes-'));
  readonly simulator: TestSimulator;
  readonly #options: BenchOptions;
  #flow: readonly FlowNode[] = [];
  #credentials: Credentials = {};
  #port = 0;
  #lastId = 0;

  private constructor(options: BenchOptions) {
    this.#options = options;
    this.simulator = createTestSimulator({ clock: this.clock, staticHouse: true, ...options.simulator });
  }

  static async open(options: BenchOptions = {}): Promise<Bench> {
    const bench = new Bench(options);
    bench.#port = await bench.simulator.listen();
    return bench;
  }

  /** Starts Node-RED with these flows; the default is one set truetemp node with a good account. */
  async start(nodes: readonly FlowNode[] = flow(), credentials: Credentials = CREDENTIALS): Promise<void> {
    this.#flow = nodes;
    this.#credentials = credentials;
    helper.settings({ userDir: this.userDir });
    await helper.load([...this.#nodes()], structuredClone([...nodes]), structuredClone(credentials));
  }

  /** Stops Node-RED and starts it again, as a new process would with the same user directory. */
  async restart(nodes = this.#flow, credentials = this.#credentials): Promise<void> {
    await helper.unload();
    await this.start(nodes, credentials);
  }

  /** A full deploy. */
  async deploy(nodes: readonly FlowNode[], credentials: Credentials = this.#credentials): Promise<void> {
    this.#flow = nodes;
    this.#credentials = credentials;
    await helper.setFlows(structuredClone([...nodes]), 'full', structuredClone(credentials));
  }

  /** Stops the flows; the spies stay. */
  stop(): Promise<void> {
    return helper.clearFlows();
  }

  async close(): Promise<void> {
    await helper.unload();
    await this.simulator.close();
    // A last save may be under way.
    rmSync(this.userDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  }

  node(id: string): Node {
    return helper.getNode(id);
  }

  /** Sends a message to a node and waits until it is done. */
  async send(message: Message = {}, id = 'set'): Promise<Outcome> {
    const [outcome] = await this.sendAll([message], id);
    return outcome!;
  }

  /** Sends messages to a node at once and waits until each of them is done. */
  async sendAll(messages: readonly Message[], id = 'set'): Promise<Outcome[]> {
    return this.begin(messages, id).outcomes;
  }

  /** Sends messages and does not wait. The ids of those that are done so far tell how it goes on. */
  begin(
    messages: readonly Message[],
    id = 'set',
  ): { readonly ended: Set<string>; readonly outcomes: Promise<Outcome[]> } {
    const ended = new Set<string>();
    const ids = messages.map(() => `message ${String((this.#lastId += 1))}`);
    const collected = this.#collect(ids, ended);
    for (const [index, message] of messages.entries())
      this.node(id).receive({ ...message, _msgid: ids[index]! } as NodeMessage);
    return { ended, outcomes: collected };
  }

  /** The statuses of all nodes so far, oldest first; the texts as keys of the catalogue, without what is added. */
  get statuses(): Status[] {
    return spy(this.node('set').status).args.map(([status]) => {
      const { fill, shape, text } = status as Status;
      return { fill, shape, text: text.replace(/ · .*/s, '') };
    });
  }

  /** What nodes have warned of so far, keys of the catalogue likewise. */
  get warnings(): string[] {
    return spy(this.node('set').warn).args.map(([text]) => String(text));
  }

  /** The names of the files that keep accounts' states. */
  get kept(): string[] {
    const directory = join(this.userDir, 'netatmo-truetemp');
    return existsSync(directory) ? readdirSync(directory) : [];
  }

  /** Makes those files look as if nobody had written to them for this many days. */
  ageFiles(days: number): void {
    const then = this.clock.now() / 1_000 - days * 86_400;
    for (const name of this.kept) utimesSync(join(this.userDir, 'netatmo-truetemp', name), then, then);
  }

  /** How many passwords the cloud has got. */
  get signIns(): number {
    return this.simulator.log.counts().postlogin;
  }

  #nodes(): NodeInitializer[] {
    const { clock, env, simulator } = this;
    const { transport = loopbackTransport } = this.#options;
    const tools = {
      clock,
      random: () => 0,
      environment: { env, readFile: (path: string) => this.#read(path) },
      transport: () => transport(this.#port),
      simulator: () => simulator,
    };
    return [
      (RED) => accountNode(withoutTexts(RED), tools),
      (RED) => getRoomsNode(withoutTexts(RED)),
      (RED) => setTruetempNode(withoutTexts(RED)),
    ];
  }

  #read(path: string): string {
    const text = this.files[path];
    if (text === undefined) throw new Error(`ENOENT ${path}`);
    return text;
  }

  async #collect(ids: readonly string[], ended: Set<string>): Promise<Outcome[]> {
    const of = new Map(
      ids.map((id) => [id, { sent: [] as Message[], caught: [] as Message[], completed: 0 }]),
    );
    const listen = (
      sink: string,
      take: (outcome: { sent: Message[]; caught: Message[]; completed: number }, msg: Message) => void,
    ) => {
      const node = this.node(sink);
      const onInput = (msg: Message): void => {
        const outcome = of.get(msg._msgid ?? '');
        if (outcome) take(outcome, msg);
      };
      node.on('input', onInput);
      return () => node.off('input', onInput);
    };
    const unlisten = [
      listen('out', (outcome, msg) => outcome.sent.push(msg)),
      listen('caught', (outcome, msg) => (outcome.caught.push(msg), ended.add(msg._msgid!))),
      listen('completed', (outcome, msg) => ((outcome.completed += 1), ended.add(msg._msgid!))),
    ];
    await until(() => ended.size === ids.length);
    // What should not come has had its chance.
    for (let turns = 0; turns < 5; turns += 1) await turn();
    for (const each of unlisten) each();
    return [...of.values()];
  }
}

/** The spy that the helper has put in the place of a node's method. */
export const spy = (method: unknown): SinonSpy => method as SinonSpy;

/** Longer than anything takes that a test waits for, ms; else a failed test would never let the process end. */
const PATIENCE = 60_000;

/** Waits for real I/O until `condition` holds. */
export async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE;
  while (!condition()) {
    if (performance.now() > end) throw new Error('What the test waits for does not come');
    await turn();
  }
}

/** A bench for each test of a suite that asks for one, closed after it. */
export function benches(): (options?: BenchOptions) => Promise<Bench> {
  let bench: Bench | undefined;
  afterEach(async function (this: Context) {
    await bench?.close();
    bench = undefined;
  });
  return async (options) => (bench = await Bench.open(options));
}

/** One request to the admin side of Node-RED. */
export const admin = (): ReturnType<typeof helper.request> => helper.request();

/** The headers that the editor's own requests carry. */
export const asEditor = async (): Promise<Record<string, string>> => {
  const reply: { body: object } = await admin().get('/netatmo-truetemp/token');
  return { 'x-netatmo-truetemp': (reply.body as { token: string }).token };
};
