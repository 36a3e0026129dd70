import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Route } from '../../src/simulator';
import { fault, type Fault } from '../../testkit';
import { type AccountBench, accountBenches } from './support/account-bench';

const FORM = join(__dirname, '../../.github/ISSUE_TEMPLATE/netatmo-changed.yml');

interface Form {
  readonly body: readonly {
    readonly id?: string;
    readonly attributes: { readonly placeholder?: string; readonly options?: readonly string[] };
  }[];
}
const { body } = parse(readFileSync(FORM, 'utf8')) as Form;
const field = (id: string) => body.find((each) => each.id === id)?.attributes;

/** Something that Netatmo may change, and what a report of it must be able to tell. */
const CHANGES: readonly (readonly [route: Route, make: () => Fault, code: string, told: RegExp])[] = [
  ['login', () => fault.answer(404), 'BAD_RESPONSE', /step: .+, \/en-us\/access\/login, status 404/],
  ['csrf', fault.htmlPage, 'BAD_RESPONSE', /step: .+, \/access\/csrf, status 200/],
  ['postlogin', () => fault.answer(404), 'SIGN_IN_BLOCKED', /\/access\/postlogin, status 404/],
  ['keychain', () => fault.answer(404), 'BAD_RESPONSE', /step: .+, \/access\/keychain, status 404/],
  [
    'homesdata',
    () => fault.okBut({ something: 'else' }),
    'BAD_RESPONSE',
    /answer to .+ \(\/api\/homesdata\)/,
  ],
  [
    'homestatus',
    () => fault.okBut({ something: 'else' }),
    'BAD_RESPONSE',
    /answer to .+ \(\/api\/homestatus\)/,
  ],
];

describe('a report that Netatmo has changed something', () => {
  const { open } = accountBenches();

  const failed = async (account: AccountBench): Promise<string> => {
    const code = await account.list();
    assert.equal(account.error?.code, code);
    return String(account.error);
  };

  for (const [route, make, code, told] of CHANGES) {
    it(`tells the step and the path by the text of the error alone (${route})`, async () => {
      const account = await open();
      account.simulator.faults.always(route, make());
      const text = await failed(account);
      assert.ok(text.startsWith(`NetatmoError [${code}]: `), text);
      assert.match(text, told);
      assert.match(text, /report this text/);
      assert.ok(field('code')?.options?.includes(code));
    });
  }

  it('tells the path of a page after the password that nobody knows', async () => {
    const signInEnd = { location: 'https://auth.netatmo.com/access/brand-new?secret=x' };
    const account = await open({ simulator: { cloud: { signInEnd } } });
    const text = await failed(account);
    assert.match(
      text,
      /^NetatmoError \[SIGN_IN_BLOCKED\]: .*\/access\/brand-new, status \d{3}.*report this text/,
    );
    assert.doesNotMatch(text, /secret/);
  });

  it('is asked for by a form whose example is such a text', async () => {
    const account = await open();
    account.simulator.faults.always('login', fault.answer(404));
    const text = await failed(account);
    const example = field('error')?.placeholder ?? '';
    const [before, after] = example.split('(step: …, path, status …).');
    assert.ok(before && after === '', example);
    assert.ok(text.startsWith(before), text);
  });
});
