import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  CredentialsMissing,
  resolveCredentials,
  resolveHomeId,
  resolveSessionKeys,
  type Environment,
  identify,
} from '../../src/account/credentials';
import { MASK } from '../../src/setting';
import { NetatmoError } from '../../src/cloud/errors';
import { runs } from '../support/random-inputs';
import { Secret } from '../../src/cloud/secret';

const around = (env: Record<string, string>, files: Record<string, string> = {}): Environment => ({
  env,
  readFile: (path) => {
    const text = files[path];
    if (text === undefined) throw new Error(`ENOENT ${path}`);
    return text;
  },
});

const NODE = { username: 'own@example.org', password: 'own' };
const ENV = { NETATMO_USERNAME: 'env@example.org', NETATMO_PASSWORD: 'env' };
const FILES = { NETATMO_USERNAME_FILE: '/run/user', NETATMO_PASSWORD_FILE: '/run/password' };
const ON_DISK = { '/run/user': 'file@example.org\n', '/run/password': 'file\n' };

describe('credentials', () => {
  type Fields = Parameters<typeof resolveCredentials>[0];
  const all = around({ ...ENV, ...FILES }, ON_DISK);
  const found: readonly [what: string, Fields, Environment, email: string, password: string][] = [
    ['are the node’s own', NODE, all, 'own@example.org', 'own'],
    ['come from variables where the node has none', {}, all, 'env@example.org', 'env'],
    ['come from files where there is no variable', {}, around(FILES, ON_DISK), 'file@example.org', 'file'],
    [
      'mix variable and file, field by field',
      {},
      around({ NETATMO_USERNAME: 'env@example.org', ...FILES }, ON_DISK),
      ...(['env@example.org', 'file'] as const),
    ],
    [
      'mix node and variable, field by field',
      { password: 'own' },
      around({ NETATMO_USERNAME: 'env@example.org' }),
      ...(['env@example.org', 'own'] as const),
    ],
    [
      'take an empty variable for none',
      {},
      around({ NETATMO_USERNAME: '', NETATMO_PASSWORD: '', ...FILES }, ON_DISK),
      ...(['file@example.org', 'file'] as const),
    ],
    [
      'have a trimmed e-mail and an untouched password',
      { username: ' own@example.org\t', password: ' a&b=c%\r\n ' },
      around({}),
      ...(['own@example.org', ' a&b=c%\r\n '] as const),
    ],
    [
      'take the password of the environment for the same e-mail, whatever its case',
      { username: ' ENV@example.org' },
      around(ENV),
      ...(['ENV@example.org', 'env'] as const),
    ],
    [
      'lose one final line break of a file and nothing else',
      {},
      around(FILES, { '/run/user': 'file@example.org', '/run/password': ' x \n\n' }),
      ...(['file@example.org', ' x \n'] as const),
    ],
    [
      'lose a final line break of Windows',
      {},
      around(FILES, { '/run/user': 'file@example.org\r\n', '/run/password': 'x\r\n' }),
      ...(['file@example.org', 'x'] as const),
    ],
    [
      'allow a dollar sign in a password',
      { username: 'own@example.org', password: '$5{a' },
      around({}),
      ...(['own@example.org', '$5{a'] as const),
    ],
  ];
  for (const [what, fields, surroundings, ...gives] of found)
    it(what, () => {
      const { username, password } = resolveCredentials(fields, surroundings);
      assert.deepEqual([username.reveal(), password.reveal()], gives);
    });

  it('take a password that only looks a little like a variable as it is', () => {
    for (const password of [
      '$(abc}',
      '${abc)',
      '$abc',
      '${}',
      '${a b}',
      '$()',
      'x${abc}',
      '${abc}x',
      '{abc}',
      '$',
    ])
      assert.equal(
        resolveCredentials({ username: 'own@example.org', password }, around(ENV)).password.reveal(),
        password,
      );
  });

  const onlyMail = { ...FILES, NETATMO_USERNAME: 'env@example.org' };
  const missing: readonly [what: string, Fields, Environment, names: RegExp][] = [
    ['without anything', {}, around({}), /No e-mail/],
    ['without an e-mail', { password: 'x' }, around({}), /No e-mail/],
    ['with an e-mail of spaces', { username: '   ', password: 'x' }, around({}), /No e-mail/],
    ['without a password', { username: 'own@example.org' }, around({}), /No password/],
    [
      'for another e-mail than the environment’s',
      { username: 'other@example.org' },
      around(ENV),
      /No password/,
    ],
    [
      'for another e-mail than the file’s',
      { username: 'other@example.org' },
      around(FILES, ON_DISK),
      /No password/,
    ],
    [
      'when the e-mail’s variable is not set',
      { username: '${MY_MAIL}', password: 'x' },
      around({}),
      /MY_MAIL/,
    ],
    ['when it is not, though others would do', { username: '${MY_MAIL}' }, around(ENV), /MY_MAIL/],
    ['when the password’s is not', { ...NODE, password: '$(MY_PASS)' }, around({}), /MY_PASS is not set/],
    ['when a file cannot be read', {}, around(FILES), /NETATMO_USERNAME_FILE/],
    ['when the password’s file cannot be read', {}, around(onlyMail), /NETATMO_PASSWORD_FILE/],
  ];
  for (const [what, fields, surroundings, names] of missing)
    it(`are missing ${what}, and the error says which`, () =>
      assert.throws(
        () => resolveCredentials(fields, surroundings),
        (error) =>
          error instanceof NetatmoError &&
          error.code === 'CREDENTIALS_MISSING' &&
          names.test(error.message) &&
          !/\/run|example/.test(error.message),
      ));
});

describe('a variable whose value is no text', () => {
  const noText = fc.oneof(
    fc.constantFrom<unknown>(MASK, 12345678, 0, NaN, true, false, Buffer.from('secret'), {}, [], 7n),
    fc.anything().filter((value) => typeof value !== 'string' && value !== undefined && value !== null),
  );
  const refused = (field: 'username' | 'password', value: unknown): void =>
    assert.throws(
      () =>
        resolveCredentials(
          { ...NODE, [field]: value, entered: { ...NODE, [field]: '${MY_VAR}' } },
          around({ ...ENV, ...FILES }, ON_DISK),
        ),
      (error) =>
        error instanceof CredentialsMissing &&
        error.message.includes('MY_VAR') &&
        !/secret|12345678/.test(error.message) &&
        JSON.stringify(error.missing) === '{"what":"variable","name":"MY_VAR"}',
    );

  for (const field of ['username', 'password'] as const)
    it(`is a missing ${field} that names the variable, whatever else would do`, () => {
      fc.assert(fc.property(noText, (value) => refused(field, value)));
    });

  it('is told without a name where the field was no variable', () => {
    assert.throws(() => resolveCredentials({ ...NODE, password: 7 }, around({})), /A variable here/);
    assert.throws(() => resolveHomeId(7, around({})), /A variable here is not a text \(home id\)/);
  });

  it('is found in the process’s environment too: the editor’s mask is no password', () => {
    for (const name of ['NETATMO_USERNAME', 'NETATMO_PASSWORD'])
      assert.throws(
        () => resolveCredentials({}, around({ ...ENV, [name]: MASK })),
        (error) => error instanceof CredentialsMissing && error.message.includes(name),
      );
  });

  it('is no password in a file either', () => {
    for (const name of ['NETATMO_USERNAME', 'NETATMO_PASSWORD'])
      for (const end of ['', '\n', '\r\n'])
        assert.throws(
          () =>
            resolveCredentials(
              {},
              around({ ...ENV, [name]: '', [`${name}_FILE`]: '/mask' }, { '/mask': MASK + end }),
            ),
          (error) => error instanceof CredentialsMissing && error.message.includes(`${name}_FILE`),
        );
  });

  it('is no key to write a file with', () => {
    assert.throws(() => resolveSessionKeys({ sessionKey: Buffer.alloc(32) }, around({})), CredentialsMissing);
  });
});

describe('the home id', () => {
  it('is the node’s, else the environment’s, else its file’s, else none', () => {
    const env = { NETATMO_HOME_ID: ' b ', NETATMO_HOME_ID_FILE: '/home' };
    assert.equal(resolveHomeId('a', around(env)), 'a');
    assert.equal(resolveHomeId('', around(env)), 'b');
    assert.equal(resolveHomeId('', around({ NETATMO_HOME_ID_FILE: '/home' }, { '/home': 'c\n' })), 'c');
    assert.equal(resolveHomeId('', around({})), '');
  });
});

describe('session keys', () => {
  const keys = (...args: Parameters<typeof resolveSessionKeys>): [string | undefined, string[]] => {
    const { current, old } = resolveSessionKeys(...args);
    return [current?.reveal(), old.map((key) => key.reveal())];
  };

  it('are the node’s own where the environment has none', () => {
    assert.deepEqual(keys({ sessionKey: 'own' }, around({})), ['own', []]);
  });

  it('are the environment’s before the node’s, which still reads', () => {
    assert.deepEqual(keys({ sessionKey: 'own' }, around({ NETATMO_SESSION_KEY: 'env' })), ['env', ['own']]);
  });

  it('come from a file, with an old one for reading', () => {
    const env = { NETATMO_SESSION_KEY_FILE: '/key', NETATMO_SESSION_KEY_OLD: 'old' };
    assert.deepEqual(keys({}, around(env, { '/key': 'new\n' })), ['new', ['old']]);
  });

  it('are none with only an old key: that one never writes', () => {
    assert.deepEqual(keys({}, around({ NETATMO_SESSION_KEY_OLD: 'old' })), [undefined, []]);
  });
});

const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constantFrom('', ' ', '${X}', '$(X)'));
const VARIABLES = ['USERNAME', 'PASSWORD', 'HOME_ID', 'SESSION_KEY'].map((name) => `NETATMO_${name}`);
const env = fc.dictionary(
  fc.constantFrom(...VARIABLES, ...VARIABLES.map((name) => `${name}_FILE`), 'NETATMO_SESSION_KEY_OLD'),
  text,
);

describe('credentials, whatever the node, the environment and the files hold', () => {
  it('are an e-mail and a password, or CREDENTIALS_MISSING, which gives nothing of them away', () => {
    fc.assert(
      fc.property(
        fc.record({ username: text, password: text, sessionKey: text }, { requiredKeys: [] }),
        env,
        fc.option(text),
        (fields, variables, file) => {
          const readFile = (): string => {
            if (file === null) throw new Error('ENOENT');
            return file;
          };
          const around = { env: variables, readFile };
          try {
            const { username, password } = resolveCredentials(fields, around);
            assert.equal(username.reveal(), username.reveal().trim());
            assert.ok(username.reveal().length > 0 && password.reveal().length > 0);
            // A password is used as it stands, and only with its own e-mail.
            if (fields.password) assert.equal(password.reveal(), fields.password);
            resolveHomeId('', around);
            resolveSessionKeys(fields, around);
          } catch (error) {
            assert.ok(error instanceof NetatmoError && error.code === 'CREDENTIALS_MISSING', String(error));
            for (const secret of [fields.password, fields.username])
              if (secret && secret.length > 12) assert.ok(!error.message.includes(secret));
          }
        },
      ),
      { numRuns: runs(500) },
    );
  });
});

const of = (service: string, username: string, password: string) =>
  identify({ service }, { username: new Secret(username), password: new Secret(password) });

describe('what tells accounts apart', () => {
  const one = of('netatmo', 'someone@example.org', 'secret');
  for (const [what, other, isSame] of [
    ['the e-mail in other letters', of('netatmo', 'SomeOne@Example.org', 'secret'), true],
    ['another e-mail', of('netatmo', 'other@example.org', 'secret'), false],
    ['the password in other letters', of('netatmo', 'someone@example.org', 'Secret'), false],
    ['another service', of('simulated', 'someone@example.org', 'secret'), false],
  ] as const)
    it(`is ${isSame ? 'not ' : ''}${what}`, () => assert.equal(other.key === one.key, isSame));

  it('counts the passwords of one e-mail together', () =>
    assert.equal(of('netatmo', 'SOMEONE@example.org', 'other').email, one.email));

  it('shows neither e-mail nor password', () => {
    assert.match(one.key, /^[0-9a-f]{64}$/);
  });
});
