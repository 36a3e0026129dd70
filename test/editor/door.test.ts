import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { editorBench } from './support/bench';
import { FLOWS, homes, room, ROOMS_URL, TOKEN_URL } from './support/flows';

describe('The door to the requests of the dialogs', function () {
  // A Node-RED and a page of its own: what another test has just asked for is not counted here.
  const bench = editorBench(this, [...FLOWS]);

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

/** As Home Assistant serves an add-on: beneath a path of its own, which the add-on never sees, under another host. */
const INGRESS = '/api/hassio_ingress/R4nd0m';

function ingress(target: URL): Promise<Server> {
  const path = (url = ''): string => url.replace(INGRESS, '');
  const to = { host: target.hostname, port: Number(target.port) };
  const server = createServer((req, res) => {
    const headers = { ...req.headers, host: 'addon-node-red:1880', 'x-forwarded-host': 'evil.example' };
    const passed = request(
      { ...to, path: path(req.url), headers, ...(req.method && { method: req.method }) },
      (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
      },
    );
    passed.on('error', () => res.destroy());
    req.pipe(passed);
  });
  server.on('upgrade', (req, socket) => {
    const lines = Object.entries(req.headers).map(([name, value]) => `${name}: ${String(value)}`);
    const passed = connect(to, () => {
      passed.write(`GET ${path(req.url)} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      passed.pipe(socket).pipe(passed);
    });
    for (const each of [passed, socket])
      each.on('error', () => {
        passed.destroy();
        socket.destroy();
      });
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

describe('The dialogs of a Node-RED with users, under a path of its own and behind Home Assistant', function () {
  const user = { name: 'admin', password: 'not a real one' };
  const demo = { id: 'demo', type: 'netatmo-account', name: '', service: 'simulated' };
  const list = { ...FLOWS.find((each) => 'id' in each && each.id === 'list'), account: 'demo' };
  const bench = editorBench(this, [{ id: 'flow', type: 'tab', label: 'Heating' }, demo, list], {
    user,
    adminRoot: '/red',
  });

  it('list rooms and press the test button', async () => {
    const editor = await bench.open();
    const { page } = editor;
    const server = await ingress(new URL(bench.nodeRed.url));
    try {
      const { port } = server.address() as AddressInfo;
      await editor.load(`http://127.0.0.1:${port}${INGRESS}/red/`, user);
      await editor.edit('list');
      await page.locator('#netatmo-preview-table', { hasText: 'Living room' }).waitFor();
      await editor.cancel();
      await editor.editAccount('demo');
      await page.click('#netatmo-account-test');
      await page.locator('#netatmo-account-test-result li', { hasText: 'Living room' }).waitFor();
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('A page of another origin, while an editor is open in the same browser', function () {
  const demo = { id: 'demo', type: 'netatmo-account', name: '', service: 'simulated' };
  const bench = editorBench(this, [{ id: 'flow', type: 'tab', label: 'Heating' }, demo]);

  it('reads nothing and starts nothing, by picture, request, form or preflight', async () => {
    const { page } = await bench.open();
    const html = readFileSync(join(__dirname, 'support/foreign-page.html'));
    const server = createServer((_req, res) => res.setHeader('content-type', 'text/html').end(html));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const foreign = await page.context().newPage();
    try {
      await foreign.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const ours = `${bench.nodeRed.url}netatmo-truetemp/`;
      const answers: { readonly what: string; readonly status: number; readonly cors: string | undefined }[] =
        [];
      foreign.on('response', (response) => {
        if (!response.url().startsWith(ours)) return;
        const what = `${response.request().method()} ${response.url().slice(ours.length)}`;
        const cors = response.headers()['access-control-allow-origin'];
        answers.push({ what, status: response.status(), cors });
      });
      const got = await foreign.evaluate(`attack(${JSON.stringify(ours)})`);
      assert.deepEqual(got, {
        pictures: ['nothing', 'nothing', 'nothing'],
        reads: ['nothing', 'nothing', 'nothing'],
        blindRequests: ['unreadable', 'unreadable', 'unreadable'],
        withTheHeader: ['nothing', 'nothing'],
        forms: ['unreadable', 'unreadable', 'unreadable'],
      });
      assert.deepEqual(
        answers.filter(({ cors }) => cors !== undefined),
        [],
      );
      const isOpen = ({ what, status }: (typeof answers)[number]): boolean =>
        status < 400 && what !== 'GET token';
      assert.deepEqual(answers.filter(isOpen), [], 'what is not the token is refused');
      // What a picture or a read was answered with the browser shows to nobody.
      for (const method of ['POST test', 'POST forget']) {
        const what = method.replace(' ', ' demo/');
        assert.ok(
          answers.some((answer) => answer.what === what && answer.status === 403),
          what,
        );
      }
    } finally {
      await foreign.close();
      server.closeAllConnections();
      server.close();
    }
  });
});
