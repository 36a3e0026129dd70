import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { editorBench } from './support/bench';

/** From the palette to a correction, by way of one error; choosing from a native list is none of them. */
const MOST_CLICKS = 18;

/** Counts presses of the mouse from now on, two for a double click. */
async function clicksOf(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    Object.assign(window, { presses: 0 });
    addEventListener('mousedown', () => ((window as unknown as { presses: number }).presses += 1), true);
  });
  return () => page.evaluate(() => (window as unknown as { presses: number }).presses);
}

describe('The editor of an empty Node-RED', function () {
  const bench = editorBench(this, []);

  it('takes a newcomer from the palette to a corrected room of the demo home', async () => {
    const editor = await bench.open();
    const { page } = editor;
    const inject = await editor.drag('inject', 150, 100);
    const get = await editor.drag('netatmo-get-rooms', 320, 100);
    const set = await editor.drag('netatmo-set-truetemp', 320, 200);
    await editor.wire(inject, get);
    await editor.wire(inject, set);

    await editor.edit(set);
    await editor.addAccount();
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

    await editor.hint(/other sources/);
    await editor.pickRoom(firstRoom);
    await editor.shoot('newcomer-room');
    assert.match(await editor.shownRoom(), /^.+ › .+ · \d+\.\d °C$/);
    await editor.type('temperature', 'num', '19.5');
    await editor.done();
    assert.equal(await editor.property(set, 'roomType'), 'room');
    assert.match(String(await editor.property(set, 'room')), /^\d+$/);
    assert.match(String(await editor.property(set, 'roomLabel')), / › /);
    await editor.edit(get);
    await page.selectOption('#node-input-account', { index: 0 });
    await editor.done();
    await editor.deploy();

    await editor.press(inject);
    assert.match(await editor.status(get, /\d rooms/), /^\d+ rooms$/);
    assert.match(await editor.status(set, /°C/), /^(\d+\.\d+ → \d+\.\d+ °C.*|.*fits)$/);
    await editor.shoot('newcomer-flow');
  });

  it('takes a newcomer with a zigbee sensor through its error to a correction, in few clicks', async () => {
    const editor = await bench.open();
    const { page } = editor;
    const clicks = await clicksOf(page);
    const started = Date.now();
    const inject = await editor.drag('inject', 150, 400);
    const set = await editor.drag('netatmo-set-truetemp', 380, 400);
    await editor.wire(inject, set);
    await page.dblclick(`[id="${set}"] .red-ui-flow-node`);
    await editor.addAccount();
    await page.selectOption('#node-config-input-service', 'simulated');
    await editor.accountDone();
    await editor.hint(/other sources/);
    await editor.pickRoom('Kitchen');
    await editor.done();
    await editor.setProperty(inject, { props: [{ p: 'payload' }], payloadType: 'json' });
    await editor.setProperty(inject, { payload: '{"temperature":19.4,"humidity":51}' });
    await editor.deploy();
    await editor.press(inject);
    assert.equal(await editor.status(set, /temperature/), 'no valid temperature');
    await editor.shoot('newcomer-error');

    await page.dblclick(`[id="${set}"] .red-ui-flow-node`);
    const temperature = page.locator('#node-input-temperature + .red-ui-typedInput-container input:visible');
    await temperature.click();
    await temperature.pressSequentially('.temperature');
    await editor.done();
    assert.equal(await editor.property(set, 'temperature'), 'payload.temperature');
    await editor.deploy();
    await editor.press(inject);
    assert.match(await editor.status(set, /°C/), /^\d+\.\d → 19\.4 °C$/);
    await editor.shoot('newcomer-corrected');
    const count = await clicks();
    console.log(`      ${count} presses of the mouse, ${Math.round((Date.now() - started) / 1_000)} s`);
    assert.ok(count <= MOST_CLICKS, `${count} clicks`);
  });

  it('makes a session key once and keeps it over later edits', async () => {
    const editor = await bench.open();
    const { page } = editor;
    const set = await editor.drag('netatmo-set-truetemp', 320, 300);
    await editor.edit(set);
    await editor.addAccount();
    const made = await page.inputValue('#node-config-input-sessionKey');
    assert.match(made, /^[0-9a-f]{64}$/);
    await page.fill('#node-config-input-username', 'someone@example.org');
    await page.fill('#node-config-input-password', 'not a real one');
    await editor.accountDone();
    const id = await page.inputValue('#node-input-account');
    await editor.type('room', 'str', 'Study');
    await editor.done();
    await editor.deploy();
    assert.equal(bench.nodeRed.credentials()[id]?.['sessionKey'], made);

    await editor.editAccount(id);
    assert.equal(await page.inputValue('#node-config-input-sessionKey'), '__PWRD__');
    await page.fill('#node-config-input-name', 'Renamed');
    await editor.accountDone();
    await editor.deploy();
    assert.equal(bench.nodeRed.credentials()[id]?.['sessionKey'], made);
  });
});
