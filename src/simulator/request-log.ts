import type { Exchange, Route } from './exchange';
import type { Violation } from './violations';

/** One request as a test may inspect it. */
export interface LoggedRequest extends Exchange {
  /** 1, 2, 3 … in the order of arrival. */
  readonly number: number;
  /** ms on the cloud's clock */
  readonly at: number;
  readonly headerNames: readonly string[];
  /** What a strict server might punish. */
  readonly violations: readonly Violation[];
  /** The status answered; null while unanswered and for ever when the connection was cut instead. */
  status: number | null;
}

/** Appends, and drops the oldest entries in lots once there are a tenth too many. */
export const keepLast = <T>(list: T[], item: T, kept: number): void => {
  list.push(item);
  if (list.length > kept * 1.1) list.splice(0, list.length - kept);
};

/** Every request that reached the simulated cloud. */
export class RequestLog {
  readonly requests: LoggedRequest[] = [];
  /** The largest number of requests that were open at once. */
  maxConcurrent = 0;
  readonly #kept: number;
  #total = 0;
  #open = 0;
  readonly #counts = new Map<Route, number>();

  /** @param kept how many of the last requests are kept; counts stay exact all the same */
  constructor(kept: number) {
    this.#kept = kept;
  }

  get total(): number {
    return this.#total;
  }

  count(route: Route): number {
    return this.#counts.get(route) ?? 0;
  }

  /** A request has come in. */
  begin(exchange: Exchange, violations: readonly Violation[], at: number): LoggedRequest {
    this.#total += 1;
    this.#open += 1;
    this.maxConcurrent = Math.max(this.maxConcurrent, this.#open);
    this.#counts.set(exchange.route, this.count(exchange.route) + 1);
    const headerNames = Object.keys(exchange.headers);
    const logged = { ...exchange, number: this.#total, at, headerNames, violations, status: null };
    keepLast(this.requests, logged, this.#kept);
    return logged;
  }

  /** Its answer is out, or its connection gone. */
  end(): void {
    this.#open -= 1;
  }

  /** Starts counting anew. */
  clear(): void {
    this.requests.length = 0;
    this.maxConcurrent = this.#open;
    this.#total = 0;
    this.#counts.clear();
  }
}
