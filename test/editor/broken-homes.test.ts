import assert from 'node:assert/strict';
import { join } from 'node:path';
import { editorBench } from './support/bench';

const at = (type: string, id: string, more: object = {}): object => ({
  ...{ id, type, z: 'flow', name: '', x: 400, y: 100, account: 'demo', wires: [[]] },
  ...more,
});
const FLOWS = [
  { id: 'flow', type: 'tab', label: 'Heating' },
  { id: 'demo', type: 'netatmo-account', name: '', service: 'simulated' },
  at('inject', 'press', { x: 160, wires: [['get']] }),
  at('netatmo-get-rooms', 'get', { homeId: '*' }),
  at('netatmo-set-truetemp', 'set', { y: 180 }),
];

describe('An account with three homes of which two cannot be read', function () {
  const bench = editorBench(this, FLOWS, { preload: join(__dirname, 'support/broken-homes.cjs') });

  it('lists the rooms of all in dialogs, test and messages, and says which homes are broken and how', async () => {
    const editor = await bench.open();
    const { page } = editor;
    await editor.press('press');
    assert.equal(await editor.status('get', /not allowed/), 'Cottage +1: not allowed');

    await editor.editAccount('demo');
    await page.click('#netatmo-account-test');
    const result = page.locator('#netatmo-account-test-result[data-outcome=success]');
    await result.waitFor();
    const told = await result.innerText();
    assert.match(told, /House\s+Study · \d+\.\d °C\s+Hall · \d+\.\d °C/);
    assert.match(told, /Cottage\s+not allowed\s+Loft\s+Flat\s+unreadable answer\s+Attic/);
    await editor.shoot('broken-account');
    await page.click('#node-config-dialog-cancel');
    await page.locator('#netatmo-account-test').waitFor({ state: 'detached' });

    await editor.edit('set');
    await editor.hint(/other sources/);
    await editor.pickRoom('Loft');
    assert.equal(await editor.shownRoom(), 'Cottage › Loft');
    assert.match(await page.innerText('#netatmo-preview-now'), /cannot be reached/);
    await editor.shoot('broken-set');
    await editor.pickRoom('Study');
    assert.match(await editor.shownRoom(), /^House › Study · \d+\.\d °C$/);
    await editor.cancel();

    await editor.edit('get');
    const note = page.locator('#netatmo-preview-note');
    await note.filter({ hasText: 'Cottage: not allowed · Flat: unreadable answer' }).waitFor();
    assert.equal(await page.locator('#netatmo-preview-table tbody tr').count(), 4);
    await editor.shoot('broken-get');
  });
});
