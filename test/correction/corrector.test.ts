import assert from 'node:assert/strict';
import { Deadline } from '../../src/cloud/deadline';
import { NetatmoError } from '../../src/cloud/errors';
import { BATH, failure, home, HOME, HOME_2, LIVING } from '../support/fake-cloud';
import { type Ask, MINUTE, reasonOf, SECOND, Workshop } from './workshop';

const roomsOf = (count: number): readonly (readonly [string, string])[] =>
  Array.from({ length: count }, (_, index) => [`${3_000_000_000 + index}`, `Room ${index}`] as const);

describe('a correction', () => {
  it('answers with the fields of the contract, in order', async () => {
    const shop = new Workshop();
    const answer = await shop.answer({ temperature: ' +21.337 ' }, 0);
    assert.equal(
      JSON.stringify(answer),
      JSON.stringify({
        changed: true,
        reason: 'corrected',
        room: { id: LIVING, name: 'Living room' },
        home: { id: HOME, name: 'Maison' },
        measuredTemperature: 20,
        trueTemperature: 21.337,
        correctedTemperature: 21.337,
        correction: 1.34,
        setpointTemperature: 19,
        dryRun: false,
        nextAt: null,
        at: '2026-01-12T08:00:00.000Z',
      }),
    );
    assert.deepEqual(shop.cloud.sent, [{ homeId: HOME, roomId: LIVING, current: 20, corrected: 21.337 }]);
  });

  it('costs two requests when warm', async () => {
    const shop = new Workshop();
    await shop.warm();
    assert.equal(await shop.outcome(), 'corrected');
    assert.deepEqual(shop.cloud.calls, [`status ${HOME} correction`, `correct ${LIVING}`]);
  });

  it('costs N + 1 requests for N rooms of one home', async () => {
    const shop = new Workshop();
    const rooms = roomsOf(30);
    shop.cloud.topology = [home(HOME, 'Maison', [...rooms, [LIVING, 'Living room']])];
    for (const [id] of rooms) shop.cloud.set(id, {});
    await shop.warm();
    shop.cloud.latency = 200;
    const answers = Promise.all(rooms.map(([room]) => shop.ask({ room })));
    await shop.clock.run(3 * SECOND);
    assert.deepEqual(new Set((await answers).map(reasonOf)), new Set(['corrected']));
    assert.equal(shop.cloud.calls.length, 31);
  });

  it('finds its room by name, in the home that is named', async () => {
    const shop = new Workshop();
    shop.cloud.topology = [...shop.cloud.topology, home(HOME_2, 'Chalet', [['7', 'living ROOM']])];
    shop.cloud.set('7', {});
    assert.equal((await shop.answer({ room: 'LIVING room' })).room.id, LIVING);
    assert.equal((await shop.answer({ room: 'living room', homeId: HOME_2 })).room.id, '7');
    assert.equal((await shop.answer({ room: 7, homeId: HOME_2 })).room.id, '7');
    assert.equal((await shop.answer({ room: 'living room', accountHomeId: HOME_2 })).room.id, '7');
  });

  it('is within tolerance, tried in a dry run, or held without changing anything', async () => {
    const shop = new Workshop();
    const near = await shop.answer({ temperature: 20.1 });
    assert.deepEqual(
      [near.changed, near.reason, near.correctedTemperature, near.correction],
      [false, 'within-tolerance', null, null],
    );
    const dry = await shop.answer({ settings: { dryRun: true } });
    assert.deepEqual(
      [dry.changed, dry.reason, dry.correctedTemperature, dry.correction, dry.dryRun],
      [false, 'dry-run', 21, 1, true],
    );
    shop.cloud.reflects = 'later';
    await shop.answer();
    const settling = await shop.answer({ temperature: 21.5 });
    assert.deepEqual(
      [
        settling.changed,
        settling.reason,
        settling.measuredTemperature,
        settling.trueTemperature,
        settling.correction,
      ],
      [false, 'settling', 20, 21.5, null],
    );
    assert.equal(settling.nextAt, '2026-01-12T09:00:06.000Z');
    assert.equal(shop.cloud.sent.length, 1);
  });

  it('marks the topology for the next list', async () => {
    const shop = new Workshop();
    await shop.warm();
    await shop.answer();
    await shop.homes.list(
      { homeId: '', filter: 'all', sensors: false },
      new Deadline(shop.clock, { ms: SECOND }),
    );
    assert.equal(shop.cloud.count('homes'), 1);
  });

  it('is told to the hook without names', async () => {
    const shop = new Workshop();
    await shop.answer();
    await shop.outcome({ temperature: 45 });
    await shop.outcome({ room: 'Cellar' });
    assert.deepEqual(shop.events, [
      { homeId: HOME, roomId: LIVING, outcome: 'corrected', changed: true, correction: 1 },
      { homeId: HOME, roomId: LIVING, outcome: 'CORRECTION_TOO_LARGE', changed: false, correction: null },
      { homeId: null, roomId: null, outcome: 'ROOM_NOT_FOUND', changed: false, correction: null },
    ]);
  });
});

describe('the reading that a decision rests on', () => {
  it('may be a shared one of at most 5 s for what is sent', async () => {
    const shop = new Workshop();
    await shop.warm();
    await shop.outcome({ room: BATH, temperature: 20 });
    shop.clock.advance(SECOND);
    assert.equal(await shop.outcome(), 'corrected');
    assert.equal(shop.cloud.count('status'), 1);
    await shop.warm();
    await shop.outcome({ room: BATH, temperature: 20 });
    shop.clock.advance(6 * SECOND);
    assert.equal(await shop.outcome({ temperature: 25 }), 'corrected');
    assert.equal(shop.cloud.count('status'), 2);
  });

  it('may be one of at most 60 s for what is not sent', async () => {
    const shop = new Workshop();
    await shop.outcome({ temperature: 20 }, 0);
    shop.clock.advance(59 * SECOND);
    assert.equal(await shop.outcome({ temperature: 20.05 }, 0), 'within-tolerance');
    assert.equal(await shop.outcome({ temperature: 40 }, 0), 'CORRECTION_TOO_LARGE');
    assert.equal(shop.cloud.count('status'), 1);
    shop.clock.advance(2 * SECOND);
    assert.equal(await shop.outcome({ temperature: 20.05 }, 0), 'within-tolerance');
    assert.equal(shop.cloud.count('status'), 2);
  });

  it('is decided on anew when an old one would have held the message back no longer', async () => {
    const shop = new Workshop();
    await shop.outcome({ temperature: 20 });
    shop.clock.advance(30 * SECOND);
    shop.cloud.set(LIVING, { measuredTemperature: 21 });
    assert.equal(await shop.outcome({ temperature: 21 }), 'within-tolerance');
    assert.equal(shop.cloud.count('status'), 2);
  });

  it('is newer than the correction and at most 10 s old while settling', async () => {
    const shop = new Workshop();
    shop.cloud.reflects = 'later';
    await shop.outcome({}, 0);
    assert.equal(await shop.outcome({}, 0), 'settling');
    assert.equal(shop.cloud.count('status'), 2);
    shop.clock.advance(9 * SECOND);
    assert.equal(await shop.outcome({}, 0), 'settling');
    assert.equal(shop.cloud.count('status'), 2);
    shop.clock.advance(2 * SECOND);
    assert.equal(await shop.outcome({}, 0), 'settling');
    assert.equal(shop.cloud.count('status'), 3);
  });

  it('is never one that was asked for before the correction ended', async () => {
    const shop = new Workshop();
    await shop.warm();
    shop.cloud.latency = 2 * SECOND;
    const correcting = shop.send();
    await shop.clock.run(3 * SECOND); // the correction is under way for 1 s
    const early = shop.homes.reading(HOME, { maxAge: 0, startedAfter: -Infinity });
    await shop.clock.run(10);
    const next = shop.send({ temperature: 25, settings: { settleTime: 0 } });
    await shop.clock.run(20 * SECOND);
    assert.equal((await correcting).reason, 'corrected');
    await early;
    assert.equal((await next).measuredTemperature, 21);
    assert.equal(shop.cloud.count('status'), 3);
  });
});

describe('settling', () => {
  it('ends when the reading moves, and stays ended when the room drifts back', async () => {
    const shop = new Workshop();
    shop.cloud.reflects = 'later';
    await shop.answer();
    assert.equal(await shop.outcome(), 'settling');
    shop.cloud.report();
    shop.clock.advance(MINUTE);
    assert.equal(await shop.outcome(), 'within-tolerance');
    shop.cloud.set(LIVING, { measuredTemperature: 20 });
    shop.clock.advance(MINUTE);
    assert.equal(await shop.outcome(), 'corrected');
  });

  it('ends when its time is over', async () => {
    const shop = new Workshop();
    shop.cloud.reflects = 'later';
    await shop.answer({}, 0);
    shop.clock.advance(60 * MINUTE - 1);
    assert.equal(await shop.outcome({}, 0), 'settling');
    shop.clock.advance(1);
    assert.equal(await shop.outcome(), 'corrected');
  });

  it('is neither ended nor prolonged by setting the machine’s clock', async () => {
    const shop = new Workshop();
    shop.cloud.reflects = 'later';
    await shop.answer({}, 0);
    shop.clock.jump(365 * 24 * 60 * MINUTE);
    assert.equal(await shop.outcome({}, 0), 'settling');
    shop.clock.jump(-2 * 365 * 24 * 60 * MINUTE);
    assert.equal(await shop.outcome({}, 0), 'settling');
    shop.clock.advance(61 * MINUTE);
    assert.equal(await shop.outcome(), 'corrected');
  });

  it('counts a stored time in the future as now', async () => {
    const shop = new Workshop();
    shop.cloud.reflects = 'later';
    await shop.answer({}, 0);
    shop.clock.jump(-365 * 24 * 60 * MINUTE);
    shop.restart('crash');
    assert.equal(await shop.outcome({}, 0), 'settling');
    shop.clock.advance(61 * MINUTE);
    assert.equal(await shop.outcome(), 'corrected');
  });

  for (const how of ['redeploy', 'redeploy with new homes', 'crash'] as const) {
    it(`survives a ${how}`, async () => {
      const shop = new Workshop();
      shop.cloud.reflects = 'later';
      await shop.answer();
      shop.restart(how);
      assert.equal(await shop.outcome(), 'settling');
      shop.clock.advance(30 * MINUTE);
      shop.restart(how);
      assert.equal(await shop.outcome(), 'settling');
      shop.clock.advance(30 * MINUTE);
      assert.equal(await shop.outcome(), 'corrected');
    });
  }

  it('does not hold a room after a redeploy on a reading of before the correction', async () => {
    const shop = new Workshop();
    await shop.answer({}, 0);
    shop.restart('redeploy');
    assert.equal(await shop.outcome({}, 0), 'within-tolerance');
  });
});

describe('force', () => {
  it('overrides tolerance and settling', async () => {
    const shop = new Workshop();
    shop.cloud.reflects = 'later';
    assert.equal(await shop.outcome({ temperature: 20, force: true }), 'corrected');
    assert.equal(await shop.outcome(), 'corrected');
    assert.equal(await shop.outcome(), 'settling');
    assert.equal(await shop.outcome({ force: true }), 'corrected');
  });

  it('overrides nothing else', async () => {
    const shop = new Workshop();
    assert.equal(await shop.outcome({ temperature: 51, force: true }), 'INVALID_TEMPERATURE');
    assert.equal(await shop.outcome({ temperature: 31, force: true }), 'CORRECTION_TOO_LARGE');
    assert.equal(await shop.outcome({ force: true, settings: { dryRun: true } }), 'dry-run');
    shop.cloud.set(LIVING, { reachable: false });
    shop.clock.advance(MINUTE);
    assert.equal(await shop.outcome({ force: true }), 'ROOM_UNREACHABLE');
  });
});

describe('undo', () => {
  const undo: Ask = { undo: true, temperature: undefined };

  it('takes back the sum of all corrections, once', async () => {
    const shop = new Workshop();
    await shop.answer({ temperature: 21.2 });
    await shop.answer({ temperature: 20.9 });
    const undone = await shop.answer(undo);
    assert.deepEqual(
      [undone.changed, undone.reason, undone.correction, undone.trueTemperature],
      [true, 'undone', -0.9, null],
    );
    assert.equal(shop.cloud.rooms.get(LIVING)?.measuredTemperature?.toFixed(2), '20.00');
    const again = await shop.answer(undo);
    assert.deepEqual(
      [again.changed, again.reason, again.correctedTemperature],
      [false, 'within-tolerance', null],
    );
    assert.equal(shop.cloud.sent.length, 3);
  });

  it('needs no temperature, and looks at none', async () => {
    const shop = new Workshop();
    await shop.answer();
    assert.equal(await shop.outcome({ undo: true, temperature: 'nonsense' }), 'undone');
  });

  it('does not wait for settling, is not held by the limit, but by a dry run', async () => {
    const shop = new Workshop();
    shop.cloud.reflects = 'later';
    await shop.answer({ temperature: 24 });
    const settings = { maxCorrection: 1 };
    assert.equal(await shop.outcome({ ...undo, settings: { ...settings, dryRun: true } }), 'dry-run');
    assert.equal(await shop.outcome({ ...undo, settings }), 'undone');
    shop.cloud.report();
    assert.equal(shop.cloud.rooms.get(LIVING)?.measuredTemperature, 20);
  });

  it('survives a crash and starts a new baseline', async () => {
    const shop = new Workshop();
    await shop.answer();
    shop.restart('crash');
    assert.equal(await shop.outcome(undo), 'undone');
    assert.deepEqual(
      [shop.states.get(HOME, LIVING)?.net, shop.states.get(HOME, LIVING)?.baselineAt],
      [0, shop.clock.now() - 3 * SECOND],
    );
  });

  it('that was refused can be done again', async () => {
    const shop = new Workshop();
    await shop.answer();
    shop.cloud.next('correct', { error: failure('FORBIDDEN') });
    assert.equal(await shop.outcome(undo), 'FORBIDDEN');
    assert.equal(await shop.outcome(undo), 'undone');
  });

  it('of unknown outcome is not done twice', async () => {
    const shop = new Workshop();
    shop.cloud.reflects = 'later';
    await shop.answer();
    shop.cloud.next('correct', { error: failure('OUTCOME_UNKNOWN'), applied: true });
    assert.equal(await shop.outcome(undo), 'OUTCOME_UNKNOWN');
    assert.equal(await shop.outcome(undo), 'within-tolerance');
  });

  it('in a room that was never corrected does nothing', async () => {
    const shop = new Workshop();
    assert.equal(await shop.outcome(undo), 'within-tolerance');
    assert.equal(shop.cloud.sent.length, 0);
  });
});

describe('what was written before the first byte', () => {
  it('is on the disk before the correction is sent', async () => {
    const shop = new Workshop();
    const seen: unknown[] = [];
    shop.states.onSave = async () => void seen.push([shop.cloud.sent.length, shop.states.disk.size]);
    await shop.answer();
    assert.deepEqual(seen, [[0, 1]]);
  });

  it('holds after a crash between writing and sending', async () => {
    const shop = new Workshop();
    shop.states.onSave = () => new Promise(() => undefined);
    const lost = shop.ask();
    await shop.clock.run(SECOND);
    assert.equal(shop.cloud.sent.length, 0);
    shop.restart('crash');
    assert.equal(reasonOf(await lost), 'CLOSED');
    assert.equal(await shop.outcome(), 'settling');
    shop.clock.advance(60 * MINUTE);
    assert.equal(await shop.outcome(), 'corrected');
  });

  it('holds after a crash between sending and the answer', async () => {
    const shop = new Workshop();
    shop.cloud.reflects = 'later';
    shop.cloud.next('correct', { hangs: true, applied: true });
    const lost = shop.ask();
    await shop.clock.run(SECOND);
    shop.restart('crash');
    assert.equal(reasonOf(await lost), 'CLOSED');
    assert.equal(await shop.outcome(), 'settling');
    assert.equal(shop.cloud.sent.length, 1);
  });

  const refusals = [
    'RATE_LIMITED',
    'FORBIDDEN',
    'CLOUD_ERROR',
    'NETWORK',
    'TLS',
    'TIMEOUT',
    'BAD_RESPONSE',
    'CREDENTIALS_REJECTED',
    'SIGN_IN_PAUSED',
  ] as const;
  for (const early of [true, false]) {
    for (const code of refusals) {
      it(`is taken back when the cloud refuses with ${code} ${early ? 'before' : 'after'} the first byte`, async () => {
        const shop = new Workshop();
        shop.cloud.next('correct', { error: failure(code, { retryAfterMs: 5_000 }), early });
        const { error } = (await Promise.all([shop.ask(), shop.clock.run(SECOND)]))[0] as {
          error: NetatmoError;
        };
        assert.deepEqual([error.code, error.retryAfterMs], [code, 5_000]);
        assert.equal(shop.states.get(HOME, LIVING)?.last ?? null, null);
        assert.equal(shop.states.disk.get(`${HOME}/${LIVING}`)?.net ?? 0, 0);
        assert.equal(await shop.outcome(), 'corrected');
      });
    }
  }

  it('gives back the correction before it when it is taken back', async () => {
    const shop = new Workshop();
    await shop.answer({ temperature: 20.5 });
    const before = shop.states.get(HOME, LIVING);
    shop.cloud.next('correct', { error: failure('FORBIDDEN') });
    await shop.outcome({ temperature: 22 });
    assert.deepEqual(shop.states.get(HOME, LIVING)?.net, before?.net);
    assert.deepEqual(shop.states.get(HOME, LIVING)?.last?.corrected, 20.5);
  });

  it('is taken back when writing used up the time', async () => {
    const shop = new Workshop();
    shop.states.onSave = () => new Promise((resolve) => shop.clock.after(31 * SECOND, resolve));
    assert.equal(await shop.outcome({}, 35 * SECOND), 'TIMEOUT');
    assert.equal(shop.cloud.sent.length, 0);
    assert.equal(shop.states.get(HOME, LIVING)?.last, null);
  });
});

describe('a correction of unknown outcome', () => {
  const unknown = { error: failure('OUTCOME_UNKNOWN', { status: 502 }) };

  it('counts as made when the reading shows it', async () => {
    const shop = new Workshop();
    shop.cloud.next('correct', { ...unknown, applied: true });
    const answer = await shop.answer();
    assert.deepEqual([answer.changed, answer.reason, answer.measuredTemperature], [true, 'corrected', 20]);
    assert.equal(shop.cloud.count('status'), 2);
  });

  for (const applied of [true, false]) {
    it(`is told when the reading does not show it, and is not sent again (applied: ${applied})`, async () => {
      const shop = new Workshop();
      shop.cloud.reflects = 'later';
      shop.cloud.next('correct', { ...unknown, applied });
      const { error } = (await Promise.all([shop.ask(), shop.clock.run(SECOND)]))[0] as {
        error: NetatmoError;
      };
      assert.deepEqual([error.code, error.status], ['OUTCOME_UNKNOWN', 502]);
      assert.match(error.message, /sent/);
      assert.equal(await shop.outcome(), 'settling');
      assert.equal(shop.states.get(HOME, LIVING)?.net, 1);
      assert.equal(shop.cloud.sent.length, 1);
    });
  }

  it('is told when reading back fails', async () => {
    const shop = new Workshop();
    shop.cloud.next('correct', unknown);
    shop.cloud.next('status', {});
    shop.cloud.next('status', { error: failure('NETWORK') });
    assert.equal(await shop.outcome(), 'OUTCOME_UNKNOWN');
  });

  it('is told at the deadline when nothing answers', async () => {
    const shop = new Workshop();
    shop.cloud.next('correct', { hangs: true });
    assert.equal(await shop.outcome({}, 41 * SECOND), 'OUTCOME_UNKNOWN');
    assert.equal(await shop.outcome(), 'settling');
  });

  it('is told at the deadline when reading back does not answer', async () => {
    const shop = new Workshop();
    shop.cloud.next('correct', unknown);
    shop.cloud.next('status', {});
    shop.cloud.next('status', { hangs: true });
    assert.equal(await shop.outcome({}, 41 * SECOND), 'OUTCOME_UNKNOWN');
  });

  it('proves nothing when it asked for no change', async () => {
    const shop = new Workshop();
    shop.cloud.next('correct', unknown);
    assert.equal(await shop.outcome({ temperature: 20, force: true }), 'OUTCOME_UNKNOWN');
  });
});

describe('errors of mode set', () => {
  const rows: readonly {
    readonly what: string;
    readonly ask?: Ask;
    readonly given?: (shop: Workshop) => void;
    readonly code: string;
    readonly requests: number;
  }[] = [
    { what: 'a bad temperature', ask: { temperature: '21,5' }, code: 'INVALID_TEMPERATURE', requests: 0 },
    {
      what: 'a missing temperature',
      ask: { temperature: undefined },
      code: 'INVALID_TEMPERATURE',
      requests: 0,
    },
    { what: 'a bad room', ask: { room: { id: 1 } }, code: 'INVALID_ROOM', requests: 0 },
    { what: 'a bad room of an undo', ask: { room: null, undo: true }, code: 'INVALID_ROOM', requests: 0 },
    { what: 'a malformed home', ask: { homeId: 5 }, code: 'HOME_NOT_FOUND', requests: 0 },
    { what: 'an unknown home', ask: { homeId: HOME_2 }, code: 'HOME_NOT_FOUND', requests: 1 },
    { what: 'an unknown room', ask: { room: 'Cellar' }, code: 'ROOM_NOT_FOUND', requests: 1 },
    { what: 'no home', given: (shop) => (shop.cloud.topology = []), code: 'HOME_NOT_FOUND', requests: 1 },
    {
      what: 'two rooms of one name',
      ask: { room: 'Twin' },
      given: (shop) =>
        (shop.cloud.topology = [
          home(HOME, 'Maison', [
            ['1', 'Twin'],
            ['2', 'twin'],
          ]),
        ]),
      code: 'ROOM_AMBIGUOUS',
      requests: 1,
    },
    {
      what: 'a failing topology',
      given: (shop) => shop.cloud.next('homes', { error: failure('BAD_RESPONSE') }),
      code: 'BAD_RESPONSE',
      requests: 1,
    },
    {
      what: 'a failing status',
      given: (shop) => shop.cloud.next('status', { error: failure('NETWORK') }),
      code: 'NETWORK',
      requests: 2,
    },
    {
      what: 'an offline relay',
      given: (shop) => (shop.cloud.relayOffline = true),
      code: 'ROOM_UNREACHABLE',
      requests: 2,
    },
    {
      what: 'an unreachable valve',
      given: (shop) => shop.cloud.set(LIVING, { reachable: false }),
      code: 'ROOM_UNREACHABLE',
      requests: 2,
    },
    {
      what: 'no reading',
      given: (shop) => shop.cloud.set(LIVING, { measuredTemperature: null }),
      code: 'ROOM_UNREACHABLE',
      requests: 2,
    },
    {
      what: 'a room absent from the status',
      given: (shop) => void shop.cloud.rooms.delete(LIVING),
      code: 'ROOM_UNREACHABLE',
      requests: 2,
    },
    { what: 'too large a correction', ask: { temperature: 30.5 }, code: 'CORRECTION_TOO_LARGE', requests: 2 },
    {
      what: 'a refused correction',
      given: (shop) => shop.cloud.next('correct', { error: failure('FORBIDDEN') }),
      code: 'FORBIDDEN',
      requests: 3,
    },
    {
      what: 'a hanging topology',
      given: (shop) => shop.cloud.next('homes', { hangs: true }),
      code: 'TIMEOUT',
      requests: 1,
    },
    {
      what: 'a hanging status',
      given: (shop) => shop.cloud.next('status', { hangs: true }),
      code: 'TIMEOUT',
      requests: 2,
    },
  ];
  for (const { what, ask = {}, given, code, requests } of rows) {
    it(`${what}: ${code} after ${requests} requests`, async () => {
      const shop = new Workshop();
      given?.(shop);
      assert.equal(await shop.outcome(ask, 41 * SECOND), code);
      assert.equal(shop.cloud.calls.length, requests);
      assert.equal(shop.clock.timers, 0);
    });
  }

  const invalidId = { error: failure('CLOUD_ERROR', { status: 400, netatmoCode: 21 }) };

  it('a refused id that is gone from the topology: ROOM_NOT_FOUND after one look', async () => {
    const shop = new Workshop();
    await shop.warm();
    shop.states.onSave = async () => void (shop.cloud.topology = [home(HOME, 'Maison', [[BATH, 'Bath']])]);
    shop.cloud.next('correct', invalidId);
    assert.equal(await shop.outcome(), 'ROOM_NOT_FOUND');
    assert.equal(shop.cloud.count('homes'), 1);
    assert.equal(shop.states.get(HOME, LIVING)?.last, null);
  });

  it('a refused id that is still there: the refusal, with no second look within 5 min', async () => {
    const shop = new Workshop();
    await shop.warm();
    for (let i = 0; i < 3; i += 1) {
      shop.cloud.next('correct', invalidId);
      assert.equal(await shop.outcome(), 'CLOUD_ERROR');
    }
    assert.equal(shop.cloud.count('homes'), 1);
  });

  it('a home that is gone: HOME_NOT_FOUND after one look', async () => {
    const shop = new Workshop();
    await shop.warm();
    shop.cloud.topology = [home(HOME_2, 'Chalet', [['7', 'Loft']])];
    shop.cloud.next('status', invalidId);
    assert.equal(await shop.outcome(), 'HOME_NOT_FOUND');
    assert.equal(shop.cloud.calls.length, 2);
  });

  it('too little time left: nothing is sent', async () => {
    const shop = new Workshop();
    shop.cloud.latency = 16 * SECOND; // topology and status take 32 s
    assert.equal(await shop.outcome({}, 41 * SECOND), 'TIMEOUT');
    assert.equal(shop.cloud.sent.length, 0);
  });

  it('closing answers everybody at once and frees every timer', async () => {
    const shop = new Workshop();
    await shop.warm();
    shop.cloud.next('status', { hangs: true });
    const answers = Promise.all([
      shop.ask(),
      shop.ask({ force: true }),
      shop.ask({ room: BATH }),
      shop.ask({ room: 'Cellar' }),
    ]);
    await shop.clock.run(10);
    shop.restart('redeploy with new homes');
    assert.deepEqual((await answers).map(reasonOf), ['superseded', 'CLOSED', 'CLOSED', 'ROOM_NOT_FOUND']);
    assert.equal(shop.clock.timers, 0);
  });

  it('closing while a burst is gathered frees the timer too', async () => {
    const shop = new Workshop();
    await shop.warm();
    await shop.outcome({ room: BATH, temperature: 20 }, 0);
    const answer = shop.ask();
    await Promise.resolve();
    shop.restart('redeploy');
    assert.equal(reasonOf(await answer), 'CLOSED');
    assert.equal(shop.clock.timers, 0);
  });

  it('a message to a closed node is answered CLOSED', async () => {
    const shop = new Workshop();
    shop.closing.abort(new NetatmoError('CLOSED', 'closed'));
    assert.equal(await shop.outcome(), 'CLOSED');
    assert.equal(shop.cloud.calls.length, 0);
  });

  it('more than 1,000 waiting: OVERLOADED', async () => {
    const shop = new Workshop();
    shop.cloud.latency = SECOND;
    const answers = Promise.all(Array.from({ length: 1_010 }, () => shop.ask({ force: true })));
    await shop.clock.run(10 * SECOND);
    const reasons = (await answers).map(reasonOf);
    assert.equal(reasons.filter((reason) => reason === 'OVERLOADED').length, 10);
    assert.equal(await shop.outcome({ temperature: 21.05 }), 'within-tolerance');
  });
});

describe('the history of a room', () => {
  it('has a row for each decision, also superseded and failed ones', async () => {
    const shop = new Workshop();
    await shop.warm();
    const [x] = [shop.clock.now()];
    await Promise.all([shop.ask({ temperature: 20.8 }), shop.ask(), shop.clock.run(0)]);
    await shop.outcome({ temperature: 45 }, 0);
    const rows = await shop.corrector.history(
      { room: 'living room', homeId: '', accountHomeId: '' },
      shop.closing.signal,
    );
    assert.deepEqual(
      rows.map(({ reason }) => reason),
      ['within-tolerance', 'superseded', 'corrected', 'CORRECTION_TOO_LARGE'],
    );
    assert.deepEqual(rows[2], {
      x,
      at: new Date(x ?? 0).toISOString(),
      measuredTemperature: 20,
      trueTemperature: 21,
      correctedTemperature: 21,
      setpointTemperature: 19,
      correction: 1,
      changed: true,
      reason: 'corrected',
    });
    assert.deepEqual(Object.keys(rows[3] ?? {}).sort(), Object.keys(rows[2] ?? {}).sort());
  });

  it('keeps the last 50', async () => {
    const shop = new Workshop();
    for (let i = 0; i < 60; i += 1) await shop.outcome({ temperature: 20 + i / 1_000 }, 0);
    const rows = await shop.corrector.history(
      { room: LIVING, homeId: '', accountHomeId: '' },
      shop.closing.signal,
    );
    assert.equal(rows.length, 50);
    assert.equal(rows[49]?.trueTemperature, 20.059);
  });

  it('is empty for a room without decisions, and an error for no room', async () => {
    const shop = new Workshop();
    const history = (room: unknown) =>
      shop.corrector.history({ room, homeId: '', accountHomeId: '' }, shop.closing.signal);
    assert.deepEqual(await history('Bath'), []);
    await assert.rejects(history('Cellar'), { code: 'ROOM_NOT_FOUND' });
    await assert.rejects(history(null), { code: 'INVALID_ROOM' });
  });
});
