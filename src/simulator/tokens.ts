import type { Random } from './random';

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
