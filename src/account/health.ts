import type { ErrorCode } from '../cloud/errors';
import type { HealthEvent } from './events';

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
  readonly isTold: boolean;
}

export const UNKNOWN_HEALTH: Health = {
  cloud: { state: 'unknown', since: null, code: null },
  pause: null,
};

/** What one call or sign-in says about the cloud. `refused`: it answered, and the answer to a password was no. */
export type Sign =
  | { readonly sign: 'answered' | 'refused' }
  | { readonly sign: 'unreachable'; readonly code: ErrorCode }
  | { readonly sign: 'paused'; readonly kind: PauseKind; readonly ms: number };

/**
 * Takes in a sign.
 * @param now ms since the epoch
 */
export function observe(
  health: Health,
  sign: Sign,
  now: number,
): { readonly health: Health; readonly events: readonly HealthEvent[] } {
  switch (sign.sign) {
    case 'unreachable':
      return unreachable(health, sign.code, now);
    case 'paused':
      return paused(health, sign.kind, sign.ms, now);
    case 'answered':
    case 'refused':
      return answered(health, sign.sign === 'answered', now);
  }
}

function unreachable(health: Health, code: ErrorCode, now: number): ReturnType<typeof observe> {
  if (health.cloud.state === 'away') return { health, events: [] };
  return {
    health: { ...health, cloud: { state: 'away', since: now, code } },
    events: [{ event: 'cloud.away', code }],
  };
}

function paused(health: Health, kind: PauseKind, ms: number, now: number): ReturnType<typeof observe> {
  const until = now + ms;
  if (health.pause) return { health: { ...health, pause: { ...health.pause, until } }, events: [] };
  const isTold = health.cloud.state !== 'away';
  return {
    health: { ...health, pause: { kind, since: now, until, isTold } },
    events: [{ event: 'throttle.start', outcome: kind, waitMs: ms, isTold }],
  };
}

/** @param isGood whether things go on now; a password that was refused ends a pause, but resumes nothing */
function answered({ cloud, pause }: Health, isGood: boolean, now: number): ReturnType<typeof observe> {
  const events: HealthEvent[] = [];
  const elapsed = (since: number | null): number => Math.max(0, now - (since ?? now));
  if (cloud.state === 'away') events.push({ event: 'cloud.back', ms: elapsed(cloud.since) });
  if (pause)
    events.push({
      event: 'throttle.end',
      outcome: pause.kind,
      ms: elapsed(pause.since),
      isTold: pause.isTold && isGood,
    });
  const isNews = cloud.state !== 'reachable';
  return {
    health: { cloud: isNews ? { state: 'reachable', since: now, code: null } : cloud, pause: null },
    events,
  };
}
