import assert from 'node:assert/strict';
import type { Route } from 'playwright-core';
import { editorBench } from './support/bench';
import type { Editor } from './support/editor';
import { FLOWS, HOME, listing, room, ROOMS_URL, TEST_URL } from './support/flows';

const ERRORS = 'https://github.com/truetemp/node-red-netatmo/blob/main/docs/errors.md';

describe('The dialog of the account', function () {
  const bench = editorBench(this, FLOWS);

  /** Opens the dialog of an account; what is not said otherwise comes from the real Node-RED. */
  async function open(id = 'cloud', locale?: string): Promise<Editor> {
    const editor = await bench.open(locale);
    await editor.page.route(ROOMS_URL, listing(room('11', 'Study')));
    await editor.editAccount(id);
    return editor;
  }

  /** Presses the test button, which is answered with this error. @returns what the dialog says, line by line */
  async function refused(editor: Editor, error: object): Promise<string[]> {
    await editor.page.unroute(TEST_URL);
    await editor.page.route(TEST_URL, (route: Route) => route.fulfill({ status: 502, json: { error } }));
    await editor.page.click('#netatmo-account-test');
    const result = editor.page.locator('#netatmo-account-test-result[data-outcome=error]');
    await result.waitFor();
    return result.locator('> *').allInnerTexts();
  }

  describe('after a test that failed', () => {
    const path = 'The sign-in page /access/terms is not known.';
    const table: readonly [what: string, error: object, lines: readonly RegExp[]][] = [
      [
        'the next step, and where there is more',
        { code: 'NETWORK', message: 'Said by the test.' },
        [/^no connection$/, /has internet/, /^More about/],
      ],
      [
        'what is worth reporting too',
        { code: 'SIGN_IN_BLOCKED', message: path },
        [/^sign-in refused$/, /report the line below/, /^The sign-in page \/access\/terms/, /^More about/],
      ],
      [
        'the variable that is not set',
        { code: 'CREDENTIALS_MISSING', message: 'x', missing: { what: 'variable', name: 'HEATING' } },
        [/^no e-mail or password$/, /variable HEATING is not set/, /^More about/],
      ],
      [
        'no name that could be a password',
        { code: 'CREDENTIALS_MISSING', message: 'x', missing: { what: 'variable', name: null } },
        [/^no e-mail or password$/, /^A field holds an environment variable/, /^More about/],
      ],
      [
        'the text of a code that it does not know',
        { code: 'NEW', message: 'Words.' },
        [/Node-RED/, /^Words\.$/],
      ],
    ];
    it(`tells ${table.map(([what]) => what).join('; ')}`, async () => {
      const editor = await open();
      for (const [what, error, expected] of table) {
        const lines = await refused(editor, error);
        assert.equal(lines.length, expected.length, lines.join('\n'));
        for (const [index, pattern] of expected.entries()) assert.match(lines[index] ?? '', pattern, what);
      }
    });

    for (const [locale, expected] of [
      ['de', /Laden Sie eine zweite E-Mail-Adresse/],
      ['fr', /Invitez dans votre maison/],
    ] as const) {
      it(`speaks the language of the user (${locale})`, async () => {
        const editor = await open('cloud', locale);
        const [, help] = await refused(editor, { code: 'TWO_FACTOR_REQUIRED', message: 'x' });
        assert.match(help ?? '', expected);
        const link = editor.page.locator('#netatmo-account-test-result a');
        assert.equal(await link.getAttribute('href'), `${ERRORS}#two_factor_required`);
        assert.equal(await link.getAttribute('target'), '_blank');
      });
    }
  });

  it('lists a home without rooms that can be heated too', async () => {
    const editor = await open();
    const found = [
      { ...HOME, rooms: [room('11', 'Study')] },
      { id: 'b'.repeat(24), name: 'Weather only', rooms: [] },
    ];
    await editor.page.route(TEST_URL, (route) => route.fulfill({ json: { homes: found } }));
    await editor.page.click('#netatmo-account-test');
    const result = editor.page.locator('#netatmo-account-test-result[data-outcome=success]');
    await result.waitFor();
    assert.match(
      await result.innerText(),
      /Cottage\s+Study · 22\.4 °C\s+Weather only\s+No rooms with heating/,
    );
  });
});
