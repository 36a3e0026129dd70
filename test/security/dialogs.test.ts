import assert from 'node:assert/strict';
import { ACCOUNT, account, getNode, setNode, tab, type FlowNode } from '../nodes/support/flows';
import { admin, asEditor } from '../nodes/support/bench';
import { CANARY_FLOW, CanaryBench, IN_MEMORY, KEPT } from './support/canary-bench';
import { CANARY } from './support/canaries';

const { email, password } = CANARY;
const TEST = `${ACCOUNT}/test`;
const ROOMS = `${ACCOUNT}/rooms`;
const draft = { service: 'netatmo', username: email, password };
const stored = { ...draft, password: '__PWRD__' };

/** What every URL and every look-up by id may be asked for. */
const ODD_IDS = [
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'trial of a1',
    '*',
    ' ',
    '%',
    '\0',
    'é',
    '🏠',
  ],
  ...['../x', '../../etc/passwd', 'a1/../a1', '..\\x', 'a'.repeat(8_000), '<img src=x onerror=alert(1)>'],
  ...['${HOME}', 'a1\r\nset-cookie: x=y', '{"id":"a1"}'],
];

describe('the dialogs’ endpoints', () => {
  let life: CanaryBench;

  beforeEach(async () => {
    life = await CanaryBench.open();
    await life.start();
  });
  afterEach(() => life.close());

  const asked = (): number => life.simulator.log.total;

  const KEY = 'x-netatmo-truetemp';

  /** What a request may show that was not sent by a page that could read the token. */
  const foreign: readonly [string, Record<string, string>][] = [
    ['without the token', { [KEY]: '' }],
    ['with a guessed token', { [KEY]: 'a'.repeat(43) }],
    ['with a longer one', { [KEY]: 'a'.repeat(8_000) }],
    ['with another script’s characters in it', { [KEY]: 'é'.repeat(43) }],
    ['that only names our host', { [KEY]: '', origin: 'http://127.0.0.1', host: '127.0.0.1' }],
    [
      'that forges a proxy’s headers',
      { [KEY]: '', origin: 'http://x.example', 'x-forwarded-host': 'x.example' },
    ],
    ['of a picture', { [KEY]: '', 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' }],
    ['marked as the page’s own', { [KEY]: '', 'sec-fetch-site': 'same-origin' }],
  ];
  for (const [what, headers] of foreign) {
    it(`refuse a request ${what}, before anything is looked up`, async () => {
      for (const [method, path] of [
        ['get', ROOMS],
        ['get', 'nobody/rooms'],
        ['get', `${ACCOUNT}/diagnostics`],
        ['post', TEST],
        ['post', `${ACCOUNT}/forget`],
      ] as const) {
        const answer = await life.ask(method, path, method === 'post' ? draft : undefined, headers);
        assert.deepEqual([answer.status, answer.error], [403, 'FORBIDDEN'], path);
      }
      assert.equal(asked(), 0);
    });
  }

  it('serve whoever shows the token, whatever proxies say of the host', async () => {
    for (const headers of [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://behind.proxy.example', host: 'node-red:1880' },
      { origin: 'http://pi.local', host: 'pi.local:80' },
      { origin: 'http://pi.local:8123', host: 'node-red', 'x-forwarded-host': 'pi.local:8123, inner' },
      { origin: 'null' },
    ] as Record<string, string>[]) {
      assert.equal((await life.ask('post', TEST, draft, headers)).status, 200);
      assert.equal((await life.ask('get', ROOMS, undefined, headers)).status, 200);
    }
  });

  it('give one token for the life of the process, to nobody else’s page', async () => {
    const first = await life.ask('get', 'token', undefined, { origin: 'http://evil.example' });
    await life.restart();
    const second = await life.ask('get', 'token');
    assert.match(first.text, /^\{"token":"[\w-]{43}"\}$/);
    assert.equal(second.text, first.text);
    for (const { headers } of [first, second]) {
      assert.equal(headers['access-control-allow-origin'], undefined);
      assert.equal(headers['cache-control'], 'no-store');
    }
  });

  it('take a test as JSON only, not as a form or text', async () => {
    const form = new URLSearchParams(draft).toString();
    for (const [type, body] of [
      ['application/x-www-form-urlencoded', form],
      ['text/plain', JSON.stringify(draft)],
      ['multipart/form-data; boundary=x', `--x\r\n\r\n${JSON.stringify(draft)}\r\n--x--`],
      ['text/plain; application/json', JSON.stringify(draft)],
      ['application/jsonfoo', JSON.stringify(draft)],
      ['application/json-patch+json', JSON.stringify(draft)],
    ] as const) {
      const { status, text } = await admin()
        .post(`/netatmo-truetemp/${TEST}`)
        .set(await asEditor())
        .set('content-type', type)
        .send(body);
      assert.equal(status, 400, type);
      assert.match(text, /"code":"CONFIG"/);
    }
    assert.equal(asked(), 0);
  });

  it('refuse bodies of another shape or beyond the limits', async () => {
    const bodies: object[] = [
      {},
      [],
      [draft],
      { ...draft, service: 'https://evil.example' },
      { ...draft, service: ['netatmo'] },
      { ...draft, username: 7 },
      { ...draft, username: [email] },
      { ...draft, username: 'x'.repeat(321) },
      { ...draft, password: { toString: 'x' } },
      { ...draft, password: 'x'.repeat(1_001) },
      { ...draft, password: 'x'.repeat(4_000_000) },
      { username: email, password },
    ];
    for (const body of bodies) assert.equal((await life.ask('post', TEST, body)).error, 'CONFIG');
    for (const limit of [-1, 0, 1.5, 'many', {}, [], null, '1e999']) {
      const { error } = await life.ask('post', TEST, { ...draft, limitPerHour: limit });
      assert.equal(error, 'CONFIG', JSON.stringify(limit));
    }
    assert.equal(asked(), 0);
  });

  it('use a stored password for the e-mail that it was stored with, and no other', async () => {
    for (const username of ['other@example.org', '', `${email}.evil.example`, '${NETATMO_USERNAME}']) {
      const answer = await life.ask('post', TEST, { ...stored, username });
      assert.deepEqual([answer.status, answer.error], [400, 'CREDENTIALS_MISSING'], username);
    }
    assert.equal(asked(), 0);
    assert.equal(
      (await life.ask('post', TEST, { ...stored, username: ` ${email.toUpperCase()} ` })).status,
      200,
    );
  });

  it('never send the stored password of another kind of node', async () => {
    const other: FlowNode = { id: 'mail', type: 'helper', x: 1, y: 1, z: 'tab', wires: [] };
    await life.stop();
    await life.start({ ...IN_MEMORY, mail: { username: email, password: 'of a mailbox' } }, [
      ...CANARY_FLOW,
      other,
    ]);
    const answer = await life.ask('post', 'mail/test', stored);
    assert.deepEqual([answer.status, answer.error], [409, 'CREDENTIALS_MISSING']);
    assert.equal(asked(), 0);
  });

  it('take no host or address from a request', async () => {
    const extra = {
      ...Object.fromEntries(
        ['host', 'url', 'origin', 'baseUrl', 'server', 'proxy', 'endpoint', 'transport'].map((key) => [
          key,
          'https://evil.example',
        ]),
      ),
      homeId: '../../evil',
      keepSession: true,
      sessionKey: CANARY.sessionKey,
      ...(JSON.parse('{"__proto__":{"service":"simulated","host":"evil.example"}}') as object),
    };
    const headers = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      forwarded: 'host=evil.example',
    };
    assert.equal(
      (
        await life.ask(
          'post',
          `${TEST}?url=https://evil.example&host=evil.example`,
          { ...draft, ...extra },
          headers,
        )
      ).status,
      200,
    );
    assert.equal(
      (await life.ask('get', `${ROOMS}?url=https://evil.example`, undefined, headers)).status,
      200,
    );
    assert.deepEqual([...life.tap.hosts].sort(), ['https://api.netatmo.com', 'https://auth.netatmo.com']);
    assert.deepEqual(life.simulator.log.violations, []);
    assert.ok(
      life.simulator.log.requests.every(
        ({ path, headers: sent, body }) => !`${path}${JSON.stringify(sent)}${body}`.includes('evil'),
      ),
    );
    assert.deepEqual(life.bench.kept, [], 'a test leaves no file');
  });

  it('answer what nobody may keep, and echo no secret', async () => {
    const answers = [
      await life.ask('get', ROOMS),
      await life.ask('post', TEST, stored),
      await life.ask('get', ROOMS),
      await life.ask('get', 'nobody/rooms'),
      await life.ask('post', 'nobody/test', stored),
      await life.ask('post', TEST, { ...draft, service: password }),
      await life.ask('get', ROOMS, undefined, { [KEY]: '' }),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [409, 200, 200, 404, 409, 400, 403],
    );
    for (const { headers } of answers) {
      assert.equal(headers['cache-control'], 'no-store');
      assert.match(headers['content-type'] ?? '', /^application\/json/);
      assert.equal(headers['set-cookie'], undefined);
    }
    assert.deepEqual(await life.search(), []);
  });

  it('list rooms without ever signing in, whatever the session is worth', async () => {
    const list = async (): Promise<string | undefined> => (await life.ask('get', ROOMS)).error;
    assert.equal(await list(), 'SIGN_IN_NEEDED');
    assert.equal(asked(), 0);
    await life.send();
    const before = life.bench.signIns;
    life.simulator.cloud.expireTokens();
    assert.equal(await list(), undefined, 'renewal is allowed');
    life.endSessions();
    assert.equal(await list(), 'SIGN_IN_NEEDED');
    for (const method of ['options', 'put', 'delete', 'patch'] as const)
      await admin()[method](`/netatmo-truetemp/${TEST}`).send(draft);
    assert.equal((await admin().get(`/netatmo-truetemp/${TEST}`).send(draft)).status, 404);
    assert.equal(life.bench.signIns, before);
  });

  it('take any id for what it is: a name that is not there', async () => {
    for (const id of ODD_IDS.map(encodeURIComponent)) {
      const list = await life.ask('get', `${id}/rooms`);
      assert.deepEqual([list.status, list.error], [404, 'CONFIG'], id);
      const test = await life.ask('post', `${id}/test`, { ...stored, username: '' });
      assert.deepEqual([test.status, test.error], [409, 'CREDENTIALS_MISSING'], id);
      const odd = await life.ask('post', `${id}/test`, { ...draft, username: `\${${id.slice(0, 300)}}` });
      assert.deepEqual([odd.status, odd.error], [502, 'CREDENTIALS_MISSING'], id);
    }
    for (const path of ['%2e%2e/rooms', '..%2f..%2fflows/rooms'])
      assert.equal((await life.ask('get', path)).status, 404, path);
    const { status } = await admin().get(`/netatmo-truetemp/${'a'.repeat(1_000_000)}/rooms`);
    assert.equal(status, 431, 'Node.js itself reads no such address');
    assert.equal(asked(), 0);
    assert.equal(({} as Record<string, unknown>)['service'], undefined);
    assert.equal((await life.ask('post', TEST, draft)).status, 200, 'and it goes on working');
  });

  it('know an account inside of a subflow by its id in the template', async () => {
    await life.stop();
    const inside: FlowNode[] = [
      { id: 'sub', type: 'subflow', name: 'Heating', in: [], out: [] },
      { ...account({ id: 'inner' }), z: 'sub' },
      getNode({ id: 'innerGet', account: 'inner', z: 'sub', wires: [] }),
      { id: 'instance', type: 'subflow:sub', z: 'tab', x: 1, y: 1, wires: [] },
    ];
    await life.start(
      { inner: IN_MEMORY[ACCOUNT]! },
      tab(setNode({ account: '' }), getNode({ account: '' }), ...inside),
    );
    assert.equal((await life.ask('get', 'inner/rooms')).error, 'SIGN_IN_NEEDED');
    assert.equal((await life.ask('post', 'inner/test', stored)).status, 200);
    assert.equal((await life.ask('get', 'inner/rooms')).status, 200);
    assert.equal(
      (await life.ask('post', 'inner/test', { ...stored, username: 'other@example.org' })).status,
      400,
    );
  });

  it('put in a variable’s value for a stored name, as a deploy does', async () => {
    process.env['CANARY_TEST_PASSWORD'] = password;
    try {
      await life.restart({ [ACCOUNT]: { username: email, password: '${CANARY_TEST_PASSWORD}' } });
      assert.equal((await life.ask('post', TEST, stored)).status, 200);
    } finally {
      delete process.env['CANARY_TEST_PASSWORD'];
    }
    await life.restart(KEPT);
    Object.assign(life.bench.env, { NETATMO_USERNAME: email });
    await life.restart({ [ACCOUNT]: { password } });
    assert.equal(
      (await life.ask('post', TEST, { ...stored, username: '' })).status,
      200,
      'e-mail from outside',
    );
  });
});
