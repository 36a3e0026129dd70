import assert from 'node:assert/strict';
import { findById } from '../../src/home/by-id';

describe('a list by id', () => {
  const list = [
    { id: 'a', is: 1 },
    { id: 'b', is: 2 },
    { id: 'a', is: 3 },
  ] as const;

  it('gives what has the id', () => assert.equal(findById(list, 'b')?.is, 2));
  it('gives the first of two', () => assert.equal(findById(list, 'a')?.is, 1));
  it('gives nothing for an unknown id, whatever objects inherit', () => {
    for (const id of ['c', '', 'constructor', '__proto__']) assert.equal(findById(list, id), undefined);
  });
  it('keeps lists apart', () => {
    assert.equal(findById([{ id: 'a', is: 4 }], 'a')?.is, 4);
    assert.equal(findById([], 'a'), undefined);
    assert.equal(findById(list, 'a')?.is, 1);
  });
});
