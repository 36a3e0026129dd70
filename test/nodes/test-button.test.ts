import assert from 'node:assert/strict';
import { MINUTE } from '../../src/clock';
import { fault } from '../../testkit';
import { admin, asEditor, benches } from './support/bench';
import { DEMO_ROOMS, found, press, refusal, TEST, type Answer } from './support/dialogs';
import { ACCOUNT, CREDENTIALS, flow, KEPT, LOGIN, SESSION_KEY, tab } from './support/flows';

/** What Node-RED's editor holds in the place of a stored password. */
const STORED = '__PWRD__';

describe('the requests of the test button', () => {
  const open = benches();

  it('sign in with what the dialog holds before the account is deployed; the deploy needs no sign-in then', async () => {
    const bench = await open();
    await bench.start(tab(), {});
    assert.deepEqual(found(await press()), DEMO_ROOMS);
    assert.equal(bench.signIns, 1);
    await bench.deploy(flow(), KEPT);
    assert.equal((await bench.send({ payload: 22 })).sent.length, 1);
    assert.equal(bench.signIns, 1);
    await bench.restart();
    await bench.send({ payload: 22 });
    assert.equal(bench.signIns, 1);
  });

  it('use the session of a deployed account', async () => {
    const bench = await open();
    await bench.start();
    await bench.send({ payload: 22 });
    assert.deepEqual(found(await press({ ...LOGIN, password: STORED })), DEMO_ROOMS);
    assert.equal(bench.signIns, 1);
  });

  it('sign in once at most, however often they are pressed at the same time', async () => {
    const bench = await open();
    await bench.start(tab(), {});
    const answers = await Promise.all([press(), press(), press()]);
    assert.deepEqual(answers.map(found), [DEMO_ROOMS, DEMO_ROOMS, DEMO_ROOMS]);
    assert.equal(bench.signIns, 1);
  });

  it('tell a wrong password, and within 15 min from when the cloud is asked again, without asking it', async () => {
    const bench = await open();
    await bench.start(tab(), {});
    const wrong = { ...LOGIN, password: 'a secret' };
    assert.deepEqual(refusal(await press(wrong)), [502, 'CREDENTIALS_REJECTED']);
    const total = bench.simulator.log.total;
    bench.clock.skip(MINUTE);
    const again = await press(wrong);
    assert.deepEqual(refusal(again), [502, 'CREDENTIALS_REJECTED']);
    const { retryAfterMs = 0 } = again.body.error ?? {};
    assert.ok(Math.abs(retryAfterMs - 14 * MINUTE) < 10_000, String(retryAfterMs));
    assert.equal(bench.simulator.log.total, total);
    bench.clock.skip(retryAfterMs);
    assert.deepEqual(refusal(await press(wrong)), [502, 'CREDENTIALS_REJECTED']);
    assert.equal(bench.signIns, 2);
  });

  it('end the latch of a deployed account 15 min after the refusal', async () => {
    const bench = await open({ simulator: { cloud: { signInEnd: 'two-factor' } } });
    await bench.start();
    await bench.send({ payload: 22 });
    bench.simulator.cloud.settings.signInEnd = 'keychain';
    const stored = { ...LOGIN, password: STORED };
    assert.deepEqual(refusal(await press(stored)), [502, 'TWO_FACTOR_REQUIRED']);
    bench.clock.skip(15 * MINUTE);
    assert.deepEqual(found(await press(stored)), DEMO_ROOMS);
    assert.equal((await bench.send({ payload: 22 })).sent.length, 1);
    assert.equal(bench.signIns, 2);
  });

  it('take the stored password for the e-mail that it is stored with', async () => {
    const bench = await open();
    await bench.start();
    const stored = { username: ` ${LOGIN.username.toUpperCase()} `, password: STORED };
    assert.deepEqual(found(await press(stored)), DEMO_ROOMS);
  });

  it('never send the stored password with another e-mail', async () => {
    const bench = await open();
    await bench.start();
    for (const username of ['other@example.org', '', '${NETATMO_USERNAME}']) {
      assert.deepEqual(refusal(await press({ username, password: STORED })), [400, 'CREDENTIALS_MISSING']);
    }
    assert.equal(bench.simulator.log.total, 0);
  });

  it('are 409 when there is no stored password, or the node is no account', async () => {
    const bench = await open();
    await bench.start(flow(), { ...CREDENTIALS, set: { ...LOGIN } });
    const stored = { ...LOGIN, password: STORED };
    for (const id of ['nowhere', 'set']) {
      const answer = await press(stored, {}, `/netatmo-truetemp/${id}/test`);
      assert.deepEqual(refusal(answer), [409, 'CREDENTIALS_MISSING']);
    }
    assert.equal(bench.simulator.log.total, 0);
  });

  describe('with ${VAR} and $(VAR)', () => {
    const names = { TEST_DIALOG_EMAIL: LOGIN.username, TEST_DIALOG_PASSWORD: LOGIN.password };
    const given = { username: '${TEST_DIALOG_EMAIL}', password: '$(TEST_DIALOG_PASSWORD)' };
    beforeEach(() => void Object.assign(process.env, names));
    afterEach(() => Object.keys(names).forEach((name) => Reflect.deleteProperty(process.env, name)));

    it('take what the variables hold, typed or stored, deployed or not', async () => {
      const bench = await open();
      await bench.start(tab(), {});
      assert.deepEqual(found(await press(given)), DEMO_ROOMS);
      await bench.deploy(flow(), { [ACCOUNT]: given });
      assert.deepEqual(found(await press(given)), DEMO_ROOMS);
      assert.deepEqual(found(await press({ ...given, password: STORED })), DEMO_ROOMS);
      assert.equal((await bench.send({ payload: 22 })).sent.length, 1);
      assert.equal(bench.signIns, 1);
    });

    it('name a variable that is not set', async () => {
      const bench = await open();
      await bench.start(tab(), {});
      const answer = await press({ ...LOGIN, password: '${TEST_DIALOG_UNSET}' });
      assert.deepEqual(refusal(answer), [502, 'CREDENTIALS_MISSING']);
      assert.match(answer.body.error?.message ?? '', /TEST_DIALOG_UNSET/);
      assert.equal(bench.simulator.log.total, 0);
    });
  });

  it('fall back to variables when the fields are empty', async () => {
    const bench = await open();
    Object.assign(bench.env, { NETATMO_USERNAME: LOGIN.username, NETATMO_PASSWORD: LOGIN.password });
    await bench.start(tab(), {});
    assert.deepEqual(found(await press({ username: '', password: '' })), DEMO_ROOMS);
  });

  it('try the simulated home without credentials', async () => {
    const bench = await open();
    await bench.start(tab(), {});
    assert.deepEqual(found(await press({ service: 'simulated' })), DEMO_ROOMS);
  });

  it('write no file for an account that is not deployed', async () => {
    const bench = await open();
    bench.env['NETATMO_SESSION_KEY'] = SESSION_KEY;
    await bench.start(tab(), {});
    found(await press());
    assert.deepEqual(bench.kept, []);
  });

  it('leave the session of a deployed account alone when another password is refused', async () => {
    const bench = await open();
    await bench.start();
    await bench.send({ payload: 22 });
    assert.deepEqual(refusal(await press({ ...LOGIN, password: 'a secret' })), [502, 'CREDENTIALS_REJECTED']);
    assert.equal((await bench.send({}, 'get')).sent.length, 1);
    assert.equal(bench.signIns, 2);
  });

  it('list a home without rooms that can be corrected too', async () => {
    const homes = [
      { name: 'Empty', rooms: [] },
      { name: 'House', rooms: [{ name: 'Kitchen' }, { name: 'Hall', heating: null }] },
      { name: 'Shed', rooms: [{ name: 'Store', heating: null }] },
    ];
    const bench = await open({ simulator: { homes } });
    await bench.start(tab(), {});
    const { body } = await press();
    assert.deepEqual(
      body.homes?.map(({ name, rooms }) => [name, rooms.map((room) => room.name)]),
      [
        ['Empty', []],
        ['House', ['Kitchen']],
        ['Shed', []],
      ],
    );
  });

  it('list what is there now, not what flows have read before', async () => {
    const bench = await open();
    await bench.start();
    await bench.send({}, 'get');
    bench.simulator.house.addRoom({ name: 'Office' });
    bench.simulator.house.removeRoom('Bathroom');
    const stored = { ...LOGIN, password: STORED };
    const now = ['Living room', 'Kitchen', 'Bedroom', 'Office'];
    assert.deepEqual(found(await press(stored)), now);
    bench.simulator.house.removeRoom('Office');
    assert.deepEqual(found(await press(stored)), now.slice(0, 3));
  });

  it('tell trouble of the cloud', async () => {
    const bench = await open();
    await bench.start(tab(), {});
    bench.simulator.faults.always('homesdata', fault.gateway(503));
    assert.deepEqual(refusal(await press()), [502, 'CLOUD_ERROR']);
  });

  const bodies: readonly [name: string, body: object][] = [
    ['an unknown service', { service: 'https://evil.example' }],
    ['a password that is no text', { username: 'a', password: { a: 1 } }],
    ['an endless password', { ...LOGIN, password: 'x'.repeat(1_001) }],
    ['an e-mail that is no text', { username: ['a'], password: 'a' }],
  ];
  for (const [name, body] of bodies) {
    it(`are 400 with ${name}`, async () => {
      const bench = await open();
      await bench.start(tab(), {});
      assert.deepEqual(refusal(await press(body)), [400, 'CONFIG']);
      assert.equal(bench.simulator.log.total, 0);
    });
  }

  it('are CONFIG with a limit that is no whole number above 0', async () => {
    const bench = await open();
    await bench.start(tab(), {});
    assert.deepEqual(refusal(await press({ ...LOGIN, limitPer10s: 0 })), [502, 'CONFIG']);
    assert.equal(bench.simulator.log.total, 0);
  });

  for (const type of ['application/x-www-form-urlencoded', 'text/plain']) {
    it(`are 400 as ${type}, which a foreign form could send`, async () => {
      const bench = await open();
      await bench.start(tab(), {});
      const form = new URLSearchParams({ service: 'netatmo', ...LOGIN }).toString();
      const answer = (await admin()
        .post(TEST)
        .set(await asEditor())
        .set('content-type', type)
        .send(form)) as Answer;
      assert.deepEqual(refusal(answer), [400, 'CONFIG']);
      assert.equal(bench.simulator.log.total, 0);
    });
  }
});
