import type { Exchange, Route } from '../src/simulator/exchange';
import type { Reply } from '../src/simulator/reply';
import { ViolationWatch, type Violation } from './violations';

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

/** A correction that the cloud accepted. Temperatures in °C, `at` in ms of house time. */
export interface AcceptedCorrection {
  readonly at: number;
  readonly homeId: string;
  readonly roomId: string;
  readonly current: number;
  readonly corrected: number;
}

/** How many requests each page had. */
export type RouteCounts = Readonly<Record<Exclude<Route, 'homepage' | 'other'>, number>>;

/** Every request that reached the simulated cloud. */
export class RequestLog {
  /** Oldest first, as far as the log reaches. */
  readonly requests: LoggedRequest[] = [];
  /** Those that were accepted, oldest first, as far as the log reaches. */
  readonly corrections: AcceptedCorrection[] = [];
  /** The largest number of requests that were open at once. */
  maxConcurrent = 0;
  readonly #kept: number;
  readonly #watch = new ViolationWatch();
  #total = 0;
  #open = 0;
  readonly #counts = new Map<Route, number>();

  /** @param kept how many of the last requests are kept; counts stay exact all the same */
  constructor(kept: number) {
    this.#kept = kept;
  }

  /** All requests, whatever they were for. */
  get total(): number {
    return this.#total;
  }

  /** Everything a strict server might punish, in order. */
  get violations(): readonly Violation[] {
    return this.requests.flatMap(({ violations }) => violations);
  }

  counts(): RouteCounts {
    return {
      login: this.#count('login'),
      csrf: this.#count('csrf'),
      postlogin: this.#count('postlogin'),
      keychain: this.#count('keychain'),
      checklogin: this.#count('checklogin'),
      homesdata: this.#count('homesdata'),
      homestatus: this.#count('homestatus'),
      getstationsdata: this.#count('getstationsdata'),
      gethomecoachsdata: this.#count('gethomecoachsdata'),
      truetemperature: this.#count('truetemperature'),
    };
  }

  /** A request has come in. @param at ms on the cloud's clock */
  begin(exchange: Exchange, at: number): LoggedRequest {
    this.#total += 1;
    this.#open += 1;
    this.maxConcurrent = Math.max(this.maxConcurrent, this.#open);
    this.#counts.set(exchange.route, this.#count(exchange.route) + 1);
    const headerNames = Object.keys(exchange.headers);
    const violations = this.#watch.look(exchange);
    const logged = { ...exchange, number: this.#total, at, headerNames, violations, status: null };
    keepLast(this.requests, logged, this.#kept);
    return logged;
  }

  /** The cloud has done what a request asks for, whatever becomes of its answer. @param at ms of house time */
  processed({ route, body }: Exchange, reply: Reply, at: number): void {
    this.#watch.set(reply);
    if (route !== 'truetemperature' || reply.status !== 200) return;
    const sent = JSON.parse(body) as CorrectionBody;
    const { home_id: homeId, room_id: roomId, current_temperature: current } = sent;
    const corrected = sent.corrected_temperature;
    keepLast(this.corrections, { at, homeId, roomId, current, corrected }, this.#kept);
  }

  /** How a request was answered; null when the connection was cut instead. */
  answered(request: LoggedRequest, status: number | null): void {
    request.status = status;
    if (status === 401 || status === 403) this.#watch.refused(request);
  }

  /** The answer of one is out, or its connection gone. */
  end(): void {
    this.#open -= 1;
  }

  /** Forgets the requests and corrections so far and counts anew. */
  clear(): void {
    this.requests.length = 0;
    this.corrections.length = 0;
    this.maxConcurrent = this.#open;
    this.#total = 0;
    this.#counts.clear();
  }

  #count(route: Route): number {
    return this.#counts.get(route) ?? 0;
  }
}

/** What the cloud has accepted has this shape: the simulator checks it. */
interface CorrectionBody {
  readonly home_id: string;
  readonly room_id: string;
  readonly current_temperature: number;
  readonly corrected_temperature: number;
}

/** Appends, and drops the oldest entries in lots once there are a tenth too many. */
const keepLast = <T>(list: T[], item: T, kept: number): void => {
  list.push(item);
  if (list.length > kept * 1.1) list.splice(0, list.length - kept);
};
