import type { Clock } from '../clock';
import { CookieStore, REFRESH_COOKIE, TOKEN_COOKIE } from './cookies';
import { latchError, settledLatch, type Latch } from './latch';
import type { SessionStore, StoredSession } from './session-store';
import type { StoredCookie } from './stored-cookies';
import { bearerFrom } from './token';

/** The cookies of a session with their times, as they are now and as they were last stored. */
export class SessionCookies {
  readonly #clock: Clock;
  readonly #memory: SessionStore;
  #cookies: CookieStore;
  /** What of the memory {@link #cookies} has seen. */
  #stored: StoredCookie[];
  #times: Pick<StoredSession, 'signedInAt' | 'renewedAt'>;

  constructor(clock: Clock, memory: SessionStore) {
    this.#clock = clock;
    this.#memory = memory;
    const { cookies, signedInAt, renewedAt } = memory.session;
    this.#stored = cookies;
    this.#cookies = new CookieStore(clock, cookies);
    this.#times = { signedInAt, renewedAt };
  }

  get cookies(): CookieStore {
    return this.#cookies;
  }

  /** Whether calls can be made or renewed without the password. */
  get isAlive(): boolean {
    return (
      bearerFrom(this.#cookies.value(TOKEN_COOKIE)) !== undefined ||
      this.#cookies.value(REFRESH_COOKIE) !== undefined
    );
  }

  /** Takes over the session as another process has stored it. @returns whether with a token not seen before */
  adopt(): boolean {
    const { cookies, signedInAt, renewedAt } = this.#memory.session;
    if (cookies === this.#stored) return false;
    const before = this.#cookies.value(TOKEN_COOKIE);
    this.#stored = cookies;
    this.#cookies = new CookieStore(this.#clock, cookies);
    this.#times = { signedInAt, renewedAt };
    const token = this.#cookies.value(TOKEN_COOKIE);
    return token !== before && bearerFrom(token) !== undefined;
  }

  /** A sign-in has got these. */
  signedIn(cookies: CookieStore): void {
    this.#cookies = cookies;
    this.#times = { signedInAt: this.#clock.now() };
  }

  renewed(): void {
    this.#times = { ...this.#times, renewedAt: this.#clock.now() };
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
    const { latch: held } = this.#memory.session;
    if (!held) return;
    const settled = settledLatch(held, this.#clock.now());
    this.#memory.session = { ...this.#memory.session, latch: settled };
    const error = latchError(settled, this.#clock.now(), tryAgain);
    if (error) throw error;
  }

  /** Stores the cookies as they are now, before anything else is asked: the refresh cookie works only once. */
  async keep(latch: Latch | null): Promise<void> {
    this.#stored = this.#cookies.toStored();
    this.#memory.session = { ...this.#times, cookies: this.#stored, latch };
    await this.#memory.save();
  }
}
