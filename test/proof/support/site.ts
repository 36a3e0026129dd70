import type { Account } from '../../../src/account/account';
import type { ErrorCode } from '../../../src/cloud/errors';
import { AccountWorld, type AccountWorldOptions } from '../../support/account-world';
import { turn } from '../../support/world';
import { RateWatch } from './rate-watch';

/** Turns of the event loop after which nothing happens any more that has not begun yet. */
const QUIET_TURNS = 10;

/** Turns of the event loop in which a request to this machine is answered, unless it never is. */
const ANSWER_TURNS = 40;

const isBusyWithDisk = (): boolean => process.getActiveResourcesInfo().includes('FSReqPromise');

/** An account that lives on through whatever comes, its requests counted as they leave. */
export class Site extends AccountWorld {
  readonly rates = new RateWatch();

  static override async open(options?: AccountWorldOptions): Promise<Site> {
    const site = new Site(options);
    site.onRequest = () => site.rates.note(site.clock.ticks());
    await site.comesBack();
    return site;
  }

  /** Lists rooms. @returns how many, or the code of the error */
  async list(account: Account): Promise<number | ErrorCode> {
    try {
      return (await this.rooms(account)).length;
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

  /** Whether `work` has ended by itself, without any time passing. */
  async hasEnded(work: Promise<unknown>): Promise<boolean> {
    let hasEnded = false;
    void work.finally(() => (hasEnded = true)).catch(() => undefined);
    for (let turns = 0; turns < QUIET_TURNS; turns += 1) await turn();
    return hasEnded;
  }
}

/** The ends of connections in this process, the server's and ours. */
export const sockets = (): number =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
