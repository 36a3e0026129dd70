import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, type Dispatcher } from 'undici';
import type { Account } from '../../src/account/account';
import type { Accounts, AccountNode } from '../../src/account/accounts';
import { ACCOUNT_TYPE } from '../../src/account/deleted-nodes';
import { loopbackTransport } from '../../src/cloud/transport';
import type { CorrectionMessage } from '../../src/correction/corrector';
import type { CorrectionResult } from '../../src/correction/result';
import { parseSetSettings } from '../../src/correction/settings';
import type { Room } from '../../src/home/room';
import { type Disk, systemDisk } from '../../src/storage/disk';
import { SessionFiles } from '../../src/storage/session-files';
import { createTestSimulator, type TestSimulator, type TestSimulatorOptions } from '../../testkit';
import { accountNode, accountsWith, type NodeChanges } from './accounts';
import { VIRTUAL_START, VirtualClock } from './virtual-clock';
import { WatchedDisk } from './watched-disk';
import { InFlight, settle, turn } from './world';

/** For what goes on until it ends by itself. */
export const GO_ON = new AbortController().signal;
setMaxListeners(0, GO_ON);

/** What a get rooms node asks for. */
const ALL_ROOMS = { homeId: '', filter: 'thermostat', sensors: false } as const;
/** What a set truetemp node asks for, but for the temperature. */
const KITCHEN = {
  ...{ room: 'Kitchen', homeId: '', accountHomeId: '', force: false, undo: false },
  settings: parseSetSettings({}),
};

/** Event-loop turns without a request or a step of the disk after which nothing more happens by itself. */
const QUIET_TURNS = 10;
/** The same when what is open may be an answer that never comes. */
const HANGING_TURNS = 200;

/** What has reached the server. */
export interface Counts {
  readonly requests: number;
  readonly signIns: number;
  readonly corrections: number;
}

export interface AccountWorldOptions {
  readonly simulator?: Omit<TestSimulatorOptions, 'clock'>;
  /** Where session files go: the machine's disk unless told otherwise; null = nowhere. */
  readonly disk?: Disk | null;
}

/**
 * The accounts of one Node-RED, as its nodes use them, in front of the simulated cloud: real sockets, a real directory,
 * and a virtual clock that goes on whenever nothing happens by itself.
 *
 * The other worlds of the tests stand at other layers: `RequestBench` is one hop without an account, `World` a client and
 * its session without accounts, `CorrectorBench` and `homes-bench` rooms in front of a scripted cloud without a wire,
 * `Bench` the nodes in a Node-RED.
 */
export class AccountWorld {
  readonly clock = new VirtualClock();
  readonly simulator: TestSimulator;
  readonly inFlight = new InFlight();
  accounts: Accounts;
  /** Called with the address of each request, whoever answers. */
  onRequest: (origin: string) => void = () => undefined;
  /** Called before the clock goes on, for servers that do a little at a time. */
  meanwhile: () => void | Promise<void> = () => undefined;
  /** True while an open request may be one that is never answered. */
  hangs = false;
  readonly userDir = mkdtempSync(join(tmpdir(), 'truetemp-accounts-'));
  readonly directory = join(this.userDir, 'netatmo-truetemp');
  readonly #disk: WatchedDisk | undefined;
  readonly #ways: Dispatcher[] = [];
  readonly #joined: { readonly accounts: Accounts; readonly id: string }[] = [];

  static async open(options?: AccountWorldOptions): Promise<AccountWorld> {
    const world = new AccountWorld(options);
    await world.comesBack();
    return world;
  }

  /** Before anything is asked, the cloud must come (back). */
  protected constructor({ simulator, disk = systemDisk }: AccountWorldOptions = {}) {
    this.#disk = disk === null ? undefined : new WatchedDisk(disk);
    // The cloud's clock is right, whatever becomes of this machine's.
    const clock = {
      now: () => VIRTUAL_START + this.clock.ticks(),
      ticks: () => this.clock.ticks(),
      after: (ms: number, run: () => void) => this.clock.after(ms, run),
    };
    this.simulator = createTestSimulator({ clock, staticHouse: true, ...simulator });
    this.accounts = this.#newAccounts();
  }

  get counts(): Counts {
    const { log } = this.simulator;
    const { postlogin: signIns, truetemperature: corrections } = log.counts();
    return { requests: log.total, signIns, corrections };
  }

  /** How many passwords the cloud has got. */
  get signIns(): number {
    return this.counts.signIns;
  }

  /** The names of the session files, and of what lies beside them. */
  get files(): string[] {
    try {
      return readdirSync(this.directory);
    } catch {
      return [];
    }
  }

  /** From now on requests take this way. */
  via(way: Dispatcher): void {
    this.#ways.unshift(way);
  }

  /** The cloud listens (again). */
  async comesBack(): Promise<void> {
    this.via(loopbackTransport(await this.simulator.listen()));
  }

  /** A node is created, as by a deploy or a start. */
  join(node: NodeChanges | AccountNode = {}): Account {
    const created = accountNode(node);
    this.#joined.push({ accounts: this.accounts, id: created.id });
    return this.accounts.join(created);
  }

  /** A node is closed, as by a deploy or a stop. */
  leave(id = 'a'): Promise<void> {
    return this.accounts.close(id);
  }

  /** A deploy has ended: these nodes are in the flows. */
  flowsHave(...ids: string[]): Promise<void> {
    return this.accounts.forgetDeleted(ids.map((id) => ({ id, type: ACCOUNT_TYPE })));
  }

  /** A new process finds what the old one has left on disk. */
  restart(): void {
    this.accounts = this.#newAccounts();
  }

  /** What a get rooms node gets. */
  async rooms(account: Account): Promise<readonly Room[]> {
    return (await account.rooms(ALL_ROOMS, GO_ON)).rooms;
  }

  /** What a set truetemp node gets, which corrects the kitchen unless told otherwise. */
  correct(
    account: Account,
    temperature: unknown,
    more: Partial<CorrectionMessage> = {},
  ): Promise<CorrectionResult> {
    return account.correct({ ...KITCHEN, temperature, ...more }, GO_ON);
  }

  /** Waits for `work`; time passes whenever nothing happens by itself. */
  settle<T>(work: Promise<T>): Promise<T> {
    return settle(work, {
      clock: this.clock,
      isBusy: () => (this.#disk?.underWay ?? 0) > 0 || (!this.hangs && this.inFlight.count > 0),
      quietTurns: () => (this.hangs ? HANGING_TURNS : QUIET_TURNS),
      meanwhile: () => this.meanwhile(),
    });
  }

  /** Lets `ms` pass, and what was waiting for that happen. */
  later(ms: number): Promise<void> {
    return this.settle(new Promise<void>((resolve) => this.clock.after(ms, resolve)));
  }

  /** Waits for real I/O until `condition` holds; no time passes. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await turn();
  }

  /** Closes all nodes; no timer may be left. */
  async close(): Promise<void> {
    for (const { accounts, id } of this.#joined.splice(0)) await accounts.close(id);
    for (const way of this.#ways) await way.destroy();
    await this.simulator.close();
    rmSync(this.userDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
    assert.equal(this.clock.timers, 0, 'no timer is left');
  }

  #newAccounts(): Accounts {
    const { clock, directory } = this;
    const files = this.#disk && new SessionFiles(directory, { clock, disk: this.#disk.disk });
    return accountsWith({ clock, files, transport: () => this.#transport() });
  }

  #transport(): Dispatcher {
    const current: Dispatcher.DispatcherComposeInterceptor = () => (options, handler) => {
      this.onRequest(String(options.origin));
      const [way] = this.#ways;
      assert.ok(way);
      return way.dispatch(options, handler);
    };
    return this.inFlight.watch(new Agent().compose(current));
  }
}

/** Keeps the worlds that a suite opens, and closes them after each of its tests. */
export function worldsOf<World extends { close(): Promise<void> }>(): (
  opening: Promise<World>,
) => Promise<World> {
  const opened: World[] = [];
  afterEach(async () => {
    for (const world of opened.splice(0)) await world.close();
  });
  return async (opening) => {
    const world = await opening;
    opened.push(world);
    return world;
  };
}
