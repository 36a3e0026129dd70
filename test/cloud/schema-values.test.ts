import assert from 'node:assert/strict';
import * as v from 'valibot';
import {
  epoch,
  flag,
  id,
  ids,
  isOfSize,
  listOf,
  MAX_ENTRIES,
  number,
  text,
} from '../../src/cloud/schema-values';

describe('a value from the cloud', () => {
  const values: readonly [kind: string, schema: v.GenericSchema, value: unknown, taken: unknown][] = [
    ['an id', id, '1', '1'],
    ['an id', id, 1988162774, '1988162774'],
    ['an id', id, ' 70:ee:50:00:00:01 ', '70:ee:50:00:00:01'],
    ['an id', id, '70:ee:50:00:00:01#12', '70:ee:50:00:00:01#12'],
    ['an id', id, 0, '0'],
    ['an id', id, '', undefined],
    ['an id', id, 1.5, undefined],
    ['an id', id, 1e300, undefined],
    ['an id', id, null, undefined],
    ['an id', id, {}, undefined],
    ['an id', id, 'a/b', undefined],
    ['an id', id, 'x'.repeat(65), undefined],
    ['ids', ids, ['a', 1, 'a/b', null, {}], ['a', '1']],
    ['ids', ids, 'a', []],
    ['ids', ids, null, []],
    ['a text', text, ' a\u202e\n ', 'a'],
    ['a text', text, '\u0000 ', null],
    ['a text', text, 5, null],
    ['a number', number, -0.5, -0.5],
    ['a number', number, '1', null],
    ['a number', number, Infinity, null],
    ['a flag', flag, false, false],
    ['a flag', flag, 0, null],
    ['a time', epoch, 1_768_212_000, 1_768_212_000_000],
    ['a time', epoch, 0, null],
    ['a time', epoch, -1, null],
    ['a time', epoch, null, null],
    ['a time', epoch, '1768212000', null],
    ['a time', epoch, 1e300, null],
    ['a time', epoch, 8.64e12, 8.64e15],
    ['a time', epoch, 8.65e12, null],
  ];
  for (const [kind, schema, value, taken] of values)
    it(`${JSON.stringify(value).slice(0, 30)} is ${JSON.stringify(taken)} as ${kind}`, () => {
      const { success, output } = v.safeParse(schema, value);
      assert.deepEqual(success ? output : undefined, taken);
    });
});

describe('a list from the cloud', () => {
  it('leaves out what makes no sense, and has the first of a doubled id', () => {
    const schema = listOf(v.object({ id, name: text }));
    const list = [{ id: 1, name: 'a' }, null, { id: 'a/b' }, { id: '1', name: 'b' }, { id: '2' }];
    assert.deepEqual(v.parse(schema, list), [
      { id: '1', name: 'a' },
      { id: '2', name: null },
    ]);
    assert.equal(v.is(schema, { 0: { id: 1 } }), false);
  });

  it('is of a size that a house may have', () => {
    const many = (length: number): object => ({ rooms: Array(length), modules: Array(length) });
    for (const home of [{}, null, 'x', { rooms: 'x' }, many(MAX_ENTRIES)]) assert.ok(isOfSize(home));
    assert.equal(isOfSize(many(MAX_ENTRIES + 1)), false);
    assert.equal(isOfSize({ modules: Array(MAX_ENTRIES + 1) }), false);
  });
});
