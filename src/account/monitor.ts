import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '../clock';
import type { CallEvent } from '../cloud/client';
import { NetatmoError, type ErrorCode } from '../cloud/errors';
import type { SessionEvent } from '../cloud/session-store';
import type { OutcomeEvent } from '../correction/corrector';
import type { AccountEvent, FileEvent } from './events';
import { observe, UNKNOWN_HEALTH, type Health } from './health';

export interface MonitorDeps {
  readonly clock: Clock;
  /** Eight hex digits that stand for an id. */
  readonly tag: (id: string) => string;
  readonly onEvent: (event: AccountEvent) => void;
}

/** What has been done for an e-mail's accounts since the process began to. */
export interface Counters {
  /** Requests of any kind that were begun. */
  requests: number;
  signIns: number;
  renewals: number;
  corrections: number;
  /** Messages that failed, by code. */
  readonly failures: Partial<Record<ErrorCode, number>>;
}

/** How one message or press of a button ended. */
export interface Outcome {
  /** ms since the epoch */
  readonly at: number;
  readonly what: 'list' | 'correction' | 'dialog';
  /** `done`, a reason of a correction, or a code. */
  readonly outcome: string;
}

const MAX_OUTCOMES = 10;

/**
 * What goes on with the accounts of one e-mail: counts it and tells it. It watches only; nothing is decided by it.
 */
export class Monitor {
  readonly #deps: MonitorDeps;
  readonly counters: Counters = { requests: 0, signIns: 0, renewals: 0, corrections: 0, failures: {} };
  /** ms since the epoch */
  readonly startedAt: number;
  #health = UNKNOWN_HEALTH;
  #outcomes: readonly Outcome[] = [];

  constructor(deps: MonitorDeps) {
    this.#deps = deps;
    this.startedAt = deps.clock.now();
  }

  get health(): Health {
    return this.#health;
  }

  /** The last ones, oldest first. */
  get outcomes(): readonly Outcome[] {
    return this.#outcomes;
  }

  /** A request begins. */
  readonly requested = (): void => void (this.counters.requests += 1);

  readonly sessionChanged = (event: SessionEvent): void => {
    if (event.event !== 'login.paused') this.#deps.onEvent(event);
    if (event.event === 'login.start') this.counters.signIns += 1;
    if (event.event === 'token.refresh' && event.outcome === 'renewed') this.counters.renewals += 1;
    this.#observe(event);
  };

  readonly called = (event: CallEvent): void => this.#observe(event);

  readonly fileChanged = (event: FileEvent): void => this.#deps.onEvent(event);

  /** A message to a room has ended. Those between two looks at a room ended without a decision: nothing to tell. */
  readonly decided = ({ homeId, roomId, outcome, changed, correction }: OutcomeEvent): void => {
    if (outcome === 'interval') return;
    const room = homeId !== null && roomId !== null ? this.#deps.tag(`${homeId} ${roomId}`) : null;
    this.#deps.onEvent({ event: 'write.truetemperature', outcome, changed, correction, room });
    if (changed) this.counters.corrections += 1;
    // Failures are counted where all of them pass, see `failed`.
    if (!isErrorCode(outcome)) this.#addOutcome('correction', outcome);
  };

  /** Something else than a correction went well. */
  done(what: Outcome['what']): void {
    if (what !== 'correction') this.#addOutcome(what, 'done');
  }

  /** A message or a press of a button failed. */
  failed(what: Outcome['what'], error: unknown): void {
    if (!(error instanceof NetatmoError)) return;
    const { failures } = this.counters;
    failures[error.code] = (failures[error.code] ?? 0) + 1;
    this.#addOutcome(what, error.code);
  }

  /** The user has ended the session. */
  forgotten(): void {
    this.#deps.onEvent({ event: 'session.forget' });
  }

  #observe(event: SessionEvent | CallEvent): void {
    const { health, events } = observe(this.#health, event, this.#deps.clock.now());
    this.#health = health;
    for (const each of events) this.#deps.onEvent(each);
  }

  #addOutcome(what: Outcome['what'], outcome: string): void {
    this.#outcomes = [...this.#outcomes, { at: this.#deps.clock.now(), what, outcome }].slice(-MAX_OUTCOMES);
  }
}

const isErrorCode = (outcome: OutcomeEvent['outcome']): boolean => outcome === outcome.toUpperCase();

/** Makes tags that stand for texts: worthless outside of this process, because the key is never written down. */
export function tagger(): (text: string) => string {
  const key = randomBytes(32);
  const tags = new Map<string, string>();
  const make = (text: string): string => createHmac('sha256', key).update(text).digest('hex').slice(0, 8);
  return (text) => {
    const tag = tags.get(text) ?? make(text);
    tags.set(text, tag);
    return tag;
  };
}
