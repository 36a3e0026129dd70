import type { Clock } from '../clock';
import { CookieStore, REFRESH_COOKIE, TOKEN_COOKIE, WEB_SESSION_COOKIE } from './cookies';
import { latchError, settledLatch, type Latch } from './latch';
import { Secret } from './secret';
import type { SessionStore, StoredCookie, StoredSession } from './session-store';
import type { Renewal } from './sign-in';

/** The cookies of a session with their times, as they are now and as they were last stored. */
export class SessionCookies {
  readonly #clock: Clock;
  readonly #store: SessionStore;
  #cookies: CookieStore;
  /** What of the store {@link #cookies} has seen. */
  #stored: StoredCookie[];
  #times: Pick<StoredSession, 'signedInAt' | 'renewedAt'>;
  /** Ticks since which the token has been here; it may be older. */
  #since: number;

  constructor(clock: Clock, store: SessionStore) {
    this.#clock = clock;
    this.#store = store;
    const { cookies, signedInAt, renewedAt } = store.session;
    this.#stored = cookies;
    this.#cookies = new CookieStore(clock, cookies);
    this.#times = { signedInAt, renewedAt };
    this.#since = clock.ticks();
  }

  /** The token as the API wants it; undefined when there is none. */
  get bearer(): Secret | undefined {
    return bearerFrom(this.#cookies.value(TOKEN_COOKIE));
  }

  /** Whether calls can be made or renewed without the password. */
  get isAlive(): boolean {
    return this.bearer !== undefined || this.#cookies.value(REFRESH_COOKIE) !== undefined;
  }

  /** Whether there is anything by which the cloud may know the session. */
  get isRenewable(): boolean {
    return [TOKEN_COOKIE, REFRESH_COOKIE, WEB_SESSION_COOKIE].some(
      (key) => this.#cookies.value(key) !== undefined,
    );
  }

  /** How old the token is at least, ms; Infinity when nobody knows. Right also where the machine's clock was not. */
  get tokenAge(): number {
    const { signedInAt, renewedAt } = this.#times;
    const got = renewedAt ?? signedInAt ?? -Infinity;
    return Math.max(this.#clock.ticks() - this.#since, this.#clock.now() - got);
  }

  /** Takes over the session as another process has stored it. @returns whether with a token not seen before */
  adopt(): boolean {
    const { cookies, signedInAt, renewedAt } = this.#store.session;
    if (cookies === this.#stored) return false;
    const before = this.#cookies.value(TOKEN_COOKIE);
    this.#stored = cookies;
    this.#cookies = new CookieStore(this.#clock, cookies);
    this.#times = { signedInAt, renewedAt };
    this.#since = this.#clock.ticks();
    return this.#cookies.value(TOKEN_COOKIE) !== before && this.bearer !== undefined;
  }

  /** A sign-in has got these. */
  signedIn(cookies: CookieStore): void {
    this.#cookies = cookies;
    this.#times = { signedInAt: this.#clock.now() };
    this.#since = this.#clock.ticks();
  }

  /** The cookies to renew the session with: a token among them would be taken for a new one. */
  withoutToken(): CookieStore {
    return new CookieStore(
      this.#clock,
      this.#cookies.toStored().filter(({ key }) => key !== TOKEN_COOKIE),
    );
  }

  /** A renewal has ended, and left these. Where it brought no token, the old one may still be good for something. */
  afterRenewal(result: Renewal, cookies: CookieStore): void {
    if (result === 'dead') return this.ended();
    if (result === 'renewed') {
      this.#cookies = cookies;
      this.#times = { ...this.#times, renewedAt: this.#clock.now() };
      this.#since = this.#clock.ticks();
      return;
    }
    const token = this.#cookies.toStored().filter(({ key }) => key === TOKEN_COOKIE);
    this.#cookies = new CookieStore(this.#clock, [...token, ...cookies.toStored()]);
  }

  /** They are worth nothing any more. */
  ended(): void {
    this.#cookies = new CookieStore(this.#clock);
    this.#times = {};
  }

  /**
   * Keeps a password back that the cloud has refused.
   * @param tryAgain the user pressed the test button
   * @throws NetatmoError the refusal
   */
  refuseIfLatched(tryAgain: boolean): void {
    const { latch: held } = this.#store.session;
    if (!held) return;
    const settled = settledLatch(held, this.#clock.now());
    this.#store.session = { ...this.#store.session, latch: settled };
    const error = latchError(settled, this.#clock.now(), tryAgain);
    if (error) throw error;
  }

  /** Stores the cookies as they are now, before anything else is asked: the refresh cookie works only once. */
  async keep(latch: Latch | null): Promise<void> {
    this.#stored = this.#cookies.toStored();
    this.#store.session = { ...this.#times, cookies: this.#stored, latch };
    await this.#store.save();
  }
}

/** The token as the API wants it, from the value of its cookie: percent-decoded. Undefined when it cannot be one. */
export function bearerFrom(cookieValue: string | undefined): Secret | undefined {
  if (cookieValue === undefined) return undefined;
  try {
    const text = decodeURIComponent(cookieValue);
    return /^[\x21-\x7e]+$/.test(text) ? new Secret(text) : undefined;
  } catch {
    return undefined;
  }
}
