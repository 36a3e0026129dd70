import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { decodeEnvelope, encodeEnvelope, type Envelope } from '../../src/storage/envelope';
import { keyRing } from '../../src/storage/keys';
import { seal, unseal } from '../../src/storage/seal';
import { runs } from '../support/random-inputs';
import { member, nodeId } from './support';

const content = Buffer.from('{"some":"content that nobody may read"}');
const keys = (digits: string) => keyRing(Array.from(digits).map((digit) => member(digit))).current;
const sealed = (digits: string, seq = 1): Envelope => seal(content, seq, keys(digits), randomBytes);

describe('a sealed file', () => {
  it('opens with each of its keys', () => {
    for (const digit of '123') {
      assert.deepEqual(unseal(sealed('123'), keys(digit)), content);
    }
  });

  it('opens with no other key, nor with a right key under the id of another node', () => {
    assert.equal(unseal(sealed('12'), keys('3')), undefined);
    assert.equal(unseal(sealed('12'), keyRing([member('1', '2')]).current), undefined);
    assert.equal(unseal(sealed('12'), keyRing([member('3', '1')]).current), undefined);
  });

  it('shows neither its content nor a key, and no two are alike', () => {
    const one = encodeEnvelope(sealed('1')).toString();
    const two = encodeEnvelope(sealed('1')).toString();
    for (const secret of ['content', content.toString('base64').slice(0, 12), '1'.repeat(64)]) {
      assert.ok(!one.includes(secret), secret);
    }
    const fresh = /"(?:iv|salt|wrapped|ct|tag)":"([^"]+)"/g;
    const parts = [...one.matchAll(fresh), ...two.matchAll(fresh)].map((match) => match[1]);
    assert.equal(parts.length, 14);
    assert.equal(new Set(parts).size, parts.length);
  });

  it('does not open with any part taken from another file of the same nodes', () => {
    const one = sealed('12', 1);
    const two = sealed('12', 2);
    const [a1, b1] = one.keys;
    const [a2, b2] = two.keys;
    assert.ok(a1 && b1 && a2 && b2);
    const swapped: [string, Envelope][] = [
      ['seq', { ...one, seq: 2 }],
      ['salt', { ...one, salt: two.salt }],
      ['iv', { ...one, iv: two.iv }],
      ['tag', { ...one, tag: two.tag }],
      ['content', { ...one, iv: two.iv, tag: two.tag, ct: two.ct }],
      ['all keys', { ...one, keys: two.keys }],
      ['our key', { ...one, keys: [a2, b1] }],
      ["another member's key", { ...one, keys: [a1, b2] }],
      ['the order of the keys', { ...one, keys: [b1, a1] }],
      ['a member taken away', { ...one, keys: [a1] }],
      ['a member put in', { ...one, keys: [a1, b1, { ...b1, node: nodeId('3') }] }],
      ['a member put in the place of another', { ...one, keys: [a1, { ...b1, node: nodeId('3') }] }],
    ];
    for (const [what, envelope] of swapped) assert.equal(unseal(envelope, keys('1')), undefined, what);
    assert.ok(unseal(one, keys('1')));
  });

  it('is refused after any of 200 random bit flips', () => {
    const bytes = encodeEnvelope(sealed('12'));
    const isRefused = (bit: number): void => {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const envelope = decodeEnvelope(flipped);
      const opened = envelope && (unseal(envelope, keys('1')) ?? unseal(envelope, keys('2')));
      assert.equal(opened, undefined);
    };
    fc.assert(fc.property(fc.nat(bytes.length * 8 - 1), isRefused), { numRuns: runs(200) });
  });
});
