import assert from 'node:assert/strict';
import type { Dispatcher } from 'undici';
import * as v from 'valibot';
import { emptyLedger, signInLedger, type SignInLedger } from '../../src/cloud/breaker';
import { Budget, type BudgetLimits } from '../../src/cloud/budget';
import { NetatmoClient } from '../../src/cloud/client';
import { NetatmoError } from '../../src/cloud/errors';
import { forwarding } from '../../src/cloud/request';
import { Secret } from '../../src/cloud/secret';
import { Session } from '../../src/cloud/session';
import { storedSession, type SessionEvent, type SessionStore } from '../../src/cloud/session-store';
import { loopbackTransport } from '../../src/cloud/transport';
import { createTestSimulator, type TestSimulator, type TestSimulatorOptions } from '../../testkit';
import { VirtualClock } from './virtual-clock';

/** Lets promises and sockets have their turn. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A session's memory that keeps what would lie on the disk as text. */
export class KeptMemory implements SessionStore {
  ledger: SignInLedger;
  session: SessionStore['session'];
  /** What each save would have written, oldest first. */
  readonly saves: string[] = [];

  constructor(saved?: string) {
    const text = saved ?? JSON.stringify({ ledger: emptyLedger, session: { cookies: [], latch: null } });
    const parsed = v.parse(v.object({ ledger: signInLedger, session: storedSession }), JSON.parse(text));
    this.ledger = parsed.ledger;
    this.session = parsed.session;
  }

  save(): Promise<void> {
    this.saves.push(JSON.stringify({ ledger: this.ledger, session: this.session }));
    return Promise.resolve();
  }

  /** No other process is there. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }
}

/** Counts the requests that have been begun and not ended, so that the clock stands still meanwhile. */
export class InFlight {
  count = 0;
  /** All that have ever been begun. */
  begun = 0;

  watch(dispatcher: Dispatcher): Dispatcher {
    return dispatcher.compose((dispatch) => (options, handler) => {
      this.count += 1;
      this.begun += 1;
      return dispatch(options, {
        ...forwarding(handler),
        onResponseEnd: (...args) => {
          this.count -= 1;
          handler.onResponseEnd?.(...args);
        },
        onResponseError: (...args) => {
          this.count -= 1;
          handler.onResponseError?.(...args);
        },
      });
    });
  }
}

/** Event-loop turns without a request after which nothing more is going to happen by itself. */
const QUIET_TURNS = 8;

export interface Settling {
  readonly clock: VirtualClock;
  /** Whether something is under way that takes real time: a request, a step of the disk. */
  readonly isBusy: () => boolean;
  /** Event-loop turns without that after which nothing more happens by itself. */
  readonly quietTurns?: () => number;
  /** Called before the clock goes on. */
  readonly meanwhile?: () => void | Promise<void>;
}

/** Waits for `work`; whenever nothing happens by itself, jumps to the next timer. */
export async function settle<T>(work: Promise<T>, settling: Settling): Promise<T> {
  const { clock, isBusy, quietTurns = () => QUIET_TURNS, meanwhile } = settling;
  const state = { isDone: false };
  const done = (): void => void (state.isDone = true);
  work.then(done, done);
  for (;;) {
    for (let quiet = 0; quiet < quietTurns() && !state.isDone; quiet += 1) {
      await turn();
      if (isBusy()) quiet = 0;
    }
    if (state.isDone) return work;
    await meanwhile?.();
    if (!clock.jumpToNext()) throw new Error('Nothing is under way and no timer waits');
  }
}

export interface WorldOptions {
  readonly simulator?: Omit<TestSimulatorOptions, 'clock'>;
  /** Generous unless a test is about the budget. */
  readonly limits?: BudgetLimits;
  /** What lay on the disk, see {@link KeptMemory.saves}. */
  readonly saved?: string;
  /** 0–1; the middle unless told otherwise. */
  readonly random?: () => number;
  readonly password?: string;
  /** Another server than the simulator: its port. */
  readonly port?: number;
}

/**
 * A simulated cloud and the client in front of it, joined by real sockets and moved by one virtual clock: retries
 * and back-offs of hours take milliseconds.
 */
export class World {
  readonly clock: VirtualClock;
  readonly simulator: TestSimulator;
  readonly budget: Budget;
  readonly memory: KeptMemory;
  readonly session: Session;
  readonly client: NetatmoClient;
  readonly events: SessionEvent[] = [];
  readonly #inFlight = new InFlight();
  readonly #closed = new AbortController();
  readonly #transport: Dispatcher;
  readonly #restarts: World[] = [];

  /** A world that has signed in; its counts begin anew. */
  static async signedIn(options?: WorldOptions): Promise<World> {
    const world = await World.open(options);
    await world.settle(world.client.homes('list'));
    world.simulator.log.clear();
    return world;
  }

  static async open(options: WorldOptions = {}): Promise<World> {
    const clock = new VirtualClock();
    const simulator = createTestSimulator({ clock, staticHouse: true, ...options.simulator });
    return new World(options, clock, simulator, options.port ?? (await simulator.listen()));
  }

  private constructor(
    readonly options: WorldOptions,
    clock: VirtualClock,
    simulator: TestSimulator,
    readonly port: number,
  ) {
    this.clock = clock;
    this.simulator = simulator;
    this.memory = new KeptMemory(options.saved);
    this.budget = new Budget(clock, options.limits ?? { per10s: 100_000, perHour: 100_000 });
    this.#transport = this.#inFlight.watch(loopbackTransport(port));
    const shared = {
      clock,
      random: options.random ?? ((): number => 0.5),
      budget: this.budget,
      dispatcher: (): Dispatcher => this.#transport,
      closed: (): AbortSignal => this.#closed.signal,
    };
    this.session = new Session({
      ...shared,
      store: this.memory,
      credentials: () => ({
        username: new Secret(simulator.credentials.email),
        password: new Secret(options.password ?? 'demo password'),
      }),
      onEvent: (event) => this.events.push(event),
    });
    this.client = new NetatmoClient({ ...shared, session: this.session, onCall: () => undefined });
  }

  /** What was asked for so far, in order. */
  get routes(): string[] {
    return this.simulator.log.requests.map(({ route }) => route);
  }

  /** The id of the home that has rooms. */
  get homeId(): string {
    return this.simulator.house.id;
  }

  /** Another process with what this one has saved, on the same clock and cloud. */
  restart(options: WorldOptions = {}): World {
    const saved = this.memory.saves.at(-1);
    const next = new World(
      { ...this.options, ...(saved !== undefined && { saved }), ...options },
      this.clock,
      this.simulator,
      this.port,
    );
    this.#restarts.push(next);
    return next;
  }

  /** Aborts everything under way, as a closed account does. */
  abort(): void {
    this.#closed.abort(new NetatmoError('CLOSED', 'The account was closed.'));
  }

  /** Ends all connections and, for the first world, the simulator. */
  async close(): Promise<void> {
    for (const each of this.#restarts) await each.close();
    await this.#transport.destroy();
    await this.simulator.close();
  }

  /** Waits for `work`; whenever no request is under way, jumps to the next timer. */
  settle<T>(work: Promise<T>): Promise<T> {
    return settle(work, { clock: this.clock, isBusy: () => this.#inFlight.count > 0 });
  }

  /** The error of `work`, which must be one of ours. */
  async failure(work: Promise<unknown>): Promise<NetatmoError> {
    try {
      await this.settle(work);
    } catch (error) {
      if (error instanceof NetatmoError) return error;
      throw error;
    }
    throw new Error('It should have failed');
  }

  /** Waits for real I/O only, until `condition` holds; no time passes. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await turn();
  }
}

/** The worlds of a suite, ended after each of its tests, which no client may have talked to against its rules. */
export function worlds(): Record<'open' | 'signedIn', (options?: WorldOptions) => Promise<World>> {
  const opened: World[] = [];
  const keep = async (opening: Promise<World>): Promise<World> => {
    const world = await opening;
    opened.push(world);
    return world;
  };
  afterEach(async () => {
    for (const world of opened.splice(0)) {
      await world.close();
      assert.deepEqual(world.simulator.log.violations, []);
    }
  });
  return {
    open: (options) => keep(World.open(options)),
    signedIn: (options) => keep(World.signedIn(options)),
  };
}
