import { HOUR } from '../clock';
import type { Random } from './random';

/** Laravel's own default life of a web session. */
const SESSION_LIFE = 2 * HOUR;

/** A web session on auth.netatmo.com. */
export interface WebSession {
  /** The cookie's value as sent, percent-encoded. */
  readonly cookie: string;
  /** The token that forms of this session must carry. */
  readonly formToken: string;
  usedAt: number;
  signedIn: boolean;
  /** Signed in with `stay_logged`. */
  stays: boolean;
  /** Signed in with a password and not yet handed over by keychain. */
  fresh: boolean;
}

/** The web sessions of the simulated cloud; times in ms of its own clock. */
export class WebSessions {
  readonly #random: Random;
  #sessions = new Map<string, WebSession>();

  constructor(random: Random) {
    this.#random = random;
  }

  open(now: number): WebSession {
    const session: WebSession = {
      cookie: `eyJpdiI6${this.#random.hex(48)}%3D`,
      formToken: this.#random.hex(40),
      usedAt: now,
      signedIn: false,
      stays: false,
      fresh: false,
    };
    this.#sessions.set(session.cookie, session);
    return session;
  }

  /** The living session with exactly this cookie value. */
  find(cookie: string | undefined, now: number): WebSession | undefined {
    const session = cookie === undefined ? undefined : this.#sessions.get(cookie);
    if (!session || now - session.usedAt > SESSION_LIFE) return undefined;
    session.usedAt = now;
    return session;
  }

  /** A password was right: the session gets a new id, the old one is dead. */
  signIn(old: WebSession, stays: boolean, now: number): WebSession {
    this.#sessions.delete(old.cookie);
    return Object.assign(this.open(now), { signedIn: true, stays, fresh: true });
  }

  /** Every session is gone. */
  clear(): void {
    this.#sessions = new Map();
  }
}
