import assert from 'node:assert/strict';
import type { Browser, Route } from 'playwright-core';
import { Editor, launchBrowser } from './support/editor';
import { startNodeRed, type NodeRed } from './support/node-red';

const HOME = { id: 'a'.repeat(24), name: 'Cottage' };
const HOSTILE = '<img src=x onerror="document.title=\'taken\'">';

const room = (id: string, name: string, measuredTemperature: number | null = 22.4): object => ({
  id,
  name,
  type: 'custom',
  measuredTemperature,
  setpointTemperature: 20,
  reachable: measuredTemperature !== null,
});

const homes = (...rooms: object[]): object => ({ homes: [{ ...HOME, rooms }] });

const account = (id: string, more: object = {}): object => ({
  id,
  type: 'netatmo-account',
  name: id,
  ...more,
});

const setNode = (id: string, more: object = {}): object => ({
  ...{ id, type: 'netatmo-set-truetemp', z: 'flow', name: '', account: 'cloud', x: 300, y: 200, wires: [[]] },
  ...more,
});

const getNode = (id: string): object => ({
  ...{ id, type: 'netatmo-get-rooms', z: 'flow', name: '', account: 'cloud', x: 300, y: 100, wires: [[]] },
});

describe('The editor in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let editor: Editor | undefined;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(async function () {
    const problems = editor?.problems ?? [];
    await editor?.close();
    editor = undefined;
    if (this.currentTest?.state === 'passed') assert.deepEqual(problems, []);
  });

  describe('with an empty Node-RED', () => {
    let nodeRed: NodeRed;
    before(async () => {
      nodeRed = await startNodeRed();
    });
    after(() => nodeRed.stop());

    it('takes a newcomer from the palette to a corrected room of the demo home', async () => {
      editor = await Editor.open(browser, nodeRed.url);
      const { page } = editor;
      const inject = await editor.drag('inject', 100, 100);
      const get = await editor.drag('netatmo-get-rooms', 320, 100);
      const set = await editor.drag('netatmo-set-truetemp', 320, 200);
      await editor.wire(inject, get);
      await editor.wire(inject, set);

      await editor.edit(set);
      await page.click('#node-input-btn-account-add');
      await page.selectOption('#node-config-input-service', 'simulated');
      assert.equal(await page.locator('#node-config-input-password').isVisible(), false);
      await page.click('#netatmo-account-test');
      const found = page.locator('#netatmo-account-test-result li');
      await found.first().waitFor();
      await editor.shoot('newcomer-account');
      assert.match(await found.first().innerText(), /^.+ · \d+\.\d °C$/);
      const firstRoom = (await found.first().innerText()).split(' · ')[0] ?? '';
      assert.ok((await page.locator('#node-config-input-homeId-list option').count()) > 0);
      await editor.accountDone();

      await editor.hint(/Deploy the account once/);
      assert.equal(await editor.typed('room', 'type'), 'str');
      await editor.type('room', 'str', firstRoom);
      await editor.type('temperature', 'num', '19.5');
      await editor.done();
      await editor.edit(get);
      await page.selectOption('#node-input-account', { index: 0 });
      await editor.done();
      await editor.deploy();

      await editor.press(inject);
      assert.match(await editor.status(get, /rooms/), /^\d+ rooms$/);
      assert.match(await editor.status(set, /°C/), /^(\d+\.\d+ → \d+\.\d+ °C.*|.*fits)$/);
      await editor.shoot('newcomer-flow');

      await editor.edit(set);
      await editor.hint(/other sources/);
      await editor.type('room', 'room', '');
      await editor.pickRoom(firstRoom);
      assert.match(await editor.shownRoom(), /^.+ › .+ · \d+\.\d °C$/);
      await editor.shoot('newcomer-room');
      await editor.done();
      assert.equal(await editor.property(set, 'roomType'), 'room');
      assert.match(String(await editor.property(set, 'room')), /^\d+$/);
      assert.match(String(await editor.property(set, 'roomLabel')), / › /);
    });

    it('makes a session key once and keeps it over later edits', async () => {
      editor = await Editor.open(browser, nodeRed.url);
      const { page } = editor;
      const set = await editor.drag('netatmo-set-truetemp', 320, 300);
      await editor.edit(set);
      await page.click('#node-input-btn-account-add');
      const made = await page.inputValue('#node-config-input-sessionKey');
      assert.match(made, /^[0-9a-f]{64}$/);
      await page.fill('#node-config-input-username', 'someone@example.org');
      await page.fill('#node-config-input-password', 'not a real one');
      await editor.accountDone();
      const id = await page.inputValue('#node-input-account');
      await editor.type('room', 'str', 'Study');
      await editor.done();
      await editor.deploy();
      assert.equal(nodeRed.credentials()[id]?.['sessionKey'], made);

      await editor.editAccount(id);
      assert.equal(await page.inputValue('#node-config-input-sessionKey'), '__PWRD__');
      await page.fill('#node-config-input-name', 'Renamed');
      await editor.accountDone();
      await editor.deploy();
      assert.equal(nodeRed.credentials()[id]?.['sessionKey'], made);
    });
  });

  describe('with flows', () => {
    let nodeRed: NodeRed;
    before(async () => {
      nodeRed = await startNodeRed([
        { id: 'flow', type: 'tab', label: 'Heating' },
        account('cloud'),
        account('other', { keepSession: false, limitPer10s: 7, homeId: HOME.id }),
        setNode('bare'),
        setNode('picked', { room: '11', roomType: 'room', roomLabel: 'Cottage › Study' }),
        setNode('typed', { room: 'Study', roomType: 'str', temperature: 'reading', tolerance: '0.2' }),
        getNode('list'),
      ]);
    });
    after(() => nodeRed.stop());

    /** Opens the editor; the lists of rooms come from `answer`. */
    async function open(answer: (route: Route) => Promise<void>, locale = 'en-US'): Promise<Editor> {
      editor = await Editor.open(browser, nodeRed.url, { locale });
      await editor.page.route('**/netatmo-truetemp/*/rooms*', answer);
      return editor;
    }

    const listing =
      (...rooms: object[]) =>
      (route: Route): Promise<void> =>
        route.fulfill({ json: homes(...rooms) });

    const failing =
      (status: number, code: string) =>
      (route: Route): Promise<void> =>
        route.fulfill({ status, json: { error: { code, message: 'Said by the test.' } } });

    it('lists rooms as "Home › Room · 22.4 °C" and stores the id with the name', async () => {
      const { page } = await open(listing(room('11', 'Study'), room('12', 'Hall', null)));
      await editor?.edit('bare');
      await editor?.pickRoom('Study');
      assert.equal(await editor?.shownRoom(), 'Cottage › Study · 22.4 °C');
      const list = page.locator('.red-ui-typedInput-options').filter({ hasText: 'choose a room' });
      assert.deepEqual(await list.locator('a').allTextContents(), [
        'choose a room',
        'Cottage › Study · 22.4 °C',
        'Cottage › Hall · not reachable',
      ]);
      await editor?.done();
      assert.equal(await editor?.property('bare', 'room'), '11');
      assert.equal(await editor?.property('bare', 'roomType'), 'room');
      assert.equal(await editor?.property('bare', 'roomLabel'), 'Cottage › Study');
    });

    it('chooses no room by itself', async () => {
      await open(listing(room('11', 'Study')));
      await editor?.edit('bare');
      await editor?.hint(/other sources/);
      assert.equal(await editor?.typed('room', 'value'), '');
      assert.equal(await editor?.shownRoom(), 'choose a room');
    });

    it('shows a room that is not in the list, and keeps it', async () => {
      await open(listing(room('12', 'Hall')));
      await editor?.edit('picked');
      await editor?.hint(/other sources/);
      assert.equal(await editor?.shownRoom(), 'Cottage › Study (not in this account)');
      await editor?.done();
      assert.equal(await editor?.property('picked', 'room'), '11');
      assert.equal(await editor?.property('picked', 'roomLabel'), 'Cottage › Study');
    });

    for (const [status, code, hint] of [
      [404, 'CONFIG', /Deploy the account once/],
      [409, 'CLOUD_ERROR', /Not signed in yet/],
      [502, 'NETWORK', /no connection/],
    ] as const) {
      it(`takes typed names and says why when there is no list (${status})`, async () => {
        await open(failing(status, code));
        await editor?.edit('bare');
        await editor?.hint(hint);
        assert.equal(await editor?.typed('room', 'type'), 'str');
        await editor?.cancel();
        await editor?.edit('picked');
        await editor?.hint(hint);
        assert.equal(await editor?.shownRoom(), 'Cottage › Study');
      });
    }

    it('drops the answer for an account that is not the chosen one any more', async () => {
      let release: (() => void) | undefined;
      const held = new Promise<void>((done) => (release = done));
      const { page } = await open(async (route) => {
        const late = route.request().url().includes('/cloud/');
        if (late) await held;
        await route.fulfill({ json: homes(late ? room('1', 'Late') : room('2', 'Current')) });
      });
      await editor?.edit('bare');
      await page.selectOption('#node-input-account', 'other');
      await editor?.hint(/other sources/);
      const arrived = page.waitForResponse('**/netatmo-truetemp/cloud/rooms*');
      release?.();
      await (await arrived).finished();
      await editor?.pickRoom('Current');
      assert.equal(await page.locator('.red-ui-typedInput-options a', { hasText: '› Late' }).count(), 0);
    });

    it('shows names from outside as text only', async () => {
      const { page } = await open(listing(room('11', HOSTILE)));
      await editor?.edit('bare');
      await editor?.pickRoom(HOSTILE);
      assert.equal(await editor?.shownRoom(), `Cottage › ${HOSTILE} · 22.4 °C`);
      await editor?.done();
      await page.route('**/netatmo-truetemp/*/test', (route) =>
        route.fulfill({ json: { homes: [{ id: HOME.id, name: HOSTILE, rooms: [room('11', HOSTILE)] }] } }),
      );
      await editor?.editAccount('cloud');
      await page.click('#netatmo-account-test');
      const found = page.locator('#netatmo-account-test-result');
      await found.locator('li').waitFor();
      assert.match(await found.innerText(), /<img src=x onerror/);
      assert.equal(await page.locator('img[src="x"]').count(), 0);
      assert.notEqual(await page.title(), 'taken');
    });

    it('tests once per press and tells an error with its text and its time', async () => {
      const { page } = await open(listing());
      let asked: unknown;
      await page.route('**/netatmo-truetemp/*/test', async (route) => {
        asked = route.request().postDataJSON();
        assert.equal(await page.locator('#netatmo-account-test').isDisabled(), true);
        const error = { code: 'CREDENTIALS_REJECTED', message: 'Check both.', retryAfterMs: 900_000 };
        await route.fulfill({ status: 502, json: { error } });
      });
      await editor?.editAccount('other');
      await page.fill('#node-config-input-username', 'someone@example.org');
      await page.fill('#node-config-input-password', ' not a real one ');
      await page.click('#netatmo-account-test');
      const result = page.locator('#netatmo-account-test-result[data-outcome=error]');
      await result.waitFor();
      assert.match(
        await result.innerText(),
        /^wrong e-mail or password\s+Check both\.\s+Next try possible from \d/,
      );
      assert.equal(await page.locator('#netatmo-account-test').isEnabled(), true);
      assert.deepEqual(asked, {
        service: 'netatmo',
        username: 'someone@example.org',
        password: ' not a real one ',
        limitPer10s: 7,
        limitPerHour: 400,
      });
      await editor?.shoot('refused');
    });

    it('names the home of an id and keeps the field free to type', async () => {
      const { page } = await open(listing(room('11', 'Study')));
      await editor?.edit('list');
      await page.locator(`#node-input-homeId-list option[value="${HOME.id}"]`).waitFor({ state: 'attached' });
      await page.fill('#node-input-homeId', HOME.id);
      assert.equal(await page.innerText('#node-input-homeId-name'), 'Cottage');
      await page.fill('#node-input-homeId', '*');
      assert.equal(await page.innerText('#node-input-homeId-name'), 'all homes');
      await editor?.done();
      assert.equal(await editor?.property('list', 'homeId'), '*');
    });

    it('gives missing properties their defaults when a dialog is saved', async () => {
      await open(listing(room('11', 'Study')));
      await editor?.edit('list');
      await editor?.done();
      assert.equal(await editor?.property('list', 'filter'), 'thermostat');
      assert.equal(await editor?.property('list', 'output'), 'array');
      await editor?.edit('typed');
      await editor?.done();
      assert.equal(await editor?.property('typed', 'mode'), 'set');
      assert.equal(await editor?.property('typed', 'temperature'), 'reading');
      assert.equal(await editor?.property('typed', 'tolerance'), '0.2');
      await editor?.editAccount('cloud');
      await editor?.accountDone();
      assert.equal(await editor?.property('cloud', 'keepSession'), true);
      assert.equal(await editor?.property('cloud', 'limitPerHour'), '400');
      await editor?.editAccount('other');
      await editor?.accountDone();
      assert.equal(await editor?.property('other', 'keepSession'), false);
    });

    it('takes a comma for a point and marks what is out of range', async () => {
      const { page } = await open(listing());
      await editor?.edit('typed');
      for (const [typed, kept, wrong] of [
        ['0,3', '0.3', false],
        ['', '', false],
        ['-1', '-1', true],
        ['warm', 'warm', true],
      ] as const) {
        await page.fill('#node-input-tolerance', typed);
        await page.locator('#node-input-tolerance').blur();
        assert.equal(await page.inputValue('#node-input-tolerance'), kept);
        assert.equal(await page.locator('#node-input-tolerance.input-error').count(), wrong ? 1 : 0, typed);
      }
    });

    for (const [locale, label, button] of [
      ['en-US', 'Room', 'Sign in and list rooms'],
      ['de-DE', 'Raum', 'Anmelden und Räume anzeigen'],
      ['fr-FR', 'Pièce', 'Se connecter et lister les pièces'],
    ] as const) {
      it(`speaks ${locale}, with labels for all fields and nothing cut off at 500 px`, async () => {
        const { page } = await open(listing(room('11', 'Study')), locale);
        await page.addStyleTag({ content: '.red-ui-tray { width: 500px !important; }' });
        await editor?.edit('picked');
        assert.equal((await page.innerText('label[for=node-input-room]')).trim(), label);
        await checkDialog(page.locator('.red-ui-tray-body'), '#node-dialog-cancel', `${locale}-set`);
        await editor?.edit('list');
        await checkDialog(page.locator('.red-ui-tray-body'), '#node-dialog-cancel', `${locale}-get`);
        await editor?.editAccount('cloud');
        assert.equal((await page.innerText('#netatmo-account-test')).trim(), button);
        await checkDialog(
          page.locator('.red-ui-tray-body'),
          '#node-config-dialog-cancel',
          `${locale}-account`,
        );
      });
    }

    /** No untranslated key, no field without a label, nothing wider than the dialog; then closes it. */
    async function checkDialog(
      body: ReturnType<Editor['page']['locator']>,
      cancel: string,
      name: string,
    ): Promise<void> {
      await editor?.shoot(name);
      assert.doesNotMatch(await body.innerText(), /netatmo-[a-z-]+\.\w/);
      const unlabelled = await body
        .locator('.netatmo-form input:visible, .netatmo-form select:visible')
        .evaluateAll((fields) =>
          (fields as HTMLInputElement[])
            .filter(({ id, labels }) => id && !labels?.length)
            .map(({ id }) => id),
        );
      assert.deepEqual(unlabelled, []);
      const overflow = await body
        .locator('.netatmo-form')
        .evaluate((form) => form.scrollWidth - form.clientWidth);
      assert.ok(overflow <= 0, `${overflow} px too wide`);
      await editor?.page.click(cancel);
      await body.waitFor({ state: 'detached' });
    }
  });
});
