import assert from 'node:assert/strict';
import { isAllowed, pathForPeople } from '../../src/cloud/hosts';

describe('hosts', () => {
  const cases: readonly [string, boolean][] = [
    ['https://auth.netatmo.com/', true],
    ['https://api.netatmo.com/api/homesdata?x=1', true],
    ['https://my.netatmo.com', true],
    ['https://auth.netatmo.com:443/', true],
    ['https://AUTH.netatmo.com/', true],
    ['http://auth.netatmo.com/', false],
    ['https://auth.netatmo.com:444/', false],
    ['https://user@auth.netatmo.com/', false],
    ['https://user:word@auth.netatmo.com/', false],
    ['https://netatmo.com/', false],
    ['https://home.netatmo.com/', false],
    ['https://auth.netatmo.com./', false],
    ['https://auth.netatmo.com.evil.example/', false],
    ['https://evil.example/#https://auth.netatmo.com', false],
    ['https://evil.example\\@auth.netatmo.com/', false],
    ['ftp://auth.netatmo.com/', false],
    ['blob:https://auth.netatmo.com/x', false],
    ['javascript:alert(1)', false],
    ['https://127.0.0.1/', false],
  ];
  for (const [address, isFine] of cases) {
    it(`${isFine ? 'allows' : 'refuses'} ${address}`, () =>
      assert.equal(isAllowed(new URL(address)), isFine));
  }

  const paths: readonly [string, string][] = [
    ['https://auth.netatmo.com/en-us/access/terms?token=abc#x', '/en-us/access/terms'],
    ['https://auth.netatmo.com/reset/0123456789abcdef0123', '/reset/…'],
    [`https://auth.netatmo.com/${'a'.repeat(40)}`, '/…'],
    ['https://auth.netatmo.com/somebody@example.org/x', '/…/x'],
    ['https://auth.netatmo.com/%3Cscript%3E', '/…'],
    ['https://auth.netatmo.com', '/'],
    [`https://auth.netatmo.com${'/page'.repeat(30)}`, '/page'.repeat(16)],
  ];
  for (const [address, shown] of paths) {
    it(`shows ${shown} of an address`, () => assert.equal(pathForPeople(new URL(address)), shown));
  }
});
