import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/**
 * A text that must not be printed: password, e-mail, token, key. Every way in which JavaScript turns a value
 * into text gives `[redacted]`; only {@link Secret.reveal} gives the text, so each use can be found by name.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
