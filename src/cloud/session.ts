import { afterAnswer, afterAttempt, afterPassingFailure, signInWait, upToDate } from './breaker';
import { CookieStore, REFRESH_COOKIE, TOKEN_COOKIE, type StoredCookie } from './cookies';
import { Deadline } from './deadline';
import { NetatmoError } from './errors';
import { latchError, latchFor, settledLatch, type Latch } from './latch';
import type { SessionDeps } from './session-deps';
import { renew, signIn, SIGN_IN_REQUESTS, SignInFailed, type SignInContext } from './sign-in';
import { bearerFrom, type Token, type TokenWish } from './token';
import { WireError } from './wire-error';

export {
  storedSession,
  type SessionDeps,
  type SessionEvent,
  type SessionMemory,
  type StoredSession,
} from './session-deps';

/** The longest that getting a token may take, ms. */
const SIGN_IN_MS = 45_000;

/** Thrown when a token would need the password and the caller may not send it. */
export class SignInNeeded extends Error {}

interface Flight {
  readonly maySignIn: boolean;
  readonly token: Promise<Token>;
  readonly deadline: Deadline;
}

/**
 * One signed-in session with Netatmo. Gets a token by the cheapest way that works: the one at hand, the stored
 * session, renewal by refresh cookie, and only then the password. At most one renewal or sign-in runs at a time;
 * everybody else waits for it.
 */
export class Session {
  readonly #deps: SessionDeps;
  #cookies: CookieStore;
  /** What of the memory {@link #cookies} has seen. */
  #stored: StoredCookie[];
  #generation = 0;
  #fromSignIn = false;
  /** The present token was got by another process; when it is refused, renewal has not been tried yet. */
  #isAdopted = false;
  #flight: Flight | undefined;
  /** Ticks at which the last sign-in ended. */
  #lastSignIn = -Infinity;
  /** The last generation that was refused although it was the best to be had. */
  #distrusted = 0;
  /** Until when a refused token is not answered with another round of renewal and sign-in. */
  #distrustUntil = -Infinity;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    this.#stored = deps.memory.session.cookies;
    this.#cookies = new CookieStore(deps.clock, this.#stored);
  }

  /** Whether a sign-in was under way at or after `tick`; its message may then take longer. */
  signedInSince(tick: number): boolean {
    return this.#flight !== undefined || this.#lastSignIn >= tick;
  }

  /** Whether calls can be made or renewed without the password. */
  get isSignedIn(): boolean {
    return (
      bearerFrom(this.#cookies.value(TOKEN_COOKIE)) !== undefined ||
      this.#cookies.value(REFRESH_COOKIE) !== undefined
    );
  }

  /**
   * A token for the next call.
   * @throws NetatmoError of the credentials, the latch, the breaker or the wire; SignInNeeded
   */
  async token(wish: TokenWish = {}): Promise<Token> {
    const maySignIn = wish.maySignIn ?? true;
    for (;;) {
      const atHand =
        wish.tryAgain && this.#deps.memory.session.latch ? undefined : this.#atHand(wish.refused);
      if (atHand) return atHand;
      const flight = (this.#flight ??= this.#start(wish, maySignIn));
      try {
        return await flight.token;
      } catch (error) {
        // Whoever began this flight was not allowed to sign in, but this caller is.
        if (!(error instanceof SignInNeeded && maySignIn && !flight.maySignIn)) throw error;
      }
    }
  }

  /** The cloud has accepted a token: whatever was wrong with signing in or with tokens has passed. */
  accepted(): void {
    const { memory } = this.#deps;
    this.#distrustUntil = -Infinity;
    if (memory.ledger.failures > 0) memory.ledger = afterAnswer(memory.ledger);
  }

  /**
   * The best token to be had was refused too: the cloud is at fault. Signing in and renewal pause, longer each time;
   * the many calls that met the same refusal count as one.
   */
  async distrust(generation: number): Promise<void> {
    if (generation <= this.#distrusted) return;
    this.#distrusted = generation;
    const { clock, memory, random } = this.#deps;
    memory.ledger = afterPassingFailure(memory.ledger, clock.now(), random);
    // Not until a password may be sent again: that can take a day, and renewal needs none.
    this.#distrustUntil = clock.ticks() + (memory.ledger.pause?.ms ?? 0);
    await memory.save();
  }

  /**
   * Waits for what a close cannot stop without harm, a renewal or a sign-in whose password has left, for at most `ms`;
   * then that ends with `reason` too.
   */
  async finish(ms: number, reason: NetatmoError): Promise<void> {
    const flight = this.#flight;
    if (!flight) return;
    const patience = this.#deps.clock.after(ms, () => flight.deadline.abort(reason));
    await flight.token.catch(() => undefined);
    patience.cancel();
  }

  #atHand(refused: number | undefined): Token | undefined {
    const bearer = bearerFrom(this.#cookies.value(TOKEN_COOKIE));
    return bearer && this.#generation !== refused
      ? { bearer, generation: this.#generation, fromSignIn: this.#fromSignIn }
      : undefined;
  }

  #start(wish: TokenWish, maySignIn: boolean): Flight {
    const deadline = new Deadline(this.#deps.clock, { ms: SIGN_IN_MS }, this.#deps.closed());
    const token = this.#alone(wish, maySignIn, deadline).finally(() => {
      deadline.dispose();
      this.#flight = undefined;
    });
    token.catch(() => undefined);
    return { maySignIn, token, deadline };
  }

  /** Gets a token while no other process does; the one that another process has got meanwhile serves too. */
  async #alone(wish: TokenWish, maySignIn: boolean, deadline: Deadline): Promise<Token> {
    if (wish.refused !== undefined && this.#deps.clock.ticks() < this.#distrustUntil) throw this.#paused();
    const { memory, budget } = this.#deps;
    if (!memory.exclusively) return this.#obtain(wish, maySignIn, deadline);
    if (this.#cookies.value(REFRESH_COOKIE) !== undefined) {
      // Waits for room before the others have to wait for this process.
      await budget.take(1, 'correction', deadline);
      budget.giveBack(1);
    }
    return memory.exclusively(async () => {
      const isNew = this.#adopt() && !(wish.tryAgain && memory.session.latch);
      if (!isNew) return this.#obtain(wish, maySignIn, deadline);
      this.#isAdopted = true;
      return this.#taken(false);
    }, deadline);
  }

  /** Takes over the session as another process has stored it. @returns whether with a token not seen before */
  #adopt(): boolean {
    const { cookies } = this.#deps.memory.session;
    if (cookies === this.#stored) return false;
    const before = this.#cookies.value(TOKEN_COOKIE);
    this.#stored = cookies;
    this.#cookies = new CookieStore(this.#deps.clock, cookies);
    const token = this.#cookies.value(TOKEN_COOKIE);
    return token !== before && bearerFrom(token) !== undefined;
  }

  async #obtain(wish: TokenWish, maySignIn: boolean, deadline: Deadline): Promise<Token> {
    const mayRenew = !wish.renewed || this.#isAdopted;
    this.#isAdopted = false;
    if (mayRenew && (await this.#renew(deadline))) return this.#taken(false);
    if (!maySignIn) throw new SignInNeeded();
    if (wish.refused !== undefined && wish.renewed && this.#signInWait() > 0)
      await this.distrust(wish.refused);
    await this.#signIn(wish.tryAgain ?? false, deadline);
    return this.#taken(true);
  }

  #taken(fromSignIn: boolean): Token {
    this.#generation += 1;
    this.#fromSignIn = fromSignIn;
    const token = this.#atHand(undefined);
    if (!token)
      throw new NetatmoError(
        'BAD_RESPONSE',
        "Netatmo's sign-in gave a session that cannot be used. If it stays so, please report this text.",
      );
    return token;
  }

  async #renew(deadline: Deadline): Promise<boolean> {
    const { budget, onEvent } = this.#deps;
    if (this.#cookies.value(REFRESH_COOKIE) === undefined) return false;
    await budget.take(1, 'correction', deadline);
    try {
      // The refresh cookie that comes back is the only one that works from now on.
      const result = await deadline.shielded(() => renew(this.#context(deadline, this.#cookies)));
      // What cannot be told may be a page for maintenance: a sign-in is tried, but the session is not thrown away.
      if (result === 'dead') this.#cookies = new CookieStore(this.#deps.clock);
      onEvent({ event: result === 'renewed' ? 'session.renewed' : 'session.dead' });
      return result === 'renewed';
    } catch (error) {
      if (!(error instanceof NetatmoError)) throw error;
      onEvent({ event: 'renewal.failed', code: error.code });
      if (error.code === 'RATE_LIMITED') budget.quotaMet(error.retryAfterMs ?? 0);
      if (isUnsent(error)) budget.giveBack(1);
      throw error;
    } finally {
      await this.#keep(this.#deps.memory.session.latch);
    }
  }

  async #signIn(tryAgain: boolean, deadline: Deadline): Promise<void> {
    const { clock, memory, budget, onEvent } = this.#deps;
    this.#refuseIfLatched(tryAgain);
    if (this.#signInWait() > 0) throw this.#paused();
    const credentials = this.#deps.credentials();
    try {
      await budget.take(SIGN_IN_REQUESTS, 'correction', deadline);
      onEvent({ event: 'sign-in.start' });
      const cookies = new CookieStore(clock);
      await signIn(this.#context(deadline, cookies), credentials, async () => {
        // Counted before it leaves, so that a crash cannot make the count too low.
        memory.ledger = afterAttempt(memory.ledger, clock.now());
        await memory.save();
      });
      this.#cookies = cookies;
      onEvent({ event: 'sign-in.ok' });
      await this.#keep(null);
    } catch (error) {
      throw await this.#failed(error);
    } finally {
      this.#lastSignIn = clock.ticks();
    }
  }

  async #failed(error: unknown): Promise<unknown> {
    const { clock, memory, random, budget, onEvent } = this.#deps;
    if (isUnsent(error)) budget.giveBack(SIGN_IN_REQUESTS);
    if (error instanceof SignInFailed) {
      const { retryAfterMs } = error.error;
      memory.ledger = afterPassingFailure(memory.ledger, clock.now(), random, retryAfterMs);
      onEvent({ event: 'sign-in.failed', code: error.error.code });
      await this.#keep(memory.session.latch);
      return error.error;
    }
    const refusal = error instanceof NetatmoError ? latchFor(error, clock.now()) : null;
    if (refusal) {
      memory.ledger = afterAnswer(memory.ledger);
      onEvent({ event: 'sign-in.refused', code: refusal.code });
      this.#cookies = new CookieStore(clock);
      await this.#keep(refusal);
    }
    return error;
  }

  #refuseIfLatched(tryAgain: boolean): void {
    const { clock, memory } = this.#deps;
    const { cookies, latch: held } = memory.session;
    if (!held) return;
    const settled = settledLatch(held, clock.now());
    memory.session = { cookies, latch: settled };
    const error = latchError(settled, clock.now(), tryAgain);
    if (error) throw error;
  }

  /** ms until a password may be sent. */
  #signInWait(): number {
    const { clock, memory } = this.#deps;
    memory.ledger = upToDate(memory.ledger, clock.now());
    return signInWait(memory.ledger, clock.now());
  }

  #paused(): NetatmoError {
    const ms = Math.max(this.#signInWait(), this.#distrustUntil - this.#deps.clock.ticks());
    return new NetatmoError(
      'SIGN_IN_PAUSED',
      'Signing in to Netatmo pauses after failures, so that the account is not locked. It goes on by itself.',
      { retryAfterMs: ms },
    );
  }

  #context(deadline: Deadline, cookies: CookieStore): SignInContext {
    return { clock: this.#deps.clock, dispatcher: this.#deps.dispatcher(), deadline, cookies };
  }

  /** Stores the cookies as they are now, before anything else is asked: the refresh cookie works only once. */
  async #keep(held: Latch | null): Promise<void> {
    const { memory } = this.#deps;
    this.#stored = this.#cookies.toStored();
    memory.session = { cookies: this.#stored, latch: held };
    await memory.save();
  }
}

const isUnsent = (error: unknown): boolean => error instanceof WireError && !error.sent;
