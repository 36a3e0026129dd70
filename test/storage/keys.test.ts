import assert from 'node:assert/strict';
import { Secret } from '../../src/cloud/secret';
import { keyRing, parseSessionKey } from '../../src/storage/keys';
import { key, member, nodeId } from './support';

const bytes = Buffer.from(Array.from({ length: 32 }, (_, i) => 255 - i * 3));

describe('a session key', () => {
  const accepted: [string, string][] = [
    ['hex', bytes.toString('hex')],
    ['hex in capitals', bytes.toString('hex').toUpperCase()],
    ['base64', bytes.toString('base64')],
    ['base64 without its =', bytes.toString('base64').replace('=', '')],
    ['base64url', bytes.toString('base64url')],
    ['a text with blanks and a line break around', ` ${bytes.toString('hex')}\r\n`],
  ];
  for (const [what, text] of accepted) {
    it(`is taken as ${what}`, () => assert.deepEqual(parseSessionKey(text), bytes));
  }

  const refused: [string, string][] = [
    ['nothing', ''],
    ['31 bytes of hex', 'ab'.repeat(31)],
    ['33 bytes of hex', 'ab'.repeat(33)],
    ['31 bytes of base64', Buffer.alloc(31).toString('base64')],
    ['33 bytes of base64', Buffer.alloc(33).toString('base64')],
    ['a word', 'secret'],
    ['hex with a blank inside', `${'a'.repeat(32)} ${'a'.repeat(31)}`],
    ['the mask of a stored credential', '__PWRD__'],
  ];
  for (const [what, text] of refused) {
    it(`is not taken as ${what}`, () => assert.equal(parseSessionKey(text), undefined));
  }
});

describe('the key ring', () => {
  it('leaves out members without a usable key, with their old keys', () => {
    const broken = { nodeId: nodeId('2'), key: new Secret('nonsense'), oldKeys: [key('3')] };
    const ring = keyRing([member('1'), broken]);
    assert.deepEqual(
      ring.current.map((each) => each.nodeId),
      [nodeId('1')],
    );
    assert.deepEqual(ring.old, []);
  });

  it('counts a node once, as first named', () => {
    assert.deepEqual(keyRing([member('1'), member('1', '2')]), keyRing([member('1')]));
  });

  it('names a key the same in every form, another key otherwise, and without showing it', () => {
    const [hex] = keyRing([{ nodeId: 'n', key: new Secret(bytes.toString('hex')) }]).current;
    const [base64] = keyRing([{ nodeId: 'm', key: new Secret(bytes.toString('base64')) }]).current;
    const [other] = keyRing([member('1')]).current;
    assert.match(hex?.id ?? '', /^[0-9a-f]{8}$/);
    assert.equal(hex?.id, base64?.id);
    assert.notEqual(hex?.id, other?.id);
    assert.ok(!bytes.toString('hex').includes(hex?.id ?? ''));
  });
});
