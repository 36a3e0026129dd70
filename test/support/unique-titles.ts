// Loaded before all tests (`.mocharc.json`): a title that stands twice hides which of the two has failed.
import assert from 'node:assert/strict';
import type { Context, Suite } from 'mocha';

/** The titles, with those of the suites around them, that tests of a suite share. */
export function repeatedTitles(suite: Suite): string[] {
  const seen = new Set<string>();
  const repeated: string[] = [];
  suite.eachTest((test) => {
    const title = test.fullTitle();
    if (seen.has(title)) repeated.push(title);
    seen.add(title);
  });
  return repeated;
}

/** Of a file, where files run side by side; of all of them otherwise. */
export const mochaHooks = {
  beforeAll(this: Context): void {
    assert.deepEqual(repeatedTitles(this.test!.parent!), [], 'titles of tests that stand twice');
  },
};
