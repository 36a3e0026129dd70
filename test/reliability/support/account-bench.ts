import assert from 'node:assert/strict';
import type { Account } from '../../../src/account/account';
import { HOUR, MINUTE } from '../../../src/clock';
import type { BudgetLimits } from '../../../src/cloud/budget';
import { NetatmoError } from '../../../src/cloud/errors';
import type { Disk } from '../../../src/storage/disk';
import type { TestSimulatorOptions } from '../../../testkit';
import { AccountWorld, worldsOf } from '../../support/account-world';
import { type Facts, tally } from './results';

/** How a list ended that worked. */
export const ROOMS = 'rooms';

const GENEROUS = { per10s: 100_000, perHour: 100_000 };

export interface AccountBenchOptions {
  readonly simulator?: Omit<TestSimulatorOptions, 'clock'>;
  readonly password?: string;
  /** Generous unless a test is about the budget. */
  readonly limits?: BudgetLimits;
  /** Keeps the account's state in a directory of its own, on this disk or the machine's. */
  readonly keeps?: true | Disk;
}

/** One account, whose messages end in words: what a table of faults needs. */
export class AccountBench extends AccountWorld {
  /** The addresses that were asked for, whoever answered. */
  readonly origins = new Set<string>();
  /** The error that the last failed message ended with. */
  error: NetatmoError | undefined;
  readonly #options: AccountBenchOptions;
  #account!: Account;

  static override async open(options: AccountBenchOptions = {}): Promise<AccountBench> {
    const bench = new AccountBench(options);
    await bench.comesBack();
    bench.restart();
    return bench;
  }

  /** One that has signed in and knows its rooms; a minute later, and its counts begin anew. */
  static async signedIn(options: AccountBenchOptions = {}): Promise<AccountBench> {
    const bench = await AccountBench.open(options);
    assert.equal(await bench.list(), ROOMS);
    await bench.later(MINUTE);
    bench.simulator.log.clear();
    return bench;
  }

  private constructor(options: AccountBenchOptions) {
    const { simulator, keeps = null } = options;
    const cloud = { ...GENEROUS, ...simulator?.cloud };
    super({ simulator: { ...simulator, cloud }, ...(keeps !== true && { disk: keeps }) });
    this.#options = options;
    this.onRequest = (origin) => this.origins.add(origin);
  }

  /** A new process with the same user directory, and another password if one is given. */
  override restart(password = this.#options.password ?? this.simulator.credentials.password): void {
    super.restart();
    const { limits = GENEROUS } = this.#options;
    this.#account = this.join({ limits, username: this.simulator.credentials.email, password });
  }

  /** Reads the rooms, as get rooms does. @returns `rooms`, or the code of the error */
  list(): Promise<string> {
    return this.settle(this.begin('list'));
  }

  /** Corrects the kitchen, as set truetemp does. @returns the reason, or the code of the error */
  corrected(temperature: unknown = 21.5, force = false): Promise<string> {
    return this.settle(this.begin('correction', temperature, force));
  }

  /** Sends a message and does not wait. */
  begin(
    what: 'list' | 'correction',
    temperature: unknown = 21.5,
    force = false,
    room: unknown = 'Kitchen',
  ): Promise<string> {
    const work =
      what === 'list'
        ? this.rooms(this.#account).then(() => ROOMS)
        : this.correct(this.#account, temperature, { room, force }).then(({ reason }) => reason);
    return this.#ended(work);
  }

  /** Presses the test button. @returns `rooms`, or the code of the error */
  press(): Promise<string> {
    return this.settle(this.#ended(this.#account.test(false).then(() => ROOMS)));
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

  /** How it ended: in a word, or the code of an error of ours. */
  #ended(work: Promise<string>): Promise<string> {
    return work.catch((error: unknown) => {
      if (!(error instanceof NetatmoError)) throw error;
      this.error = error;
      return error.code;
    });
  }
}

/** A day of corrections that all end in `code`, and one an hour after the fault is gone. @param holds checked before that */
export async function badDay(account: AccountBench, code: string, holds: () => void): Promise<Facts> {
  const ends = await account.repeat(12 * 24, () => account.corrected(), 5 * MINUTE);
  assert.deepEqual(new Set(ends), new Set([code]));
  assert.equal(account.counts.signIns, 0);
  holds();
  account.simulator.faults.clear();
  await account.later(HOUR);
  const after = await account.corrected();
  assert.equal(after, 'corrected');
  return {
    sent: 'a correction every five minutes for 24 hours, one more an hour later',
    out: `${tally(ends)}, then ${after}`,
    ...account.counts,
  };
}

/** The accounts of a suite, closed after each of its tests. */
export const accountBenches = (): Record<'open' | 'signedIn', (typeof AccountBench)['open']> => {
  const keep = worldsOf<AccountBench>();
  return {
    open: (options) => keep(AccountBench.open(options)),
    signedIn: (options) => keep(AccountBench.signedIn(options)),
  };
};
