import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { decodeEnvelope, encodeEnvelope, type Envelope, isNewer } from '../../src/storage/envelope';
import { keyRing } from '../../src/storage/keys';
import { seal, unseal } from '../../src/storage/seal';
import { member, nodeId } from './support';
import { runs } from '../support/random-inputs';

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

/** The same 16 bytes in another spelling: the last digit before '==' has 4 bits that nobody reads. */
function withLooseBits(tag: string): string {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  return `${tag.slice(0, 21)}${digits[digits.indexOf(tag[21] ?? '') + 1]}==`;
}

describe('reading an envelope', () => {
  const good = sealed('1');
  const text = JSON.stringify(good);

  it('gives what was written', () => assert.deepEqual(decodeEnvelope(encodeEnvelope(good)), good));

  const refused: [string, string][] = [
    ['a line break at the end', `${text}\n`],
    ['a further field', JSON.stringify({ ...good, more: 1 })],
    ['a field twice', text.replace('{"v":1', '{"v":1,"v":1')],
    ['another order', text.replace('"v":1,"alg":"A256GCM"', '"alg":"A256GCM","v":1')],
    ['another spelling of a number', text.replace('"seq":1', '"seq":1.0')],
    ['an escaped letter', text.replace('A256GCM', '\\u0041256GCM')],
    ['a byte order mark', `\uFEFF${text}`],
    ['another algorithm', JSON.stringify({ ...good, alg: 'none' })],
    ['version 0', JSON.stringify({ ...good, v: 0 })],
    ['no keys', JSON.stringify({ ...good, keys: [] })],
    ['a short iv', JSON.stringify({ ...good, iv: 'AAAA' })],
    ['a short tag', JSON.stringify({ ...good, tag: 'AAAAAA==' })],
    ['base64 with loose bits', JSON.stringify({ ...good, tag: withLooseBits(good.tag) })],
    ['seq 0', JSON.stringify({ ...good, seq: 0 })],
    ['seq beyond what a number counts', JSON.stringify({ ...good, seq: 2 ** 53 })],
    ['__proto__', `{"__proto__":{"polluted":true},${text.slice(1)}`],
    ['null', 'null'],
    ['a list', '[]'],
    ['deep nesting', '['.repeat(200_000)],
  ];
  for (const [what, changed] of refused) {
    it(`refuses ${what}`, () => {
      assert.equal(decodeEnvelope(Buffer.from(changed)), undefined);
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    });
  }

  it('refuses arbitrary bytes and JSON, and throws at nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json().map(Buffer.from)), (bytes) => {
        assert.equal(decodeEnvelope(Buffer.from(bytes)), undefined);
        isNewer(Buffer.from(bytes));
      }),
      { numRuns: runs(2000) },
    );
  });

  const versions: [string, boolean][] = [
    ['{"v":2,', true],
    ['{"v":2}', true],
    ['{\n  "v": 17,\n', true],
    ['{"v":1,', false],
    ['{"v":0,', false],
    ['{"v":-2,', false],
    ['{"v":1.5,', false],
    ['{"v":"2",', false],
    ['[{"v":2,', false],
    ['', false],
  ];
  for (const [start, newer] of versions) {
    it(`takes ${JSON.stringify(start)} for ${newer ? 'a newer version' : 'no newer version'}`, () =>
      assert.equal(isNewer(Buffer.from(start)), newer));
  }
});
