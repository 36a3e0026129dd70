import assert from 'node:assert/strict';
import * as v from 'valibot';
import { type StoredCookie, storedCookies } from '../../src/cloud/session-store';

describe('a list of stored cookies', () => {
  const good: StoredCookie = {
    key: 'a',
    value: '1',
    domain: 'auth.netatmo.com',
    path: '/',
    hostOnly: true,
    secure: true,
    httpOnly: true,
    expires: null,
  };
  const bad: readonly [string, unknown][] = [
    ['null in the list', [null]],
    ['an object', {}],
    ['a foreign domain', [{ ...good, domain: 'evil.example' }]],
    ['a domain that only ends alike', [{ ...good, domain: 'evilnetatmo.com' }]],
    ['a prototype as domain', [{ ...good, domain: '__proto__' }]],
    ['no key', [{ ...good, key: '' }]],
    ['a line break in the value', [{ ...good, value: 'a\r\nb' }]],
    ['a letter that no header holds', [{ ...good, value: '’' }]],
    ['a path without its slash', [{ ...good, path: 'x' }]],
    ['an end that is a text', [{ ...good, expires: '2099' }]],
    ['too many', Array.from({ length: 65 }, () => good)],
  ];
  for (const [name, value] of bad) {
    it(`is refused with ${name}`, () => assert.equal(v.is(storedCookies, value), false));
  }
  it('is accepted otherwise', () => assert.ok(v.is(storedCookies, [good])));
});
