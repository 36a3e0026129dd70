import assert from 'node:assert/strict';
import { editorBench } from './support/bench';
import type { NodeRedOptions } from '../support/node-red';

const USER = { name: 'admin', password: 'not a real one' };

const homes: readonly [where: string, options: NodeRedOptions][] = [
  ['a Node-RED that asks nobody who they are', {}],
  ['a Node-RED with users', { user: USER }],
];
for (const [where, options] of homes) {
  describe(`A newcomer in ${where}`, function () {
    const bench = editorBench(this, undefined, { isInstalled: true, ...options });

    it('installs the package, imports the first example and sees numbers', async () => {
      const editor = await bench.open();
      const { page } = editor;
      await editor.importExample('first steps');
      await editor.showFlow('First steps');
      await editor.showDebug();
      await editor.deploy();
      await editor.shoot('first-flow');

      const rooms = await editor.labelled('get rooms');
      await editor.press(await editor.labelled('list the rooms'));
      assert.equal(await editor.status(rooms, /\d rooms/), '4 rooms');
      assert.match(await editor.debugged('rooms'), /array\[4\]/);

      const set = await editor.labelled('Living room');
      await page.dblclick(`[id="${set}"] .red-ui-flow-node`);
      await editor.openAccount();
      await page.click('#netatmo-account-test');
      await page.locator('#netatmo-account-test-result', { hasText: 'Bathroom' }).waitFor();
      await editor.shoot('account');
      await editor.accountDone();
      await editor.hint(/other sources/);
      await editor.type('room', 'room', '');
      await editor.pickRoom('Kitchen');
      await editor.shoot('set');
      await editor.done();
      await editor.deploy();

      await editor.press(await editor.labelled('20.5'));
      assert.match(await editor.status(set, /°C/), /^dry run: \d+\.\d → 20\.5 °C$/);
      const decision = await editor.debugged('decision');
      for (const part of [/reason: "dry-run"/, /measuredTemperature: \d+/, /correctedTemperature: 20\.5/])
        assert.match(decision, part);
      await editor.shoot('decision');
    });
  });
}
