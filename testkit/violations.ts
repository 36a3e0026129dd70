import { REFRESH_COOKIE } from '../src/simulator/cookies';
import {
  API_HOST,
  APP_HOST,
  AUTH_HOST,
  cookieOf,
  isNetatmoAddress,
  type Exchange,
} from '../src/simulator/exchange';
import type { Reply } from '../src/simulator/reply';

/** What a real server might punish; noted for tests to assert on, not refused by itself. */
export type Violation =
  | 'unknown-host'
  | 'cookie-on-wrong-host'
  | 'cookies-on-api'
  | 'bearer-on-wrong-host'
  | 'body-on-get'
  | 'decoded-refresh-cookie'
  | 'repeated-correction'
  | 'foreign-next-url'
  | 'no-user-agent';

const REFRESH = new RegExp(`^${REFRESH_COOKIE}=([^;]*)`);

/** Cookies that the cloud sets for auth.netatmo.com alone. */
const isHostOnly = (name: string): boolean => name.startsWith('authnetatmocom') || name === 'XSRF-TOKEN';

/** What is wrong with one request in itself. */
const violationsIn = (exchange: Exchange, decodedCookies: ReadonlySet<string>): Violation[] => {
  const { host, method, cookies, headers, body, query, route } = exchange;
  const refresh = cookieOf(exchange, REFRESH_COOKIE);
  const next = query.get('next_url');
  const checks: Partial<Record<Violation, boolean>> = {
    'unknown-host': route === 'other' && !host.endsWith('.netatmo.com') && host !== APP_HOST,
    'cookie-on-wrong-host': host !== AUTH_HOST && cookies.some(([name]) => isHostOnly(name)),
    'cookies-on-api': host === API_HOST && cookies.length > 0,
    'bearer-on-wrong-host': ![API_HOST, APP_HOST].includes(host) && headers.authorization !== undefined,
    'body-on-get': method === 'GET' && body !== '',
    'decoded-refresh-cookie': refresh !== undefined && decodedCookies.has(refresh),
    'foreign-next-url': next !== null && !isNetatmoAddress(next),
    'no-user-agent': !headers['user-agent'],
  };
  return Object.entries(checks).flatMap(([name, isTrue]) => (isTrue ? [name as Violation] : []));
};

/** Looks at every request in turn; remembers the last correction of each room to notice a repeated one. */
export class ViolationWatch {
  /** The refresh cookies that the cloud has set, as a client would send them that decodes them. */
  readonly #decodedCookies = new Set<string>();
  readonly #lastBodies = new Map<string, string>();

  /** Learns what the cloud has set. */
  set({ headers }: Reply): void {
    for (const [, value] of headers) {
      const cookie = REFRESH.exec(value)?.[1];
      if (cookie !== undefined) this.#decodedCookies.add(decodeURIComponent(cookie));
    }
  }

  look(exchange: Exchange): readonly Violation[] {
    const found = violationsIn(exchange, this.#decodedCookies);
    return this.#isRepeated(exchange) ? [...found, 'repeated-correction'] : found;
  }

  /** The cloud has told that a request had no effect, for want of a good token. */
  refused({ body }: Exchange): void {
    this.#lastBodies.delete(roomIn(body));
  }

  /** Whether a correction has the very body of the room's previous one that may have had an effect. */
  #isRepeated({ route, body }: Exchange): boolean {
    if (route !== 'truetemperature') return false;
    const room = roomIn(body);
    const isSame = this.#lastBodies.get(room) === body;
    this.#lastBodies.set(room, body);
    return isSame;
  }
}

const roomIn = (body: string): string => /"room_id"\s*:\s*"([^"]*)"/.exec(body)?.[1] ?? '';
