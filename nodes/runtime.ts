import { setMaxListeners } from 'node:events';
import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { type Clock, iso } from '../src/clock';
import { closedError } from '../src/account/connection';
import { type ErrorCode, NetatmoError } from '../src/cloud/errors';

/** A message as flows send it: any property may be there, of any type. */
export type Message = NodeMessageInFlow & Record<string, unknown>;

/** What one message's work needs of its node. */
export interface Input {
  readonly msg: Message;
  readonly send: (out: Message | Message[][]) => void;
  /** Aborted with `CLOSED` when the node is closed. */
  readonly stop: AbortSignal;
  /** Sets the node's status, unless it has been closed meanwhile. */
  readonly status: (status: Status) => void;
}

export interface Status {
  readonly fill: 'green' | 'yellow' | 'blue' | 'red' | 'grey';
  readonly shape: 'dot' | 'ring';
  readonly text: string;
  /** For Status nodes, untranslated: the error that it tells of … */
  readonly code?: ErrorCode;
  /** … or why a message came to what it did. */
  readonly reason?: string;
  /** ISO 8601: when it passes by itself. */
  readonly nextAt?: string;
}

/**
 * The one way in which messages enter our nodes. Whatever happens in `work`, the message ends in exactly one
 * `done`, with an error that a Catch node can read; nothing is ever thrown at Node-RED, which would exit.
 */
export function onInput(node: Node, texts: Texts, work: (input: Input) => Promise<void>): void {
  const closing = new AbortController();
  // Any number of messages may be under way.
  setMaxListeners(0, closing.signal);
  const status = (next: Status): void => {
    if (!closing.signal.aborted) node.status(next);
  };
  /** Node-RED copies the message for Catch and Complete nodes; where it cannot be copied, the log still gets to know. */
  const end = (done: (error?: Error) => void, error?: NetatmoError): void => {
    if (!succeeds(() => done(error))) succeeds(() => node.error(asNetatmoError(error).message));
  };
  const fail = (msg: Message, thrown: unknown, done: (error?: Error) => void): void => {
    const error = asNetatmoError(thrown);
    succeeds(() => note(msg, error));
    succeeds(() => status(texts.failed(error)));
    let told = error;
    succeeds(() => (told = texts.inWords(error)));
    end(done, told);
  };
  node.on('input', (msg, send, done) => {
    const input = { msg: msg as Message, send: send as Input['send'], stop: closing.signal, status };
    // Inside a promise, so that even a throw before the first await is caught.
    void Promise.resolve()
      .then(() => work(input))
      .then(
        () => end(done),
        (thrown: unknown) => fail(input.msg, thrown, done),
      );
  });
  node.on('close', (_removed: boolean, done: () => void) => {
    closing.abort(closedError());
    done();
  });
}

/**
 * Whether `work` ends without throwing. Where nothing may throw, messages may do as they like: they can be frozen, and
 * hold setters, getters and proxies that throw.
 */
export function succeeds(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

/** Puts what a flow needs to act on into the message; Catch nodes get nothing else of an error's own properties. */
function note(msg: Message, { code, retryAfterMs, status, netatmoCode }: NetatmoError): void {
  const facts = { code, retryAfterMs, status, netatmoCode };
  const netatmo = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  Reflect.set(msg, 'netatmo', netatmo);
}

/** Any failure as one of ours, so that it may be shown: the text of a foreign one is dropped. Never throws. */
export function asNetatmoError(thrown: unknown): NetatmoError {
  let error: NetatmoError | undefined;
  let kind = 'object';
  succeeds(() => {
    if (thrown instanceof NetatmoError) error = thrown;
    // Only the kind of the failure: its text may hold anything, and a message's own getter may have thrown it.
    const name: unknown = thrown instanceof Error ? thrown.name : typeof thrown;
    if (typeof name === 'string' && /^\w{1,40}$/.test(name)) kind = name;
  });
  return (
    error ??
    new NetatmoError(
      'CLOUD_ERROR',
      `Something unexpected went wrong inside this node (${kind}). Please report it with the steps that led to it.`,
    )
  );
}

/** What `make` gives, made when it is first asked for. What it throws, it throws each time. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** A home id that says something; an empty, blank or missing one leaves the choice to the next in line. */
export const given = (homeId: unknown): unknown => {
  const isBlank = typeof homeId === 'string' && homeId.trim() === '';
  return isBlank || homeId === null ? undefined : homeId;
};

/** The place of a value in a template. */
const MARK = /\0(\w+)\0/g;

/** A tag such as `de` or `es-ES`; without texts Node-RED gives the key instead. */
const LANGUAGE = /^[a-z-]{2,5}$/i;

/** The texts that nodes show, in the language of this Node-RED. */
export class Texts {
  readonly #translate: (key: string, values?: Record<string, string>) => string;
  readonly #type: string;
  /** By path. The language of a Node-RED does not change while it runs. */
  readonly #templates = new Map<string, string>();
  readonly #clock: Pick<Clock, 'now'>;
  readonly #told = new WeakSet<NetatmoError>();

  constructor(RED: NodeAPI, type: string, clock: Pick<Clock, 'now'>) {
    this.#translate = (key, values) => RED._(key, values);
    this.#type = type;
    this.#clock = clock;
  }

  /** A text of the node's own catalogue. */
  own(key: string, values: Record<string, string | number> = {}): string {
    return this.#text(this.#type, key, values);
  }

  /** A text of the account's catalogue, which holds what all nodes share. */
  shared(key: string, values: Record<string, string | number> = {}): string {
    return this.#text('netatmo-account', key, values);
  }

  /** A temperature for people: one decimal, two where they matter. */
  degrees(celsius: number | null): string {
    if (celsius === null) return '–';
    return celsius.toFixed(2).replace(/0$/, '').replace('.', this.shared('decimalPoint'));
  }

  /** A difference for people: "+0.5", "−1.25". */
  signedDegrees(celsius: number): string {
    return (celsius < 0 ? '−' : '+') + this.degrees(Math.abs(celsius));
  }

  /** The status after an error: what it is and, where it passes by itself, until when. */
  failed({ code, retryAfterMs }: Pick<NetatmoError, 'code' | 'retryAfterMs'>): Status {
    const text = this.shared(`errors.${code}`);
    if (retryAfterMs === undefined) return { fill: 'red', shape: 'ring', text, code };
    const at = this.#clock.now() + retryAfterMs;
    const retry = this.shared('errors.retry', { text, time: clockTime(at) });
    return { fill: 'yellow', shape: 'ring', text: ifItFits(retry, text), code, nextAt: iso(at) };
  }

  /**
   * An error for people who read another language than English, in which all of our errors are written: what it is and
   * what to do, and in brackets the text that tells the details. It stays as it is where Node-RED has no texts of ours.
   */
  inWords(error: NetatmoError): NetatmoError {
    if (this.#told.has(error)) return error;
    const language = this.#text('netatmo-set-truetemp', 'language', {});
    if (language === 'en-US' || !LANGUAGE.test(language)) return error;
    const what = this.shared(`errors.${error.code}`);
    const advice = this.shared(`advice.${error.code}`);
    return error.withText(`${what.charAt(0).toUpperCase()}${what.slice(1)}. ${advice} (${error.message})`);
  }

  /** An error whose text is in the language of this Node-RED already. */
  error(code: ErrorCode, text: string): NetatmoError {
    const error = new NetatmoError(code, text);
    this.#told.add(error);
    return error;
  }

  /**
   * Looking a text up and filling it in takes i18next longer than a node takes for a message, so it is asked once for each
   * text, with a mark in the place of each value.
   */
  #text(catalogue: string, key: string, values: Record<string, string | number>): string {
    const path = `@truetemp/node-red-netatmo/${catalogue}:${catalogue}.${key}`;
    let template = this.#templates.get(path);
    if (template === undefined) {
      const marks = Object.fromEntries(Object.keys(values).map((name) => [name, `\0${name}\0`]));
      template = this.#translate(path, marks);
      this.#templates.set(path, template);
    }
    return template.replace(MARK, (_, name: string) => String(values[name]));
  }
}

/** So many characters have room under a node; more is cut off, or runs into the next node. */
export const STATUS_LENGTH = 40;

/** The longer text of a status where there is room for it, else the shorter one. */
export const ifItFits = (longer: string, shorter: string): string =>
  longer.length <= STATUS_LENGTH ? longer : shorter;

/** A status with something added to its text, where there is room for it. */
export const withNote = (status: Status, note: string): Status => ({
  ...status,
  text: ifItFits(status.text + note, status.text),
});

/** Hours and minutes on this machine's clock. @param time ms since the epoch, or ISO 8601 */
export function clockTime(time: number | string): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}
