import type { CallEvent } from '../cloud/client';
import type { ErrorCode } from '../cloud/errors';
import type { SessionEvent } from '../cloud/session-store';

/** Why nothing is asked of the cloud for a while: passwords are not sent, or nothing at all is. */
export type PauseKind = 'sign-in' | 'requests';

/** How the cloud looks from here. Times in ms since the epoch. */
export interface Health {
  readonly cloud: {
    readonly state: 'unknown' | 'reachable' | 'away';
    /** Since when; null while nothing is known. */
    readonly since: number | null;
    /** While it is away: what the first failed call came to. */
    readonly code: ErrorCode | null;
  };
  readonly pause: Pause | null;
}

/** A pause that has begun and that no good answer has ended yet; its time may be over. */
export interface Pause {
  readonly kind: PauseKind;
  readonly since: number;
  readonly until: number;
  /** A pause in an outage is part of it, and nothing to tell besides. */
  readonly isLogged: boolean;
}

export const UNKNOWN_HEALTH: Health = {
  cloud: { state: 'unknown', since: null, code: null },
  pause: null,
};

/** What has changed in how the cloud looks; each is told once, however many signs follow that say the same. */
export type HealthEvent =
  | { readonly event: 'cloud.away'; readonly code: ErrorCode }
  | { readonly event: 'cloud.back'; readonly ms: number }
  | {
      readonly event: 'throttle.start';
      readonly outcome: PauseKind;
      readonly waitMs: number;
      /** A pause in an outage is part of it, and nothing to tell people besides. */
      readonly isLogged: boolean;
    }
  | {
      readonly event: 'throttle.end';
      readonly outcome: PauseKind;
      readonly ms: number;
      readonly isLogged: boolean;
    };

/** Failures that say that the cloud cannot be reached or is out of order, rather than that it does not want this. */
const OUT_OF_REACH: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['NETWORK', 'TLS', 'TIMEOUT', 'CLOUD_ERROR']);
const UNANSWERED: ReadonlySet<CallEvent['failure']> = new Set<CallEvent['failure']>([
  'unsent',
  'unanswered',
  'tls',
  'server',
  'gateway',
]);

/** How the cloud looks after an event, and what is new about that. */
interface Observed {
  readonly health: Health;
  readonly events: readonly HealthEvent[];
}

/**
 * Takes in how a call ended, or what happened to a session.
 * @param now ms since the epoch
 */
export function observe(health: Health, event: SessionEvent | CallEvent, now: number): Observed {
  switch (event.event) {
    case 'call':
      return called(health, event, now);
    case 'login.ok':
      return answered(health, true, now);
    case 'login.latched':
      return answered(health, false, now);
    case 'login.fail':
      return failed(health, 'sign-in', event, now);
    case 'login.paused':
      return paused(health, 'sign-in', event.waitMs, now);
    case 'token.refresh':
      if (event.outcome === 'failed') return failed(health, 'requests', event, now);
      return event.outcome === 'renewed' ? answered(health, true, now) : { health, events: [] };
    case 'login.start':
    case 'login.unlatched':
      return { health, events: [] };
  }
}

function called(health: Health, { failure, code, waitMs }: CallEvent, now: number): Observed {
  if (failure === null) return answered(health, true, now);
  if (failure === 'quota') return paused(health, 'requests', waitMs, now);
  const isAway = code !== null && UNANSWERED.has(failure);
  return isAway ? unreachable(health, code, now) : { health, events: [] };
}

/** A sign-in or a renewal failed; with `waitMs` it makes others wait. */
function failed(
  before: Health,
  kind: PauseKind,
  { code, waitMs }: { readonly code: ErrorCode; readonly waitMs: number },
  now: number,
): Observed {
  const first = OUT_OF_REACH.has(code) ? unreachable(before, code, now) : { health: before, events: [] };
  if (waitMs <= 0) return first;
  const { health, events } = paused(first.health, kind, waitMs, now);
  return { health, events: [...first.events, ...events] };
}

function unreachable(health: Health, code: ErrorCode, now: number): Observed {
  if (health.cloud.state === 'away') return { health, events: [] };
  return {
    health: { ...health, cloud: { state: 'away', since: now, code } },
    events: [{ event: 'cloud.away', code }],
  };
}

function paused(health: Health, kind: PauseKind, ms: number, now: number): Observed {
  const until = now + ms;
  if (health.pause) return { health: { ...health, pause: { ...health.pause, until } }, events: [] };
  const isLogged = health.cloud.state !== 'away';
  return {
    health: { ...health, pause: { kind, since: now, until, isLogged } },
    events: [{ event: 'throttle.start', outcome: kind, waitMs: ms, isLogged }],
  };
}

/** @param isGood whether things go on now; a password that was refused ends a pause, but resumes nothing */
function answered({ cloud, pause }: Health, isGood: boolean, now: number): Observed {
  const events: HealthEvent[] = [];
  const elapsed = (since: number | null): number => Math.max(0, now - (since ?? now));
  if (cloud.state === 'away') events.push({ event: 'cloud.back', ms: elapsed(cloud.since) });
  if (pause)
    events.push({
      event: 'throttle.end',
      outcome: pause.kind,
      ms: elapsed(pause.since),
      isLogged: pause.isLogged && isGood,
    });
  const isNews = cloud.state !== 'reachable';
  return {
    health: { cloud: isNews ? { state: 'reachable', since: now, code: null } : cloud, pause: null },
    events,
  };
}
