import assert from 'node:assert/strict';
import { editorBench } from './support/bench';
import type { Editor } from './support/editor';
import { FLOWS, homes, room, ROOMS_URL } from './support/flows';

const HOSTILE = '<img src=x onerror="document.title=\'taken\'">';

describe('The preview in the dialog of set truetemp', function () {
  const bench = editorBench(this, FLOWS);
  const asked: string[] = [];

  async function open(id: string, ...rooms: object[]): Promise<Editor> {
    const editor = await bench.open();
    asked.length = 0;
    editor.page.on('request', (request) => {
      if (request.url().includes('netatmo-truetemp/')) asked.push(request.method());
    });
    await editor.page.route(ROOMS_URL, (route) => route.fulfill({ json: homes(...rooms) }));
    await editor.edit(id);
    await editor.hint(/other sources/);
    return editor;
  }

  const line = (editor: Editor, name: string): Promise<string> =>
    editor.page.innerText(`#netatmo-preview-${name}`);

  it('tells what the valve says and what a message would do, by only reading', async () => {
    const editor = await open('picked', {
      ...room('11', 'Study', 22.5),
      ...{ offset: -1.25, batteryState: 'low', setpointTemperature: 22 },
    });
    const { page } = editor;
    assert.equal(await line(editor, 'now'), 'Now: the valve says 22.5 °C, set to 22.0 °C.');
    assert.match(await line(editor, 'facts'), /^read at .+ · corrected by −1.25 °C so far · battery low$/);
    assert.equal(await editor.shownRoom(), 'Cottage › Study · 22.5 °C · battery low');
    assert.equal(await line(editor, 'outcome'), '');
    await page.fill('#netatmo-preview-try', '21,2');
    assert.equal(
      await line(editor, 'outcome'),
      'A message needs a point, as in 21.2. It would be corrected by −1.3 °C, to 21.2 °C.',
    );
    await page.fill('#netatmo-preview-try', '21.2');
    assert.equal(await line(editor, 'outcome'), 'It would be corrected by −1.3 °C, to 21.2 °C.');
    await editor.shoot('preview');
    await page.fill('#node-input-maxCorrection', '1');
    assert.equal(await line(editor, 'outcome'), 'It would be refused: 1.3 °C is more than 1.0 °C.');
    await page.fill('#node-input-maxCorrection', '');
    await page.selectOption('#node-input-mode', 'follow');
    assert.match(
      await line(editor, 'outcome'),
      /^Further looks that must agree first: 1, .* It would be corrected by −1.3 °C in small steps, .+ −0.5 °C\.$/,
    );
    await page.selectOption('#node-input-mode', 'set');
    await editor.type('temperature', 'num', '22.45');
    assert.equal(await page.locator('#netatmo-preview-try').isVisible(), false);
    assert.match(await line(editor, 'outcome'), /^Nothing would be sent: 0.05 °C/);
    await editor.type('temperature', 'num', '99');
    assert.equal(await line(editor, 'outcome'), 'The temperature must be from −50 to 50 °C');
    const before = asked.length;
    await page.click('#netatmo-preview-refresh');
    await page.waitForFunction((count) => count > 0, before);
    await editor.hint(/other sources/);
    assert.deepEqual(new Set(asked), new Set(['GET']));
    assert.ok(asked.length > before);
  });

  it('finds a room by its typed name, and says why there is nothing to show', async () => {
    const editor = await open('typed', room('11', 'study'), room('12', HOSTILE, null));
    assert.match(await line(editor, 'now'), /22\.4/);
    await editor.type('room', 'str', HOSTILE);
    assert.equal(await line(editor, 'now'), 'Now: the room cannot be reached.');
    await editor.type('room', 'str', 'Attic');
    assert.equal(await line(editor, 'now'), 'This room is not among those listed.');
    await editor.type('room', 'msg', 'topic');
    assert.equal(await line(editor, 'now'), 'The room is only known once a message arrives.');
    await editor.type('room', 'room', '');
    assert.equal(await line(editor, 'now'), 'Choose a room to see what its valve says.');
    assert.equal(await editor.page.locator('img[src="x"]').count(), 0);
    assert.notEqual(await editor.page.title(), 'taken');
  });
});
