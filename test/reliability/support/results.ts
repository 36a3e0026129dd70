import { appendFileSync } from 'node:fs';
import type { Test } from 'mocha';

/** The tables of docs/reliability.md, and the cells that a row of each has beside what goes wrong. */
export interface Tables {
  readonly faults: Facts;
  readonly retries: { readonly list: number; readonly correction: number; readonly password: number };
  readonly secrets: SecretFacts;
}

/** What one fault led to, as it was counted. */
export interface Facts {
  /** What the test had the nodes do, in words. */
  readonly sent: string;
  /** How the messages ended: codes of errors, reasons of corrections, or words. */
  readonly out: string;
  /** Requests that reached the server. */
  readonly requests: number | string;
  /** Passwords that reached the server. */
  readonly signIns: number | string;
  /** Corrections that reached the server. */
  readonly corrections?: number | string;
}

/** Where nothing has reached a server. */
export const NOTHING = { requests: 0, signIns: 0, corrections: 0 } as const;

/** What a search for secrets came to. */
export interface SecretFacts {
  /** The places that were searched. */
  readonly places: readonly string[];
  /** The kinds of secrets that were looked for there. */
  readonly canaries: readonly string[];
  readonly hits: number;
}

/** The environment variable that names the file for the results; without it nothing is written. */
const RESULTS = 'RELIABILITY_RESULTS';

/**
 * A test that makes something go wrong, counts what came of it and is a row of docs/reliability.md.
 * @param what goes wrong, in words for people who heat homes
 * @param prove makes it happen, asserts, and gives what was counted
 */
export function proves<T extends keyof Tables>(
  table: T,
  section: string,
  what: string,
  prove: () => Tables[T] | Promise<Tables[T]>,
): Test {
  /** One line of the file of results, which scripts/reliability/page.mjs makes the page of. */
  const note = (facts: Tables[T] | null): void => {
    const path = process.env[RESULTS];
    if (path === undefined) return;
    const row = { file: test.file, table, section, what, pass: facts !== null, ...facts };
    appendFileSync(path, `${JSON.stringify(row)}\n`);
  };
  const test = it(what, async () => {
    try {
      note(await prove());
    } catch (error) {
      note(null);
      throw error;
    }
  });
  return test;
}

/** How many messages ended in which way, in the order in which the ways first came up. */
export function tally(ends: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const end of ends) counts.set(end, (counts.get(end) ?? 0) + 1);
  return [...counts].map(([end, count]) => (count === 1 ? end : `${count} × ${end}`)).join(', ');
}
