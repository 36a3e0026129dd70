import type * as v from 'valibot';
import { judge } from './answer';
import type { Allowance } from './budget';
import type { Cloud, CloudHome, HomeStatus, Purpose, TrueTemperature, WeatherModule } from './cloud';
import { Deadline } from './deadline';
import { type ErrorCode, NetatmoError, outcomeUnknown } from './errors';
import { request, type HttpRequest } from './request';
import { API } from './hosts';
import { retryDelay, type FailureKind } from './retry';
import { homesdata, homestatus, stationsdata, truetemperature } from './schemas';
import type { Session, SessionDeps, Token, TokenOptions } from './session';
import { WireError } from './wire-error';

export interface ClientDeps extends Pick<
  SessionDeps,
  'clock' | 'random' | 'dispatcher' | 'budget' | 'closed'
> {
  readonly session: Session;
  /** Told of each call that was answered or given up. Must not throw. */
  readonly onCall: (event: CallEvent) => void;
}

/** How a call ended, its retries included. */
export interface CallEvent {
  readonly event: 'call';
  /** Null when it went well; then `code` is null too. */
  readonly failure: FailureKind | null;
  readonly code: ErrorCode | null;
  /** How long the cloud wants to be left alone, ms; 0 when it does not say. */
  readonly waitMs: number;
}

interface Call<T> {
  readonly kind: 'read' | 'correction';
  readonly purpose: Purpose;
  /** In words for an error text: "Netatmo refused …". */
  readonly what: string;
  readonly request: HttpRequest;
  readonly schema: v.GenericSchema<unknown, T>;
  readonly deadline: Deadline;
  /** Runs right before the first byte of each try. */
  readonly beforeSend?: () => Promise<void>;
}

/** The longest that a read may take with its retries, ms; waiting for a sign-in or the budget included. */
const READ_MS = 55_000;
/** A correction begins only when at least this much of its message's time is left, ms: the answer must have time to come. */
const TIME_FOR_CORRECTION_MS = 10_000;
/** What is kept of that time for reading back when no answer comes, ms. */
const TIME_FOR_READ_BACK_MS = 3_000;

/** Netatmo's web API with one signed-in session: renewal, retries and the request budget are its business. */
export class NetatmoClient implements Cloud {
  readonly #deps: ClientDeps;
  /** Whether calls may send the password; lists in dialogs may not. */
  readonly #maySignIn: boolean;

  constructor(deps: ClientDeps, maySignIn = true) {
    this.#deps = deps;
    this.#maySignIn = maySignIn;
  }

  /** The same client for callers that must never cause a sign-in; it throws `SignInNeeded` instead. */
  withoutSignIn(): NetatmoClient {
    return new NetatmoClient(this.#deps, false);
  }

  homes(purpose: Purpose): Promise<readonly CloudHome[]> {
    return this.#read(purpose, 'the list of homes', '/api/homesdata', {}, homesdata);
  }

  status(homeId: string, purpose: Purpose): Promise<HomeStatus> {
    const query = { home_id: homeId };
    return this.#read(purpose, 'the state of the home', '/api/homestatus', query, homestatus);
  }

  weather(purpose: Purpose): Promise<readonly WeatherModule[]> {
    return this.#read(purpose, 'the weather modules', '/api/getstationsdata', {}, stationsdata);
  }

  homeCoaches(purpose: Purpose): Promise<readonly WeatherModule[]> {
    return this.#read(purpose, 'the Home Coaches', '/api/gethomecoachsdata', {}, stationsdata);
  }

  budgetLeft(): 'plenty' | 'scarce' | 'none' {
    return this.#deps.budget.left();
  }

  async correct(
    correction: TrueTemperature,
    deadline: Deadline,
    beforeSend: () => Promise<void>,
  ): Promise<void> {
    const body = JSON.stringify({
      home_id: correction.homeId,
      room_id: correction.roomId,
      current_temperature: correction.current,
      corrected_temperature: correction.corrected,
    });
    mustHaveTimeToCorrect(deadline);
    let prepared: Promise<void> | undefined;
    const ready = async (): Promise<void> => {
      // Waiting for a token or for room in the budget takes time, and so does what is done before sending.
      mustHaveTimeToCorrect(deadline);
      await (prepared ??= beforeSend());
      mustHaveTimeToCorrect(deadline);
    };
    const url = new URL('/api/truetemperature', API);
    const [complaint] = await this.#call({
      kind: 'correction',
      purpose: 'correction',
      what: 'the correction',
      request: { method: 'POST', url, headers: { 'content-type': 'application/json' }, body },
      schema: truetemperature,
      deadline,
      beforeSend: ready,
    });
    if (complaint !== undefined) {
      throw new NetatmoError(
        'CLOUD_ERROR',
        `Netatmo refused the correction (device error ${complaint}). Check in Netatmo's app that the valve is reachable.`,
        { status: 200, netatmoCode: complaint },
      );
    }
  }

  async #read<T>(
    purpose: Purpose,
    what: string,
    path: string,
    query: Readonly<Record<string, string>>,
    schema: v.GenericSchema<unknown, T>,
  ): Promise<T> {
    const deadline = new Deadline(this.#deps.clock, { ms: READ_MS }, this.#deps.closed());
    const url = new URL(path, API);
    url.search = new URLSearchParams(query).toString();
    try {
      return await this.#call({
        kind: 'read',
        purpose,
        what,
        request: { method: 'GET', url },
        schema,
        deadline,
      });
    } finally {
      deadline.dispose();
    }
  }

  async #call<T>(call: Call<T>): Promise<T> {
    for (let repeats = 0; ; repeats += 1) {
      const attempt = await this.#authorised(call);
      if (attempt.ok) {
        this.#deps.onCall({ event: 'call', failure: null, code: null, waitMs: 0 });
        return attempt.value;
      }
      const delay = retryDelay(call.kind, attempt.failure, repeats, this.#deps.random);
      if (delay === null) {
        this.#tellFailure(call, attempt);
        throw attempt.error;
      }
      await call.deadline.sleep(delay);
    }
  }

  #tellFailure({ deadline }: Call<unknown>, { failure, error }: FailedAttempt): void {
    // Closing a node says nothing about the cloud.
    const { reason } = deadline;
    if (reason instanceof NetatmoError && reason.code === 'CLOSED') return;
    this.#deps.onCall({ event: 'call', failure, code: error.code, waitMs: error.retryAfterMs ?? 0 });
  }

  /** One try with a token that the cloud accepts: a refused one is replaced once, then it is the cloud's fault. */
  async #authorised<T>(call: Call<T>): Promise<Attempt<T>> {
    const { session } = this.#deps;
    let options: TokenOptions = { maySignIn: this.#maySignIn };
    for (;;) {
      const token = session.atHand(options) ?? (await call.deadline.race(session.token(options)));
      const attempt = await this.#attempt(call, token);
      if (attempt.ok) session.accepted(token);
      if (attempt.ok || !this.#isTokenRefused(attempt, token) || !session.mayReplace(token)) return attempt;
      options = { maySignIn: this.#maySignIn, refused: token.generation };
    }
  }

  /** A gateway that says nothing may mean the token too, when that is as old as tokens get. */
  #isTokenRefused({ failure }: FailedAttempt, token: Token): boolean {
    return failure === 'auth' || (failure === 'gateway' && this.#deps.session.isOld(token));
  }

  async #attempt<T>(call: Call<T>, token: Token): Promise<Attempt<T>> {
    const { budget } = this.#deps;
    const allowance = await budget.take(1, call.purpose, call.deadline);
    const attempt = await this.#sendIn(allowance, call, token).finally(allowance.close);
    if (attempt.ok) {
      budget.answered();
      return attempt;
    }
    if (attempt.failure === 'quota') {
      const pause = budget.quotaMet(attempt.error.retryAfterMs);
      return { ...attempt, error: attempt.error.withRetryAfter(pause) };
    }
    return call.kind === 'correction' && mayHaveArrived(attempt)
      ? { ...attempt, error: outcomeUnknown(attempt.error) }
      : attempt;
  }

  async #sendIn<T>(allowance: Allowance, call: Call<T>, token: Token): Promise<Attempt<T>> {
    const { clock, dispatcher } = this.#deps;
    await call.beforeSend?.();
    const keptBack = call.kind === 'correction' ? TIME_FOR_READ_BACK_MS : 0;
    const headers = { ...call.request.headers, authorization: `Bearer ${token.bearer.reveal()}` };
    try {
      const answer = await request(
        { dispatcher: dispatcher(), deadline: call.deadline, keptBack, onSent: allowance.used },
        { ...call.request, headers },
      );
      const judgement = judge(answer, call.what, call.schema, clock.now());
      return judgement.ok ? judgement : { ok: false, failure: judgement.refusal, error: judgement.error };
    } catch (error) {
      if (error instanceof WireError) return { ok: false, failure: error.fault, error };
      throw error;
    }
  }
}

/** A request that was made, and what came of it. */
type Attempt<T> = { readonly ok: true; readonly value: T } | FailedAttempt;
interface FailedAttempt {
  readonly ok: false;
  readonly failure: FailureKind;
  readonly error: NetatmoError;
}

/** Whether a correction that got no yes may have been applied all the same. */
const mayHaveArrived = ({ failure, error }: FailedAttempt): boolean =>
  error instanceof WireError ? error.sent : failure === 'server' || failure === 'schema';

/** @throws NetatmoError `TIMEOUT` with too little time left to begin a correction, or what the deadline has ended with */
export const mustHaveTimeToCorrect = (deadline: Deadline): void => {
  deadline.throwIfEnded();
  if (deadline.remaining() >= TIME_FOR_CORRECTION_MS) return;
  throw new NetatmoError(
    'TIMEOUT',
    'Too little time was left to send the correction safely, so nothing was sent. Try again later.',
  );
};
