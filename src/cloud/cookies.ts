import { Cookie, CookieJar } from 'tough-cookie';
import { type Clock, DAY } from '../clock';
import { MAX_COOKIES, MAX_COOKIES_BYTES, PRINTABLE, type StoredCookie } from './session-store';

export const TOKEN_COOKIE = 'netatmocomaccess_token';
export const REFRESH_COOKIE = 'authnetatmocomrefresh_token';
export const WEB_SESSION_COOKIE = 'authnetatmocomlaravel_session';

/** Cookies that sign-in and renewal rest on; kept even when a server floods us with others. */
const ESSENTIAL: ReadonlySet<string> = new Set([
  TOKEN_COOKIE,
  REFRESH_COOKIE,
  WEB_SESSION_COOKIE,
  'authnetatmocommail_cookie',
  'XSRF-TOKEN',
  'netatmocomlast_app_used',
]);

const MAX_COOKIE_BYTES = 4_096;
const MAX_HEADER_BYTES = 12_288;

/** The two whose death costs a renewal or the password: only the cloud knows for sure whether they live. */
const DECIDED_BY_CLOUD: ReadonlySet<string> = new Set([TOKEN_COOKIE, REFRESH_COOKIE]);
/** An end before this, ms, is no end by somebody's clock but the usual way to delete a cookie at once. */
const DELETION = Date.UTC(2000, 0, 1);

/** Longest life that is believed, ms (RFC 6265bis §5.5: 400 days); more would leave the range of dates. */
const MAX_LIFE_MS = 400 * DAY;

/** The value with which the cloud deletes its token cookie. */
const DELETED = 'deleted';

/**
 * The cookies of one Netatmo session: an RFC 6265 jar (host, path, domain and expiry kept) that runs on the
 * clock passed in and is bounded in number and size. Lives are counted in time that has passed, so that a machine
 * whose clock is set (a Pi starts in 1970) loses no session by it.
 */
export class CookieStore {
  readonly #clock: Clock;
  readonly #jar = new CookieJar();
  /** From ticks to this store's own time, which never jumps, ms. */
  readonly #epoch: number;

  constructor(clock: Clock, stored: readonly StoredCookie[] = []) {
    this.#clock = clock;
    this.#epoch = clock.now() - clock.ticks();
    for (const { expires, ...rest } of stored) {
      const isOver = expires !== null && expires <= clock.now();
      const isOpen = expires === null || (isOver && DECIDED_BY_CLOUD.has(rest.key));
      this.#put(
        new Cookie({ ...rest, expires: isOpen ? 'Infinity' : new Date(expires) }),
        `https://${rest.domain}${rest.path}`,
      );
    }
  }

  /**
   * Takes the `Set-Cookie` lines of an answer from `url`; what RFC 6265 or our limits refuse is left out.
   * @param cloudNow the time by the cloud's own clock, ms since the epoch; null when it did not say
   */
  take(lines: readonly string[], url: URL, cloudNow: number | null = null): void {
    for (const line of lines) {
      const cookie = line.length <= MAX_COOKIE_BYTES && PRINTABLE.test(line) ? Cookie.parse(line) : undefined;
      if (!cookie) continue;
      this.#fixExpiry(cookie, cloudNow);
      this.#put(cookie, url.href);
    }
  }

  /** Sets a cookie of our own, as the web page's script does. */
  set(key: string, value: string, url: string): void {
    this.#put(new Cookie({ key, value, domain: 'netatmo.com', path: '/', secure: true }), url);
  }

  /** The `Cookie` header for `url`; undefined when there is none to send. */
  header(url: URL): string | undefined {
    const pairs: string[] = [];
    let size = 0;
    const cookies = this.#alive(this.#jar.getCookiesSync(url.href, { expire: false, sort: true }));
    for (const cookie of cookies.sort(
      (a, b) => Number(ESSENTIAL.has(b.key)) - Number(ESSENTIAL.has(a.key)),
    )) {
      const pair = cookie.cookieString();
      size += pair.length + 2;
      if (size > MAX_HEADER_BYTES) break;
      pairs.push(pair);
    }
    return pairs.length > 0 ? pairs.join('; ') : undefined;
  }

  /** The raw value of a living cookie, as received; undefined when absent, expired or marked deleted. */
  value(key: string): string | undefined {
    const isThere = (each: Cookie): boolean =>
      each.key === key && each.value !== '' && each.value !== DELETED;
    return this.#alive(this.#all()).find(isThere)?.value;
  }

  /** Forgets a cookie wherever it is set. */
  drop(key: string): void {
    for (const cookie of this.#all()) if (cookie.key === key) this.#remove(cookie);
  }

  /** The living cookies for the session file. */
  toStored(): StoredCookie[] {
    return this.#alive(this.#all()).map((cookie) => this.#stored(cookie));
  }

  #stored(cookie: Cookie): StoredCookie {
    return {
      key: cookie.key,
      value: cookie.value,
      domain: cookie.domain ?? '',
      path: cookie.path ?? '/',
      hostOnly: cookie.hostOnly ?? true,
      secure: cookie.secure,
      httpOnly: cookie.httpOnly,
      expires:
        cookie.expires instanceof Date
          ? Math.round(this.#clock.now() + cookie.expires.getTime() - this.#now())
          : null,
    };
  }

  #put(cookie: Cookie, url: string): void {
    this.#jar.setCookieSync(cookie, url, { ignoreError: true, now: new Date(this.#now()) });
    if (!this.#fits(this.#all())) this.#makeRoom(cookie);
  }

  #fits(cookies: readonly Cookie[]): boolean {
    if (cookies.length > MAX_COOKIES) return false;
    const size = (cookie: Cookie): number => JSON.stringify(this.#stored(cookie)).length + 1;
    return cookies.reduce((sum, cookie) => sum + size(cookie), 0) <= MAX_COOKIES_BYTES;
  }

  /**
   * Dead cookies go; if that is not enough the newest one does, unless it is essential: then the least needed others, the
   * oldest first. So a flood takes nothing along that was there before it.
   */
  #makeRoom(newest: Cookie): void {
    let living = this.#alive(this.#all());
    for (const cookie of this.#all()) if (!living.includes(cookie)) this.#remove(cookie);
    while (!this.#fits(living)) {
      const victim = leastNeeded(living, newest);
      if (!victim) return;
      this.#remove(victim);
      living = living.filter((cookie) => cookie !== victim);
    }
  }

  #remove({ domain, path, key }: Cookie): void {
    this.#jar.store.removeCookie(domain, path, key, () => undefined);
  }

  /**
   * Turns what a cookie says of its end into this store's own time: tough-cookie counts Max-Age from the last use and
   * by the machine's clock (salesforce/tough-cookie, Cookie.expiryTime), RFC 6265 §5.3 from the receipt; and Expires is meant
   * by the cloud's clock.
   */
  #fixExpiry(cookie: Cookie, cloudNow: number | null): void {
    const life = this.#lifeOf(cookie, cloudNow);
    if (life === null) return;
    cookie.expires = life === Infinity ? 'Infinity' : new Date(this.#now() + life);
    cookie.maxAge = null;
  }

  /** ms that a cookie just received lives, at least 0; null when it does not say. */
  #lifeOf({ key, maxAge, expires }: Cookie, cloudNow: number | null): number | null {
    if (maxAge !== null) return Math.min(Math.max(Number(maxAge) * 1000, 0), MAX_LIFE_MS);
    if (!(expires instanceof Date)) return null;
    const end = expires.getTime();
    const life = end - (cloudNow ?? this.#now());
    const isByAnotherClock = life <= 0 && cloudNow === null && end >= DELETION && DECIDED_BY_CLOUD.has(key);
    return isByAnotherClock ? Infinity : Math.min(Math.max(life, 0), MAX_LIFE_MS);
  }

  #now(): number {
    return this.#epoch + this.#clock.ticks();
  }

  #all(): Cookie[] {
    let found: Cookie[] = [];
    this.#jar.store.getAllCookies((_error, cookies) => (found = cookies ?? []));
    return found;
  }

  #alive(cookies: Cookie[]): Cookie[] {
    return cookies.filter(({ expires }) => !(expires instanceof Date) || expires.getTime() > this.#now());
  }
}

const needOf = ({ key }: Cookie): number => Number(ESSENTIAL.has(key)) + Number(DECIDED_BY_CLOUD.has(key));

/** @param cookies oldest first */
function leastNeeded(cookies: readonly Cookie[], newest: Cookie): Cookie | undefined {
  const isNewest = (each: Cookie): boolean =>
    each.key === newest.key && each.domain === newest.domain && each.path === newest.path;
  if (needOf(newest) === 0) return cookies.find(isNewest) ?? cookies.at(-1);
  const others = cookies.filter((each) => !isNewest(each));
  return [0, 1, 2].flatMap((need) => others.filter((each) => needOf(each) === need))[0] ?? cookies[0];
}
