import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { Node, NodeInitializer, NodeMessage } from 'node-red';
import helper from 'node-red-node-test-helper';
import accountNode from '../../../nodes/netatmo-account';
import { SYSTEM_TOOLS } from '../../../nodes/account-nodes';
import getRoomsNode from '../../../nodes/netatmo-get-rooms';
import setTruetempNode from '../../../nodes/netatmo-set-truetemp';
import type { Clock } from '../../../src/clock';
import type { CorrectionResult } from '../../../src/correction/result';
import type { TestSimulator } from '../../../testkit';
import { examples, named, type Example, type ExampleNode } from './examples';

const load = createRequire(__filename) as (path: string) => NodeInitializer;
const CORE = [
  ...['20-inject', '21-debug', '25-catch', '25-status', '60-link', '90-comment'].map(
    (file) => `common/${file}`,
  ),
  ...['10-function', '10-switch', '15-change'].map((file) => `function/${file}`),
  ...['10-mqtt', '21-httprequest'].map((file) => `network/${file}`),
].map((path) => load(`@node-red/nodes/core/${path}.js`));

const DELAY = load('@node-red/nodes/core/function/89-delay.js');

/** What comes from other packages; in its places stand nodes that only take and send messages. */
const FOREIGN = /^(ui-|server-state-changed$)/;

export type Output = Record<string, unknown> & { payload: unknown };

export interface RunningOptions {
  /** The demo home of the test instead of the one that lives on the machine's clock. */
  readonly home?: { readonly clock: Clock; readonly simulator: TestSimulator };
  /** Changes a node before it starts, as a user would: another broker, an address. */
  readonly edit?: (node: ExampleNode) => ExampleNode;
  readonly credentials?: Record<string, Record<string, string>>;
  /** In the place of the delay node. */
  readonly delay?: NodeInitializer;
}

/** One example in a Node-RED of its own, on the demo home. */
export class Running {
  readonly #example: Example;

  private constructor(example: Example) {
    this.#example = example;
  }

  static async start(name: string, options: RunningOptions = {}): Promise<Running> {
    const { home, edit = asItIs, credentials = {}, delay = DELAY } = options;
    const example = examples.find((each) => each.name === name);
    if (!example) throw new Error(`There is no example ${name}`);
    const tools = home
      ? { ...SYSTEM_TOOLS, clock: home.clock, simulator: () => home.simulator }
      : SYSTEM_TOOLS;
    const ours: NodeInitializer[] = [(RED) => accountNode(RED, tools), getRoomsNode, setTruetempNode];
    const nodes = example.nodes.map((node) => edit(withoutForeign(node)));
    // The clock of the page is that of the home, as in the demo.
    const functionGlobalContext = home ? { demoHome: home.clock } : {};
    helper.settings({ functionExternalModules: false, functionGlobalContext });
    await helper.load([...CORE, delay, ...ours], structuredClone(nodes), credentials);
    return new Running(example);
  }

  /** Does something and waits until the node called `at` gets the message that comes of it. */
  async after(act: () => unknown, at: string): Promise<Output> {
    const arrived = once(this.node(at), 'input') as Promise<[Output]>;
    await act();
    const [msg] = await arrived;
    return msg;
  }

  /** The next `count` messages that the node called `at` gets. */
  async next(count: number, at: string): Promise<Output[]> {
    const node = this.node(at);
    const got: Output[] = [];
    return new Promise((done) => {
      const take = (msg: object): void => {
        got.push(msg as Output);
        if (got.length < count) return;
        node.off('input', take);
        done(got);
      };
      node.on('input', take);
    });
  }

  /** Presses the button of an inject node. */
  press(name: string, at: string): Promise<Output> {
    return this.after(() => this.node(name).receive(), at);
  }

  send(name: string, msg: object): void {
    this.node(name).send(msg as NodeMessage);
  }

  receive(name: string, msg: object): void {
    this.node(name).receive(msg as NodeMessage);
  }

  node(name: string): Node {
    return helper.getNode(named(this.#example, name).id);
  }
}

const asItIs = (node: ExampleNode): ExampleNode => node;

const withoutForeign = (node: ExampleNode): ExampleNode =>
  FOREIGN.test(node.type) ? { ...node, type: 'helper' } : node;

export const decision = ({ payload }: Output): CorrectionResult => payload as CorrectionResult;

/** Longer than anything takes that a test waits for, ms; else a failed test would never let the process end. */
const PATIENCE = 60_000;

/** Waits for real I/O until `condition` holds. */
export async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE;
  while (!condition()) {
    if (performance.now() > end) throw new Error('What the test waits for does not come');
    await new Promise((resume) => setImmediate(resume));
  }
}
