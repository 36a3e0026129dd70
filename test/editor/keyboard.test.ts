import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { editorBench } from './support/bench';
import { FLOWS, listing, room, ROOMS_URL } from './support/flows';

/** More fields than any dialog has. */
const MANY = 60;

/** Goes through a dialog with Tab. @returns what has had the focus, and what can have it, each as a number in the form */
async function tabThrough(page: Page): Promise<{ readonly passed: number[]; readonly all: number[] }> {
  const all = await page.evaluate(() => {
    const fields = [
      // Node-RED's own buttons beside the account are links without an address; its list of accounts has a line for adding one.
      ...document.querySelectorAll('.netatmo-form :is(input, select, button, summary, a[href], textarea)'),
    ];
    return fields.flatMap((each, at) => {
      each.setAttribute('data-at', String(at));
      const isThere =
        each instanceof HTMLElement &&
        each.checkVisibility({ checkVisibilityCSS: true }) &&
        each.tabIndex >= 0 &&
        !each.matches(':disabled');
      return isThere ? [at] : [];
    });
  });
  const passed: number[] = [];
  const focused = (): Promise<number> =>
    page.evaluate(() => Number(document.activeElement?.getAttribute('data-at') ?? -1));
  for (let at = await focused(); at >= 0 && passed.length < MANY; at = await focused()) {
    passed.push(at);
    await page.keyboard.press('Tab');
  }
  return { passed, all };
}

describe('The dialogs of the action nodes, with the keyboard alone', function () {
  const bench = editorBench(this, FLOWS);

  it('set truetemp: each field is reached in order, a room is picked, a sensor followed, and it is done', async () => {
    const editor = await bench.open();
    const { page } = editor;
    await page.route(ROOMS_URL, listing(room('12', 'Hall'), room('11', 'Study')));
    await editor.edit('bare');
    await editor.hint(/other sources/);
    await page.focus('#node-input-mode');
    await page.keyboard.type('follow');
    assert.equal(await page.inputValue('#node-input-mode'), 'follow');
    await page.focus('#node-input-name');
    const { passed, all } = await tabThrough(page);
    assert.deepEqual(passed, all);
    assert.ok(all.length > 20);

    await page.focus('.red-ui-typedInput-option-trigger:visible');
    await page.keyboard.press('Enter');
    await page.locator('.red-ui-typedInput-options:visible').waitFor();
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    assert.equal(await editor.shownRoom(), 'Cottage › Study · 22.4 °C');
    await page.focus('#netatmo-preview-try');
    await page.keyboard.type('21.4');
    assert.match(await page.innerText('#netatmo-preview-outcome'), /off by 1\.0 °C/);
    await page.keyboard.press('Control+Enter');
    await page.locator('#node-input-name').waitFor({ state: 'detached' });
    assert.equal(await editor.property('bare', 'room'), '11');
    assert.equal(await editor.property('bare', 'mode'), 'follow');
  });

  it('get rooms: each field is reached in order, all homes are chosen, and it is done', async () => {
    const editor = await bench.open();
    const { page } = editor;
    await page.route(ROOMS_URL, listing(room('11', 'Study')));
    await editor.edit('list');
    await page.locator('#netatmo-preview-table td').first().waitFor();
    await page.focus('#node-input-name');
    const { passed, all } = await tabThrough(page);
    assert.deepEqual(passed, all);
    assert.ok(all.length > 5);
    await page.focus('#node-input-homeId');
    await page.keyboard.type('*');
    await page.focus('#node-input-sensors');
    await page.keyboard.press('Space');
    await page.keyboard.press('Control+Enter');
    await page.locator('#node-input-name').waitFor({ state: 'detached' });
    assert.equal(await editor.property('list', 'homeId'), '*');
    assert.equal(await editor.property('list', 'sensors'), true);
  });
});
