import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { NetatmoError } from '../../src/cloud/errors';
import { parseRoom, parseTemperature } from '../../src/correction/input';

const codeOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    assert.ok(error instanceof NetatmoError, 'only our own errors');
    return error.code;
  }
};

const trap = (): never => {
  throw new Error('looked at');
};
const trapped = { valueOf: trap, toString: trap, toJSON: trap };
const proxy = new Proxy({}, { get: trap, has: trap, ownKeys: trap, getPrototypeOf: trap });

describe('parseTemperature', () => {
  const good: readonly (readonly [unknown, number])[] = [
    [21.5, 21.5],
    [0, 0],
    [-0, 0],
    [-50, -50],
    [50, 50],
    ['21.5', 21.5],
    [' 21.5 ', 21.5],
    ['+21.5', 21.5],
    [' +21.5', 21.5],
    ['-3', -3],
    ['21.5\n', 21.5],
    ['.5', 0.5],
    ['21.', 21],
    ['007', 7],
    ['2.15e1', 21.5],
    ['1e-7', 1e-7],
    ['-0', 0],
  ];
  for (const [value, expected] of good) {
    it(`takes ${inspect(value)} for ${expected}`, () =>
      assert.ok(Object.is(parseTemperature(value), expected)));
  }

  const bad: readonly (readonly [string, unknown])[] = [
    ['undefined', undefined],
    ['null', null],
    ['true', true],
    ['false', false],
    ['NaN', NaN],
    ['Infinity', Infinity],
    ['-Infinity', -Infinity],
    ['1e309', Number('1e309')],
    ['50.01', 50.01],
    ['-50.01', -50.01],
    ['1000', 1000],
    ['max', Number.MAX_VALUE],
    ['21n', 21n],
    ['symbol', Symbol('21')],
    ['function', () => 21],
    ['class', Map],
    ['{}', {}],
    ['{temperature}', { temperature: 21 }],
    ['[]', []],
    ['[21]', [21]],
    ['[[21]]', [[21]]],
    ['Buffer', Buffer.from('21')],
    ['Uint8Array', new Uint8Array([21])],
    ['Float64Array', new Float64Array([21])],
    ['ArrayBuffer', new ArrayBuffer(8)],
    ['Date', new Date(21)],
    ['RegExp', /21/],
    ['Map', new Map()],
    ['Set', new Set([21])],
    ['Error', new Error('21')],
    ['Promise', Promise.resolve(21)],
    ['new Number', new Number(21)],
    ['new String', new String('21')],
    ['new Boolean', new Boolean(true)],
    ['null prototype', Object.create(null)],
    ['throwing valueOf', trapped],
    ['throwing getter', Object.defineProperty({}, 'valueOf', { get: trap })],
    ['proxy', proxy],
    ["''", ''],
    ["' '", ' '],
    ["'\\n'", '\n'],
    ["'+'", '+'],
    ["'-'", '-'],
    ["'.'", '.'],
    ["'+-5'", '+-5'],
    ["'+ 5'", '+ 5'],
    ["'2 1'", '2 1'],
    ["'21,5'", '21,5'],
    ["'1,021.5'", '1,021.5'],
    ["'21.5.1'", '21.5.1'],
    ["'21.5 C'", '21.5 C'],
    ["'21.5°'", '21.5°'],
    ["'0x10'", '0x10'],
    ["'0b1'", '0b1'],
    ["'0o7'", '0o7'],
    ["'1_0'", '1_0'],
    ["'21n'", '21n'],
    ["'NaN'", 'NaN'],
    ["'Infinity'", 'Infinity'],
    ["'1e309'", '1e309'],
    ["'1e3'", '1e3'],
    ["'e5'", 'e5'],
    ["'1e'", '1e'],
    ["'null'", 'null'],
    ["'unavailable'", 'unavailable'],
    ["'unknown'", 'unknown'],
    ["'[object Object]'", '[object Object]'],
    ['\'{"t":21}\'', '{"t":21}'],
    ["'−5' with a minus sign", '\u22125'],
    ["'２１' in full width", '\uff12\uff11'],
    ["'٢١' in Arabic digits", '\u0662\u0661'],
    ["'21\\0'", '21\0'],
    ["'50.0001'", '50.0001'],
    ['a very long number', '1'.repeat(100_000)],
    ['very many zeros', `${'0'.repeat(100_000)}21`],
  ];
  for (const [what, value] of bad) {
    it(`refuses ${what}`, () =>
      assert.equal(
        codeOf(() => parseTemperature(value)),
        'INVALID_TEMPERATURE',
      ));
  }

  it('gives a finite number in range or refuses, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const result = codeOf(() => parseTemperature(value));
        if (typeof result === 'number') assert.ok(result >= -50 && result <= 50);
        else assert.equal(result, 'INVALID_TEMPERATURE');
      }),
    );
  });

  it('takes every number in range, as a number and as a text', () => {
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), (value) => {
        assert.equal(parseTemperature(value), value + 0);
        assert.equal(parseTemperature(` ${value} `), value + 0);
      }),
    );
  });
});

describe('parseRoom', () => {
  const good: readonly (readonly [unknown, string])[] = [
    ['Living room', 'Living room'],
    ['1', '1'],
    ['x'.repeat(128), 'x'.repeat(128)],
    ['D\u2019Arthur \ud83d\udecf', 'D\u2019Arthur \ud83d\udecf'],
    ['\u202eSalon\u2069\u2028', 'Salon'],
    ['\u{1f468}\u200d\u{1f469}', '\u{1f468}\u200d\u{1f469}'],
    [1234567890, '1234567890'],
    [0, '0'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
  ];
  for (const [value, expected] of good) {
    it(`takes ${JSON.stringify(value).slice(0, 30)}`, () => assert.equal(parseRoom(value), expected));
  }

  const bad: readonly (readonly [string, unknown])[] = [
    ['undefined', undefined],
    ['null', null],
    ['true', true],
    ["''", ''],
    ["' '", '   '],
    ['direction marks alone', '\u202e\u2066 \u2028'],
    ['129 characters', 'x'.repeat(129)],
    ['a line break', 'Living\nroom'],
    ['a NUL', 'Living\0'],
    ['an escape', '\u001b[31m'],
    ['DEL', 'a\u007f'],
    ['C1', 'a\u0085'],
    ['-1', -1],
    ['1.5', 1.5],
    ['NaN', NaN],
    ['Infinity', Infinity],
    ['2^53', 2 ** 53],
    ['1n', 1n],
    ['{}', {}],
    ['[]', []],
    ["['Bath']", ['Bath']],
    ['Buffer', Buffer.from('Bath')],
    ['Date', new Date(0)],
    ['new String', new String('Bath')],
    ['function', () => 'Bath'],
    ['symbol', Symbol('Bath')],
    ['throwing valueOf', trapped],
    ['proxy', proxy],
  ];
  for (const [what, value] of bad) {
    it(`refuses ${what}`, () =>
      assert.equal(
        codeOf(() => parseRoom(value)),
        'INVALID_ROOM',
      ));
  }

  it('gives a text that can be shown or refuses, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const result = codeOf(() => parseRoom(value));
        assert.ok(result === 'INVALID_ROOM' || (typeof result === 'string' && !/\p{Cc}/u.test(result)));
      }),
    );
  });
});
