import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, type Dispatcher } from 'undici';
import type { Account } from '../../../src/account/account';
import type { Accounts } from '../../../src/account/accounts';
import type { BudgetLimits } from '../../../src/cloud/budget';
import { NetatmoError } from '../../../src/cloud/errors';
import { loopbackTransport } from '../../../src/cloud/transport';
import { parseSetSettings } from '../../../src/correction/settings';
import { MINUTE } from '../../../src/clock';
import { createTestSimulator, type TestSimulator, type TestSimulatorOptions } from '../../../testkit';
import { type Disk, systemDisk } from '../../../src/storage/disk';
import { SessionFiles } from '../../../src/storage/session-files';
import { accountNode, accountsWith } from '../../support/accounts';
import { VIRTUAL_START, VirtualClock } from '../../support/virtual-clock';
import { InFlight, settle } from '../../support/world';
import { WatchedDisk } from './watched-disk';

const NODE = 'a1a1a1a1a1a1a1a1';
const GO_ON = new AbortController().signal;
setMaxListeners(0, GO_ON);
const ALL_ROOMS = { homeId: '', filter: 'thermostat', sensors: false } as const;
const PLACE = { homeId: '', accountHomeId: '', undo: false } as const;
const SETTINGS = parseSetSettings({});
/** How a list ended that worked. */
export const ROOMS = 'rooms';

/** Event-loop turns without a request or a step of the disk after which nothing more happens by itself. */
const QUIET_TURNS = 10;
/** The same when what is open may be an answer that never comes. */
const HANGING_TURNS = 200;

export interface AccountBenchOptions {
  readonly simulator?: Omit<TestSimulatorOptions, 'clock'>;
  readonly password?: string;
  /** Generous unless a test is about the budget. */
  readonly limits?: BudgetLimits;
  /** Keeps the account's state in a directory of its own, on this disk or the machine's. */
  readonly keeps?: true | Disk;
}

/** What has reached the server. */
export interface Counts {
  readonly requests: number;
  readonly signIns: number;
  readonly corrections: number;
}

/**
 * A whole account, as the nodes use it, in front of the simulated cloud: real sockets, a real directory, and a
 * virtual clock that goes on whenever nothing happens by itself.
 */
export class AccountBench {
  readonly clock = new VirtualClock();
  readonly simulator: TestSimulator;
  /** The addresses that were asked for, whoever answered. */
  readonly origins = new Set<string>();
  /** Called before the clock goes on, for servers that do a little at a time. */
  meanwhile: () => void | Promise<void> = () => undefined;
  /** True while an open request may be one that is never answered. */
  hangs = false;
  /** The error that the last failed message ended with. */
  error: NetatmoError | undefined;
  readonly #options: AccountBenchOptions;
  readonly #inFlight = new InFlight();
  readonly #disk: WatchedDisk;
  readonly #ways: Dispatcher[] = [];
  #account: Account | undefined;
  #accounts: Accounts | undefined;

  static async open(options: AccountBenchOptions = {}): Promise<AccountBench> {
    const account = new AccountBench(options, await mkdtemp(join(tmpdir(), 'truetemp-account-')));
    await account.comesBack();
    account.restart();
    return account;
  }

  /** One that has signed in and knows its rooms; a minute later, and its counts begin anew. */
  static async signedIn(options: AccountBenchOptions = {}): Promise<AccountBench> {
    const account = await AccountBench.open(options);
    assert.equal(await account.list(), ROOMS);
    await account.later(MINUTE);
    account.simulator.log.clear();
    return account;
  }

  private constructor(
    options: AccountBenchOptions,
    readonly directory: string,
  ) {
    this.#options = options;
    const { keeps } = options;
    this.#disk = new WatchedDisk(keeps === undefined || keeps === true ? systemDisk : keeps);
    const cloud = { per10s: 100_000, perHour: 100_000, ...options.simulator?.cloud };
    // The cloud's clock is right, whatever becomes of this machine's.
    const clock = {
      now: () => VIRTUAL_START + this.clock.ticks(),
      ticks: () => this.clock.ticks(),
      after: (ms: number, run: () => void) => this.clock.after(ms, run),
    };
    this.simulator = createTestSimulator({
      clock,
      staticHouse: true,
      ...options.simulator,
      cloud,
    });
  }

  get counts(): Counts {
    const { log } = this.simulator;
    const { postlogin, truetemperature } = log.counts();
    return { requests: log.total, signIns: postlogin, corrections: truetemperature };
  }

  /** Requests that were begun, whether or not they reached anybody. */
  get begun(): number {
    return this.#inFlight.begun;
  }

  /** From now on requests take this way. */
  via(way: Dispatcher): void {
    this.#ways.unshift(way);
  }

  /** The cloud listens (again). */
  async comesBack(): Promise<void> {
    this.via(loopbackTransport(await this.simulator.listen()));
  }

  /** A new process with the same user directory, and another password if one is given. */
  restart(password = this.#options.password ?? this.simulator.credentials.password): void {
    const { limits = { per10s: 100_000, perHour: 100_000 }, keeps } = this.#options;
    this.#accounts = accountsWith({
      clock: this.clock,
      files: keeps && new SessionFiles(this.directory, { clock: this.clock, disk: this.#disk.disk }),
      transport: () => this.#transport(),
    });
    const { email: username } = this.simulator.credentials;
    this.#account = this.#accounts.join(accountNode({ id: NODE, limits, username, password }));
  }

  /** Reads the rooms, as get rooms does. @returns `rooms`, or the code of the error */
  async list(): Promise<string> {
    return this.settle(this.begin('list'));
  }

  /** Corrects the kitchen, as set truetemp does. @returns the reason, or the code of the error */
  async correct(temperature: unknown = 21.5, force = false): Promise<string> {
    return this.settle(this.begin('correction', temperature, force));
  }

  /** Sends a message and does not wait. */
  begin(
    what: 'list' | 'correction',
    temperature: unknown = 21.5,
    force = false,
    room: unknown = 'Kitchen',
  ): Promise<string> {
    assert.ok(this.#account);
    const message = { ...PLACE, room, temperature, force, settings: SETTINGS };
    const work =
      what === 'list'
        ? this.#account.rooms(ALL_ROOMS, GO_ON).then(() => ROOMS)
        : this.#account.correct(message, GO_ON).then(({ reason }) => reason);
    return work.catch((error: unknown) => this.#codeOf(error));
  }

  /** Presses the test button. @returns `rooms`, or the code of the error */
  async press(): Promise<string> {
    assert.ok(this.#account);
    const work = this.#account.test(false).then(() => ROOMS);
    return this.settle(work.catch((error: unknown) => this.#codeOf(error)));
  }

  /** The same message several times, `apart` ms from each other. */
  async repeat(count: number, send: () => Promise<string>, apart = 0): Promise<string[]> {
    const ends: string[] = [];
    for (let i = 0; i < count; i += 1) {
      ends.push(await send());
      if (apart > 0) await this.later(apart);
    }
    return ends;
  }

  /** Waits for `work`; time passes whenever nothing happens by itself. */
  async settle<T>(work: Promise<T>): Promise<T> {
    return settle(work, {
      clock: this.clock,
      isBusy: () => this.#isBusy,
      quietTurns: () => (this.hangs ? HANGING_TURNS : QUIET_TURNS),
      meanwhile: () => this.meanwhile(),
    });
  }

  /** Lets `ms` pass, and what was waiting for that happen. */
  async later(ms: number): Promise<void> {
    await this.settle(new Promise<void>((resolve) => this.clock.after(ms, resolve)));
  }

  async close(): Promise<void> {
    await this.#accounts?.close(NODE);
    for (const way of this.#ways) await way.destroy();
    await this.simulator.close();
    await rm(this.directory, { recursive: true, force: true });
    assert.equal(this.clock.timers, 0, 'no timer is left');
  }

  #codeOf(error: unknown): string {
    if (!(error instanceof NetatmoError)) throw error;
    this.error = error;
    return error.code;
  }

  get #isBusy(): boolean {
    return this.#disk.underWay > 0 || (!this.hangs && this.#inFlight.count > 0);
  }

  #transport(): Dispatcher {
    const current: Dispatcher.DispatcherComposeInterceptor = () => (options, handler) => {
      this.origins.add(String(options.origin));
      const [way] = this.#ways;
      assert.ok(way);
      return way.dispatch(options, handler);
    };
    return this.#inFlight.watch(new Agent().compose(current));
  }
}

/** The accounts of a suite, closed after each of its tests. */
export function accountBenches(): {
  readonly open: (options?: AccountBenchOptions) => Promise<AccountBench>;
  readonly signedIn: (options?: AccountBenchOptions) => Promise<AccountBench>;
} {
  const opened: AccountBench[] = [];
  const keep = async (account: Promise<AccountBench>): Promise<AccountBench> => {
    opened.push(await account);
    return account;
  };
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
  });
  return {
    open: (options) => keep(AccountBench.open(options)),
    signedIn: (options) => keep(AccountBench.signedIn(options)),
  };
}
