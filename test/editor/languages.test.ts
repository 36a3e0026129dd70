import assert from 'node:assert/strict';
import { editorBench } from './support/bench';
import type { Editor } from './support/editor';
import { FLOWS, listing, room, ROOMS_URL } from './support/flows';

describe('The dialogs in other languages', function () {
  const bench = editorBench(this, FLOWS);

  for (const [locale, label, help, button] of [
    ['en-US', 'Room', 'Inputs', 'Sign in and list rooms'],
    ['de-DE', 'Raum', 'Eingangsdaten', 'Anmelden und Räume anzeigen'],
    ['fr-FR', 'Pièce', 'Entrées', 'Se connecter et lister les pièces'],
    ['it-IT', 'Stanza', 'Ingressi', 'Accedi ed elenca le stanze'],
    ['es-ES', 'Habitación', 'Entradas', 'Iniciar sesión y ver habitaciones'],
    ['nl-NL', 'Kamer', 'Invoer', 'Inloggen en kamers tonen'],
  ] as const) {
    it(`speaks ${locale}, with labels for all fields and nothing cut off at 500 px`, async () => {
      const editor = await bench.open(locale);
      await editor.page.route(ROOMS_URL, listing(room('11', 'Study')));
      await editor.page.addStyleTag({ content: '.red-ui-tray { width: 500px !important; }' });
      await editor.edit('picked');
      assert.equal((await editor.page.innerText('label[for=node-input-room]')).trim(), label);
      await editor.hint(/\./);
      const decimal = locale === 'en-US' ? '22.4' : '22,4';
      assert.equal(await editor.shownRoom(), `Cottage › Study · ${decimal} °C`);
      await checkDialog(editor, '#node-dialog-cancel', `${locale}-set`);
      await editor.help('netatmo-set-truetemp', help);
      await editor.edit('list');
      await checkDialog(editor, '#node-dialog-cancel', `${locale}-get`);
      await editor.editAccount('cloud');
      assert.equal((await editor.page.innerText('#netatmo-account-test')).trim(), button);
      await checkDialog(editor, '#node-config-dialog-cancel', `${locale}-account`);
    });
  }
});

/** No untranslated key, no field without a label, nothing wider than the dialog; then closes it. */
async function checkDialog(editor: Editor, cancel: string, name: string): Promise<void> {
  const body = editor.page.locator('.red-ui-tray-body');
  await editor.shoot(name);
  assert.doesNotMatch(await body.innerText(), /netatmo-[a-z-]+\.\w/);
  const unlabelled = await body
    .locator('.netatmo-form input:visible, .netatmo-form select:visible')
    .evaluateAll((fields) =>
      (fields as HTMLInputElement[]).filter(({ id, labels }) => id && !labels?.length).map(({ id }) => id),
    );
  assert.deepEqual(unlabelled, []);
  const overflow = await body
    .locator('.netatmo-form')
    .evaluate((form) => form.scrollWidth - form.clientWidth);
  assert.ok(overflow <= 0, `${overflow} px too wide`);
  await editor.page.click(cancel);
  await body.waitFor({ state: 'detached' });
}
