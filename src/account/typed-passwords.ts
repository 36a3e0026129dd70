import { type Clock, DAY } from '../clock';
import { afterAttempt, pausedError, signInWait, upToDate } from '../cloud/breaker';
import type { SessionStore } from '../cloud/session-store';

/** For how long a counted password is remembered, ms: as long as the caps look back. */
const COUNTED_FOR_MS = DAY;

/** Where the sign-in ledger of an e-mail is kept. */
export type LedgerStore = Pick<SessionStore, 'ledger' | 'save'>;

/**
 * The passwords that people have typed into dialogs for one e-mail. Each different one counts in the caps on signing
 * in like one that was sent, also where the cloud need not be asked because a session answers for it. So testing tells
 * no more about the password of a deployed account than the caps let through.
 */
export class TypedPasswords {
  readonly #clock: Clock;
  readonly #store: LedgerStore;
  /** Ticks at which each was counted. At most as many as the caps let through in a day. */
  readonly #counted = new Map<string, number>();

  constructor(clock: Clock, store: LedgerStore) {
    this.#clock = clock;
    this.#store = store;
  }

  /**
   * Lets a password be tried, and counts it unless it was counted before.
   * @param key stands for the password
   * @returns whether it was counted just now; then sending it counts no more
   * @throws NetatmoError `SIGN_IN_PAUSED`, the same for any password, while a pause or cap holds; that counts nothing
   */
  admit(key: string): boolean {
    const now = this.#clock.now();
    const ledger = upToDate(this.#store.ledger, now);
    this.#store.ledger = ledger;
    const waitMs = signInWait(ledger, now);
    if (waitMs > 0) throw pausedError(waitMs);
    if (this.#isCounted(key)) return false;
    this.#counted.set(key, this.#clock.ticks());
    this.#store.ledger = afterAttempt(ledger, now);
    void this.#store.save();
    return true;
  }

  #isCounted(key: string): boolean {
    const dayAgo = this.#clock.ticks() - COUNTED_FOR_MS;
    for (const [old, at] of this.#counted) if (at <= dayAgo) this.#counted.delete(old);
    return this.#counted.has(key);
  }
}
