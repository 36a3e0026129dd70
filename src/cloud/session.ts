import type { Dispatcher } from 'undici';
import { type Clock, HOUR } from '../clock';
import { afterAnswer, afterAttempt, afterPassingFailure, pausedError, signInWait, upToDate } from './breaker';
import type { Allowance, Budget } from './budget';
import { CookieStore } from './cookies';
import { Deadline } from './deadline';
import { NetatmoError, SignInNeeded } from './errors';
import { SessionCookies } from './session-cookies';
import { latchFor } from './latch';
import type { Secret } from './secret';
import type { SessionEvent, SessionStore } from './session-store';
import {
  renew,
  signIn,
  SIGN_IN_REQUESTS,
  SignInFailed,
  type Credentials,
  type Renewal,
  type SignInContext,
} from './sign-in';
import { WireError } from './wire-error';

export interface SessionDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly dispatcher: () => Dispatcher;
  readonly budget: Budget;
  readonly store: SessionStore;
  /** Read anew at each sign-in; throws `CREDENTIALS_MISSING`. */
  readonly credentials: () => Credentials;
  /** Aborted when the account closes. */
  readonly closed: () => AbortSignal;
  readonly onEvent: (event: SessionEvent) => void;
}

/** A token and which one it is; a caller that met a refusal names the generation that was refused. */
export interface Token {
  readonly bearer: Secret;
  readonly generation: number;
}

/** What a caller wants, and how far the session may go for it. */
export interface TokenOptions {
  /** The generation that the cloud has just refused. */
  readonly refused?: number;
  /** False for lists in dialogs: use or renew what is there, never send the password. */
  readonly maySignIn?: boolean;
  /** The user pressed the test button: one attempt even though the credentials were refused before. */
  readonly tryAgain?: boolean;
  /** The caps on signing in have let this password through and counted it already. */
  readonly isCounted?: boolean;
}

/** The longest that getting a token may take, ms. */
const SIGN_IN_MS = 45_000;
/** How long a token lives, as far as known, ms: the life of an OAuth token (jabesq-org/pyatmo, oauth2_token fixture). */
const TOKEN_LIFE_MS = 3 * HOUR;
/** How long no other token is sought after one that was refused like the one before it, ms. */
const IN_VAIN_MS = HOUR;

interface Flight {
  readonly maySignIn: boolean;
  readonly token: Promise<Token>;
  /** Ends it, whatever it is doing. */
  readonly stop: AbortController;
}

/** The time that a flight has. */
interface FlightTime {
  readonly deadline: Deadline;
  /** The same for what a close must not tear off. */
  readonly evenIfClosed: Deadline;
}

/**
 * One signed-in session with Netatmo. Gets a token by the cheapest way that works: the one at hand, the stored
 * session, renewal by its cookies, and only then the password. At most one renewal or sign-in runs at a time;
 * everybody else waits for it.
 */
export class Session {
  readonly #deps: SessionDeps;
  readonly #cookies: SessionCookies;
  #generation = 0;
  /** The present token was got because the one before it had been refused, and has not been accepted yet. */
  #isReplacement = false;
  /** Ticks until which a refused token is not replaced. */
  #inVainUntil = -Infinity;
  #flight: Flight | undefined;
  /** Ticks at which the last sign-in ended; Infinity while one is under way. */
  #lastSignIn = -Infinity;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    this.#cookies = new SessionCookies(deps.clock, deps.store);
  }

  /** Whether a sign-in was under way at or after `tick`; its message may then take longer. */
  signedInSince(tick: number): boolean {
    return this.#lastSignIn >= tick;
  }

  /** Whether calls can be made or renewed without the password. */
  get isSignedIn(): boolean {
    return this.#cookies.isAlive;
  }

  /** The token for the next call, where nothing has to be asked for it. */
  atHand({ tryAgain, refused }: TokenOptions): Token | undefined {
    const isAsked = tryAgain && this.#deps.store.session.latch;
    return this.#flight || isAsked ? undefined : this.#newest(refused);
  }

  /**
   * A token for the next call.
   * @throws NetatmoError of the credentials, the latch, the breaker or the wire; SignInNeeded
   */
  async token(options: TokenOptions = {}): Promise<Token> {
    const maySignIn = options.maySignIn ?? true;
    for (;;) {
      const atHand = this.atHand(options);
      if (atHand) return atHand;
      const flight = (this.#flight ??= this.#start(options, maySignIn));
      try {
        return await flight.token;
      } catch (error) {
        // Whoever began this flight was not allowed to sign in, but this caller is.
        if (!(error instanceof SignInNeeded && maySignIn && !flight.maySignIn)) throw error;
      }
    }
  }

  /** The cloud has accepted `token`: whatever was wrong with signing in or with tokens has passed. */
  accepted(token: Token): void {
    const { store } = this.#deps;
    if (token.generation === this.#generation) this.#isReplacement = false;
    if (store.ledger.failures > 0) store.ledger = afterAnswer(store.ledger);
  }

  /**
   * Whether another token may be sought for `token`, which the cloud has refused. When the one before it was refused
   * too, the fault is not the token's: then none is sought for an hour.
   */
  mayReplace({ generation }: Token): boolean {
    if (generation !== this.#generation) return true;
    const now = this.#deps.clock.ticks();
    if (this.#isReplacement) {
      this.#isReplacement = false;
      this.#inVainUntil = now + IN_VAIN_MS;
    }
    return now >= this.#inVainUntil;
  }

  /** Whether `token` may have come to its end, though nobody says so. */
  isOld({ generation }: Token): boolean {
    return generation === this.#generation && this.#cookies.tokenAge > TOKEN_LIFE_MS;
  }

  /**
   * Waits for what a close cannot stop without harm, a renewal or a sign-in whose password has left, for at most `ms`;
   * then that ends with `reason` too.
   */
  async finish(ms: number, reason: NetatmoError): Promise<void> {
    const flight = this.#flight;
    if (!flight) return;
    const patience = this.#deps.clock.after(ms, () => flight.stop.abort(reason));
    await flight.token.catch(() => undefined);
    patience.cancel();
  }

  /**
   * Ends the session here, as if it had never been: the next call signs in. How often passwords were sent, and what the
   * cloud said to them, stays known.
   */
  async forget(): Promise<void> {
    const { store, clock, closed } = this.#deps;
    // What is under way would bring it back.
    await this.#flight?.token.catch(() => undefined);
    const end = async (): Promise<void> => {
      this.#cookies.ended();
      await this.#cookies.keep(store.session.latch);
    };
    const deadline = new Deadline(clock, { ms: SIGN_IN_MS }, closed());
    try {
      await store.exclusively(end, deadline);
    } finally {
      deadline.dispose();
    }
  }

  #newest(refused: number | undefined): Token | undefined {
    const { bearer } = this.#cookies;
    return bearer && this.#generation !== refused ? { bearer, generation: this.#generation } : undefined;
  }

  #start(options: TokenOptions, maySignIn: boolean): Flight {
    const { clock, closed } = this.#deps;
    const stop = new AbortController();
    const deadline = new Deadline(clock, { ms: SIGN_IN_MS }, stop.signal, closed());
    const evenIfClosed = new Deadline(clock, { ms: SIGN_IN_MS }, stop.signal);
    const token = this.#alone(options, maySignIn, { deadline, evenIfClosed }).finally(() => {
      deadline.dispose();
      evenIfClosed.dispose();
      this.#flight = undefined;
    });
    token.catch(() => undefined);
    return { maySignIn, token, stop };
  }

  /** Gets a token while no other process does; the one that another process has got meanwhile serves too. */
  async #alone(options: TokenOptions, maySignIn: boolean, time: FlightTime): Promise<Token> {
    const { store, budget } = this.#deps;
    const { deadline } = time;
    if (this.#cookies.isRenewable) {
      // Waits for room before the others have to wait for this process.
      (await budget.take(1, 'correction', deadline)).close();
    }
    return store.exclusively(async () => {
      const isNew = this.#cookies.adopt() && !(options.tryAgain && store.session.latch);
      return isNew ? this.#taken(false) : this.#obtain(options, maySignIn, time);
    }, deadline);
  }

  async #obtain(options: TokenOptions, maySignIn: boolean, time: FlightTime): Promise<Token> {
    const isReplacement = options.refused !== undefined;
    if (this.#cookies.isRenewable && (await this.#renew(time))) return this.#taken(isReplacement);
    if (!maySignIn) throw new SignInNeeded();
    await this.#signIn(options, time);
    return this.#taken(isReplacement);
  }

  #taken(isReplacement: boolean): Token {
    this.#generation += 1;
    this.#isReplacement = isReplacement;
    const token = this.#newest(undefined);
    if (!token)
      throw new NetatmoError(
        'BAD_RESPONSE',
        "Unusable session from Netatmo's sign-in. If it stays so, please report this text.",
      );
    return token;
  }

  async #renew({ deadline, evenIfClosed }: FlightTime): Promise<boolean> {
    const { budget, onEvent } = this.#deps;
    const allowance = await budget.take(1, 'correction', deadline);
    const cookies = this.#cookies.withoutToken();
    let result: Renewal = 'unclear';
    try {
      // The refresh cookie that comes back is the only one that works from now on.
      deadline.throwIfEnded();
      result = await renew(this.#context(allowance, { deadline: evenIfClosed, evenIfClosed }, cookies));
      onEvent({ event: 'token.refresh', outcome: result === 'renewed' ? 'renewed' : 'dead' });
      return result === 'renewed';
    } catch (error) {
      if (!(error instanceof NetatmoError)) throw error;
      const waitMs = error.code === 'RATE_LIMITED' ? (error.retryAfterMs ?? 0) : 0;
      onEvent({ event: 'token.refresh', outcome: 'failed', code: error.code, waitMs });
      if (waitMs > 0) budget.quotaMet(waitMs);
      throw error;
    } finally {
      allowance.close();
      this.#cookies.afterRenewal(result, cookies);
      await this.#cookies.keep(this.#deps.store.session.latch);
    }
  }

  async #signIn({ tryAgain = false, isCounted = false }: TokenOptions, time: FlightTime): Promise<void> {
    const { clock, store, budget, onEvent } = this.#deps;
    this.#cookies.refuseIfLatched(tryAgain);
    if (!isCounted) this.#refuseWhilePaused();
    const credentials = this.#deps.credentials();
    let allowance: Allowance | undefined;
    this.#lastSignIn = Infinity;
    try {
      allowance = await budget.take(SIGN_IN_REQUESTS, 'correction', time.deadline);
      onEvent({ event: 'login.start' });
      const cookies = new CookieStore(clock);
      await signIn(this.#context(allowance, time, cookies), credentials, async () => {
        // Counted before it leaves, so that a crash cannot make the count too low; and looked at again right before,
        // because the e-mail's other passwords count too.
        if (!isCounted) {
          this.#refuseWhilePaused();
          store.ledger = afterAttempt(store.ledger, clock.now());
        }
        await store.save();
      });
      this.#cookies.signedIn(cookies);
      onEvent({ event: 'login.ok' });
      if (store.session.latch) onEvent({ event: 'login.unlatched' });
      await this.#cookies.keep(null);
    } catch (error) {
      throw await this.#failed(error);
    } finally {
      allowance?.close();
      this.#lastSignIn = clock.ticks();
    }
  }

  async #failed(error: unknown): Promise<unknown> {
    const { clock, store, random, onEvent } = this.#deps;
    if (isUnsent(error)) onEvent({ event: 'login.fail', code: error.code, waitMs: 0 });
    if (error instanceof SignInFailed) {
      const { retryAfterMs } = error.error;
      store.ledger = afterPassingFailure(store.ledger, clock.now(), random, retryAfterMs);
      const waitMs = store.ledger.pause?.ms ?? 0;
      onEvent({ event: 'login.fail', code: error.error.code, waitMs });
      await this.#cookies.keep(store.session.latch);
      return retryAfterMs === undefined ? error.error : error.error.withRetryAfter(waitMs);
    }
    const refusal = error instanceof NetatmoError ? latchFor(error, clock.now()) : null;
    if (refusal) {
      store.ledger = afterAnswer(store.ledger);
      onEvent({ event: 'login.latched', code: refusal.code });
      this.#cookies.ended();
      await this.#cookies.keep(refusal);
    }
    return error;
  }

  #refuseWhilePaused(): void {
    const waitMs = this.#signInWait();
    if (waitMs <= 0) return;
    this.#deps.onEvent({ event: 'login.paused', waitMs });
    throw pausedError(waitMs);
  }

  /** ms until a password may be sent. */
  #signInWait(): number {
    const { clock, store } = this.#deps;
    store.ledger = upToDate(store.ledger, clock.now());
    return signInWait(store.ledger, clock.now());
  }

  #context(allowance: Allowance, time: FlightTime, cookies: CookieStore): SignInContext {
    const { clock, dispatcher } = this.#deps;
    return { clock, dispatcher: dispatcher(), ...time, cookies, onSent: allowance.used };
  }
}

const isUnsent = (error: unknown): error is WireError => error instanceof WireError && !error.sent;
