import { EventEmitter } from 'node:events';
import { log } from '@node-red/util';
import * as v from 'valibot';

/** Node-RED's numbers for the levels of its log. */
const LEVELS = { warn: 30, info: 40, audit: 98 } as const;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Everything that an entry of our audit may hold. */
const auditEntry = v.strictObject({
  level: v.literal(LEVELS.audit),
  timestamp: v.number(),
  v: v.literal(1),
  event: v.pipe(v.string(), v.regex(/^netatmo-truetemp\.[a-z]+\.[a-z_]+$/)),
  service: v.optional(v.picklist(['netatmo', 'simulated'])),
  account: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{8}$/))),
  outcome: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z_-]{1,30}$/))),
  code: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z_-]{1,30}$/))),
  waitMs: v.optional(count),
  ms: v.optional(count),
  changed: v.optional(v.boolean()),
  correction: v.optional(v.nullable(v.number())),
  room: v.optional(v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{8}$/)))),
  // Node-RED's own, of the request that caused it.
  path: v.optional(v.string()),
  ip: v.optional(v.string()),
  user: v.optional(v.unknown()),
});
export type AuditEntry = v.InferOutput<typeof auditEntry>;

interface Entry {
  readonly level: number;
  readonly msg?: unknown;
  readonly event?: unknown;
}

/** What our nodes write into Node-RED's log while it is open. */
export class LogBook {
  readonly #entries: Entry[] = [];
  readonly #handler = new EventEmitter().on('log', (entry: Entry) =>
    this.#entries.push(structuredClone(entry)),
  );

  open(): void {
    log.addHandler(this.#handler);
  }

  close(): void {
    log.removeHandler(this.#handler);
  }

  /** The entries of our audit so far, oldest first; each is what such an entry may be. */
  get audit(): AuditEntry[] {
    return this.#entries
      .filter(({ level, event }) => level === LEVELS.audit && String(event).startsWith('netatmo-truetemp.'))
      .map((entry) => v.parse(auditEntry, entry));
  }

  /** The audit as short words: event, outcome and code. */
  get events(): string[] {
    return this.audit.map(({ event, outcome, code }) =>
      [event.replace('netatmo-truetemp.', ''), outcome, code].filter(Boolean).join(' '),
    );
  }

  /** The plain lines so far: level and key of the catalogue. */
  get lines(): string[] {
    return this.#entries.flatMap(({ level, msg }) => {
      const [name] = Object.entries(LEVELS).find(([, number]) => number === level) ?? [];
      const key = /^log\.(.*)$/.exec(String(msg))?.[1];
      return name !== undefined && key !== undefined ? [`${name} ${key}`] : [];
    });
  }

  /** Everything, as one text. */
  get text(): string {
    return JSON.stringify(this.#entries);
  }

  clear(): void {
    this.#entries.length = 0;
  }
}
