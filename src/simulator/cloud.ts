import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AcceptedCorrection, ApiState } from './api';
import type { AuthState } from './auth';
import type { CloudSettings, Credentials } from './cloud-settings';
import { deliver } from './delivery';
import { parseCookies, type Exchange, type Route } from './exchange';
import type { Faults } from './faults';
import type { House } from './house';
import type { Random } from './random';
import { RateLimiter } from './rate-limit';
import { RequestLog, keepLast, type LoggedRequest } from './request-log';
import { respond, routeOf } from './routes';
import { LoopbackServer } from './server';
import { WebSessions } from './sessions';
import type { SimulatedTime } from './time';
import { AccessTokens, RefreshTokens } from './tokens';
import { ViolationWatch, type Violation } from './violations';

/** How many requests each page had. */
export type RouteCounts = Readonly<Record<Exclude<Route, 'landing' | 'other'>, number>>;

interface CloudParts {
  readonly settings: CloudSettings;
  readonly credentials: Credentials;
  readonly houses: readonly House[];
  readonly faults: Faults;
  readonly time: SimulatedTime;
  readonly random: Random;
  readonly logLimit: number;
}

/** The simulated cloud: auth, api and my.netatmo.com on one loopback port, told apart by the Host header. */
export class SimulatedCloud {
  readonly settings: CloudSettings;
  readonly server: LoopbackServer;
  readonly #log: RequestLog;
  readonly #faults: Faults;
  readonly #state: AuthState & ApiState;
  readonly #watch: ViolationWatch;
  readonly #corrections: AcceptedCorrection[] = [];

  constructor({ settings, credentials, houses, faults, time, random, logLimit }: CloudParts) {
    const refreshTokens = new RefreshTokens(random);
    this.settings = settings;
    this.#log = new RequestLog(logLimit);
    this.#faults = faults;
    this.#watch = new ViolationWatch(refreshTokens);
    this.#state = {
      settings,
      credentials,
      sessions: new WebSessions(random),
      tokens: new AccessTokens(random),
      refreshTokens,
      limiter: new RateLimiter(),
      time,
      houses,
      accepted: (correction) => keepLast(this.#corrections, correction, logLimit),
    };
    this.server = new LoopbackServer((request, body, response) => this.#answer(request, body, response));
  }

  /** The requests so far, oldest first, as far as the log reaches. */
  get requests(): readonly LoggedRequest[] {
    return this.#log.requests;
  }

  /** The corrections that were accepted, oldest first, as far as the log reaches. */
  get corrections(): readonly AcceptedCorrection[] {
    return this.#corrections;
  }

  /** Everything a strict server might punish, in order. */
  get violations(): readonly Violation[] {
    return this.requests.flatMap(({ violations }) => violations);
  }

  /** The largest number of requests that were open at once. */
  get maxConcurrent(): number {
    return this.#log.maxConcurrent;
  }

  /** All requests, whatever they were for. */
  get total(): number {
    return this.#log.total;
  }

  counts(): RouteCounts {
    const count = (route: Route): number => this.#log.count(route);
    return {
      login: count('login'),
      csrf: count('csrf'),
      postlogin: count('postlogin'),
      keychain: count('keychain'),
      checklogin: count('checklogin'),
      homesdata: count('homesdata'),
      homestatus: count('homestatus'),
      getstationsdata: count('getstationsdata'),
      gethomecoachsdata: count('gethomecoachsdata'),
      truetemperature: count('truetemperature'),
    };
  }

  /** Forgets the requests and corrections so far and counts anew; sessions and houses stay. */
  clearLog(): void {
    this.#log.clear();
    this.#corrections.length = 0;
  }

  /** Every token given out so far answers 403 code 3 from now on. */
  expireTokens(): void {
    this.#state.tokens.expireAll();
  }

  /** Every token given out so far answers 403 code 2 from now on. */
  revokeTokens(): void {
    this.#state.tokens.clear();
  }

  /** No renewal works any more: refresh cookies and web sessions are dead. Tokens live on. */
  killRefresh(): void {
    this.#state.refreshTokens.clear();
    this.#state.sessions.clear();
  }

  setPassword(password: string): void {
    this.#state.credentials.password = password;
  }

  /** Destroys every connection, and each new one, until it is taken back. */
  offline(isOffline: boolean): void {
    this.server.offline(isOffline);
  }

  async #answer(request: IncomingMessage, body: string, response: ServerResponse): Promise<void> {
    const exchange = toExchange(request, body);
    const { time } = this.#state;
    const logged = this.#log.begin(exchange, this.#watch.look(exchange), time.cloud());
    response.once('close', () => this.#log.end());
    const fault = this.#faults.take(exchange.route);
    if (fault?.gate) await fault.gate;
    const real =
      fault?.isProcessed === false ? { status: 200, headers: [], body: '' } : respond(exchange, this.#state);
    const reply = fault?.edit?.(real) ?? real;
    logged.status = deliver(response, reply, fault?.delivery ?? { how: 'whole' });
  }
}

const toExchange = (request: IncomingMessage, body: string): Exchange => {
  const host = (request.headers.host ?? '').toLowerCase().replace(/:443$/, '');
  const method = request.method ?? 'GET';
  const [path = '/', query = ''] = (request.url ?? '/').split('?');
  return {
    route: routeOf(host, method, path),
    host,
    method,
    path,
    query: new URLSearchParams(query),
    cookies: parseCookies(request.headers.cookie),
    headers: request.headers,
    body,
  };
};
