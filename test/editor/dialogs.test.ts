import assert from 'node:assert/strict';
import type { Locator, Route } from 'playwright-core';
import { editorBench } from './support/bench';
import type { Editor } from './support/editor';
import {
  failing,
  FLOWS,
  HOME,
  homes,
  listing,
  room,
  ROOMS_URL,
  state,
  STATE_URL,
  TEST_URL,
} from './support/flows';

const HOSTILE = '<img src=x onerror="document.title=\'taken\'">';

describe('The dialogs in the editor', function () {
  const bench = editorBench(this, FLOWS);

  /** Opens the editor; the lists of rooms come from `answer`. */
  async function open(answer: (route: Route) => Promise<void>): Promise<Editor> {
    const editor = await bench.open();
    await editor.page.route(ROOMS_URL, answer);
    return editor;
  }

  /** The entry of the list of rooms with this name. */
  const listed = ({ page }: Editor, name: string): Locator =>
    page.locator('.red-ui-typedInput-options a', { hasText: `› ${name}` });

  it('lists rooms as "Home › Room · 22.4 °C" and stores the id with the name', async () => {
    const editor = await open(listing(room('11', 'Study'), room('12', 'Hall', null)));
    await editor.edit('bare');
    await editor.pickRoom('Study');
    assert.equal(await editor.shownRoom(), 'Cottage › Study · 22.4 °C');
    const list = editor.page.locator('.red-ui-typedInput-options').filter({ hasText: 'choose a room' });
    assert.deepEqual(await list.locator('a').allTextContents(), [
      'choose a room',
      'Cottage › Study · 22.4 °C',
      'Cottage › Hall · not reachable',
    ]);
    await editor.done();
    assert.equal(await editor.property('bare', 'room'), '11');
    assert.equal(await editor.property('bare', 'roomType'), 'room');
    assert.equal(await editor.property('bare', 'roomLabel'), 'Cottage › Study');
  });

  it('chooses no room by itself', async () => {
    const editor = await open(listing(room('11', 'Study')));
    await editor.edit('bare');
    await editor.hint(/other sources/);
    assert.equal(await editor.typed('room', 'value'), '');
    assert.equal(await editor.shownRoom(), 'choose a room');
  });

  it('shows a room that is not in the list, and keeps it', async () => {
    const editor = await open(listing(room('12', 'Hall')));
    await editor.edit('picked');
    await editor.hint(/other sources/);
    assert.equal(await editor.shownRoom(), 'Cottage › Study (not in this account)');
    await editor.done();
    assert.equal(await editor.property('picked', 'room'), '11');
    assert.equal(await editor.property('picked', 'roomLabel'), 'Cottage › Study');
  });

  for (const [status, code, hint] of [
    [404, 'CONFIG', /^No list yet: press .Sign in and list rooms/],
    [409, 'SIGN_IN_NEEDED', /^No list yet: press/],
    [502, 'NETWORK', /no connection/],
  ] as const) {
    it(`takes typed names and says why when there is no list (${status})`, async () => {
      const editor = await open(failing(status, code));
      await editor.edit('bare');
      await editor.hint(hint);
      assert.equal(await editor.typed('room', 'type'), 'str');
      await editor.cancel();
      await editor.edit('picked');
      await editor.hint(hint);
      assert.equal(await editor.shownRoom(), 'Cottage › Study');
    });
  }

  it('says that Netatmo refused the account rather than that nobody has signed in yet', async () => {
    const editor = await open(failing(409, 'SIGN_IN_NEEDED'));
    const since = new Date().toISOString();
    const refused = { code: 'CREDENTIALS_REJECTED', since, askAgainAt: since };
    await editor.page.route(STATE_URL, (route) =>
      route.fulfill({ json: state({ state: 'refused', refused }) }),
    );
    await editor.edit('bare');
    await editor.hint(/^Netatmo refused the sign-in \(wrong e-mail or password\)/);
    await editor.cancel();
    await editor.edit('list');
    await editor.page
      .locator('#netatmo-preview-note', { hasText: 'Netatmo refused the sign-in (wrong' })
      .waitFor();
  });

  it('lists what a test of the account has found, in the dialog beneath it and in those to come, deployed or not', async () => {
    const editor = await open(failing(404, 'CONFIG'));
    const { page } = editor;
    await page.route(TEST_URL, listing(room('11', 'Study')));
    await editor.edit('bare');
    await editor.hint(/^No list yet/);
    await editor.openAccount();
    await page.fill('#node-config-input-username', 'someone@example.org');
    await page.fill('#node-config-input-password', 'not a real one');
    await page.click('#netatmo-account-test');
    await page.locator('#netatmo-account-test-result li').waitFor();
    await editor.accountDone();
    await editor.hint(/other sources/);
    await editor.pickRoom('Study');
    await editor.done();
    assert.equal(await editor.property('bare', 'room'), '11');
    await editor.edit('list');
    await page.locator('#netatmo-preview-table td').first().waitFor();
  });

  it('lists what a test of a deployed account has found with another e-mail', async () => {
    const editor = await open(listing(room('11', 'Study')));
    const { page } = editor;
    await page.route(TEST_URL, listing(room('21', 'Attic')));
    await editor.edit('bare');
    await editor.hint(/other sources/);
    await editor.openAccount();
    await page.fill('#node-config-input-username', 'another@example.org');
    await page.fill('#node-config-input-password', 'not a real one');
    await page.click('#netatmo-account-test');
    await page.locator('#netatmo-account-test-result li').waitFor();
    await editor.accountDone();
    await listed(editor, 'Attic').waitFor({ state: 'attached' });
    assert.equal(await listed(editor, 'Study').count(), 0);
  });

  it('lists a demo home that came with imported nodes, without a deploy and without a press', async () => {
    const editor = await open((route) => route.continue());
    await editor.add({ id: 'demo', type: 'netatmo-account', name: 'Demo home', service: 'simulated' });
    await editor.edit('bare');
    await editor.page.selectOption('#node-input-account', 'demo');
    await listed(editor, 'Kitchen').waitFor({ state: 'attached' });
  });

  it('never cuts a temperature, lets no name move it, and finds one room among many', async () => {
    const long = 'Donaudampfschifffahrtsgesellschaftskapitänszimmer im ersten Stock';
    const arabic = 'غرفة المعيشة';
    const others = Array.from({ length: 14 }, (_each, at) => room(`2${at}`, `Room ${at}`));
    const editor = await open(listing(room('11', long), room('12', arabic), ...others));
    const { page } = editor;
    await editor.edit('bare');
    await editor.pickRoom(long);
    assert.equal(await editor.shownRoom(), `Cottage › ${long} · 22.4 °C`);
    const trigger = page.locator('.red-ui-typedInput-option-trigger:visible');
    const edge = async (part: string): Promise<number> => {
      const box = await trigger.locator(part).boundingBox();
      return (box?.x ?? 0) + (box?.width ?? Infinity);
    };
    assert.ok((await edge('.netatmo-option-reading')) <= (await edge('.red-ui-typedInput-option-caret')));
    await trigger.click();
    await page.keyboard.type('GHIJ');
    const found = page.locator('.netatmo-options:visible a');
    assert.equal(await found.count(), 0);
    await page.getByRole('searchbox', { name: 'search rooms' }).fill('المعيشة');
    assert.deepEqual(await found.allTextContents(), [`Cottage › ${arabic} · 22.4 °C`]);
    assert.equal(await found.locator('bdi', { hasText: arabic }).count(), 1);
    await page.keyboard.press('Enter');
    await page.locator('.netatmo-options').waitFor({ state: 'hidden' });
    assert.equal(await editor.typed('room', 'value'), '12');
    const names = await page
      .locator('#node-input-room + .red-ui-typedInput-container')
      .getByRole('button')
      .evaluateAll((buttons) =>
        buttons.map((each) =>
          (each.getAttribute('aria-labelledby') ?? '')
            .split(' ')
            .map((id) => document.getElementById(id)?.ariaLabel ?? document.getElementById(id)?.textContent)
            .join(' ')
            .trim(),
        ),
      );
    assert.deepEqual(names.slice(0, 2), ['Room where it comes from', `Room Cottage › ${arabic} · 22.4 °C`]);
  });

  it('drops the answer for an account that is not the chosen one any more', async () => {
    let release: (() => void) | undefined;
    const held = new Promise<void>((done) => (release = done));
    const editor = await open(async (route) => {
      const late = route.request().url().includes('/cloud/');
      if (late) await held;
      await route.fulfill({ json: homes(late ? room('1', 'Late') : room('2', 'Current')) });
    });
    await editor.edit('bare');
    await editor.page.selectOption('#node-input-account', 'other');
    await editor.hint(/other sources/);
    const arrived = editor.page.waitForResponse('**/netatmo-truetemp/cloud/rooms*');
    release?.();
    await (await arrived).finished();
    await editor.pickRoom('Current');
    assert.equal(await listed(editor, 'Late').count(), 0);
  });

  it('shows names from outside as text only', async () => {
    const editor = await open(listing(room('11', HOSTILE)));
    await editor.edit('bare');
    await editor.pickRoom(HOSTILE);
    assert.equal(await editor.shownRoom(), `Cottage › ${HOSTILE} · 22.4 °C`);
    await editor.done();
    await editor.page.route(TEST_URL, (route) =>
      route.fulfill({ json: { homes: [{ id: HOME.id, name: HOSTILE, rooms: [room('11', HOSTILE)] }] } }),
    );
    await editor.editAccount('cloud');
    await editor.page.click('#netatmo-account-test');
    const found = editor.page.locator('#netatmo-account-test-result');
    await found.locator('li').waitFor();
    assert.match(await found.innerText(), /<img src=x onerror/);
    assert.equal(await editor.page.locator('img[src="x"]').count(), 0);
    assert.notEqual(await editor.page.title(), 'taken');
  });

  it('tests once per press and tells an error with its text and its time', async () => {
    const editor = await open(listing());
    let asked: unknown;
    await editor.page.route(TEST_URL, async (route) => {
      asked = route.request().postDataJSON();
      assert.equal(await editor.page.locator('#netatmo-account-test').isDisabled(), true);
      const error = { code: 'CREDENTIALS_REJECTED', message: 'Check both.', retryAfterMs: 900_000 };
      await route.fulfill({ status: 502, json: { error } });
    });
    await editor.editAccount('other');
    await editor.page.fill('#node-config-input-username', 'someone@example.org');
    await editor.page.fill('#node-config-input-password', ' not a real one ');
    await editor.page.click('#netatmo-account-test');
    const result = editor.page.locator('#netatmo-account-test-result[data-outcome=error]');
    await result.waitFor();
    assert.match(
      await result.innerText(),
      /^wrong e-mail or password\s+Netatmo does not accept them\. .*\s+With this e-mail and password again from \d.+, with others at once\./,
    );
    assert.equal(
      await result.locator('a').getAttribute('href'),
      'https://github.com/truetemp/node-red-netatmo/blob/main/docs/errors.md#credentials_rejected',
    );
    assert.equal(await editor.page.locator('#netatmo-account-test').isEnabled(), true);
    assert.deepEqual(asked, {
      service: 'netatmo',
      username: 'someone@example.org',
      password: ' not a real one ',
      limitPer10s: 7,
      limitPerHour: 400,
    });
    await editor.shoot('refused');
  });

  it('names the home of an id and keeps the field free to type', async () => {
    const editor = await open(listing(room('11', 'Study')));
    await editor.edit('list');
    await editor.page
      .locator(`#node-input-homeId-list option[value="${HOME.id}"]`)
      .waitFor({ state: 'attached' });
    await editor.page.fill('#node-input-homeId', HOME.id);
    assert.equal(await editor.page.innerText('#node-input-homeId-name'), 'Cottage');
    await editor.page.fill('#node-input-homeId', '*');
    assert.equal(await editor.page.innerText('#node-input-homeId-name'), 'all homes');
    await editor.done();
    assert.equal(await editor.property('list', 'homeId'), '*');
  });

  it('gives missing properties their defaults when a dialog is saved', async () => {
    const editor = await open(listing(room('11', 'Study')));
    await editor.edit('list');
    await editor.done();
    assert.equal(await editor.property('list', 'filter'), 'thermostat');
    assert.equal(await editor.property('list', 'output'), 'array');
    await editor.edit('typed');
    await editor.done();
    assert.equal(await editor.property('typed', 'mode'), 'set');
    assert.equal(await editor.property('typed', 'temperature'), 'reading');
    assert.equal(await editor.property('typed', 'tolerance'), '0.2');
    await editor.editAccount('cloud');
    await editor.accountDone();
    assert.equal(await editor.property('cloud', 'keepSession'), true);
    assert.equal(await editor.property('cloud', 'limitPerHour'), '400');
    await editor.editAccount('other');
    await editor.accountDone();
    assert.equal(await editor.property('other', 'keepSession'), false);
  });

  it('takes a comma for a point and marks what is out of range', async () => {
    const editor = await open(listing());
    await editor.edit('typed');
    for (const [typed, kept, wrong] of [
      ['0,3', '0.3', false],
      ['', '', false],
      ['-1', '-1', true],
      ['warm', 'warm', true],
    ] as const) {
      await editor.page.fill('#node-input-tolerance', typed);
      await editor.page.locator('#node-input-tolerance').blur();
      assert.equal(await editor.page.inputValue('#node-input-tolerance'), kept);
      assert.equal(
        await editor.page.locator('#node-input-tolerance.input-error').count(),
        wrong ? 1 : 0,
        typed,
      );
    }
  });
});
