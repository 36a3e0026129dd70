import assert from 'node:assert/strict';
import { bearerFrom } from '../../src/cloud/token';

describe('the token', () => {
  const cases: readonly [string | undefined, string | undefined][] = [
    ['aaaaaaaaaaaaaaaaaaaaaaaa%7Cbbbb', 'aaaaaaaaaaaaaaaaaaaaaaaa|bbbb'],
    ['aaaaaaaaaaaaaaaaaaaaaaaa%7cbbbb', 'aaaaaaaaaaaaaaaaaaaaaaaa|bbbb'],
    ['aaaa|bbbb', 'aaaa|bbbb'],
    ['%', undefined],
    ['a%0d%0aevil: 1', undefined],
    ['a%20b', undefined],
    ['%E2%80%99', undefined],
    ['', undefined],
    [undefined, undefined],
  ];
  for (const [cookie, bearer] of cases) {
    it(`is ${bearer} of the cookie ${cookie}`, () => assert.equal(bearerFrom(cookie)?.reveal(), bearer));
  }
});
