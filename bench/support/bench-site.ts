import { setMaxListeners } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from '../../src/account/account';
import type { Accounts } from '../../src/account/accounts';
import { parseSetSettings } from '../../src/correction/settings';
import { loopbackTransport } from '../../src/cloud/transport';
import { HOUR } from '../../src/clock';
import type { HomeSetup } from '../../src/simulator';
import { createTestSimulator, type TestSimulator } from '../../testkit';
import { SessionFiles } from '../../src/storage/session-files';
import { accountNode, accountsWith } from '../../test/support/accounts';
import { SkippingClock } from '../../test/support/skipping-clock';
import { Recorder } from './bare';
import { slowWay, type SlowWay } from './latency';

const NO_LIMIT = 1_000_000;
/** Longer than a status serves a list, ms, and short enough for all rounds to be on one day. */
const LATER = 90_000;
const SETTINGS = parseSetSettings({ settleTime: 0 });
/** °C: what every valve says, and what every message says. */
const MEASURED = 21;
const TRUE = 22;

/** A home with so many rooms. */
export const homeOf = (rooms: number, name = 'Home'): HomeSetup => ({
  name,
  rooms: Array.from({ length: rooms }, (_, index) => ({ name: `Room ${index + 1}` })),
});

/** Accounts as Node-RED has them, before a simulated cloud that is `latency` ms away and has no limits. */
export class BenchSite {
  readonly clock = new SkippingClock();
  readonly simulator: TestSimulator;
  readonly recorder = new Recorder();
  #directory = newDirectory();
  #way: SlowWay | undefined;
  #accounts: Accounts;
  #account: Account | undefined;

  static async open(homes: readonly HomeSetup[], latency: number): Promise<BenchSite> {
    const site = new BenchSite(homes);
    site.#way = await slowWay(await site.simulator.listen(), latency);
    return site;
  }

  private constructor(homes: readonly HomeSetup[]) {
    this.simulator = createTestSimulator({
      clock: this.clock,
      homes,
      staticHouse: true,
      largestOffset: Infinity,
      logLimit: 100,
      cloud: { per10s: NO_LIMIT, perHour: NO_LIMIT, tokenLifeMs: 10_000 * HOUR },
    });
    this.#accounts = this.#newAccounts();
  }

  get port(): number {
    return this.#way!.port;
  }

  /** The account of an e-mail, without a file unless it is the first one's. */
  join(email = this.simulator.credentials.email, id = 'a'): Account {
    const limits = { per10s: NO_LIMIT, perHour: NO_LIMIT };
    return this.#accounts.join(accountNode({ id, username: email, keepSession: id === 'a', limits }));
  }

  async list(): Promise<void> {
    const query = { homeId: '', filter: 'thermostat', sensors: false } as const;
    await (this.#account ??= this.join()).rooms(query, new AbortController().signal);
  }

  /** One message for each of the first `count` rooms, all at once. */
  async correct(count: number): Promise<void> {
    const account = (this.#account ??= this.join());
    const { signal } = new AbortController();
    setMaxListeners(0, signal);
    const message = { homeId: '', accountHomeId: '', temperature: TRUE, force: false, undo: false };
    const rooms = this.simulator.house.rooms.slice(0, count);
    const results = await Promise.all(
      rooms.map((room) => account.correct({ ...message, room: room.id, settings: SETTINGS }, signal)),
    );
    if (!results.every(({ changed }) => changed)) throw new Error('A room was not corrected');
  }

  /** A new process, with what the old one left on the disk or with nothing. */
  async restart(keepsFile: boolean): Promise<void> {
    await this.#accounts.close('a');
    if (!keepsFile) {
      rmSync(this.#directory, { recursive: true, force: true, maxRetries: 10 });
      this.#directory = newDirectory();
    }
    this.#accounts = this.#newAccounts();
    this.#account = undefined;
  }

  /** So much later that no status of before counts any more; the homes are still known. The valves say what they said. */
  later(): void {
    this.clock.skip(LATER);
    for (const room of this.simulator.house.rooms) room.setReading(MEASURED);
  }

  async close(): Promise<void> {
    await this.#accounts.close('a');
    await this.#way?.close();
    await this.simulator.close();
    rmSync(this.#directory, { recursive: true, force: true, maxRetries: 10 });
  }

  #newAccounts(): Accounts {
    const { clock } = this;
    return accountsWith({
      clock,
      files: new SessionFiles(this.#directory, { clock }),
      transport: () => this.recorder.watch(loopbackTransport(this.port)),
    });
  }
}

const newDirectory = (): string => mkdtempSync(join(tmpdir(), 'truetemp-bench-'));
