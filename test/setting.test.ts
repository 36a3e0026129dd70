import assert from 'node:assert/strict';
import fc from 'fast-check';
import { choiceSetting, switchSetting, variableIn } from '../src/setting';

const DRY_RUN = { name: 'dry run', where: 'node' };
const OUTPUT = { name: 'output', where: 'node' };
const CONFIG = { code: 'CONFIG' };

describe('a switch', () => {
  for (const [value, expected] of [
    [true, true],
    ['true', true],
    [false, false],
    ['false', false],
  ] as const)
    it(`may be ${JSON.stringify(value)}`, () => {
      assert.equal(switchSetting(DRY_RUN, value, !expected), expected);
    });

  it('means its default when it is missing', () => {
    for (const whenMissing of [true, false])
      assert.equal(switchSetting(DRY_RUN, undefined, whenMissing), whenMissing);
  });

  it('is CONFIG when it is anything else', () => {
    const known: readonly unknown[] = [true, false, 'true', 'false', undefined];
    fc.assert(
      fc.property(
        fc.anything().filter((value) => !known.includes(value)),
        (value) => assert.throws(() => switchSetting(DRY_RUN, value, true), CONFIG),
      ),
    );
    for (const value of [
      '',
      null,
      'True',
      'TRUE',
      'yes',
      'on',
      '1',
      1,
      0,
      ' true',
      'false ',
      '${DRY}',
      [true],
    ])
      assert.throws(() => switchSetting(DRY_RUN, value, true), CONFIG, String(value));
  });
});

describe('a choice', () => {
  const choose = (value: unknown): string => choiceSetting(OUTPUT, value, ['array', 'sequence'], 'array');

  it('is one of its words, and its default when it is missing', () => {
    assert.equal(choose('sequence'), 'sequence');
    for (const value of ['array', undefined]) assert.equal(choose(value), 'array');
  });

  it('is CONFIG when it does not exist; the text names what does', () => {
    fc.assert(
      fc.property(
        fc.anything().filter((value) => !['array', 'sequence', undefined].includes(value as string)),
        (value) => assert.throws(() => choose(value), { ...CONFIG, message: /none of array, sequence/ }),
      ),
    );
  });
});

describe('a variable that a field names', () => {
  for (const [field, name] of [
    ['${NAME}', 'NAME'],
    ['$(NAME)', 'NAME'],
    ['${a.b-c}', 'a.b-c'],
    ['${NAME)', undefined],
    ['${two words}', undefined],
    [' ${NAME}', undefined],
    ['x${NAME}', undefined],
    ['${}', undefined],
    ['', undefined],
    [5, undefined],
    [undefined, undefined],
  ] as const)
    it(`is ${String(name)} in ${JSON.stringify(field)}`, () => assert.equal(variableIn(field), name));
});
