import helper from 'node-red-node-test-helper';
import type { Node, NodeAPI } from 'node-red';
import { accountNodes, type AccountNodes } from '../../../nodes/account-nodes';
import { HOUR } from '../../../src/clock';
import type { TestSimulator } from '../../../testkit';
import { admin, asEditor, Bench, type Message, type Outcome, spy } from '../../nodes/support/bench';
import { ACCOUNT, type Credentials, flow, type FlowNode } from '../../nodes/support/flows';
import type { SkippingClock } from '../../support/skipping-clock';
import { turn } from '../../support/world';
import { addCanaries, CANARY } from './canaries';
import { Collector } from './collector';
import { type Hit, LeakNet } from './leak-net';
import { Wiretap } from './wiretap';

/** The right login, kept on disk. */
export const KEPT: Credentials = {
  [ACCOUNT]: { username: CANARY.email, password: CANARY.password, sessionKey: CANARY.sessionKey },
};
/** The same in memory only. */
export const IN_MEMORY: Credentials = { [ACCOUNT]: { username: CANARY.email, password: CANARY.password } };
export const WRONG: Credentials = { [ACCOUNT]: { username: CANARY.email, password: CANARY.wrong } };

/** A list with sensors, and a correction. */
export const CANARY_FLOW = flow({}, { sensors: true, homeId: '*' });

/** How far the clock goes when nothing happens by itself, ms. */
const STEP = 2_500;
/** Event-loop turns without a request after which nothing happens by itself. */
const QUIET_TURNS = 6;
/** ms without a sign of life after which a request is taken to hang … */
const HANGING = 20;
/** … or a busy disk to be done. */
const DISK_DONE = 120;

/** What nodes do to be heard; Node-RED's test helper spies on each. */
const VOICES = ['status', 'send', 'log', 'warn', 'error', 'debug', 'trace'] as const;

/** Every place that is searched, whether or not anything came out there. */
export const PLACES: readonly string[] = [
  ...VOICES.map((voice) => `node.${voice}`),
  ...['messages', 'admin answers', 'log', 'stdout', 'stderr', 'process warning'],
  ...['user directory', 'user directory: names', 'process', 'objects'],
];

/** The nodes with a canary's account: whatever leaves them is collected. */
export class CanaryBench {
  readonly collector = new Collector();
  /** The codes of the errors that messages ended with. */
  readonly codes = new Set<string>();
  #voices: Node | undefined;
  /** Whether the disk is worked with, which takes its time too. */
  #writes = false;
  #skippedAt = 0;

  private constructor(
    readonly bench: Bench,
    readonly net: LeakNet,
    readonly tap: Wiretap,
  ) {
    addCanaries(net);
    this.collector.listen();
  }

  static async open(): Promise<CanaryBench> {
    const net = new LeakNet();
    const tap = new Wiretap(net);
    const bench = await Bench.open({
      simulator: { credentials: { email: CANARY.email, password: CANARY.password } },
      transport: tap.transport,
    });
    return new CanaryBench(bench, net, tap);
  }

  get simulator(): TestSimulator {
    return this.bench.simulator;
  }

  get clock(): SkippingClock {
    return this.bench.clock;
  }

  /** The accounts behind the running nodes. */
  get accounts(): AccountNodes {
    const { _events: events } = helper as unknown as { _events: NodeAPI['events'] };
    return accountNodes({ events } as NodeAPI);
  }

  async start(credentials: Credentials = IN_MEMORY, nodes: readonly FlowNode[] = CANARY_FLOW): Promise<void> {
    this.#writes = credentials === KEPT;
    await this.bench.start(nodes, credentials);
    this.#voices = this.bench.node('set');
  }

  /** Stops Node-RED; everything its nodes have said to the very end is kept. */
  async stop(): Promise<void> {
    await this.bench.stop();
    this.#hear();
    await helper.unload();
  }

  async restart(credentials: Credentials = IN_MEMORY): Promise<void> {
    await this.stop();
    await this.start(credentials);
  }

  /** Sends a list and a correction and lets time pass until both have ended. */
  async send(correction: Message = { payload: 21, force: true }): Promise<Outcome[]> {
    const get = this.bench.begin([{ payload: 'rooms, please' }], 'get');
    const set = this.bench.begin([correction], 'set');
    return this.settle(Promise.all([get.outcomes, set.outcomes]).then((both) => both.flat()));
  }

  /** Waits for outcomes; time passes whenever nothing happens by itself. */
  async settle(work: Promise<Outcome[]>): Promise<Outcome[]> {
    const outcomes = await this.pass(work);
    this.collector.take('messages', outcomes);
    for (const { caught } of outcomes)
      for (const { error } of caught) this.codes.add(String((error as { code?: unknown }).code));
    return outcomes;
  }

  /** Waits for anything; time passes likewise. */
  async pass<T>(work: Promise<T>): Promise<T> {
    const state = { isDone: false };
    const done = (): void => void (state.isDone = true);
    work.then(done, done);
    for (let quiet = 0; !state.isDone; quiet += 1) {
      await turn();
      if (this.#silence < this.#patience) quiet = 0;
      else if (quiet > QUIET_TURNS) {
        this.clock.skip(STEP);
        this.#skippedAt = performance.now();
      }
    }
    return work;
  }

  /** ms since anything was heard of the cloud, or time was skipped. */
  get #silence(): number {
    return Math.min(this.tap.silence, performance.now() - this.#skippedAt);
  }

  /** ms that something under way may take before time is helped along. */
  get #patience(): number {
    if (this.#writes) return DISK_DONE;
    return this.tap.underWay > 0 ? HANGING : 0;
  }

  /** Lets a day pass, so that breakers, caps and tokens have run out. */
  nextDay(): void {
    this.clock.skip(25 * HOUR);
  }

  /** Ends every session at the cloud: the next message must sign in. */
  endSessions(): void {
    this.simulator.cloud.killRefresh();
    this.simulator.cloud.revokeTokens();
  }

  /** One request to the admin side; its answer is collected. */
  async ask(
    method: 'get' | 'post',
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const test = admin()[method](`/netatmo-truetemp/${path}`);
    const request = test.set({ ...(await asEditor()), ...headers });
    const {
      status,
      headers: got,
      text,
    } = await this.pass(Promise.resolve(body ? request.send(body) : request));
    this.collector.take('admin answers', `${status}`, got, text);
    return { status, headers: got, text, error: errorOf(text) };
  }

  /** All canaries that were found anywhere; call it once, at the end. */
  async search(): Promise<Hit[]> {
    await this.stop();
    this.collector.takeFiles('user directory', this.bench.userDir);
    this.collector.take('process', process.title, process.argv);
    this.collector.take('objects', this.accounts, [...this.accounts.running], this.simulator.log.counts());
    this.tap.readRequests(this.simulator.log.requests);
    return this.collector.search(this.net);
  }

  async close(): Promise<void> {
    this.collector.close();
    await this.bench.close();
  }

  /** Takes what the spies have heard. They hear all nodes, and are the same for each. */
  #hear(): void {
    for (const voice of VOICES)
      for (const said of spy(this.#voices?.[voice as 'status']).args as unknown[][])
        this.collector.take(`node.${voice}`, ...said);
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The code in the answer's error; undefined when it is none of ours. */
  readonly error: string | undefined;
}

function errorOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { error?: { code?: string } }).error?.code;
  } catch {
    return undefined;
  }
}
