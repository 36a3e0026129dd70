import assert from 'node:assert/strict';
import { cleanName, cut, withoutDirectionMarks } from '../../src/cloud/names';

describe('a name that people give', () => {
  const names: readonly [name: string, shown: string][] = [
    ['  Salon ', 'Salon'],
    ['', ''],
    ['   ', ''],
    ['Living\nroom', 'Livingroom'],
    ['\u001b[31mSalon\u001b[0m', '[31mSalon[0m'],
    ['\u0000\u0085\u009b', ''],
    ['\u202eSalon\u202c\u2066\u2069\u2028\u2029', 'Salon'],
    ['\u{1f469}\u200d\u{1f469}\u200d\u{1f467}', '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}'],
    ['\u200fסלון', '\u200fסלון'],
    ['x'.repeat(128), 'x'.repeat(128)],
    ['x'.repeat(5_000), 'x'.repeat(128)],
    [`${'x'.repeat(127)}\u{1f525}`, 'x'.repeat(127)],
    [`${'x'.repeat(127)} x`, 'x'.repeat(127)],
  ];
  for (const [name, shown] of names)
    it(`is ${JSON.stringify(shown)} for ${JSON.stringify(name)}`, () => assert.equal(cleanName(name), shown));
});

describe('a text that is shown', () => {
  it('keeps its lines, and loses what would turn its surroundings around', () =>
    assert.equal(withoutDirectionMarks('a\r\n\u202eb\u2069\u200d'), 'a\r\nb\u200d'));

  it('is cut between characters', () => {
    assert.equal(cut('ab\u{1f525}', 4), 'ab\u{1f525}');
    assert.equal(cut('ab\u{1f525}', 3), 'ab');
    assert.equal(cut('abc', 2), 'ab');
  });
});
