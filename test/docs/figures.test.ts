import assert from 'node:assert/strict';
import { read, rowsOf, sectionOf } from './markdown';

/** A constant of the code, in ms or as a count. */
const constant = (file: string, name: string): number => {
  const [, value] = new RegExp(`^const ${name} = ([\\d_]+);`, 'm').exec(read(file)) ?? [];
  assert.ok(value, `${name} is not in ${file}`);
  return Number(value.replaceAll('_', ''));
};

/** The text under a heading, on one line. */
const prose = (document: string, heading: string): string =>
  sectionOf(read(document), heading).replace(/\s+/g, ' ');

describe('the figures in the documents', () => {
  it('are those of the request limits', () => {
    const file = 'nodes/account-definition.ts';
    const [short, long] = [constant(file, 'LIMIT_PER_10S'), constant(file, 'LIMIT_PER_HOUR')];
    assert.ok(prose('README.md', 'Limits').includes(`stays below ${short} and ${long},`));
  });

  it('are those of the password limits', () => {
    const caps = [...read('src/cloud/breaker.ts').matchAll(/ most: (\d+) }/g)].map(([, most]) => most!);
    assert.equal(caps.length, 3);
    const [quarter, hour, day] = caps;
    const words = `${quarter} in 15 minutes, ${hour} in an hour and ${day} in a day`;
    assert.ok(prose('docs/errors.md', 'SIGN_IN_PAUSED').includes(words));
    const readme = prose('README.md', 'Limits').replace('passwords are sent ', '');
    assert.ok(readme.includes(words));
  });

  it('are those of the deadlines', () => {
    const file = 'src/account/account.ts';
    const seconds = constant(file, 'MESSAGE_MS') / 1_000;
    const slow = seconds + constant(file, 'SLOW_MESSAGE_MS') / 1_000;
    const left = constant('src/correction/send.ts', 'MIN_TIME_LEFT') / 1_000;
    assert.ok(prose('README.md', 'Limits').includes(`within ${seconds} seconds, or ${slow} when`));
    const section = prose('docs/errors.md', 'TIMEOUT');
    assert.ok(section.includes(`has ${seconds} seconds, or ${slow} when`));
    assert.ok(section.includes(`less than ${left} seconds left`));
  });

  it('are those of what may wait', () => {
    const most = constant('src/account/account.ts', 'MAX_WAITING').toLocaleString('en-US');
    assert.ok(prose('docs/errors.md', 'OVERLOADED').includes(`More than ${most} messages wait`));
  });

  it('are those that a test of the costs holds', () => {
    const tests = [...read('test/nodes/cost.test.ts').matchAll(/\bit\('(.+): (?:at most )?([^:']+)'/g)];
    const costOf = (words: RegExp): string | undefined => tests.find(([title]) => words.test(title))?.[2];
    const rows = rowsOf(sectionOf(read('docs/faq.md'), 'What does it cost the cloud?'));
    const expected: readonly (readonly [RegExp, RegExp])[] = [
      [/^first list/, /the first list of rooms/],
      [/^the same after a restart/, /the same after a restart/],
      [/^one correction/, /one correction, warm/],
      [/^corrections for N rooms/, /corrections for N rooms/],
      [/^1,000 messages/, /a thousand messages for one room at once/],
      [/wrong password/, /with a wrong password/],
    ];
    for (const [inDocument, inTest] of expected) {
      const told = rows.find(([work]) => inDocument.test(work!))?.[1];
      assert.ok(told, `${inDocument.source} is not in the table`);
      assert.equal(told, costOf(inTest));
    }
  });
});
