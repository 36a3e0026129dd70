import assert from 'node:assert/strict';
import { violations } from './support/axe';
import { editorBench } from './support/bench';
import type { Editor } from './support/editor';
import { FLOWS, listing, room, ROOMS_URL } from './support/flows';

/** What is read aloud of an icon of the icon font: nothing that anybody understands. */
const ICON = /[\uE000-\uF8FF]/;
/** A field in the page's tree of accessibility. */
const FIELD = /- '?(textbox|combobox|checkbox)/;
const NAMED = /"[^"]*\p{Letter}[^"]*"/u;

describe('The dialogs, for whoever sees or hears them', function () {
  const bench = editorBench(this, FLOWS);

  const dialogs: readonly [what: string, open: (editor: Editor) => Promise<void>][] = [
    ['set truetemp, applying each message', (editor) => editor.edit('picked')],
    [
      'set truetemp, following a sensor',
      async (editor) => {
        await editor.edit('typed');
        await editor.page.selectOption('#node-input-mode', 'follow');
        await editor.page.fill('#node-input-tolerance', 'warm');
        await editor.page.locator('#node-input-tolerance').blur();
      },
    ],
    ['get rooms', (editor) => editor.edit('list')],
    ['the account', (editor) => editor.editAccount('cloud')],
  ];
  for (const [what, open] of dialogs) {
    it(`${what}: every field has a name, and axe finds nothing, light and dark`, async () => {
      const editor = await bench.open();
      await editor.page.route(ROOMS_URL, listing(room('11', 'Study'), room('12', 'Hall', null)));
      await open(editor);
      const form = editor.page.locator('.netatmo-form');
      const fields = (await form.ariaSnapshot()).split('\n').filter((line) => FIELD.test(line));
      assert.ok(fields.length > 3);
      assert.deepEqual(
        fields.filter((line) => !NAMED.test(line) || ICON.test(line)),
        [],
      );
      assert.deepEqual(await violations(editor.page, '.netatmo-form'), [], 'light');
      // Only Node-RED 5 knows it; in older ones nothing changes.
      await editor.page.evaluate(() => document.documentElement.classList.add('nr-theme-dark'));
      assert.deepEqual(await violations(editor.page, '.netatmo-form'), [], 'dark');
    });
  }
});
