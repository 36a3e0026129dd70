import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { MINUTE } from '../../src/clock';
import { focused, openAs, session } from './support/account';
import { editorBench } from './support/bench';
import { PLAIN_HOST, type Editor } from './support/editor';
import { FLOWS, FORGET_URL, homes, room, state, STATE_URL, TEST_URL } from './support/flows';

/** An account whose own words would stand out in what is copied. */
const PRIVATE = { id: 'fedcba9876543210', name: 'Huber family', homeId: 'c'.repeat(24) };
const EMAIL = 'huber@example.org';

const ago = (minutes: number): string => new Date(Date.now() - minutes * MINUTE).toISOString();
const ahead = (minutes: number): string => ago(-minutes);

describe('The session in the dialog of the account', function () {
  const bench = editorBench(this, [...FLOWS, { ...PRIVATE, type: 'netatmo-account' }]);

  const said = ({ page }: Editor): Locator => page.locator('#netatmo-account-said');

  describe('tells in words how the session does:', () => {
    const refused = (askAgainAt: string): object => ({
      state: 'refused',
      refused: { code: 'TWO_FACTOR_REQUIRED', since: ago(5), askAgainAt },
    });
    const paused = (kind: string): object => ({
      state: 'signed-out',
      paused: { kind, until: ahead(3), code: 'SIGN_IN_PAUSED' },
    });
    const longAgo = '2026-01-12T10:00:00.000Z';
    const table: readonly [what: string, told: object, tone: string, expected: RegExp][] = [
      [
        'signed in since when, when renewed, kept on the disk',
        state({ signedInAt: longAgo, renewedAt: new Date().toISOString() }),
        'good',
        /^Signed in since Mon, Jan 12, .*\.\nLast renewed: today, .* without the password\.\nKept encrypted on the disk/,
      ],
      [
        'kept in memory by choice',
        state({}, { keepSession: false }, { keptIn: 'memory' }),
        'good',
        /^Signed in\.\nKept in memory only, as chosen below/,
      ],
      [
        'kept in memory against the wish',
        state({}, {}, { keptIn: 'memory' }),
        'good',
        /^Signed in\.\nKept in memory only, .* confirm this dialog and deploy/,
      ],
      ['not signed in', state({ state: 'signed-out' }), 'idle', /^Not signed in\. The button above signs in/],
      [
        'refused, what to do, and from when the cloud is asked again',
        state(refused(ahead(10))),
        'bad',
        /^Netatmo refused the account as it is deployed: second factor needed \(.+\)\.\nThis account asks .*\n.* asks Netatmo again from: .+\. With others at once\.$/,
      ],
      ['refused longer ago', state(refused(ago(1))), 'bad', /the button asks Netatmo once more\.$/],
      [
        'paused until when, and why',
        state(paused('sign-in')),
        'waiting',
        /^Signing in is paused until .+, so that your account is not locked\. It goes on by itself\.$/,
      ],
      [
        'requests paused',
        state(paused('requests')),
        'waiting',
        /^Requests are paused until .+ counts too many/,
      ],
      [
        'Netatmo out of reach',
        state({}, {}, { cloud: { state: 'away', since: ago(20), code: 'NETWORK' } }),
        'waiting',
        /^Netatmo has been out of reach since .+: no connection\.\nSigned in\./,
      ],
      ['a demo home', state({}, { service: 'simulated' }), 'good', /^The demo home needs no sign-in\.$/],
      [
        'not deployed yet',
        state({}, { deployed: false, service: null, keepSession: null, account: null }),
        'idle',
        /^Not deployed yet\./,
      ],
    ];
    it(table.map(([what]) => what).join('; '), async () => {
      let told = state();
      const editor = await openAs(bench, told);
      await editor.page.unroute(STATE_URL);
      await editor.page.route(STATE_URL, (route) => route.fulfill({ json: told }));
      for (const [what, next, tone, expected] of table) {
        told = next;
        const asked = editor.page.waitForResponse(STATE_URL);
        await editor.page.click('#netatmo-account-session-refresh');
        await (await asked).finished();
        await editor.page.locator(`#netatmo-account-session[data-tone=${tone}]`).waitFor();
        assert.match(await session(editor).innerText().then(tidy), expected, what);
      }
    });

    /** Paragraphs without the empty lines that `innerText` may put between them. */
    const tidy = (text: string): string => text.replace(/\n+/g, '\n').trim();

    for (const [locale, expected] of [
      ['de', /^Angemeldet seit: Mo\., 12\. Jan\., .*Zuletzt verlängert: heute, \d\d:\d\d/s],
      ['fr', /^Connecté depuis\s: lun\. 12 janv\., .*Dernier renouvellement\s: aujourd’hui, \d\d:\d\d/s],
    ] as const) {
      it(`in the user’s language (${locale})`, async () => {
        const now = new Date().toISOString();
        const editor = await openAs(bench, state({ signedInAt: longAgo, renewedAt: now }), locale);
        assert.match(await session(editor).innerText(), expected);
      });
    }

    it('that it may not be looked at, that Node-RED is silent', async () => {
      for (const [status, expected] of [
        [401, /^Your Node-RED user may not/],
        [500, /^Node-RED gave no answer/],
      ] as const) {
        const editor = await bench.open();
        await editor.page.route(STATE_URL, (route) => route.fulfill({ status, json: {} }));
        await editor.editAccount('cloud');
        await session(editor).locator('p').waitFor();
        assert.match(await session(editor).innerText(), expected);
      }
    });

    it('anew after a test', async () => {
      const editor = await openAs(bench, state({ state: 'signed-out' }));
      await editor.page.unroute(STATE_URL);
      await editor.page.route(STATE_URL, (route) => route.fulfill({ json: state() }));
      await editor.page.route(TEST_URL, (route) => route.fulfill({ json: homes(room('11', 'Study')) }));
      await editor.page.click('#netatmo-account-test');
      await session(editor).filter({ hasText: 'Signed in.' }).waitFor();
    });
  });

  describe('forgets the session', () => {
    let forgotten: unknown[];

    async function openSignedIn(): Promise<Editor> {
      forgotten = [];
      const editor = await openAs(bench, state());
      await editor.page.route(FORGET_URL, async (route) => {
        forgotten.push(route.request().postDataJSON());
        await route.fulfill({ json: {} });
      });
      return editor;
    }

    it('after a question, and says so', async () => {
      const editor = await openSignedIn();
      const { page } = editor;
      await page.click('#netatmo-account-forget');
      assert.match(await page.innerText('#netatmo-account-forget-question'), /Netatmo e-mails you/);
      await page.unroute(STATE_URL);
      const after = state({ state: 'signed-out' });
      await page.route(STATE_URL, (route) => route.fulfill({ json: after }));
      await page.click('[data-answer=yes]');
      await said(editor).filter({ hasText: 'Forgotten.' }).waitFor();
      await session(editor).filter({ hasText: 'Not signed in.' }).waitFor();
      assert.deepEqual(forgotten, [{}]);
      assert.equal(await page.isDisabled('#netatmo-account-forget'), true);
      assert.equal(await focused(editor), 'netatmo-account-copy');
    });

    it('not when the answer is no, or Escape, which leaves the dialog open', async () => {
      const editor = await openSignedIn();
      const { page } = editor;
      for (const key of ['Enter', 'Escape']) {
        await page.focus('#netatmo-account-forget');
        await page.keyboard.press('Enter');
        await page.keyboard.press(key); // "Keep it" has the focus
        await page.locator('#netatmo-account-forget-ask').waitFor({ state: 'hidden' });
        assert.equal(await focused(editor), 'netatmo-account-forget');
        assert.equal(await page.isVisible('#node-config-input-name'), true);
      }
      assert.deepEqual(forgotten, []);
    });

    it('only where there is one', async () => {
      for (const told of [state({ state: 'signed-out' }), state({}, { deployed: false, account: null })]) {
        const { page } = await openAs(bench, told);
        assert.equal(await page.isDisabled('#netatmo-account-forget'), true);
      }
    });

    it('and says why when it could not', async () => {
      const editor = await openSignedIn();
      await editor.page.unroute(FORGET_URL);
      await editor.page.route(FORGET_URL, (route) => route.fulfill({ status: 401, json: {} }));
      await editor.page.click('#netatmo-account-forget');
      await editor.page.click('[data-answer=yes]');
      await said(editor).filter({ hasText: 'Not forgotten: Your Node-RED user may not do this.' }).waitFor();
    });
  });

  describe('copies diagnostics', () => {
    const copied = (editor: Editor): Promise<string> =>
      editor.page.evaluate(() => navigator.clipboard.readText());

    /** Opens the dialog of the account whose words would stand out; Node-RED is a real one. */
    async function openPrivate(url?: string): Promise<Editor> {
      const editor = await bench.open();
      if (url !== undefined) await editor.load(url);
      await editor.editAccount(PRIVATE.id);
      await session(editor).locator('p').first().waitFor();
      return editor;
    }

    it('without a name, an e-mail or an id, and says so', async () => {
      const editor = await openPrivate();
      const { page } = editor;
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.fill('#node-config-input-username', EMAIL);
      await page.fill('#node-config-input-password', 'not a real one');
      await editor.accountDone();
      await editor.deploy();
      await editor.editAccount(PRIVATE.id);
      await session(editor).filter({ hasText: 'Not signed in.' }).waitFor();
      await page.click('#netatmo-account-copy');
      await said(editor)
        .filter({ hasText: /^Copied: .* No name, no e-mail and no id/ })
        .waitFor();
      const text = await copied(editor);
      const { software, account } = JSON.parse(text) as {
        software: { node: string };
        account: { session: { state: string } };
      };
      assert.match(software.node, /^v\d+/);
      assert.equal(account.session.state, 'signed-out');
      for (const word of [...Object.values(PRIVATE), EMAIL, 'Huber', 'huber', 'not a real one'])
        assert.ok(!text.includes(word), word);
    });

    it('on plain http too, where browsers give pages no clipboard', async () => {
      const url = bench.nodeRed.url.replace('127.0.0.1', PLAIN_HOST);
      const editor = await openPrivate(url);
      const { page } = editor;
      assert.equal(await page.evaluate(() => window.isSecureContext), false);
      await page.click('#netatmo-account-copy');
      await said(editor).filter({ hasText: 'Copied' }).waitFor();
      assert.equal(await page.isVisible('#netatmo-account-diagnostics'), false);
      await page.focus('#node-config-input-homeId');
      await page.keyboard.press('Control+A');
      await page.keyboard.press('Control+V');
      assert.match(await page.inputValue('#node-config-input-homeId'), /"software"/);
    });

    it('by showing them marked where nothing may be copied', async () => {
      const editor = await openAs(bench, state());
      const { page } = editor;
      await page.evaluate(`
        Object.defineProperty(navigator, 'clipboard', { value: undefined });
        document.execCommand = () => false;
      `);
      await page.click('#netatmo-account-copy');
      await said(editor).filter({ hasText: 'Press Ctrl+C' }).waitFor();
      const marked = await page.evaluate(() => window.getSelection()?.toString() ?? '');
      assert.deepEqual(JSON.parse(marked), state());
      assert.equal(await focused(editor), 'netatmo-account-diagnostics');
      await editor.close(); // nobody else wants a page without a clipboard
    });
  });
});
