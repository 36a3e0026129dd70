import assert from 'node:assert/strict';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { decodeEnvelope, encodeEnvelope, isNewer } from '../../src/storage/envelope';
import { keyRing } from '../../src/storage/keys';
import { seal } from '../../src/storage/seal';
import { runs } from '../support/random-inputs';
import { member } from './support';

describe('reading an envelope', () => {
  const good = seal(Buffer.from('{}'), 1, keyRing([member('1')]).current, randomBytes);
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

/** The same 16 bytes in another spelling: the last digit before '==' has 4 bits that nobody reads. */
function withLooseBits(tag: string): string {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  return `${tag.slice(0, 21)}${digits[digits.indexOf(tag[21] ?? '') + 1]}==`;
}
