import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import accountNode from '../../nodes/netatmo-account';
import getRoomsNode from '../../nodes/netatmo-get-rooms';
import setTruetempNode from '../../nodes/netatmo-set-truetemp';
import { proves } from '../reliability/support/results';
import { NodeRed, type NodeRedOptions } from '../support/node-red';
import { CANARY } from './support/canaries';
import { Collector } from './support/collector';
import { LeakNet } from './support/leak-net';
import { routesOf } from './support/route-walk';

const { email, password, sessionKey } = CANARY;
const CREDENTIALS = { username: email, password, sessionKey };

/** Who may do what, by bearer token, where Node-RED has users. */
const TOKENS = {
  admin: '*',
  reader: 'read',
  tester: ['netatmo-account.read', 'netatmo-account.write'],
  other: ['flows.read', 'flows.write', 'netatmo-accounts.read', 'account.write'],
};

/** With every level of its log on. */
const SETTINGS: NodeRedOptions = {
  ...{ adminRoot: '/admin', nodeRoot: '/public' },
  settings: {
    contextStorage: { default: { module: 'localfilesystem' } },
    logging: { console: { level: 'trace', metrics: true, audit: true } },
  },
};

const on = (more: object): object => ({ z: 'tab', x: 100, y: 100, ...more });

const SIMULATED = { id: 'sim', type: 'netatmo-account', service: 'simulated' };

/** The simulated home read, kept in a context, corrected; an error caught; and an account that nothing uses. */
const FLOWS = [
  { id: 'tab', type: 'tab', label: 'Heating' },
  SIMULATED,
  { id: 'cloud', type: 'netatmo-account', service: 'netatmo', credentials: CREDENTIALS },
  on({
    id: 'go',
    type: 'inject',
    once: true,
    onceDelay: 0,
    props: [{ p: 'payload' }],
    wires: [['get', 'lost']],
  }),
  on({ id: 'get', type: 'netatmo-get-rooms', account: 'sim', sensors: true, wires: [['keep', 'list']] }),
  on({
    id: 'keep',
    type: 'change',
    rules: [
      { t: 'set', p: 'kept', pt: 'flow', to: 'payload', tot: 'msg' },
      { t: 'set', p: 'payload', to: '21', tot: 'num' },
    ],
    wires: [['set']],
  }),
  on({
    id: 'set',
    type: 'netatmo-set-truetemp',
    account: 'sim',
    room: 'Kitchen',
    roomType: 'str',
    wires: [['done']],
  }),
  on({
    id: 'lost',
    type: 'netatmo-set-truetemp',
    account: 'sim',
    room: 'Nowhere',
    roomType: 'str',
    temperature: '20',
    temperatureType: 'num',
    wires: [[]],
  }),
  on({ id: 'catch', type: 'catch', wires: [['caught']] }),
  ...['list', 'done', 'caught'].map((id) =>
    on({
      id,
      name: id,
      type: 'debug',
      active: true,
      console: true,
      tosidebar: false,
      complete: 'true',
      wires: [],
    }),
  ),
];

/** One of our routes or another address of the admin side. */
async function ask(
  server: NodeRed,
  method: string,
  path: string,
  { token, body, ...headers }: Record<string, string | undefined> = {},
): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await fetch(server.url + path, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(headers as Record<string, string>),
    },
    ...(body !== undefined && { body }),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

const { routes } = routesOf((RED: NodeAPI) => accountNode(RED), getRoomsNode, setTruetempNode);
const DRAFT = JSON.stringify({ service: 'simulated' });

describe('a real Node-RED', () => {
  let server: NodeRed;
  let editor: Record<string, string>;

  describe('with users', () => {
    before(async () => {
      server = await NodeRed.start({ ...SETTINGS, tokens: TOKENS });
      const admin = { authorization: 'Bearer admin' };
      await server.deploy(FLOWS, 'full', admin);
      editor = await server.asEditor(admin);
      await Promise.all(['[debug:list]', '[debug:done]', '[debug:caught]'].map((text) => server.says(text)));
    });
    after(() => server.dispose());

    const address = (path: unknown, id: string): string => String(path).slice(1).replace(':id', id);

    for (const { method, path } of routes) {
      const name = `${method} ${String(path)}`;
      const body = method === 'post' ? DRAFT : undefined;

      it(`lets nobody in without a right: ${name}`, async () => {
        for (const token of [undefined, 'nobody', 'other']) {
          const { status, text } = await ask(server, method.toUpperCase(), address(path, 'sim'), {
            token,
            body,
          });
          assert.equal(status, 401, String(token));
          assert.ok(['', 'Unauthorized'].includes(text), text);
        }
      });

      it(`lets readers ${method === 'get' ? 'in' : 'out'}: ${name}`, async () => {
        const asReader = async (id: string): Promise<number> =>
          (await ask(server, method.toUpperCase(), address(path, id), { ...editor, token: 'reader', body }))
            .status;
        assert.equal(await asReader('sim'), method === 'get' ? 200 : 401);
        // An account that no node uses has no rooms yet, but it can be asked how it is.
        const unused = String(path).endsWith('/rooms') ? 409 : 200;
        assert.equal(await asReader('cloud'), method === 'get' ? unused : 401);
      });

      it(`lets those in who have every right: ${name}`, async () => {
        const { status, headers } = await ask(server, method.toUpperCase(), address(path, 'sim'), {
          ...editor,
          token: 'admin',
          body,
        });
        assert.equal(status, 200);
        assert.equal(headers.get('cache-control'), 'no-store');
      });
    }

    it('knows no variable for those who may press the test button and not deploy', async () => {
      // One that is set and one that is not: both are refused alike, and nothing of either is sent.
      for (const variable of ['PATH', 'NO_SUCH_VARIABLE']) {
        const draft = { service: 'netatmo', username: `\${${variable}}`, password: 'any' };
        const { status, text } = await ask(server, 'POST', 'netatmo-truetemp/draft/test', {
          ...editor,
          token: 'tester',
          body: JSON.stringify(draft),
        });
        assert.equal(status, 502);
        assert.match(text, new RegExp(`CREDENTIALS_MISSING.*${variable}`));
      }
    });

    it('serves nothing of it on its public side', async () => {
      for (const { method, path } of routes) {
        const { status } = await fetch(server.pagesUrl + address(path, 'sim'), {
          method: method.toUpperCase(),
        });
        assert.equal(status, 404);
      }
    });

    const everywhere = 'in a real Node-RED with users that logs all it can';
    proves('secrets', 'secrets', everywhere, async () => {
      const net = new LeakNet();
      for (const [kind, text] of Object.entries({ email, password, sessionKey })) net.add(kind, text);
      for (const text of ['1.123456', '10.654321']) net.add('coordinates', text);
      for (const text of ['demo@example.org', 'demo password']) net.add('simulated login', text);
      const collector = new Collector();
      for (const id of ['sim', 'cloud']) {
        const { status, text } = await ask(server, 'GET', `netatmo-truetemp/${id}/diagnostics`, {
          ...editor,
          token: 'admin',
        });
        assert.equal(status, 200, id);
        collector.take('admin answers', text);
      }
      for (const path of ['flows', 'settings', 'context/flow/tab', 'flow/tab']) {
        const { status, text } = await ask(server, 'GET', path, { token: 'admin' });
        assert.equal(status, 200, path);
        collector.take('flow export and contexts', text);
      }
      const shown = await ask(server, 'GET', 'credentials/netatmo-account/cloud', { token: 'admin' });
      const { username, ...rest } = JSON.parse(shown.text) as Record<string, unknown>;
      assert.equal(username, email, 'the e-mail is shown to editors, in its dialog');
      collector.take('credentials for the dialog', rest);
      for (const [id, body] of [
        ['cloud', { username: 'x@example.org', password: '__PWRD__' }],
        ['cloud', { username: email, password: 7 }],
      ] as const) {
        const { status, text } = await ask(server, 'POST', `netatmo-truetemp/${id}/test`, {
          ...editor,
          token: 'admin',
          body: JSON.stringify({ service: 'netatmo', ...body }),
        });
        assert.equal(status, 400);
        collector.take('admin answers', text);
      }
      collector.take('command line', server.commandLine);
      await server.terminate();
      collector.take('output', server.output);
      collector.takeFiles('user directory', server.userDir);

      const hits = collector.search(net);
      assert.deepEqual(hits, []);
      for (const proof of [
        '[trace]',
        '[metric]',
        '[audit]',
        'ROOM_NOT_FOUND',
        'corrected',
        'indoorTemperature',
      ])
        assert.ok(server.output.includes(proof), proof);
      assert.ok(Object.keys(TOKENS).length > 2 && collector.places.length >= 7, collector.places.join());
      return { places: collector.places, canaries: Object.keys(net.kinds), hits: hits.length };
    });
  });

  describe('without users', () => {
    before(async () => {
      server = await NodeRed.start({ ...SETTINGS, flows: [SIMULATED] });
    });
    after(() => server.dispose());

    it('is asked by its own editor, and by no other page', async () => {
      editor = await server.asEditor();
      const get = async (headers: Record<string, string>): Promise<number> =>
        (await ask(server, 'GET', 'netatmo-truetemp/sim/rooms', { ...editor, ...headers })).status;
      const post = async (headers: Record<string, string>): Promise<number> =>
        (await ask(server, 'POST', 'netatmo-truetemp/sim/test', { ...editor, body: DRAFT, ...headers }))
          .status;
      for (const each of [get, post]) {
        assert.equal(await each({}), 200);
        assert.equal(await each({ 'x-netatmo-truetemp': '' }), 403);
        assert.equal(await each({ 'x-netatmo-truetemp': 'guessed' }), 403);
      }
      assert.equal(
        await post({ 'content-type': 'application/x-www-form-urlencoded', body: 'service=simulated' }),
        400,
      );
      assert.equal(await post({ 'content-type': 'text/plain' }), 400);
      assert.equal(
        await post({ body: JSON.stringify({ service: 'netatmo', password: 'x'.repeat(2_000) }) }),
        400,
      );
    });
  });
});
