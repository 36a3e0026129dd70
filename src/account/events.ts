import type { SessionEvent } from '../cloud/session-store';
import type { HealthEvent } from './health';
import type { Keeping, FileEvent } from './file-events';

/** What goes on with an account, a line of the audit each. Codes and figures only: no names, no ids, nothing from the wire. */
export type AccountEvent =
  | FileEvent
  | { readonly event: 'session.keeping'; readonly outcome: Keeping }
  | { readonly event: 'session.forget' }
  // That no password is sent is told as the pause that it is.
  | Exclude<SessionEvent, { readonly event: 'login.paused' }>
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
