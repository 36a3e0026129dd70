import assert from 'node:assert/strict';
import { identify, tagger } from '../../src/account/identity';
import { Secret } from '../../src/cloud/secret';

const of = (service: string, username: string, password: string) =>
  identify({ service }, { username: new Secret(username), password: new Secret(password) });

describe('what tells accounts apart', () => {
  const one = of('netatmo', 'someone@example.org', 'secret');
  for (const [what, other, isSame] of [
    ['the e-mail in other letters', of('netatmo', 'SomeOne@Example.org', 'secret'), true],
    ['another e-mail', of('netatmo', 'other@example.org', 'secret'), false],
    ['the password in other letters', of('netatmo', 'someone@example.org', 'Secret'), false],
    ['another service', of('simulated', 'someone@example.org', 'secret'), false],
  ] as const)
    it(`is ${isSame ? 'not ' : ''}${what}`, () => assert.equal(other.key === one.key, isSame));

  it('counts the passwords of one e-mail together', () =>
    assert.equal(of('netatmo', 'SOMEONE@example.org', 'other').email, one.email));

  it('shows neither e-mail nor password', () => {
    assert.match(one.key, /^[0-9a-f]{64}$/);
  });
});

describe('a tag', () => {
  it('stands for the same text while the process lives, and for another one in the next', () => {
    const tag = tagger();
    assert.match(tag('home room'), /^[0-9a-f]{8}$/);
    assert.equal(tag('home room'), tag('home room'));
    assert.notEqual(tag('home room'), tag('home other'));
    assert.notEqual(tag('home room'), tagger()('home room'));
  });
});
