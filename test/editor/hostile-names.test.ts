import assert from 'node:assert/strict';
import { join } from 'node:path';
import { editorBench } from './support/bench';
import type { Editor } from './support/editor';

const HOSTILE = `<img src=x onerror="document.title='taken'">`;
const HOME = `Home${HOSTILE}`;
const ROOM = `Study${HOSTILE}`;
/** The canvas has no place for more. */
const ON_CANVAS = ROOM.slice(0, 29);

const at = (type: string, id: string, more: object): object => ({
  ...{ id, type, z: 'flow', name: '', x: 400, y: 100, account: 'demo', wires: [[]] },
  ...more,
});
const button = (id: string, y: number, topic: string, to: string): object =>
  at('inject', id, {
    ...{ x: 160, y, topic, payload: '19', payloadType: 'num', wires: [[to]] },
    props: [{ p: 'payload' }, { p: 'topic', vt: 'str' }],
  });

const FLOWS = [
  { id: 'flow', type: 'tab', label: 'Heating' },
  { id: 'demo', type: 'netatmo-account', name: HOME, service: 'simulated' },
  button('list', 100, '', 'get'),
  at('netatmo-get-rooms', 'get', { output: 'sequence', wires: [['debug']] }),
  button('press', 180, '', 'set'),
  at('netatmo-set-truetemp', 'set', { y: 180, room: ROOM, roomType: 'str', wires: [['debug']] }),
  button('mistake', 260, `Cellar${HOSTILE}`, 'unknown'),
  at('netatmo-set-truetemp', 'unknown', { y: 260, room: 'topic', roomType: 'msg' }),
  at('debug', 'debug', {
    x: 700,
    y: 140,
    complete: 'true',
    targetType: 'full',
    tosidebar: true,
    active: true,
  }),
];

describe('Names that want to be HTML', function () {
  const bench = editorBench(this, FLOWS, { preload: join(__dirname, 'support/hostile-home.cjs') });

  /** Whether this part of the page shows the name as it is. */
  const shows = async (editor: Editor, part: string, name = ROOM): Promise<void> => {
    await editor.page.locator(part).filter({ hasText: name }).first().waitFor();
  };

  it('stay text on the flow, in statuses, messages, errors and dialogs', async () => {
    const editor = await bench.open();
    const { page } = editor;
    await editor.showDebug();
    await editor.press('list');
    assert.equal(await editor.status('get', /\d rooms/), '2 rooms');
    await editor.press('press');
    await editor.status('set', /°C/);
    await shows(editor, '[id="set"]', ON_CANVAS);
    await shows(editor, '.red-ui-debug-msg-topic');
    await editor.press('mistake');
    await editor.status('unknown', /^room not found$/);
    await shows(editor, '.red-ui-debug-msg', 'ROOM_NOT_FOUND');
    await editor.shoot('hostile-flow');

    await editor.edit('set');
    await editor.hint(/other sources/);
    await editor.type('room', 'room', '');
    await editor.pickRoom(ROOM);
    await shows(editor, '.red-ui-typedInput-option-label');
    await page.fill('#netatmo-preview-try', '19');
    await shows(editor, '#node-input-account', HOME);
    await editor.shoot('hostile-set');
    await editor.done();
    await shows(editor, '[id="set"]', ON_CANVAS);

    await editor.edit('get');
    await shows(editor, '#netatmo-preview-table');
    await page.fill('#node-input-homeId', '*');
    await shows(editor, '#netatmo-preview-table', HOME);
    await editor.shoot('hostile-get');
    await editor.cancel();

    await editor.editAccount('demo');
    await page.click('#netatmo-account-test');
    await shows(editor, '#netatmo-account-test-result');
    await editor.shoot('hostile-account');
    assert.equal(await page.locator('img[src="x"]').count(), 0);
    assert.equal(await page.title(), 'Node-RED : Heating');
  });
});
