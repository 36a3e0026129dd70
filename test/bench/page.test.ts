import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BASELINE, readRun } from '../../bench/baseline';
import { pagesOf } from '../../bench/page';
import { withNumbers } from '../../bench/page/readme';
import { isFull, type FullRun } from '../../bench/results';
import { measureSize, totalOf } from '../../bench/size';
import { ROOT } from '../../bench/support/root';
import { rowsOf, sectionOf } from '../docs/markdown';

const PATHS = [
  'README.md',
  'docs/performance.md',
  ...['day', 'memory', 'message', 'scale'].map((name) => `docs/images/performance-${name}.svg`),
];
/** MB by which the package may have changed since the figures were taken. */
const CHANGE = 0.3;

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** `npm run bench -- --page` makes all of it anew from bench/baseline.json. */
describe('the page of performance', () => {
  let run: FullRun;
  let pages: Record<string, string>;

  before(async () => {
    const kept = readRun(BASELINE);
    assert.ok(isFull(kept));
    run = kept;
    pages = await pagesOf(run);
  });

  it('is these files', () => assert.deepEqual(Object.keys(pages).sort(), PATHS.sort()));

  for (const path of PATHS)
    it(`${path} tells the figures of the last release`, () => assert.equal(pages[path], read(path)));

  it('quotes in the README what it tells itself', () => {
    const [, quoted = ''] = read('README.md').split(/<!-- \/?numbers.*-->/);
    const numbers = [...quoted.matchAll(/\*\*([\d,.]+(?: µs| MB)?).*?\*\*/g)].map(([, value]) => value!);
    assert.equal(numbers.length, 3);
    const told = rowsOf(sectionOf(read('docs/performance.md'), 'Goals')).map(([, , measured]) => measured);
    for (const value of numbers) assert.ok(told.includes(value), value);
  });

  it('keeps what else the README says', () => {
    const readme = read('README.md');
    const other = readme.replace(/(<!-- numbers.*-->)[^]*(<!-- \/numbers -->)/, '$1 old $2');
    const rest = withNumbers(other, run).split(/<!-- \/?numbers.*-->/);
    assert.deepEqual([rest[0], rest[2]], [readme.split('<!-- numbers')[0], readme.split('/numbers -->')[1]]);
    assert.throws(() => withNumbers('# No place for numbers', run), /The README has no/);
  });

  it('names the machine without a name', () => {
    const { processor, ...rest } = run.machine;
    assert.match(processor, /^[A-Za-z -]{2,40}$/);
    assert.deepEqual(Object.keys(rest).sort(), ['cores', 'memoryGB', 'node', 'system']);
  });

  it('tells the size that the package still has', () => {
    const [now, then] = [totalOf(measureSize()), totalOf(run.results.size)];
    assert.ok(Math.abs(now - then) <= CHANGE, `${now} MB now, ${then} MB on the page`);
  });
});
