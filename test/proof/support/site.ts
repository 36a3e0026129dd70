import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dispatcher } from 'undici';
import type { Account } from '../../../src/account/account';
import type { Accounts } from '../../../src/account/accounts';
import type { ErrorCode } from '../../../src/cloud/errors';
import { loopbackTransport } from '../../../src/cloud/transport';
import { createTestSimulator, type TestSimulator, type TestSimulatorOptions } from '../../../testkit';
import { SessionFiles } from '../../../src/storage/session-files';
import { accountNode, accountsWith, type NodeChanges } from '../../support/accounts';
import { VirtualClock } from '../../support/virtual-clock';
import { InFlight, turn } from '../../support/world';
import { RateWatch } from './rate-watch';

const NODE = 'a';
const ALL = { homeId: '', filter: 'thermostat', sensors: false } as const;

/** Turns of the event loop after which nothing happens any more that has not begun yet. */
const QUIET_TURNS = 10;

/** Turns of the event loop in which a request to this machine is answered, unless it never is. */
const ANSWER_TURNS = 40;

const isBusyWithDisk = (): boolean => process.getActiveResourcesInfo().includes('FSReqPromise');

/** The accounts of one Node-RED, a simulated cloud on this machine, a directory for files and a virtual clock. */
export class Site {
  readonly clock = new VirtualClock();
  readonly simulator: TestSimulator;
  /** All requests to the cloud, as they leave. */
  readonly rates = new RateWatch();
  readonly inFlight = new InFlight();
  readonly #directory = mkdtempSync(join(tmpdir(), 'truetemp-proof-'));
  #port = 0;
  #accounts: Accounts;

  static async open(options: Omit<TestSimulatorOptions, 'clock'> = {}): Promise<Site> {
    const site = new Site(options);
    site.#port = await site.simulator.listen();
    return site;
  }

  private constructor(options: Omit<TestSimulatorOptions, 'clock'>) {
    this.simulator = createTestSimulator({ clock: this.clock, staticHouse: true, ...options });
    this.#accounts = this.#newAccounts();
  }

  /** How many passwords the cloud has got. */
  get signIns(): number {
    return this.simulator.log.counts().postlogin;
  }

  /** What the cloud has got. */
  get counts(): { readonly requests: number; readonly signIns: number; readonly corrections: number } {
    const { log } = this.simulator;
    return { requests: log.total, signIns: this.signIns, corrections: log.counts().truetemperature };
  }

  /** The account node is created, as by a deploy or a start. */
  join(node: NodeChanges = {}): Account {
    return this.#accounts.join(accountNode({ id: NODE, ...node }));
  }

  /** The account node is closed, as by a deploy or a stop. */
  leave(): Promise<void> {
    return this.#accounts.close(NODE);
  }

  /** A new process finds what the old one has left on disk. */
  restart(): void {
    this.#accounts = this.#newAccounts();
  }

  /** Lists rooms. @returns how many, or the code of the error */
  async list(account: Account): Promise<number | ErrorCode> {
    try {
      return (await account.rooms(ALL, new AbortController().signal)).rooms.length;
    } catch (error) {
      return (error as { code: ErrorCode }).code;
    }
  }

  /**
   * Lets `ms` pass, and then whatever is under way with the disk or the cloud come to its end. What the cloud never
   * answers is left waiting.
   */
  async live(ms: number): Promise<void> {
    await this.clock.run(ms);
    for (let turns = 0; isBusyWithDisk() || (turns < ANSWER_TURNS && this.inFlight.count > 0); turns += 1)
      await turn();
  }

  /** Waits for real I/O until `condition` holds; no time passes. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await turn();
  }

  /** Whether `work` has ended by itself, without any time passing. */
  async hasEnded(work: Promise<unknown>): Promise<boolean> {
    let hasEnded = false;
    void work.finally(() => (hasEnded = true)).catch(() => undefined);
    for (let turns = 0; turns < QUIET_TURNS; turns += 1) await turn();
    return hasEnded;
  }

  async close(): Promise<void> {
    await this.leave();
    await this.simulator.close();
    rmSync(this.#directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  }

  #transport(): Dispatcher {
    return this.inFlight.watch(loopbackTransport(this.#port)).compose((dispatch) => (options, handler) => {
      this.rates.note(this.clock.ticks());
      return dispatch(options, handler);
    });
  }

  #newAccounts(): Accounts {
    const { clock } = this;
    const files = new SessionFiles(this.#directory, { clock });
    return accountsWith({ clock, files, transport: () => this.#transport() });
  }
}

/** The ends of connections in this process, the server's and ours. */
export const sockets = (): number =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
