import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as v from 'valibot';
import { resolveCredentials, resolveHomeId, resolveSessionKeys } from '../../src/account/credentials';
import { emptyAccount, parseAccount, type StoredAccount } from '../../src/account/stored-account';
import { NetatmoError } from '../../src/cloud/errors';
import type { StoredSession } from '../../src/cloud/session-store';
import { EMPTY_ROOM_STATE } from '../../src/correction/room-state';
import { runs } from '../support/random-inputs';

const NOW = Date.UTC(2026, 0, 12, 8);
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

describe('a stored account, whatever the file holds', () => {
  const EMAIL = 'a@example.org';
  const good = emptyAccount(EMAIL);
  const time = fc.nat(2 * NOW);
  const latch = fc.record({
    code: fc.constantFrom('CREDENTIALS_REJECTED', 'TWO_FACTOR_REQUIRED', 'SIGN_IN_BLOCKED'),
    text: fc.string(),
    since: time,
  });
  const last = fc.record({
    at: time,
    measured: fc.constant(19),
    corrected: fc.constant(20),
    settled: fc.boolean(),
    unseen: fc.nat(9),
  });
  const whole = fc.record({
    salt: fc.constant(good.salt),
    email: fc.constant(good.email),
    ledger: fc.record({
      attempts: fc.array(time, { maxLength: 64 }),
      failures: fc.nat(9),
      pause: fc.option(fc.record({ since: time, ms: fc.nat() })),
    }),
    sessions: fc.dictionary(
      fc.constantFrom('cd'.repeat(32), 'ef'.repeat(32)),
      fc.record({ cookies: fc.constant<StoredSession['cookies']>([]), latch: fc.option(latch) }),
    ),
    rooms: fc.dictionary(
      fc.constantFrom('home room', 'home other'),
      fc
        .record({ last: fc.option(last), baselineAt: fc.option(time) })
        .map((known) => ({ ...EMPTY_ROOM_STATE, ...known })),
    ),
  });

  const timesOf = ({ ledger, sessions, rooms }: StoredAccount): readonly number[] => [
    ...ledger.attempts,
    ledger.pause?.since ?? 0,
    ...Object.values(sessions).map((session) => session.latch?.since ?? 0),
    ...Object.values(rooms).flatMap((room) => [room.last?.at ?? 0, room.baselineAt ?? 0]),
  ];

  it('is what was written, with times that have passed', () => {
    fc.assert(
      fc.property(whole, (written) => {
        const account = parseAccount(written, EMAIL, NOW);
        assert.ok(account);
        assert.deepEqual(
          timesOf(account),
          timesOf(written).map((at) => Math.min(at, NOW)),
        );
        assert.equal(parseAccount(written, 'b@example.org', NOW), undefined, 'of nobody else');
      }),
    );
  });

  it('is refused as a whole when a part of it is spoiled', () => {
    const spoilers: readonly ((account: StoredAccount, junk: unknown) => unknown)[] = [
      (_, junk) => junk,
      (account, junk) => ({ ...account, salt: junk }),
      (account, junk) => ({ ...account, email: junk }),
      (account, junk) => ({ ...account, ledger: junk }),
      (account, junk) => ({ ...account, ledger: { ...account.ledger, attempts: [junk] } }),
      (account, junk) => ({ ...account, sessions: { ['cd'.repeat(32)]: junk } }),
      (account, junk) => ({ ...account, rooms: { 'home room': junk } }),
    ];
    // A number may be a time; nothing else that is made up here is a part of an account by chance.
    const junk = fc.anything().filter((value) => typeof value !== 'number');
    fc.assert(
      fc.property(whole, fc.constantFrom(...spoilers), junk, (account, spoil, value) => {
        assert.throws(() => parseAccount(spoil(account, value), EMAIL, NOW), v.ValiError);
      }),
      { numRuns: runs(500) },
    );
  });
});
