import assert from 'node:assert/strict';
import { meanOf, MOST_SOURCES, type Source, withSource } from '../../../src/correction/follow/sources';
import { MINUTE } from '../../../src/clock';

const NOW = Date.UTC(2026, 0, 12, 8);
const told = (name: string, value: number, minute = 0): Source => ({
  name,
  value,
  at: NOW + minute * MINUTE,
});
const within = { now: NOW, staleMs: 60 * MINUTE };

describe('the sensors of a follow node', () => {
  const rows: readonly [what: string, before: readonly Source[], told: Source, after: readonly Source[]][] = [
    ['has the first', [], told('a', 20), [told('a', 20)]],
    [
      'has the newest value of each',
      [told('a', 20, -2), told('b', 21, -1)],
      told('a', 22),
      [told('b', 21, -1), told('a', 22)],
    ],
    [
      'takes a late value for no newer than what came since',
      [told('a', 20)],
      told('a', 22, -5),
      [told('a', 20)],
    ],
    [
      'keeps one for as long as a value is trusted',
      [told('a', 20, -60)],
      told('b', 22),
      [told('a', 20, -60), told('b', 22)],
    ],
    ['and no longer', [told('a', 20, -61)], told('b', 22), [told('b', 22)]],
    ['is in the order of the values', [told('a', 20)], told('b', 22, -5), [told('b', 22, -5), told('a', 20)]],
    ['counts messages without a name as one', [told('', 20, -1)], told('', 22), [told('', 22)]],
  ];
  for (const [what, before, one, after] of rows)
    it(`the list ${what}`, () => assert.deepEqual(withSource(before, one, within), after));

  it('are the eight that told last', () => {
    const many = Array.from({ length: 12 }, (_, index) => told(`sensor ${index}`, 20, index - 12));
    const all = many.reduce<Source[]>((before, each) => withSource(before, each, within), []);
    assert.deepEqual(all, many.slice(-MOST_SOURCES));
  });

  it('say together the mean, to 0.01 °C', () => {
    assert.equal(meanOf([], told('a', 20)), 20);
    assert.equal(meanOf([told('a', 20), told('b', 21)], told('b', 21)), 20.5);
    assert.equal(meanOf([told('a', 20), told('b', 20)], told('c', 21)), 20.33);
    assert.equal(meanOf([told('a', 20), told('b', 21)], told('a', 22, -5)), 21.5, 'what is told now counts');
  });
});
