import assert from 'node:assert/strict';
import { editorBench } from './support/bench';
import type { Editor } from './support/editor';
import { FLOWS, listing, room, ROOMS_URL } from './support/flows';

/** A demo home, and a button that lists its rooms. */
const DEMO = [
  { id: 'demo', type: 'netatmo-account', name: '', service: 'simulated' },
  { id: 'press', type: 'inject', z: 'flow', name: '', x: 160, y: 300, wires: [['rooms']] },
  { id: 'rooms', type: 'netatmo-get-rooms', z: 'flow', account: 'demo', x: 360, y: 300, wires: [[]] },
];

for (const [locale, label, help, button, node, status] of [
  ['en-US', 'Room', 'Inputs', 'Sign in and list rooms', 'get rooms', '4 rooms'],
  ['de-DE', 'Raum', 'Eingangsdaten', 'Anmelden und Räume anzeigen', 'Räume lesen', '4 Räume'],
  ['fr-FR', 'Pièce', 'Entrées', 'Se connecter et lister les pièces', 'lire les pièces', '4 pièces'],
  ['it-IT', 'Stanza', 'Ingressi', 'Accedi ed elenca le stanze', 'leggi stanze', '4 stanze'],
  [
    ...(['es-ES', 'Habitación', 'Entradas', 'Iniciar sesión y ver habitaciones'] as const),
    ...(['leer habitaciones', '4 habitaciones'] as const),
  ],
  ['nl-NL', 'Kamer', 'Invoer', 'Inloggen en kamers tonen', 'kamers lezen', '4 kamers'],
] as const) {
  describe(`The editor in ${locale}`, function () {
    const bench = editorBench(this, [...FLOWS, ...DEMO], { lang: locale });

    it('has labels for all fields and nothing cut off at 500 px, help, and statuses', async () => {
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
      await editor.press('press');
      assert.equal(await editor.status('rooms', /\d/), status);
      assert.match((await editor.page.textContent('[id="rooms"]')) ?? '', new RegExp(node));
    });
  });
}

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
