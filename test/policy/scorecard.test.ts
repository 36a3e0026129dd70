import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ROOT } from './support/project';

type Scorecard = Record<string, { readonly test: boolean; readonly packages?: readonly string[] }>;

interface Judge {
  wrongIn(scorecard: Scorecard): string[];
}

const CODES = ['P01', 'P03', 'P04', 'P05', 'P06', 'P07', 'P08', 'N01', 'N02', 'D01', 'D02', 'D03'];
const green = (): Scorecard => Object.fromEntries(CODES.map((code) => [code, { test: true }]));
const old = (...packages: string[]): Scorecard => ({ ...green(), D03: { test: false, packages } });
const without = (code: string): Scorecard =>
  Object.fromEntries(Object.entries(green()).filter(([each]) => each !== code));

describe('the flow library’s scorecard', () => {
  let judge: Judge;
  before(async () => {
    judge = (await import(join(ROOT, 'scripts/scorecard/judge.mjs'))) as Judge;
  });

  const cases: readonly [what: string, scorecard: Scorecard, wrong: readonly string[]][] = [
    ['passes when all is green', green(), []],
    ['passes when only undici is not the latest', old('undici'), []],
    ['fails when another dependency is behind too', old('undici', 'valibot'), ['D03']],
    ['fails when nobody says what is behind', old(), ['D03']],
    ['fails when a check is red', { ...green(), N02: { test: false } }, ['N02']],
    ['fails when a check was not made', without('P06'), ['P06']],
    ['fails when there is none', {}, CODES],
  ];
  for (const [what, scorecard, wrong] of cases) {
    it(what, () =>
      assert.deepEqual(
        judge.wrongIn(scorecard).map((line) => line.split(' ')[0]),
        wrong,
      ),
    );
  }
});
