import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DAY } from '../../src/clock';
import { type Bench, benches, codeOf, reasonOf, until } from './support/bench';
import {
  account,
  ACCOUNT,
  CREDENTIALS,
  type Credentials,
  flow,
  getNode,
  KEPT,
  LOGIN,
  setNode,
  tab,
} from './support/flows';

const login = (more: Record<string, string>): Credentials => ({ [ACCOUNT]: { ...KEPT[ACCOUNT], ...more } });

describe('the session of an account node', () => {
  const open = benches();

  /** A bench with a correction done that the room has not taken up yet. */
  const corrected = async (credentials: Credentials = KEPT): Promise<Bench> => {
    const bench = await open({ simulator: { semantics: 'none' } });
    await bench.start(flow(), credentials);
    assert.equal(reasonOf(await bench.send({ payload: 22 })), 'corrected');
    return bench;
  };

  it('begins with the first message that needs the cloud; starting and deploying ask nothing', async () => {
    const bench = await open();
    await bench.start(flow(), KEPT);
    await bench.deploy(flow());
    await bench.restart();
    assert.equal(bench.simulator.log.total, 0);
    await bench.send({ payload: 22 });
    assert.equal(bench.signIns, 1);
  });

  it('takes one sign-in however many messages come at once', async () => {
    const bench = await open();
    await bench.start();
    const outcomes = await Promise.all([
      bench.sendAll([{ payload: 21 }, { payload: 22 }]),
      bench.sendAll([{}, {}], 'get'),
    ]);
    assert.deepEqual(
      outcomes.flat().map(({ sent }) => sent.length),
      [1, 1, 1, 1],
    );
    assert.equal(bench.signIns, 1);
  });

  for (const [name, credentials] of [
    ['with a key', KEPT],
    ['without a key', CREDENTIALS],
  ] as const) {
    it(`outlives a full deploy ${name}, and so do the rooms`, async () => {
      const bench = await corrected(credentials);
      const before = bench.simulator.log.total;
      await bench.deploy(flow({ name: 'renamed' }));
      assert.equal(bench.simulator.log.total, before);
      assert.equal(reasonOf(await bench.send({ payload: 22 })), 'settling');
      assert.equal(bench.signIns, 1);
      assert.equal(bench.simulator.log.corrections.length, 1);
    });
  }

  it('outlives a restart with a file, and so do the rooms', async () => {
    const bench = await corrected();
    await bench.restart();
    assert.equal(reasonOf(await bench.send({ payload: 22 })), 'settling');
    assert.equal(bench.signIns, 1);
  });

  it('is kept in one file that nobody else can read and that holds nothing readable', async () => {
    const bench = await corrected();
    assert.equal(bench.kept.length, 1);
    const directory = join(bench.userDir, 'netatmo-truetemp');
    const file = join(directory, bench.kept[0]!);
    assert.equal(statSync(directory).mode & 0o777, 0o700);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const text = readFileSync(file, 'latin1');
    for (const secret of ['demo', 'example', 'password', 'access_token', '1000000002', '1'.repeat(24)]) {
      assert.equal(text.includes(secret), false, secret);
    }
  });

  const fileless: readonly [name: string, config: object, credentials: Credentials][] = [
    ['without a key', {}, CREDENTIALS],
    ['with keepSession false', { keepSession: false }, KEPT],
  ];
  for (const [name, config, credentials] of fileless) {
    it(`has no file ${name}: a restart signs in again`, async () => {
      const bench = await open();
      await bench.start(flow({}, {}, config), credentials);
      await bench.send({ payload: 22 });
      assert.deepEqual(bench.kept, []);
      await bench.restart();
      await bench.send({ payload: 22 });
      assert.equal(bench.signIns, 2);
    });
  }

  it('loses its file when keepSession is switched off', async () => {
    const bench = await corrected();
    await bench.deploy(flow({}, {}, { keepSession: false }));
    await until(() => bench.kept.length === 0);
    assert.equal(reasonOf(await bench.send({ payload: 22 })), 'settling');
    assert.deepEqual([bench.signIns, bench.kept.length], [1, 0]);
  });

  it('loses its file also when keepSession is switched off in a disabled node', async () => {
    const bench = await corrected();
    await bench.deploy(flow({}, {}, { d: true, keepSession: false }));
    await until(() => bench.kept.length === 0);
  });

  it('ends with the last node of the account, and its file goes; what was corrected is known for a day', async () => {
    const bench = await corrected();
    await bench.deploy(tab(setNode()));
    await until(() => bench.kept.length === 0);
    await bench.deploy(flow());
    assert.equal(reasonOf(await bench.send({ payload: 22 })), 'settling');
    assert.equal(bench.signIns, 2);
  });

  it('corrects nothing twice when projects are switched and switched back', async () => {
    const bench = await corrected();
    const other = { id: 'other', type: 'netatmo-account' };
    for (let i = 0; i < 2; i += 1) {
      await bench.deploy(tab(setNode({ account: 'other' }), other), { other: { ...LOGIN, password: 'x' } });
      await bench.deploy(flow(), KEPT);
      assert.equal(reasonOf(await bench.send({ payload: 22 })), 'settling');
    }
  });

  it('works on when its node is deleted and brought back before the file is gone', async () => {
    const bench = await corrected();
    await bench.deploy(tab(setNode()));
    await bench.deploy(flow());
    assert.equal((await bench.send({ payload: 22 })).sent.length, 1);
    assert.equal((await bench.send({ payload: 22 })).sent.length, 1);
    assert.equal(bench.kept.length, 1);
  });

  it('keeps its file and the rooms while its node is disabled', async () => {
    const bench = await corrected();
    await bench.deploy(flow({}, {}, { d: true }));
    assert.equal(codeOf(await bench.send({ payload: 22 })), 'CONFIG');
    assert.equal(bench.kept.length, 1);
    await bench.deploy(flow());
    assert.equal(reasonOf(await bench.send({ payload: 22 })), 'settling');
    assert.equal(bench.signIns, 1);
  });

  it('loses its file at a start when the account is in the flows no more, and it was not used for 7 days', async () => {
    const bench = await corrected();
    await bench.restart(tab(setNode()), {});
    assert.equal(bench.kept.length, 1);
    bench.ageFiles(8);
    await bench.restart(tab(setNode()), {});
    await until(() => bench.kept.length === 0);
  });

  it('is void with another password; what is known of the rooms is not', async () => {
    const bench = await corrected();
    bench.simulator.cloud.setPassword('a new one');
    await bench.deploy(flow(), login({ password: 'a new one' }));
    assert.equal(reasonOf(await bench.send({ payload: 22 })), 'settling');
    assert.equal(bench.signIns, 2);
    await bench.restart();
    assert.equal(reasonOf(await bench.send({ payload: 22 })), 'settling');
    assert.equal(bench.signIns, 2);
  });

  it('is void with another password, also when the former one comes back', async () => {
    const bench = await corrected();
    await bench.deploy(flow(), login({ password: 'another' }));
    await bench.deploy(flow(), KEPT);
    assert.equal(reasonOf(await bench.send({ payload: 22 })), 'settling');
    assert.equal(bench.signIns, 2);
  });

  it('is void with another e-mail, and so is all that is known', async () => {
    const bench = await corrected();
    bench.simulator.credentials.email = 'other@example.org';
    await bench.deploy(flow(), login({ username: 'other@example.org' }));
    assert.equal(reasonOf(await bench.send({ payload: 22 })), 'corrected');
    assert.equal(bench.signIns, 2);
    assert.equal(bench.kept.length, 1);
  });

  it('is void with another service, and back; what was corrected is not', async () => {
    const bench = await corrected();
    await bench.deploy(flow({}, {}, { service: 'simulated' }));
    await until(() => bench.kept.length === 0);
    await bench.deploy(flow());
    assert.equal(reasonOf(await bench.send({ payload: 22 })), 'settling');
    assert.equal(bench.signIns, 2);
  });

  it('begins anew with another key, which makes the old file worthless', async () => {
    const bench = await corrected();
    await bench.restart(flow(), login({ sessionKey: randomBytes(32).toString('hex') }));
    await bench.send({ payload: 22 });
    assert.equal(bench.signIns, 2);
  });

  describe('takes its key from NETATMO_SESSION_KEY', () => {
    const key = '0a'.repeat(32);
    const restartedWith = async (env: Record<string, string>): Promise<number> => {
      const bench = await open();
      Object.assign(bench.env, { NETATMO_SESSION_KEY: key });
      await bench.start(flow(), CREDENTIALS);
      await bench.send({ payload: 22 });
      assert.equal(bench.kept.length, 1);
      Reflect.deleteProperty(bench.env, 'NETATMO_SESSION_KEY');
      Object.assign(bench.env, env);
      bench.files['/key'] = `${Buffer.from(key, 'hex').toString('base64')}\n`;
      await bench.restart();
      await bench.send({ payload: 22 });
      return bench.signIns;
    };
    const cases: readonly [name: string, env: Record<string, string>, signIns: number][] = [
      ['again', { NETATMO_SESSION_KEY: key }, 1],
      ['or a file, in base64', { NETATMO_SESSION_KEY_FILE: '/key' }, 1],
      [
        'or the old one, for reading',
        { NETATMO_SESSION_KEY: 'bb'.repeat(32), NETATMO_SESSION_KEY_OLD: key },
        1,
      ],
      ['but no other', { NETATMO_SESSION_KEY: 'bb'.repeat(32) }, 2],
    ];
    for (const [name, env, signIns] of cases) {
      it(name, async () => assert.equal(await restartedWith(env), signIns));
    }
  });

  describe('after a refusal', () => {
    const refused = async (credentials: Credentials): Promise<Bench> => {
      const bench = await open();
      await bench.start(flow(), credentials);
      assert.equal(codeOf(await bench.send({ payload: 22 })), 'CREDENTIALS_REJECTED');
      return bench;
    };

    it('asks nothing until the credentials change, not even after days and a deploy', async () => {
      const bench = await refused(login({ password: 'wrong' }));
      bench.clock.skip(3 * DAY);
      await bench.deploy(flow({ name: 'renamed' }));
      assert.equal(codeOf(await bench.send({ payload: 22 })), 'CREDENTIALS_REJECTED');
      assert.equal(bench.signIns, 1);
      await bench.deploy(flow(), KEPT);
      assert.equal(reasonOf(await bench.send({ payload: 22 })), 'corrected');
      assert.equal(bench.signIns, 2);
    });

    it('asks nothing after a restart with a file', async () => {
      const bench = await refused(login({ password: 'wrong' }));
      await bench.restart();
      assert.equal(codeOf(await bench.send({ payload: 22 })), 'CREDENTIALS_REJECTED');
      assert.equal(bench.signIns, 1);
    });

    it('does not forget it because another password was tried in between', async () => {
      const bench = await refused({ [ACCOUNT]: { ...LOGIN, password: 'wrong' } });
      await bench.deploy(flow(), login({ password: 'wrong too' }));
      assert.equal(codeOf(await bench.send({ payload: 22 })), 'CREDENTIALS_REJECTED');
      assert.equal(bench.signIns, 2);
    });
  });

  it('serves an account in a subflow, whose file stays over a restart', async () => {
    const bench = await open();
    const inside = [
      {
        id: '5b',
        type: 'subflow',
        name: 'Room',
        in: [{ x: 1, y: 1, wires: [{ id: '5e' }] }],
        out: [{ x: 2, y: 1, wires: [{ id: '5e', port: 0 }] }],
      },
      { ...account(), z: '5b' },
      setNode({ id: '5e', z: '5b', wires: [] }),
    ];
    const nodes = [...inside, ...tab(getNode({ id: '1c', type: 'subflow:5b', account: undefined }))];
    await bench.start(nodes, KEPT);
    bench.node('1c').receive({ payload: 22 });
    await until(() => bench.simulator.log.corrections.length === 1 && bench.kept.length === 1);
    await bench.deploy(nodes);
    await bench.restart();
    bench.node('1c').receive({ payload: 21 });
    await until(() => bench.simulator.log.counts().homestatus === 2);
    assert.deepEqual([bench.signIns, bench.kept.length], [1, 1]);
  });
});
