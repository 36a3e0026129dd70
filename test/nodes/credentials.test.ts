import assert from 'node:assert/strict';
import { type Bench, benches, codeOf, type Outcome } from './support/bench';
import { ACCOUNT, flow, LOGIN } from './support/flows';

const { username: EMAIL, password: PASSWORD } = LOGIN;

describe('credentials of an account node', () => {
  const open = benches();

  const textOf = ({ caught }: Outcome): string =>
    (caught[0]?.['error'] as { message: string } | undefined)?.message ?? '';
  /** The last form that the cloud got. */
  const form = (bench: Bench): URLSearchParams =>
    new URLSearchParams(bench.simulator.log.requests.findLast(({ route }) => route === 'postlogin')?.body);

  interface Given {
    readonly node?: Record<string, string>;
    readonly env?: Record<string, string>;
    readonly files?: Record<string, string>;
  }
  const start = async ({ node = {}, env = {}, files = {} }: Given): Promise<Bench> => {
    const bench = await open();
    Object.assign(bench.env, env);
    Object.assign(bench.files, files);
    await bench.start(flow(), { [ACCOUNT]: node });
    return bench;
  };
  const variables = { NETATMO_USERNAME: EMAIL, NETATMO_PASSWORD: PASSWORD };
  const asFiles = { NETATMO_USERNAME_FILE: '/u', NETATMO_PASSWORD_FILE: '/p' };

  // Which of them counts is proved in test/account/credentials.test.ts.
  const good: readonly [name: string, given: Given][] = [
    ['the node', { node: LOGIN }],
    ['variables', { env: variables }],
    ['files', { env: asFiles, files: { '/u': `${EMAIL}\n`, '/p': `${PASSWORD}\r\n` } }],
    ['a node that has its e-mail only', { node: { username: ` ${EMAIL.toUpperCase()}` }, env: variables }],
  ];
  for (const [name, given] of good) {
    it(`come from ${name}`, async () => {
      const bench = await start(given);
      assert.equal((await bench.send({ payload: 21 })).sent.length, 1);
      assert.equal(form(bench).get('email')?.toLowerCase(), EMAIL);
    });
  }

  const typed: readonly [type: string, value: string][] = [
    ['num', '12345678'],
    ['bool', 'true'],
    ['bin', '[115,101,99,114,101,116]'],
    ['json', '{"secret":1}'],
    ['str', '__PWRD__'],
  ];
  for (const field of ['username', 'password'])
    for (const [type, value] of typed)
      it(`are missing where the tab's variable for the ${field} is of type ${type}: ${value}; nothing is sent`, async () => {
        const bench = await open();
        const [tabNode, ...others] = flow({}, {}, { z: 'tab' });
        const nodes = [{ ...tabNode!, env: [{ name: 'TYPED', type, value }] }, ...others];
        await bench.start(nodes, { [ACCOUNT]: { ...LOGIN, [field]: '${TYPED}' } });
        const outcome = await bench.send({ payload: 21 });
        assert.equal(codeOf(outcome), 'CREDENTIALS_MISSING');
        assert.match(textOf(outcome), /TYPED is not a text/);
        assert.doesNotMatch(textOf(outcome), /secret|12345678|__PWRD__/);
        assert.equal(bench.simulator.log.total, 0);
      });

  const missing: readonly [name: string, given: Given, named: RegExp][] = [
    ['nothing at all', {}, /No e-mail/],
    ['an unset ${VAR}', { node: { ...LOGIN, username: '${TEST_UNSET_A}' } }, /TEST_UNSET_A is not set/],
    ['an unset $(VAR)', { node: { ...LOGIN, password: '$(TEST_UNSET_C)' } }, /TEST_UNSET_C is not set/],
    [
      'a file that cannot be read',
      { env: { NETATMO_USERNAME: EMAIL, NETATMO_PASSWORD_FILE: '/gone' } },
      /NETATMO_PASSWORD_FILE/,
    ],
  ];
  for (const [name, given, named] of missing) {
    it(`are missing with ${name}; nothing is sent`, async () => {
      const bench = await start(given);
      const outcome = await bench.send({ payload: 21 });
      assert.equal(codeOf(outcome), 'CREDENTIALS_MISSING');
      assert.match(textOf(outcome), named);
      assert.doesNotMatch(textOf(outcome), /demo|\/gone/);
      assert.equal(bench.simulator.log.total, 0);
    });
  }

  it('are looked for again with each message, so that a variable or file may come later', async () => {
    const bench = await start({ env: { NETATMO_USERNAME: EMAIL, NETATMO_PASSWORD_FILE: '/p' } });
    assert.equal(codeOf(await bench.send({ payload: 21 })), 'CREDENTIALS_MISSING');
    bench.files['/p'] = PASSWORD;
    assert.equal((await bench.send({ payload: 21 })).sent.length, 1);
  });

  describe('in ${VAR}', () => {
    const names = { TEST_SET_EMAIL: EMAIL, TEST_SET_PASSWORD: PASSWORD };
    before(() => void Object.assign(process.env, names));
    after(() => Object.keys(names).forEach((name) => Reflect.deleteProperty(process.env, name)));

    it('are what the variable holds', async () => {
      const bench = await start({
        node: { username: '${TEST_SET_EMAIL}', password: '${TEST_SET_PASSWORD}' },
      });
      assert.equal((await bench.send({ payload: 21 })).sent.length, 1);
    });
  });

  const passwords = [
    'a&b=c%\r\n ü',
    ' spaces around ',
    '${not a variable',
    'a${TEST_UNSET_A}',
    '+%2B%00',
    '"\\\'<>',
    '🔑',
    'line\n',
  ];
  for (const password of passwords) {
    it(`arrive as they are: the password ${JSON.stringify(password)}`, async () => {
      const bench = await start({ node: { username: ` ${EMAIL} `, password } });
      bench.simulator.cloud.setPassword(password);
      assert.equal((await bench.send({ payload: 21 })).sent.length, 1);
      assert.equal(form(bench).get('password'), password);
      assert.equal(form(bench).get('email'), EMAIL);
    });
  }

  it('are not needed for the simulated service, which asks the cloud nothing', async () => {
    const bench = await open();
    await bench.start(flow({}, {}, { service: 'simulated' }), {});
    assert.equal((await bench.send({ payload: 21.5 })).sent.length, 1);
    assert.deepEqual(bench.kept, []);
  });
});
