import assert from 'node:assert/strict';
import type { Route } from 'playwright-core';
import { focused, openAs, session } from './support/account';
import { editorBench } from './support/bench';
import type { Editor } from './support/editor';
import { FLOWS, HOME, homes, listing, room, ROOMS_URL, state, TEST_URL } from './support/flows';

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
        [
          /^sign-in refused$/,
          /report the line below/,
          /^With this e-mail and password again from/,
          /^The sign-in page \/access\/terms/,
          /^More about/,
        ],
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
      ['de', /Legen Sie ein zweites Netatmo-Konto/],
      ['fr', /invitez-le comme utilisateur de la maison/],
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

  describe('warns', () => {
    for (const [secret, expected, isWarning] of [
      ['set', /^Node-RED keeps the password encrypted/, false],
      ['project', /^Node-RED keeps the password encrypted/, false],
      ['generated', /^No credentialSecret is set, so .* can read the password/, true],
      ['off', /^credentialSecret is false .* unencrypted/, true],
    ] as const) {
      it(`${isWarning ? '' : 'not '}beneath the password where the credentialSecret is ${secret}`, async () => {
        const { page } = await openAs(bench, state({}, { surroundings: { credentialSecret: secret } }));
        const kept = page.locator('#netatmo-account-kept');
        assert.match(await kept.innerText(), expected);
        assert.equal(await page.locator('#netatmo-account-kept.netatmo-warning').count(), isWarning ? 1 : 0);
      });
    }

    it('beneath the field that names an environment variable which is not set, until it is typed anew', async () => {
      const editor = await open();
      const { page } = editor;
      await page.fill('#node-config-input-username', 'someone@example.org');
      for (const name of ['password', 'username']) {
        await page.fill(`#node-config-input-${name}`, '${NOT_SET_HERE}');
        await page.click('#netatmo-account-test');
        const problem = page.locator(`#node-config-input-${name}-problem`);
        await problem.filter({ hasText: 'variable NOT_SET_HERE is not set' }).waitFor();
        const fieldOf = page.locator(`#node-config-input-${name}`);
        assert.equal(await fieldOf.getAttribute('aria-invalid'), 'true');
        const describedBy = (await fieldOf.getAttribute('aria-describedby'))?.split(' ') ?? [];
        assert.ok(describedBy.includes(`node-config-input-${name}-problem`));
        await page.fill(`#node-config-input-${name}`, 'typed');
        assert.equal(await problem.isVisible(), false);
      }
    });

    it('of what the account lacks as it is deployed, as soon as the dialog opens', async () => {
      const problem = { code: 'CREDENTIALS_MISSING', missing: { what: 'password' } };
      const editor = await openAs(bench, state({}, { problem, account: null }));
      assert.match(
        await session(editor).innerText(),
        /^As it is deployed, this account does not work: no e-mail or password\.\s+Enter the password/,
      );
      assert.match(await editor.page.innerText('#node-config-input-password-problem'), /^Enter the password/);
    });
  });

  it('offers several homes by their names, one of them or none', async () => {
    const editor = await openAs(bench, state());
    const { page } = editor;
    const flat = { id: 'b'.repeat(24), name: 'Flat', rooms: [room('21', 'Hall')] };
    await page.route(TEST_URL, (route) =>
      route.fulfill({ json: { homes: [{ ...HOME, rooms: [room('11', 'Study')] }, flat] } }),
    );
    const buttons = page.locator('#netatmo-account-homes');
    assert.equal(await buttons.isVisible(), false);
    await page.click('#netatmo-account-test');
    await buttons.waitFor();
    const button = buttons.getByRole('button', { name: 'Flat' });
    for (const [value, hint] of [
      [flat.id, 'Flat'],
      ['', 'Used when a node names no home.'],
    ] as const) {
      await button.click();
      assert.equal(await page.inputValue('#node-config-input-homeId'), value);
      assert.equal(await page.innerText('#node-config-input-homeId-name'), hint);
      assert.equal(await button.getAttribute('aria-pressed'), String(value !== ''));
    }
  });

  it('can be used with the keyboard alone', async () => {
    const editor = await openAs(bench, state());
    const { page } = editor;
    await page.route(TEST_URL, (route) => route.fulfill({ json: homes(room('11', 'Study')) }));
    await page.focus('#node-config-input-name');
    const passed: string[] = [];
    while (passed.at(-1) !== 'netatmo-account-forget' && passed.length < 20) {
      await page.keyboard.press('Tab');
      passed.push(await focused(editor));
      if (passed.at(-1) === 'netatmo-account-test') {
        await page.keyboard.press('Enter');
        await page.locator('#netatmo-account-test-result li').waitFor();
        assert.equal(await focused(editor), 'netatmo-account-test');
      }
    }
    assert.deepEqual(passed, [
      ...['service', 'username', 'password'].map((name) => `node-config-input-${name}`),
      ...['netatmo-account-test', 'node-config-input-homeId', 'netatmo-account-session-refresh'],
      ...['node-config-input-keepSession', 'netatmo-account-copy', 'netatmo-account-forget'],
    ]);
  });

  it('folds the limits with their values told, and opens them where one is wrong, in words', async () => {
    const editor = await openAs(bench, state());
    const { page } = editor;
    const more = page.locator('#netatmo-account-more');
    assert.match(await more.innerText(), /at most 40 requests in 10 seconds, 400 an hour/);
    assert.equal(await page.isVisible('#node-config-input-limitPerHour'), false);
    await more.locator('summary').click();
    for (const wrong of ['1000001', 'many']) {
      await page.fill('#node-config-input-limitPerHour', wrong);
      const problem = await page.innerText('#node-config-input-limitPerHour-problem');
      assert.match(problem, /whole numbers from 1 to 1000000/, wrong);
    }
    await editor.accountDone();
    await editor.editAccount('cloud');
    await page.locator('#node-config-input-limitPerHour-problem').waitFor();
  });

  it('does not move the next step while it signs in, and says how long that may take', async () => {
    const editor = await openAs(bench, state());
    const { page } = editor;
    let release = (): void => undefined;
    const held = new Promise<void>((done) => (release = done));
    await page.route(TEST_URL, async (route) => {
      await held;
      await route.fulfill({ json: homes(room('11', 'Study')) });
    });
    const top = async (): Promise<number | undefined> =>
      (await page.locator('#netatmo-account-step-home').boundingBox())?.y;
    const before = await top();
    await page.clock.install();
    await page.click('#netatmo-account-test');
    await page.locator('#netatmo-account-test-result', { hasText: 'Signing in' }).waitFor();
    assert.equal(await top(), before);
    await page.clock.fastForward(10_000);
    await page.locator('#netatmo-account-test-result', { hasText: 'within a minute' }).waitFor();
    assert.equal(await top(), before);
    release();
    await page.locator('#netatmo-account-test-result li').waitFor();
    await editor.close(); // nobody else wants a page whose clock stands still
  });
});
