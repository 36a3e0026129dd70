import assert from 'node:assert/strict';
import Mocha from 'mocha';
import { repeatedTitles } from '../support/unique-titles';

describe('the titles of tests', () => {
  it('are found where they stand twice, in the same suite or in two of the same name', () => {
    const root = Object.assign(new Mocha.Suite(''), { root: true });
    for (const [suite, titles] of [
      ['a valve', ['opens', 'closes', 'opens']],
      ['a window', ['opens']],
      ['a valve', ['closes']],
    ] as const)
      for (const title of titles)
        Mocha.Suite.create(root, suite).addTest(new Mocha.Test(title, () => undefined));
    assert.deepEqual(repeatedTitles(root), ['a valve opens', 'a valve closes']);
  });
});
