import assert from 'node:assert/strict';
import { editorBench } from './support/bench';

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
    assert.match(await editor.status(get, /rooms/), /^\d+ rooms$/);
    assert.match(await editor.status(set, /°C/), /^(\d+\.\d+ → \d+\.\d+ °C.*|.*fits)$/);
    await editor.shoot('newcomer-flow');
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
