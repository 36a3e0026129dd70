import assert from 'node:assert/strict';
import { Deadline } from '../../src/cloud/deadline';
import { Drip, fault, type Fault } from '../../testkit';
import { type World, worlds } from '../support/world';

const MESSAGE_MS = 40_000;

describe('sending a correction over the wire', () => {
  const { signedIn } = worlds();
  let prepared = 0;
  beforeEach(() => (prepared = 0));

  const correct = (world: World, ms = MESSAGE_MS): Promise<void> => {
    const room = world.simulator.house.rooms.find(({ heating }) => heating !== null)!;
    const deadline = new Deadline(world.clock, { ms });
    const correction = { homeId: world.homeId, roomId: room.id, current: 21, corrected: 19.5 };
    const beforeSend = (): Promise<void> => {
      prepared += 1;
      return Promise.resolve();
    };
    return world.client.correct(correction, deadline, beforeSend).finally(() => deadline.dispose());
  };
  const posts = (world: World): number => world.simulator.log.counts().truetemperature;

  it('posts the four fields once, as JSON, with ids as texts', async () => {
    const world = await signedIn();
    await world.settle(correct(world));
    const [request, ...others] = world.simulator.log.requests;
    assert.equal(others.length, 0);
    assert.deepEqual(
      Object.entries(JSON.parse(request!.body) as object).map(([key, value]) => [key, typeof value]),
      [
        ['home_id', 'string'],
        ['room_id', 'string'],
        ['current_temperature', 'number'],
        ['corrected_temperature', 'number'],
      ],
    );
    assert.deepEqual(request!.violations, []);
    assert.equal(world.simulator.log.corrections.length, 1);
    assert.equal(prepared, 1);
    assert.equal(world.clock.timers, 0);
  });

  const unknown: readonly [string, () => Fault][] = [
    ['a reset before it was handled', fault.resetBefore],
    ['a reset after it was applied', fault.resetAfter],
    ['a 500', () => fault.gateway(500)],
    ['a 503 after it was applied', () => fault.answerAfter(503)],
    ['a 504', () => fault.gateway(504)],
    ['a 408', () => fault.answer(408)],
    ['a 500 that finds the token dead', () => fault.code(500, 3, 'Access token expired')],
    ['a 503 that forbids it', () => fault.code(503, 13, 'Operation is forbidden')],
    ['an HTML page', fault.htmlPage],
    ['an empty 200', () => fault.answer(200)],
    ['an empty 204', () => fault.answer(204)],
    ['a 200 of words', () => fault.answer(200, 'ok')],
    ['a cut answer', () => fault.truncate(5, true)],
    ['a cut answer of unknown length', () => fault.truncate(5, false)],
    ['a packed answer', fault.gzip],
    ['an answer beyond all size', () => fault.huge(3 * 1024 * 1024)],
    ['a header beyond all size', () => fault.hugeHeader(20_000)],
  ];
  for (const [name, make] of unknown) {
    it(`is sent exactly once and OUTCOME_UNKNOWN after ${name}`, async () => {
      const world = await signedIn();
      world.simulator.faults.always('truetemperature', make());
      assert.equal((await world.failure(correct(world))).code, 'OUTCOME_UNKNOWN');
      assert.equal(posts(world), 1);
      assert.equal(world.clock.timers, 0);
    });
  }

  it('tells status and code of an answer that left its outcome unknown', async () => {
    const world = await signedIn();
    world.simulator.faults.next('truetemperature', fault.code(500, 21, 'Invalid id'));
    const { status, netatmoCode } = await world.failure(correct(world));
    assert.deepEqual([status, netatmoCode], [500, 21]);
  });

  it('is sent exactly once and OUTCOME_UNKNOWN when no answer comes within 20 s', async () => {
    const world = await signedIn();
    world.simulator.faults.always('truetemperature', fault.hang(true));
    const failure = world.failure(correct(world));
    await world.until(() => posts(world) === 1);
    await world.clock.run(20_000);
    assert.equal((await failure).code, 'OUTCOME_UNKNOWN');
    assert.equal(posts(world), 1);
  });

  it('keeps 3 s of its message for reading back', async () => {
    const world = await signedIn();
    world.simulator.faults.always('truetemperature', fault.hang());
    const failure = world.failure(correct(world, 12_000));
    await world.until(() => posts(world) === 1);
    await world.clock.run(9_000);
    assert.equal((await failure).code, 'OUTCOME_UNKNOWN');
    assert.equal(world.clock.ticks(), 9_000);
  });

  it('is OUTCOME_UNKNOWN when the account closes after it was sent', async () => {
    const world = await signedIn();
    world.simulator.faults.always('truetemperature', fault.hang());
    const closing = new AbortController();
    const deadline = new Deadline(world.clock, { ms: MESSAGE_MS }, closing.signal);
    const correction = { homeId: world.homeId, roomId: '1', current: 21, corrected: 20 };
    const failure = world.failure(world.client.correct(correction, deadline, () => Promise.resolve()));
    await world.until(() => posts(world) === 1);
    closing.abort(new Error('closed'));
    assert.equal((await failure).code, 'OUTCOME_UNKNOWN');
  });

  const clear: readonly [string, () => Fault, string, number | undefined][] = [
    ['403 code 13', () => fault.code(403, 13, 'Operation is forbidden'), 'FORBIDDEN', 13],
    ['429 code 26', () => fault.code(429, 26, 'User usage reached'), 'RATE_LIMITED', 26],
    ['429 code 11', () => fault.code(429, 11, 'Failed to enter'), 'RATE_LIMITED', 11],
    ['500 code 11', () => fault.code(500, 11, 'device.setThermPoint'), 'RATE_LIMITED', 11],
    ['429 code "26"', () => fault.answer(429, '{"error":{"code":"26"}}'), 'RATE_LIMITED', 26],
    [
      'a complaint without a status',
      () => fault.okBut({ body: { errors: [{ code: 6 }] } }),
      'CLOUD_ERROR',
      6,
    ],
    ['an empty 403', fault.emptyForbidden, 'CLOUD_ERROR', undefined],
    ['400 code 21', () => fault.code(400, 21, 'Invalid id'), 'CLOUD_ERROR', 21],
    ['200 with an error', () => fault.okBut({ error: { code: 21, message: 'x' } }), 'CLOUD_ERROR', 21],
    ['200 with status failed', () => fault.okBut({ status: 'failed' }), 'CLOUD_ERROR', undefined],
    [
      'a device error',
      () => fault.okBut({ status: 'ok', body: { errors: [{ code: 6, id: 'x' }] } }),
      'CLOUD_ERROR',
      6,
    ],
    ['nothing to modify', () => fault.okBut({ error: { code: 7 } }), 'CLOUD_ERROR', 7],
    [
      'a device with nothing to modify',
      () => fault.okBut({ body: { errors: [{ code: 23 }] } }),
      'CLOUD_ERROR',
      23,
    ],
    [
      'an unreadable device error',
      () => fault.okBut({ status: 'ok', body: { errors: [{}] } }),
      'CLOUD_ERROR',
      1,
    ],
    [
      'a redirect',
      () => fault.redirectTo('https://api.netatmo.com/api/truetemperature', 307),
      'CLOUD_ERROR',
      undefined,
    ],
  ];
  for (const [name, make, code, netatmoCode] of clear) {
    it(`keeps ${code} after ${name} and is not sent again`, async () => {
      const world = await signedIn();
      world.simulator.faults.always('truetemperature', make());
      const error = await world.failure(correct(world));
      assert.equal(error.code, code);
      assert.equal(error.netatmoCode, netatmoCode);
      assert.equal(posts(world), 1);
    });
  }

  for (const [status, body] of [
    ...[200, 201, 202].flatMap((each) =>
      [
        'null',
        '"done"',
        '{}',
        '[]',
        '{"time_server":1}',
        '{"status":"ok"}',
        '{"body":{}}',
        '{"body":{"errors":[]}}',
      ].map((text) => [each, text] as const),
    ),
    [200, '{"error":null}'] as const,
  ]) {
    it(`counts ${status} ${body} as a yes`, async () => {
      const world = await signedIn();
      world.simulator.faults.next('truetemperature', fault.answer(status, body));
      await world.settle(correct(world));
      assert.equal(posts(world), 1);
    });
  }

  it('is sent again when nothing of it has left, at most twice, and prepared once', async () => {
    const world = await signedIn();
    await world.simulator.close();
    const error = await world.failure(correct(world));
    assert.equal(error.code, 'NETWORK');
    assert.equal(world.clock.ticks(), 500 + 1_000, 'two more tries');
    assert.equal(prepared, 1);
    assert.equal(posts(world), 0);
  });

  it('renews and replays when its token is refused before it has an effect', async () => {
    const world = await signedIn();
    world.simulator.cloud.expireTokens();
    await world.settle(correct(world));
    assert.deepEqual(world.routes, ['truetemperature', 'keychain', 'truetemperature']);
    assert.equal(world.simulator.log.corrections.length, 1);
    assert.equal(prepared, 1);
  });

  it('is sent twice and no more when a renewed token is refused in words', async () => {
    const world = await signedIn();
    world.simulator.faults.always('truetemperature', fault.forbiddenInWords());
    assert.equal((await world.failure(correct(world))).code, 'CLOUD_ERROR');
    assert.deepEqual(world.routes, ['truetemperature', 'keychain', 'truetemperature']);
    assert.equal(prepared, 1);
  });

  it('is not sent with less than 10 s left', async () => {
    const world = await signedIn();
    assert.equal((await world.failure(correct(world, 9_999))).code, 'TIMEOUT');
    assert.equal(posts(world), 0);
    assert.equal(prepared, 0);
    await world.settle(correct(world, 10_000));
    assert.equal(posts(world), 1);
  });

  it('is not sent when its preparation fails', async () => {
    const world = await signedIn();
    const deadline = new Deadline(world.clock, { ms: MESSAGE_MS });
    const correction = { homeId: world.homeId, roomId: '1', current: 21, corrected: 20 };
    const call = world.client.correct(correction, deadline, () => Promise.reject(new Error('disk')));
    await assert.rejects(world.settle(call), { message: 'disk' });
    assert.equal(world.simulator.log.total, 0);
    deadline.dispose();
  });

  it('is never sent after its message has ended while it waited for a free connection', async () => {
    const world = await signedIn();
    const drip = new Drip();
    world.simulator.faults.always('homestatus', fault.drip(drip));
    const reads = [1, 2].map(() => world.client.status(world.homeId, 'list').catch(() => undefined));
    await world.until(() => world.simulator.log.counts().homestatus === 2);
    const failure = world.failure(correct(world, 13_000));
    await world.clock.run(13_000);
    const error = await failure;
    assert.equal(error.code, 'TIMEOUT', 'nothing has left, so the outcome is known');
    world.abort();
    await world.settle(Promise.all(reads));
    for (let i = 0; i < 50; i += 1) await world.clock.run(0);
    assert.equal(posts(world), 0);
  });
});
