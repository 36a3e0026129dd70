import type { ErrorCode } from '../cloud/errors';
import type { SessionEvent } from '../cloud/session';
import type { PauseKind } from './health';
import type { Keeping, FileEvent } from './file-events';

/** What goes on with an account, a line of the audit each. Codes and figures only: no names, no ids, nothing from the wire. */
export type AccountEvent =
  | FileEvent
  | { readonly event: 'session.keeping'; readonly outcome: Keeping }
  | { readonly event: 'session.forget' | 'login.start' | 'login.ok' | 'login.unlatched' }
  | { readonly event: 'login.fail'; readonly code: ErrorCode; readonly waitMs: number }
  | { readonly event: 'login.latched'; readonly code: ErrorCode }
  | { readonly event: 'token.refresh'; readonly outcome: 'renewed' | 'dead' }
  | { readonly event: 'token.refresh'; readonly outcome: 'failed'; readonly code: ErrorCode }
  | HealthEvent
  | {
      readonly event: 'write.truetemperature';
      readonly outcome: string;
      readonly changed: boolean;
      /** °C */
      readonly correction: number | null;
      /** Tells rooms apart without saying which: made with a key that ends with the process. Null before it is found. */
      readonly room: string | null;
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
      readonly isTold: boolean;
    }
  | {
      readonly event: 'throttle.end';
      readonly outcome: PauseKind;
      readonly ms: number;
      readonly isTold: boolean;
    };

/** What a session's event is among those of an account; null for one that is told otherwise. */
export function eventOfSession(event: SessionEvent): AccountEvent | null {
  switch (event.event) {
    case 'sign-in.start':
      return { event: 'login.start' };
    case 'sign-in.ok':
      return { event: 'login.ok' };
    case 'sign-in.unlatched':
      return { event: 'login.unlatched' };
    case 'sign-in.failed':
      return { event: 'login.fail', code: event.code, waitMs: event.waitMs };
    case 'sign-in.refused':
      return { event: 'login.latched', code: event.code };
    case 'sign-in.paused':
      return null;
    case 'session.renewed':
      return { event: 'token.refresh', outcome: 'renewed' };
    case 'session.dead':
      return { event: 'token.refresh', outcome: 'dead' };
    case 'renewal.failed':
      return { event: 'token.refresh', outcome: 'failed', code: event.code };
  }
}
