import { HOUR } from '../clock';
import type { Random } from './random';

/** Laravel's own default life of a web session (laravel/laravel, config/session.php). */
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

export type TokenState = 'valid' | 'expired' | 'unknown';

/** The bearer tokens that the cloud has given out: `<24 hex>|<32 hex>`. Times in ms of the cloud's clock. */
export class AccessTokens {
  readonly #random: Random;
  readonly #endsAt = new Map<string, number>();

  constructor(random: Random) {
    this.#random = random;
  }

  issue(endsAt: number): string {
    const token = `${this.#random.hex(24)}|${this.#random.hex(32)}`;
    this.#endsAt.set(token, endsAt);
    return token;
  }

  /** The newest token if it still lives. */
  newest(now: number): string | undefined {
    const token = [...this.#endsAt.keys()].at(-1);
    return token !== undefined && this.state(token, now) === 'valid' ? token : undefined;
  }

  state(token: string, now: number): TokenState {
    const endsAt = this.#endsAt.get(token);
    if (endsAt === undefined) return 'unknown';
    return now < endsAt ? 'valid' : 'expired';
  }

  expireAll(): void {
    for (const token of this.#endsAt.keys()) this.#endsAt.set(token, -Infinity);
  }

  /** Forgets all: a token of before is unknown, not expired. */
  clear(): void {
    this.#endsAt.clear();
  }
}

/** Refresh cookies; each works once. The value holds escapes on purpose: a client that decodes it fails. */
export class RefreshTokens {
  readonly #random: Random;
  readonly #alive = new Set<string>();

  constructor(random: Random) {
    this.#random = random;
  }

  issue(): string {
    const value = `${this.#random.hex(24)}%7C${this.#random.hex(32)}%3D%3D`;
    this.#alive.add(value);
    return value;
  }

  /** Whether the value was alive; afterwards it is not. */
  use(value: string): boolean {
    return this.#alive.delete(value);
  }

  clear(): void {
    this.#alive.clear();
  }
}
