import type { ErrorCode } from '../cloud/errors';
import type { SessionEvent } from '../cloud/session';
import type { Change, PauseKind } from './health';
import type { Keeping, FileEvent } from './file-events';

/** One line of an audit. Codes and figures only: no names, no ids, nothing from the wire. */
export type AuditEvent =
  | FileEvent
  | { readonly event: 'session.keeping'; readonly outcome: Keeping }
  | { readonly event: 'session.forget' | 'login.start' | 'login.ok' | 'login.unlatched' }
  | { readonly event: 'login.fail'; readonly code: ErrorCode; readonly waitMs: number }
  | { readonly event: 'login.latched'; readonly code: ErrorCode }
  | { readonly event: 'token.refresh'; readonly outcome: 'renewed' | 'dead' }
  | { readonly event: 'token.refresh'; readonly outcome: 'failed'; readonly code: ErrorCode }
  | { readonly event: 'throttle.start'; readonly outcome: PauseKind; readonly waitMs: number }
  | { readonly event: 'throttle.end'; readonly outcome: PauseKind; readonly ms: number }
  | { readonly event: 'cloud.away'; readonly code: ErrorCode }
  | { readonly event: 'cloud.back'; readonly ms: number }
  | {
      readonly event: 'write.truetemperature';
      readonly outcome: string;
      readonly changed: boolean;
      /** °C */
      readonly correction: number | null;
      /** Tells rooms apart without saying which: made with a key that ends with the process. Null before it is found. */
      readonly room: string | null;
    };

/** What an audit says of a session's event; null for one that it hears of otherwise. */
export function auditOfSession(event: SessionEvent): AuditEvent | null {
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

/** What an audit says of a change in how the cloud looks. @param now ms since the epoch */
export function auditOfChange(change: Change, now: number): AuditEvent {
  switch (change.change) {
    case 'away':
      return { event: 'cloud.away', code: change.code };
    case 'back':
      return { event: 'cloud.back', ms: change.ms };
    case 'paused':
      return { event: 'throttle.start', outcome: change.kind, waitMs: change.until - now };
    case 'resumed':
      return { event: 'throttle.end', outcome: change.kind, ms: change.ms };
  }
}
