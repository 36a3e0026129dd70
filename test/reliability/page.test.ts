import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

interface PageMaker {
  readonly PAGE: string;
  pageOf(results: readonly object[]): Promise<string>;
  firstDifference(page: string): string | null;
}

/** Only the whole run of `npm test` has all the results; it compares them with the page when it is over. */
describe('the page of what was counted', () => {
  let maker: PageMaker;
  before(async () => {
    maker = (await import(join(ROOT, 'scripts/reliability/page.mjs'))) as PageMaker;
  });
  const row = { table: 'faults', section: 'network', what: 'the moon is full', pass: true };

  it('has a row for each result, with its numbers', async () => {
    const counted = { sent: 'a list', out: '3 × NETWORK', requests: 4, signIns: 5, corrections: 6 };
    const page = await maker.pageOf([{ ...row, ...counted }]);
    assert.match(page, /\| the moon is full +\| a list +\| 3 × `NETWORK` +\| 4 +\| 5 +\| 6 +\| yes +\|/);
    assert.match(page, /^1 rows, 1 as they should be, 0 not\.$/m);
  });

  it('says which row is not as it should be', async () => {
    const page = await maker.pageOf([row, { ...row, what: 'it rains', pass: false }]);
    assert.match(page, /\| it rains .*\| \*\*no\*\* +\|$/m);
    assert.match(page, /^2 rows, 1 as they should be, 1 not\.$/m);
  });

  it('leaves out no result: a section without words is an error', async () => {
    await assert.rejects(maker.pageOf([{ ...row, section: 'weather' }]), /No such section: weather/);
  });

  it('is compared line by line with the one in the repository', () => {
    const page = readFileSync(join(ROOT, maker.PAGE), 'utf8');
    assert.equal(maker.firstDifference(page), null);
    for (const other of [page.replace('requests', 'Requests'), page.slice(0, -80), `${page}more\n`])
      assert.match(maker.firstDifference(other) ?? '', /^line \d+\n {2}is: .*\n {2}shall: /);
  });
});
