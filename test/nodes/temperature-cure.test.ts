import assert from 'node:assert/strict';
import { cureOf } from '../../nodes/temperature-cure';
import { textsIn } from '../support/texts';

describe('the cure of a value that is no temperature', () => {
  const cures: readonly [value: unknown, expected: RegExp | undefined][] = [
    [
      { battery: 90, temperature: 21.4 },
      /has temperature 21\.4\. Set True temperature to msg\.payload\.temperature\.$/,
    ],
    ...['Temperature', 'state', 'value', 'tmp', 'tC'].map((name): [unknown, RegExp] => [
      { [name]: '20.5' },
      new RegExp(`has ${name} 20\\.5\\. .* msg\\.payload\\.${name}\\.$`),
    ]),
    ['21,5', /send 21\.5 instead of 21,5/],
    [71.6, /looks like °F.* 22\.0/],
    ['70', /°F/],
    [{ battery: 90 }, undefined],
    [{ temperature: 'warm' }, undefined],
    [Object.create({ temperature: 21 }), undefined],
    [-60, undefined],
    [500, undefined],
    ['warm', undefined],
    [null, undefined],
  ];
  for (const [value, expected] of cures)
    it(`of ${JSON.stringify(value)} is ${String(expected)}`, () => {
      const cure = cureOf(textsIn('en-US'), 'msg.payload', value);
      if (expected) assert.match(cure ?? '', expected);
      else assert.equal(cure, undefined);
    });

  it('of an object that throws when it is read is not known', () => {
    const hostile = Object.defineProperty({}, 'temperature', {
      get: () => assert.fail('read'),
      enumerable: true,
    });
    assert.equal(cureOf(textsIn('fr'), 'msg.payload', hostile), undefined);
  });

  for (const language of ['de', 'fr', 'it', 'es-ES', 'nl'])
    it(`is told in ${language}`, () => {
      const cure = cureOf(textsIn(language), 'msg.payload', { temperature: 21.4 });
      assert.match(cure ?? '', /msg\.payload\.temperature\.$/);
      assert.ok(!cure?.includes('__'));
    });
});
