import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApiState, RateLimiter } from './api';
import type { AuthState } from './auth';
import type { CloudSettings, Credentials } from './cloud-settings';
import { parseCookies, type Exchange } from './exchange';
import type { House } from './house';
import type { Random } from './random';
import { sendReply, type Reply } from './reply';
import { respond, routeOf } from './routes';
import { LoopbackServer } from './server';
import { WebSessions, AccessTokens, RefreshTokens } from './sessions';
import type { SimulatedTime } from './time';

/**
 * Stands between the wire and the cloud, where tests note requests and make them go wrong.
 * @param process does what the request asks for; called at most once
 * @param response what goes out is the tap's business
 */
export type Tap = (exchange: Exchange, process: () => Reply, response: ServerResponse) => Promise<void>;

interface CloudOptions {
  readonly settings: CloudSettings;
  readonly credentials: Credentials;
  readonly houses: readonly House[];
  readonly time: SimulatedTime;
  readonly random: Random;
  readonly tap: Tap | undefined;
}

const passOn: Tap = (_exchange, process, response) => {
  sendReply(response, process());
  return Promise.resolve();
};

/** The simulated cloud: auth, api and my.netatmo.com on one loopback port, told apart by the Host header. */
export class SimulatedCloud {
  readonly settings: CloudSettings;
  readonly server: LoopbackServer;
  readonly #state: AuthState & ApiState;

  constructor({ settings, credentials, houses, time, random, tap = passOn }: CloudOptions) {
    this.settings = settings;
    this.#state = {
      settings,
      credentials,
      sessions: new WebSessions(random),
      tokens: new AccessTokens(random),
      refreshTokens: new RefreshTokens(random),
      limiter: new RateLimiter(),
      time,
      houses,
    };
    this.server = new LoopbackServer((request, body, response) => {
      const exchange = toExchange(request, body);
      return tap(exchange, () => respond(exchange, this.#state), response);
    });
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
