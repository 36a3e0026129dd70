import assert from 'node:assert/strict';
import { basename, join, normalize } from 'node:path';
import fc from 'fast-check';
import {
  badName,
  belongsTo,
  claimName,
  isSessionName,
  isTemporaryName,
  nameOfBad,
  nameOfClaim,
  namesFor,
  nodeIdIn,
  temporaryName,
} from '../../src/storage/names';

const first = (id: string): string => namesFor(id)[0] ?? '';

describe('the name of a session file', () => {
  const plain = ['1111111111111111', 'a1b2c3d4.e5f6a7', '1111111111111111-2222222222222222'];
  for (const id of plain) {
    it(`is the node's id where that is safe: ${id}`, () => {
      assert.equal(first(id), `${id}.session`);
      assert.equal(nodeIdIn(first(id)), id);
    });
  }

  const unsafe = [
    '../../x',
    '',
    '.',
    '..',
    '/etc/passwd',
    'C:\\x',
    'con',
    'A1B2',
    'a\0b',
    'é',
    'a'.repeat(5000),
    'a:b',
  ];
  for (const id of unsafe) {
    it(`is a hash for any other id: ${JSON.stringify(id.slice(0, 20))}`, () => {
      assert.match(first(id), /^h[0-9a-f]{32}\.session$/);
      assert.equal(nodeIdIn(first(id)), undefined);
    });
  }

  it('stays in the directory and can be recognised, whatever the id is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (id) => {
        for (const name of namesFor(id)) {
          assert.equal(basename(name), name);
          assert.equal(normalize(join('d', name)), join('d', name));
          assert.ok(isSessionName(name) && belongsTo(name, id));
          assert.ok(isTemporaryName(temporaryName(name, '0123456789abcdef')));
          assert.equal(nameOfBad(badName(name)), name);
          assert.equal(nameOfClaim(claimName(name, '0123456789abcdef')), name);
        }
      }),
    );
  });

  it('belongs to no other node', () => {
    assert.ok(!belongsTo(first('11'), '1'));
    assert.ok(!belongsTo(namesFor('1')[1] ?? '', '11'));
    assert.ok(!belongsTo('x.session', 'x'));
  });

  it('is not that of a lock, a temporary or a foreign file', () => {
    const foreign = [
      'session.lock',
      'notes.txt',
      '.session',
      'x.session',
      '11.session.bad',
      '11.session.0.tmp',
    ];
    for (const name of foreign) assert.ok(!isSessionName(name), name);
    assert.ok(!isTemporaryName('notes.tmp'));
    assert.equal(nameOfBad('notes.bad'), undefined);
  });
});
