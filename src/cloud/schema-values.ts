import * as v from 'valibot';
import { cleanName } from './names';

/* The values that the cloud's payloads are made of; see `schemas.ts`. */

export const id = v.pipe(
  v.union([
    // "#" stands in the ids of modules behind a gateway (pyatmo, fixtures/homesdata.json).
    v.pipe(v.string(), v.trim(), v.regex(/^[0-9A-Za-z:_#-]{1,64}$/)),
    v.pipe(v.number(), v.safeInteger()),
  ]),
  v.transform(String),
);
/** Every text of the cloud passes here: what people have typed into an app must not lay out our logs and messages. */
export const text = v.fallback(v.nullable(v.pipe(v.string(), v.transform(cleanName), v.nonEmpty())), null);
export const number = v.fallback(v.nullable(v.pipe(v.number(), v.finite())), null);
/** 0–100; anything else is no percentage. */
export const percentage = v.fallback(v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(100))), null);
export const flag = v.fallback(v.nullable(v.boolean()), null);
/** The last moment that a JavaScript date can hold, s since the epoch. */
const LAST_SECOND = 8.64e12;
/** Seconds since the epoch → ms; 0 means never. */
export const epoch = v.pipe(
  number,
  v.transform((seconds) =>
    seconds !== null && seconds > 0 && seconds <= LAST_SECOND ? seconds * 1000 : null,
  ),
);

/** Rooms or modules of a home: far more than any house has. */
export const MAX_ENTRIES = 20_000;

/** An answer with more is refused as a whole, since a list that was cut in silence would be a lie. */
export const isOfSize = (home: unknown): boolean =>
  [listIn(home, 'rooms'), listIn(home, 'modules')].every(({ length }) => length <= MAX_ENTRIES);

const listIn = (thing: unknown, key: string): readonly unknown[] => {
  const list: unknown = typeof thing === 'object' && thing !== null && Reflect.get(thing, key);
  return Array.isArray(list) ? list : [];
};

/** A list in which an entry that makes no sense is left out instead of spoiling the rest; the first of a doubled id counts. */
export const listOf = <T extends { readonly id: string }>(item: v.GenericSchema<unknown, T>) =>
  v.pipe(
    v.array(v.unknown()),
    v.transform((all): T[] => {
      const byId = new Map<string, T>();
      for (const entry of all) {
        const parsed = v.safeParse(item, entry);
        if (parsed.success && !byId.has(parsed.output.id)) byId.set(parsed.output.id, parsed.output);
      }
      return [...byId.values()];
    }),
  );

export const nullable = <const K extends readonly string[], S extends v.GenericSchema>(keys: K, schema: S) =>
  Object.fromEntries(keys.map((key) => [key, v.optional(schema, null)])) as Record<
    K[number],
    v.OptionalSchema<S, null>
  >;

/** Ids alone; what is none is left out. */
export const ids = v.fallback(
  v.pipe(
    v.array(v.unknown()),
    v.transform((all): string[] =>
      all.flatMap((each) => {
        const parsed = v.safeParse(id, each);
        return parsed.success ? [parsed.output] : [];
      }),
    ),
  ),
  [],
);
