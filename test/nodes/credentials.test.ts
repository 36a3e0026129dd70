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

  const good: readonly [name: string, given: Given][] = [
    ['the node', { node: LOGIN }],
    ['variables', { env: variables }],
    ['files', { env: asFiles, files: { '/u': EMAIL, '/p': PASSWORD } }],
    [
      'files with one final line break',
      { env: asFiles, files: { '/u': `${EMAIL}\n`, '/p': `${PASSWORD}\r\n` } },
    ],
    [
      'the node before variables',
      { node: LOGIN, env: { NETATMO_USERNAME: 'x@example.org', NETATMO_PASSWORD: 'x' } },
    ],
    [
      'variables before files',
      { env: { ...variables, ...asFiles }, files: { '/u': 'x@example.org', '/p': 'x' } },
    ],
    [
      'an e-mail variable and a password file',
      { env: { NETATMO_USERNAME: EMAIL, NETATMO_PASSWORD_FILE: '/p' }, files: { '/p': PASSWORD } },
    ],
    ['an e-mail with spaces around', { node: { ...LOGIN, username: `  ${EMAIL}\t` } }],
    ['the password of the very e-mail that is in the node', { node: { username: EMAIL }, env: variables }],
    ['the same in another case', { node: { username: ` ${EMAIL.toUpperCase()}` }, env: variables }],
    [
      'a password in the node, the e-mail from a variable',
      { node: { password: PASSWORD }, env: { NETATMO_USERNAME: EMAIL } },
    ],
    [
      'an empty variable, then a file',
      {
        env: { ...asFiles, NETATMO_USERNAME: '', NETATMO_PASSWORD: '' },
        files: { '/u': EMAIL, '/p': PASSWORD },
      },
    ],
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
    ['no password', { node: { username: EMAIL } }, /No password/],
    ['no e-mail', { node: { password: PASSWORD } }, /No e-mail/],
    ['an e-mail of spaces', { node: { ...LOGIN, username: '   ' } }, /No e-mail/],
    [
      "another e-mail than the variable's: its password is not used",
      { node: { username: 'other@example.org' }, env: variables },
      /No password/,
    ],
    [
      "another e-mail than the file's",
      { node: { username: 'other@example.org' }, env: asFiles, files: { '/u': EMAIL, '/p': PASSWORD } },
      /No password/,
    ],
    [
      'an unset ${VAR} as e-mail',
      { node: { ...LOGIN, username: '${TEST_UNSET_A}' } },
      /TEST_UNSET_A is not set/,
    ],
    [
      'an unset ${VAR} as password',
      { node: { ...LOGIN, password: '${TEST_UNSET_B}' } },
      /TEST_UNSET_B is not set/,
    ],
    [
      'an unset $(VAR) as password',
      { node: { ...LOGIN, password: '$(TEST_UNSET_C)' } },
      /TEST_UNSET_C is not set/,
    ],
    [
      'an unset ${VAR} though variables would do',
      { node: { username: '${TEST_UNSET_A}' }, env: variables },
      /TEST_UNSET_A/,
    ],
    [
      'a file that cannot be read',
      { env: { NETATMO_USERNAME: EMAIL, NETATMO_PASSWORD_FILE: '/gone' } },
      /NETATMO_PASSWORD_FILE/,
    ],
    [
      'an e-mail file that cannot be read',
      { env: { NETATMO_USERNAME_FILE: '/gone', NETATMO_PASSWORD: PASSWORD } },
      /NETATMO_USERNAME_FILE/,
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

  it('lose one final line break of a file and nothing else', async () => {
    const bench = await start({
      env: { NETATMO_USERNAME: EMAIL, NETATMO_PASSWORD_FILE: '/p' },
      files: { '/p': ' two \n\n' },
    });
    bench.simulator.cloud.setPassword(' two \n');
    assert.equal((await bench.send({ payload: 21 })).sent.length, 1);
  });

  it('are not needed for the simulated service, which asks the cloud nothing', async () => {
    const bench = await open();
    await bench.start(flow({}, {}, { service: 'simulated' }), {});
    assert.equal((await bench.send({ payload: 21.5 })).sent.length, 1);
    assert.deepEqual(bench.kept, []);
  });
});
