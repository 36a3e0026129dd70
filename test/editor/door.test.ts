import assert from 'node:assert/strict';
import { editorBench } from './support/bench';
import { FLOWS, homes, room, ROOMS_URL, TOKEN_URL } from './support/flows';

describe('The door to the requests of the dialogs', function () {
  const bench = editorBench(this, FLOWS);

  it('is opened with a token that is fetched once for a page, and again when Node-RED has another', async () => {
    const editor = await bench.open();
    const { page } = editor;
    let token = 'the first';
    const asked: string[] = [];
    await page.route(TOKEN_URL, async (route) => {
      asked.push('token');
      await route.fulfill({ json: { token } });
    });
    await page.route(ROOMS_URL, async (route) => {
      const shown = await route.request().headerValue('x-netatmo-truetemp');
      asked.push(`rooms with ${shown ?? 'nothing'}`);
      const isRight = shown === token;
      const json = isRight ? homes(room('11', 'Study')) : { error: { code: 'FORBIDDEN', message: 'No.' } };
      await route.fulfill({ status: isRight ? 200 : 403, json });
    });
    for (const next of ['the first', 'the second']) {
      token = next;
      await editor.edit('list');
      await page.locator('#netatmo-preview-table td').first().waitFor();
      assert.match(await page.innerText('#netatmo-preview-table'), /Study/);
      await editor.cancel();
    }
    const rooms = (shown: string): string => `rooms with ${shown}`;
    assert.deepEqual(asked, [
      ...['token', rooms('the first')],
      ...[rooms('the first'), 'token', rooms('the second')],
    ]);

    asked.length = 0;
    await page.unroute(TOKEN_URL);
    await page.route(TOKEN_URL, (route) => {
      asked.push('token');
      return route.fulfill({ status: 500, json: {} });
    });
    token = 'the third';
    await editor.edit('list');
    await page.locator('#netatmo-preview-note', { hasText: 'not allowed' }).waitFor();
    assert.deepEqual(asked, [rooms('the second'), 'token', rooms('nothing')], 'asked no more than twice');
  });
});
