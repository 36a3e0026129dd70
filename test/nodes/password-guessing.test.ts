import assert from 'node:assert/strict';
import { DAY, HOUR, MINUTE } from '../../src/clock';
import { fault } from '../../testkit';
import { benches, type Bench } from './support/bench';
import { DEMO_ROOMS, found, press, refusal, type Answer } from './support/dialogs';
import { flow, KEPT, LOGIN, tab } from './support/flows';

/** What Node-RED's editor holds in the place of a stored password. */
const STORED = '__PWRD__';
/** How many passwords the cloud gets at most. */
const CAPS = [
  { length: 15 * MINUTE, most: 3 },
  { length: HOUR, most: 6 },
  { length: DAY, most: 12 },
] as const;

const guesses = (count: number): string[] => Array.from({ length: count }, (_, i) => `guess ${String(i)}`);
const type = (password: string): Promise<Answer> => press({ ...LOGIN, password });
/** All that an answer tells, except for the time that passes while one looks. */
const shape = ({ status, headers, body }: Answer): unknown => {
  const names = Object.keys(headers).filter((name) => name !== 'date');
  const { code, message, retryAfterMs } = body.error ?? {};
  return { status, names, keys: Object.keys(body.error ?? {}), code, message, waits: typeof retryAfterMs };
};
const waitOf = ({ body }: Answer): number => body.error?.retryAfterMs ?? 0;

describe('somebody who guesses the password with the test button', () => {
  const open = benches();

  /** An account that is deployed and has a session; one password was sent for that. */
  const signedIn = async (credentials = KEPT): Promise<Bench> => {
    const bench = await open();
    await bench.start(flow(), credentials);
    await bench.send({ payload: 22 });
    return bench;
  };

  it('gets two answers, and of 400 further guesses not even the right one is told apart or asks anything', async () => {
    const bench = await signedIn();
    const [first, second, ...rest] = guesses(402);
    for (const guess of [first!, second!])
      assert.deepEqual(refusal(await type(guess)), [502, 'CREDENTIALS_REJECTED']);
    const asked = bench.simulator.log.total;
    const answers: Answer[] = [];
    for (const guess of rest.toSpliced(200, 0, LOGIN.password)) answers.push(await type(guess));
    const [model] = answers;
    assert.deepEqual(refusal(model!), [502, 'SIGN_IN_PAUSED']);
    for (const answer of answers) assert.deepEqual(shape(answer), shape(model!));
    const waits = answers.map(waitOf);
    assert.deepEqual(
      waits,
      waits.toSorted((a, b) => b - a),
      'the wait only gets shorter, for the right one as for all others',
    );
    assert.equal(bench.signIns, 3);
    assert.equal(bench.simulator.log.total, asked);
  });

  it('gets no further with all guesses at once', async () => {
    const bench = await signedIn();
    const answers = await Promise.all(guesses(300).map(type));
    const codes = answers.map(({ body }) => body.error?.code);
    assert.equal(codes.filter((code) => code === 'CREDENTIALS_REJECTED').length, 2);
    assert.equal(codes.filter((code) => code === 'SIGN_IN_PAUSED').length, 298);
    assert.equal(bench.signIns, 3);
  });

  it('gets through the caps no oftener than a flow would, in a day and an hour of guesses', async () => {
    const bench = await signedIn();
    const sent: number[] = [bench.clock.now()];
    for (const guess of guesses(200)) {
      const before = bench.signIns;
      await type(guess);
      if (bench.signIns > before) sent.push(bench.clock.now());
      bench.clock.skip(7.5 * MINUTE);
    }
    for (const { length, most } of CAPS) {
      const fullest = Math.max(
        ...sent.map((from) => sent.filter((at) => at >= from && at < from + length).length),
      );
      assert.ok(fullest <= most, `${String(fullest)} passwords within ${String(length / MINUTE)} min`);
    }
    assert.equal(sent.length, bench.signIns);
  });

  it('pays for the right guess as for a wrong one, also where a session answers for it', async () => {
    const bench = await signedIn();
    assert.deepEqual(found(await type(LOGIN.password)), DEMO_ROOMS);
    assert.deepEqual(refusal(await type('guess 1')), [502, 'CREDENTIALS_REJECTED']);
    assert.deepEqual(refusal(await type('guess 2')), [502, 'SIGN_IN_PAUSED']);
    assert.equal(bench.signIns, 2);
  });

  it('pays for a guess that a node was refused with before', async () => {
    const bench = await open();
    await bench.start(flow(), { a1: { ...LOGIN, password: 'mistyped' } });
    await bench.send({ payload: 22 });
    for (const guess of ['mistyped', 'guess 1'])
      assert.deepEqual(refusal(await type(guess)), [502, 'CREDENTIALS_REJECTED']);
    assert.deepEqual(refusal(await type('guess 2')), [502, 'SIGN_IN_PAUSED']);
    assert.equal(bench.signIns, 2);
  });

  it('pays for a guess whose answer does not come, once', async () => {
    const bench = await signedIn();
    bench.simulator.faults.always('homesdata', fault.gateway(503));
    for (let i = 0; i < 3; i += 1)
      assert.deepEqual(refusal(await type(LOGIN.password)), [502, 'CLOUD_ERROR']);
    assert.deepEqual(refusal(await type('guess 1')), [502, 'CREDENTIALS_REJECTED']);
    assert.deepEqual(refusal(await type('guess 2')), [502, 'SIGN_IN_PAUSED']);
  });

  it('learns nothing while signing in pauses after failures that pass', async () => {
    const bench = await signedIn();
    bench.simulator.faults.next('postlogin', fault.gateway(503));
    await type('guess 1');
    const [wrong, right] = [await type('guess 2'), await type(LOGIN.password)];
    assert.deepEqual(refusal(wrong), [502, 'SIGN_IN_PAUSED']);
    assert.deepEqual(shape(right), shape(wrong));
    assert.equal(bench.signIns, 2);
  });

  it('lengthens no wait by pressing on, and counts nothing', async () => {
    const bench = await signedIn();
    for (const guess of guesses(2)) await type(guess);
    const wait = waitOf(await type('guess 2'));
    for (const guess of guesses(100)) await type(guess);
    bench.clock.skip(wait);
    // Had they counted, the cap of the hour would hold now.
    assert.deepEqual(refusal(await type('another guess')), [502, 'CREDENTIALS_REJECTED']);
    assert.equal(bench.signIns, 4);
  });

  it('is stopped by what was typed before a restart too', async () => {
    const bench = await signedIn();
    assert.deepEqual(found(await type(LOGIN.password)), DEMO_ROOMS);
    await type('guess 1');
    await bench.restart();
    assert.deepEqual(refusal(await type('guess 2')), [502, 'SIGN_IN_PAUSED']);
    assert.deepEqual(refusal(await type(LOGIN.password)), [502, 'SIGN_IN_PAUSED']);
    assert.equal(bench.signIns, 2);
  });

  it('cannot write the e-mail in another way to begin anew', async () => {
    const bench = await signedIn();
    for (const guess of guesses(2)) await type(guess);
    for (const username of [` ${LOGIN.username} `, LOGIN.username.toUpperCase()])
      for (const password of ['guess 2', LOGIN.password])
        assert.deepEqual(refusal(await press({ username, password })), [502, 'SIGN_IN_PAUSED']);
    assert.equal(bench.signIns, 3);
  });

  it('cannot make the requests of the flows scarce with limits of a dialog', async () => {
    const bench = await signedIn();
    await press({ ...LOGIN, password: 'guess 1', limitPer10s: 1, limitPerHour: 1 });
    const answers = await Promise.all([
      press({ ...LOGIN, password: STORED, limitPer10s: 1, limitPerHour: 1 }),
      bench.send({}, 'get'),
    ]);
    assert.deepEqual(found(answers[0]), DEMO_ROOMS);
    assert.equal(answers[1].sent.length, 1);
  });
});

describe('somebody who has mistyped the password', () => {
  const open = benches();

  it('may try another at once, and repeat one that was answered without that it counts', async () => {
    const bench = await open();
    await bench.start(tab(), {});
    for (let i = 0; i < 10; i += 1)
      assert.deepEqual(refusal(await type('mistyped')), [502, 'CREDENTIALS_REJECTED']);
    assert.equal(bench.signIns, 1);
    for (let i = 0; i < 10; i += 1) assert.deepEqual(found(await type(LOGIN.password)), DEMO_ROOMS);
    assert.equal(bench.signIns, 2);
    assert.deepEqual(refusal(await type('guess 2')), [502, 'CREDENTIALS_REJECTED'], 'the third that counts');
  });

  it('may test the stored one while a cap holds', async () => {
    const bench = await open();
    await bench.start(flow(), KEPT);
    await bench.send({ payload: 22 });
    for (const guess of guesses(3)) await type(guess);
    assert.deepEqual(refusal(await type(LOGIN.password)), [502, 'SIGN_IN_PAUSED']);
    assert.deepEqual(found(await type(STORED)), DEMO_ROOMS);
    assert.equal(bench.signIns, 3);
  });

  it('may test the one of the environment while a cap holds', async () => {
    const bench = await open();
    Object.assign(bench.env, { NETATMO_USERNAME: LOGIN.username, NETATMO_PASSWORD: LOGIN.password });
    await bench.start(flow(), {});
    await bench.send({ payload: 22 });
    for (const guess of guesses(3)) await type(guess);
    assert.deepEqual(found(await press({ username: '', password: '' })), DEMO_ROOMS);
  });

  it('is told from when the cloud is asked again, and then it is', async () => {
    const bench = await open();
    await bench.start(tab(), {});
    for (const guess of guesses(3)) await type(guess);
    const wait = waitOf(await type(LOGIN.password));
    assert.ok(Math.abs(wait - 15 * MINUTE) < 10_000, String(wait));
    bench.clock.skip(wait);
    assert.deepEqual(found(await type(LOGIN.password)), DEMO_ROOMS);
  });

  it('finds the session of a good test where the next message needs it', async () => {
    const bench = await open();
    await bench.start(tab(), {});
    await type('mistyped');
    assert.deepEqual(found(await type(LOGIN.password)), DEMO_ROOMS);
    await bench.deploy(flow(), KEPT);
    assert.equal((await bench.send({ payload: 22 })).sent.length, 1);
    assert.equal(bench.signIns, 2);
  });
});
