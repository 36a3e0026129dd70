import type { Clock } from '../clock';
import type { SessionEvent } from '../cloud/session-store';
import type { Held, Patience } from '../storage/lock';
import type { Reading, SessionFile } from '../storage/session-file';
import type { HealthEvent } from './health';

/** What goes on with an account, a line of the audit each. Codes and figures only: no names, no ids, nothing from the wire. */
export type AccountEvent =
  | FileEvent
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

/** Where the state of an account lives at the moment. `memory`: no node has a key or wants a file. */
export type Keeping = 'file' | 'memory' | 'disk-trouble';

/** What happens to an account's file, for an audit. `code` is a word of ours or the system's name of its error. */
export type FileEvent =
  /** The place has changed. */
  | { readonly event: 'session.keeping'; readonly outcome: Keeping }
  | { readonly event: 'session.load'; readonly outcome: 'loaded' | 'absent' }
  | {
      readonly event: 'session.reject';
      readonly outcome: 'bad' | 'newer' | 'unreadable';
      readonly code: string;
    }
  | { readonly event: 'session.save'; readonly outcome: 'saved' }
  | { readonly event: 'session.save'; readonly outcome: 'failed'; readonly code: string }
  | { readonly event: 'session.lock_wait'; readonly outcome: 'held' | 'given-up'; readonly waitMs: number };

/** Getting a free lock takes a moment of a slow disk; only more than this was waiting for another process, ms. */
const NOTABLE_WAIT_MS = 1_000;

/** What reading an account's file came to; undefined when there is nothing new. */
export function loadEvent(found: Reading<unknown>): FileEvent | undefined {
  switch (found.state) {
    case 'unchanged':
      return undefined;
    case 'loaded':
    case 'absent':
      return { event: 'session.load', outcome: found.state };
    case 'replaced':
      return { event: 'session.load', outcome: 'loaded' };
    case 'bad':
      return { event: 'session.reject', outcome: 'bad', code: found.reason };
    case 'newer':
      return { event: 'session.reject', outcome: 'newer', code: 'version' };
    case 'unreadable':
      return { event: 'session.reject', outcome: 'unreadable', code: found.errno };
  }
}

/** Waits for a file's lock and tells when that took its time, also when the waiting ends with an error. */
export async function waitForLock(
  file: SessionFile,
  patience: Patience,
  clock: Clock,
  tell: (event: FileEvent) => void,
): Promise<Held | undefined> {
  const start = clock.ticks();
  let held: Held | undefined;
  try {
    return (held = await file.hold(patience));
  } finally {
    const waitMs = Math.round(clock.ticks() - start);
    if (!held || waitMs >= NOTABLE_WAIT_MS)
      tell({ event: 'session.lock_wait', outcome: held ? 'held' : 'given-up', waitMs });
  }
}
