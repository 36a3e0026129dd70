import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const NODES = resolve(__dirname, '../../nodes');
export const TYPES = ['netatmo-account', 'netatmo-get-rooms', 'netatmo-set-truetemp'] as const;
export const LOCALES = readdirSync(join(NODES, 'locales')).sort();
export const TRANSLATED = LOCALES.filter((locale) => locale !== 'en-US');

/** Texts by their full key, such as `netatmo-account.label.name`. */
export type Catalogue = ReadonlyMap<string, string>;

/** A file below `nodes`. */
export const read = (...path: string[]): string => readFileSync(join(NODES, ...path), 'utf8');

/** All texts of a locale. */
export function textsOf(locale: string): Catalogue {
  return new Map(
    TYPES.flatMap((type) => [...flatten(JSON.parse(read('locales', locale, `${type}.json`)) as object)]),
  );
}

function* flatten(tree: object, path = ''): Generator<[string, string]> {
  for (const [key, value] of Object.entries(tree) as [string, unknown][]) {
    if (typeof value === 'object' && value !== null) yield* flatten(value, `${path}${key}.`);
    else yield [path + key, String(value)];
  }
}

/** A help page as it is written, with its tags. */
export const helpOf = (locale: string, type: string): string => read('locales', locale, `${type}.html`);
