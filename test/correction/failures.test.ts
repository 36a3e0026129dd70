import assert from 'node:assert/strict';
import { NetatmoError } from '../../src/cloud/errors';
import { SECOND } from '../../src/clock';
import { BATH, failure, home, HOME, HOME_2, LIVING } from '../support/fake-cloud';
import { type Ask, reasonOf, CorrectorBench } from './corrector-bench';

describe('errors of mode set', () => {
  const rows: readonly {
    readonly what: string;
    readonly ask?: Ask;
    readonly given?: (bench: CorrectorBench) => void;
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
    { what: 'no home', given: (bench) => (bench.cloud.topology = []), code: 'HOME_NOT_FOUND', requests: 1 },
    {
      what: 'two rooms of one name',
      ask: { room: 'Twin' },
      given: (bench) =>
        (bench.cloud.topology = [
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
      given: (bench) => bench.cloud.next('homes', { error: failure('BAD_RESPONSE') }),
      code: 'BAD_RESPONSE',
      requests: 1,
    },
    {
      what: 'a failing status',
      given: (bench) => bench.cloud.next('status', { error: failure('NETWORK') }),
      code: 'NETWORK',
      requests: 2,
    },
    {
      what: 'an offline relay',
      given: (bench) => (bench.cloud.relayOffline = true),
      code: 'ROOM_UNREACHABLE',
      requests: 2,
    },
    {
      what: 'an unreachable valve',
      given: (bench) => bench.cloud.set(LIVING, { reachable: false }),
      code: 'ROOM_UNREACHABLE',
      requests: 2,
    },
    {
      what: 'no reading',
      given: (bench) => bench.cloud.set(LIVING, { measuredTemperature: null }),
      code: 'ROOM_UNREACHABLE',
      requests: 2,
    },
    {
      what: 'a room absent from the status',
      given: (bench) => void bench.cloud.rooms.delete(LIVING),
      code: 'ROOM_UNREACHABLE',
      requests: 2,
    },
    { what: 'too large a correction', ask: { temperature: 30.5 }, code: 'CORRECTION_TOO_LARGE', requests: 2 },
    {
      what: 'a refused correction',
      given: (bench) => bench.cloud.next('correct', { error: failure('FORBIDDEN') }),
      code: 'FORBIDDEN',
      requests: 3,
    },
    {
      what: 'a hanging topology',
      given: (bench) => bench.cloud.next('homes', { hangs: true }),
      code: 'TIMEOUT',
      requests: 1,
    },
    {
      what: 'a hanging status',
      given: (bench) => bench.cloud.next('status', { hangs: true }),
      code: 'TIMEOUT',
      requests: 2,
    },
  ];
  for (const { what, ask = {}, given, code, requests } of rows) {
    it(`${what}: ${code} after ${requests} requests`, async () => {
      const bench = new CorrectorBench();
      given?.(bench);
      assert.equal(await bench.outcome(ask, 41 * SECOND), code);
      assert.equal(bench.cloud.calls.length, requests);
      assert.equal(bench.clock.timers, 0);
    });
  }

  const invalidId = { error: failure('CLOUD_ERROR', { status: 400, netatmoCode: 21 }) };

  it('a refused id that is gone from the topology: ROOM_NOT_FOUND after one look', async () => {
    const bench = new CorrectorBench();
    await bench.warm();
    bench.states.onSave = () => void (bench.cloud.topology = [home(HOME, 'Maison', [[BATH, 'Bath']])]);
    bench.cloud.next('correct', invalidId);
    assert.equal(await bench.outcome(), 'ROOM_NOT_FOUND');
    assert.equal(bench.cloud.count('homes'), 1);
    assert.equal(bench.states.get(HOME, LIVING)?.last, null);
  });

  it('a refused id that is still there: the refusal, with no second look within 5 min', async () => {
    const bench = new CorrectorBench();
    await bench.warm();
    for (let i = 0; i < 3; i += 1) {
      bench.cloud.next('correct', invalidId);
      assert.equal(await bench.outcome(), 'CLOUD_ERROR');
    }
    assert.equal(bench.cloud.count('homes'), 1);
  });

  it('a home that is gone: HOME_NOT_FOUND after one look', async () => {
    const bench = new CorrectorBench();
    await bench.warm();
    bench.cloud.topology = [home(HOME_2, 'Chalet', [['7', 'Loft']])];
    bench.cloud.next('status', invalidId);
    assert.equal(await bench.outcome(), 'HOME_NOT_FOUND');
    assert.equal(bench.cloud.calls.length, 2);
  });

  it('too little time left: nothing is sent', async () => {
    const bench = new CorrectorBench();
    bench.cloud.latency = 16 * SECOND; // topology and status take 32 s
    assert.equal(await bench.outcome({}, 41 * SECOND), 'TIMEOUT');
    assert.equal(bench.cloud.sent.length, 0);
  });

  it('what cannot be remembered fails one message and no other', async () => {
    const bench = new CorrectorBench();
    await bench.warm();
    const put = bench.states.put.bind(bench.states);
    bench.states.put = () => {
      throw new TypeError('made up');
    };
    const lost = bench.send();
    lost.catch(() => undefined);
    await bench.clock.run(3_000);
    await assert.rejects(lost, TypeError);
    await assert.rejects(bench.told(), TypeError);
    bench.states.put = put;
    assert.equal(await bench.outcome(), 'corrected');
  });

  it('closing answers everybody at once and frees every timer', async () => {
    const bench = new CorrectorBench();
    await bench.warm();
    bench.cloud.next('status', { hangs: true });
    const answers = Promise.all([
      bench.ask(),
      bench.ask({ force: true }),
      bench.ask({ room: BATH }),
      bench.ask({ room: 'Cellar' }),
    ]);
    await bench.clock.run(10);
    bench.restart('redeploy with new homes');
    assert.deepEqual((await answers).map(reasonOf), ['superseded', 'CLOSED', 'CLOSED', 'ROOM_NOT_FOUND']);
    assert.equal(bench.clock.timers, 0);
  });

  it('closing while a burst is gathered frees the timer too', async () => {
    const bench = new CorrectorBench();
    await bench.warm();
    await bench.outcome({ room: BATH, temperature: 20 }, 0);
    const answer = bench.ask();
    await Promise.resolve();
    bench.restart('redeploy');
    assert.equal(reasonOf(await answer), 'CLOSED');
    assert.equal(bench.clock.timers, 0);
  });

  it('a message to a closed node is answered CLOSED', async () => {
    const bench = new CorrectorBench();
    bench.closing.abort(new NetatmoError('CLOSED', 'closed'));
    assert.equal(await bench.outcome(), 'CLOSED');
    assert.equal(bench.cloud.calls.length, 0);
  });
});
