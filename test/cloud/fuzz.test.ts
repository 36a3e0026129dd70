import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type * as v from 'valibot';
import { judge, type Judgement } from '../../src/cloud/answer';
import { CookieStore } from '../../src/cloud/cookies';
import { NetatmoError } from '../../src/cloud/errors';
import { signInOutcome } from '../../src/cloud/sign-in-outcome';
import { homesdata, homestatus, stationsdata, truetemperature } from '../../src/cloud/schemas';
import { NOTHING, proves, tally } from '../reliability/support/results';
import { VirtualClock } from '../support/virtual-clock';
import { runs } from '../support/random-inputs';

const FOLDER = join(__dirname, '../fixtures/cloud');
const NOW = Date.UTC(2026, 0, 12, 8);
const SCHEMAS: readonly [string, v.GenericSchema][] = [
  ['homesdata', homesdata],
  ['homestatus', homestatus],
  ['stationsdata', stationsdata],
];
const files = readdirSync(FOLDER).map((name) => ({
  name,
  text: readFileSync(join(FOLDER, name), 'utf8'),
  schema: SCHEMAS.find(([prefix]) => name.startsWith(prefix))?.[1] ?? truetemperature,
}));

const verdictOn = (text: string, schema: v.GenericSchema, status = 200): Judgement<unknown> => {
  const url = new URL('https://api.netatmo.com/api/x');
  return judge({ url, status, location: null, retryAfter: null, text }, 'the call', schema, NOW);
};

/** Every place in a JSON value, as the way to it. */
function places(value: unknown, way: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [way];
  return [way, ...Object.entries(value).flatMap(([key, each]) => places(each, [...way, key]))];
}

/** A copy of `value` with something else at one place. */
function replaced(value: unknown, [key, ...rest]: readonly (string | number)[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
    string | number,
    unknown
  >;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

/** Every number that a later step may make a date or a sum of. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

describe('any answer', () => {
  const isSound = (verdict: Judgement<unknown>): void => {
    if (!verdict.ok) assert.ok(verdict.error instanceof NetatmoError);
    else for (const number of numbersIn(verdict.value)) assert.ok(Number.isFinite(number));
  };

  for (const { name, text, schema } of files) {
    const whole = verdictOn(text, schema);

    it(`${name} is read`, () => assert.ok(whole.ok));

    it(`${name}, with anything anywhere in it, gets a verdict`, () => {
      const json = JSON.parse(text) as unknown;
      const anything = fc.oneof(
        fc.jsonValue({ maxDepth: 3 }),
        fc.double(),
        fc.constantFrom(1e308, -1e308, 2 ** 53, '__proto__', 'deleted', '', [], {}),
      );
      const mutation = fc.tuple(
        fc.constantFrom(...places(json)),
        anything,
        fc.constantFrom(200, 200, 200, 403, 429, 500),
      );
      fc.assert(
        fc.property(
          fc.array(mutation, { minLength: 1, maxLength: 1 }),
          ([[way, by, status] = [[], null, 200] as const]) => {
            isSound(verdictOn(JSON.stringify(replaced(json, way, by)), schema, status));
          },
        ),
        { numRuns: runs(1_000) },
      );
    });

    it(`${name}, with a byte changed, gets a verdict`, () => {
      const bytes = Buffer.from(text);
      fc.assert(
        fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
          const changed = Buffer.from(bytes);
          changed[at] = byte;
          isSound(verdictOn(changed.toString(), schema));
        }),
        { numRuns: runs(500) },
      );
    });
  }

  proves('faults', 'answers', 'an answer is cut off at any of its bytes', () => {
    const ends: string[] = [];
    for (const { name, text, schema } of files) {
      const bytes = Buffer.from(text.trimEnd());
      for (let length = 0; length < bytes.length; length += 1) {
        const verdict = verdictOn(bytes.subarray(0, length).toString(), schema);
        assert.equal(verdict.ok, false, `${name}, ${length} bytes`);
        ends.push(verdict.error.code);
      }
    }
    return {
      sent: `${files.length} answers, each cut off at each of its bytes`,
      out: tally(ends),
      ...NOTHING,
    };
  });

  it('of whatever text and status gets a verdict, at the API and at the sign-in', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.json()),
        fc.integer({ min: 200, max: 599 }),
        fc.webUrl(),
        (text, status, to) => {
          for (const [, schema] of SCHEMAS) isSound(verdictOn(text, schema, status));
          const url = new URL('https://auth.netatmo.com/access/postlogin');
          const outcome = signInOutcome({ url, status, location: new URL(to), retryAfter: text, text }, NOW);
          assert.notEqual(outcome.kind, 'keychain');
        },
      ),
    );
  });

  it('may be nested however deep, anywhere', () => {
    const pair = fc.constantFrom<[string, string]>(
      ['[', ']'],
      ['{"a":', '}'],
      ['[1,', ',1]'],
      ['{"id":"a","rooms":[', ']}'],
    );
    const around = fc.constantFrom<[string, string]>(
      ['{"body":{"homes":[', ']}}'],
      ['{"body":{"home":', '}}'],
      ['{"body":{"devices":[', ']}}'],
      ['{"body":{"errors":', '}}'],
      ['{"error":', '}'],
      ['', ''],
    );
    fc.assert(
      fc.property(pair, around, fc.integer({ min: 1, max: 50_000 }), ([open, close], [head, tail], depth) => {
        const text = `${head}${open.repeat(depth)}1${close.repeat(depth)}${tail}`;
        for (const [, schema] of SCHEMAS) isSound(verdictOn(text, schema));
        isSound(verdictOn(text, truetemperature, 403));
      }),
      { numRuns: runs(20) },
    );
  });

  it('may set whatever cookies: none leaves our hosts, and what is kept can be kept', () => {
    const line = fc.oneof(
      fc.string(),
      fc
        .tuple(
          fc.string(),
          fc.string(),
          fc.constantFrom(
            '',
            '; Path=/',
            '; Max-Age=5',
            '; Domain=.netatmo.com',
            '; Domain=evil.example',
            '; Expires=x',
          ),
        )
        .map(([key, value, more]) => `${key}=${value}${more}`),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const clock = new VirtualClock();
        const store = new CookieStore(clock);
        store.take(lines, new URL('https://auth.netatmo.com/'));
        const stored = store.toStored();
        assert.deepEqual(new CookieStore(clock, stored).toStored(), stored);
        assert.ok(stored.every(({ domain }) => domain.endsWith('netatmo.com')));
        assert.match(store.header(new URL('https://auth.netatmo.com/')) ?? '', /^[\x20-\x7e]*$/);
        assert.equal(store.header(new URL('https://evil.example/')), undefined);
      }),
    );
  });
});
