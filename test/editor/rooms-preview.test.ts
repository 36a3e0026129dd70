import assert from 'node:assert/strict';
import { editorBench } from './support/bench';
import type { Editor } from './support/editor';
import { failing, FLOWS, HOME, room, ROOMS_URL } from './support/flows';

const HOSTILE = '<img src=x onerror="document.title=\'taken\'">';

describe('The preview in the dialog of get rooms', function () {
  const bench = editorBench(this, FLOWS);

  const note = async (editor: Editor, expected: RegExp): Promise<void> => {
    await editor.page.locator('#netatmo-preview-note').filter({ hasText: expected }).waitFor();
  };

  const rows = (editor: Editor): Promise<string[]> =>
    editor.page
      .locator('#netatmo-preview-table tbody tr')
      .evaluateAll((found) =>
        found.map((row) => [...row.children].map(({ textContent }) => textContent).join(' | ')),
      );

  it('shows the first rooms of the home, as text, and where they stand', async () => {
    const editor = await bench.open();
    const cottage = {
      ...HOME,
      rooms: [
        room('11', 'Study', 22.5),
        room('12', 'Hall', null),
        { ...room('13', HOSTILE, 19), batteryState: 'very_low', setpointTemperature: null },
      ],
    };
    const many = ['21', '22', '23', '24', '25'].map((id) => room(id, `Room ${id}`, 20));
    const house = { id: 'b'.repeat(24), name: 'House', rooms: many };
    await editor.page.route(ROOMS_URL, (route) => route.fulfill({ json: { homes: [cottage, house] } }));
    await editor.edit('list');
    await note(editor, /^read at/);
    const first = [
      'Study | 22.5 °C | 20.0 °C | reachable',
      'Hall | – | 20.0 °C | not reachable',
      `${HOSTILE} | 19.0 °C | – | battery low`,
    ];
    assert.deepEqual(await rows(editor), first);
    await editor.shoot('rooms-preview');

    await editor.page.fill('#node-input-homeId', '*');
    await note(editor, /^and 2 more · read at/);
    assert.equal((await rows(editor)).length, 6);
    assert.match((await rows(editor))[0] ?? '', /^Cottage › Study/);
    await editor.page.fill('#node-input-homeId', house.id);
    await note(editor, /^read at/);
    assert.match((await rows(editor))[0] ?? '', /^Room 21/);
    await editor.page.fill('#node-input-homeId', 'elsewhere');
    await note(editor, /^This home is not in the account/);
    assert.equal(await editor.page.locator('#netatmo-preview-table').isVisible(), false);
    await editor.page.fill('#node-input-homeId', '');
    await editor.page.selectOption('#node-input-account', 'other');
    await note(editor, /^read at/);
    assert.deepEqual(await rows(editor), first, 'the home that this account names');
    await editor.page.selectOption('#node-input-filter', 'all');
    await note(editor, /without a valve/);
    assert.equal(await editor.page.locator('img[src="x"]').count(), 0);
    assert.notEqual(await editor.page.title(), 'taken');
  });

  it('says why there is none, and reads again on demand', async () => {
    const editor = await bench.open();
    await editor.page.route(ROOMS_URL, failing(409, 'SIGN_IN_NEEDED'));
    await editor.edit('list');
    await note(editor, /^No list yet/);
    await editor.page.route(ROOMS_URL, (route) =>
      route.fulfill({ json: { homes: [{ ...HOME, rooms: [room('11', 'Study')] }] } }),
    );
    await editor.page.getByRole('button', { name: 'Read again' }).click();
    await note(editor, /^read at/);
    assert.equal((await rows(editor)).length, 1);
  });
});
