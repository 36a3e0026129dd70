import assert from 'node:assert/strict';
import { NetatmoError } from '../../src/cloud/errors';
import { SECOND } from '../../src/clock';
import { BATH, failure, home, HOME, HOME_2, LIVING } from '../support/fake-cloud';
import { type Ask, reasonOf, CorrectorBench } from './corrector-bench';

const TWINS = [
  home(HOME, 'Maison', [
    ['1', 'Twin'],
    ['2', 'twin'],
  ]),
];

describe('errors of mode set', () => {
  const rows: readonly [
    what: string,
    code: string,
    requests: number,
    ask: Ask,
    given?: (bench: CorrectorBench) => void,
  ][] = [
    ['a bad temperature', 'INVALID_TEMPERATURE', 0, { temperature: '21,5' }],
    ['a missing temperature', 'INVALID_TEMPERATURE', 0, { temperature: undefined }],
    ['a bad room', 'INVALID_ROOM', 0, { room: { id: 1 } }],
    ['a bad room of an undo', 'INVALID_ROOM', 0, { room: null, undo: true }],
    ['a malformed home', 'HOME_NOT_FOUND', 0, { homeId: 5 }],
    ['an unknown home', 'HOME_NOT_FOUND', 1, { homeId: HOME_2 }],
    ['an unknown room', 'ROOM_NOT_FOUND', 1, { room: 'Cellar' }],
    ['no home', 'HOME_NOT_FOUND', 1, {}, ({ cloud }) => (cloud.topology = [])],
    ['two rooms of one name', 'ROOM_AMBIGUOUS', 1, { room: 'Twin' }, ({ cloud }) => (cloud.topology = TWINS)],
    [
      'a failing topology',
      'BAD_RESPONSE',
      1,
      {},
      ({ cloud }) => cloud.next('homes', { error: failure('BAD_RESPONSE') }),
    ],
    [
      'a failing status',
      'NETWORK',
      2,
      {},
      ({ cloud }) => cloud.next('status', { error: failure('NETWORK') }),
    ],
    ['an offline relay', 'ROOM_UNREACHABLE', 2, {}, ({ cloud }) => (cloud.relayOffline = true)],
    [
      'an unreachable valve',
      'ROOM_UNREACHABLE',
      2,
      {},
      ({ cloud }) => cloud.set(LIVING, { reachable: false }),
    ],
    [
      'no reading',
      'ROOM_UNREACHABLE',
      2,
      {},
      ({ cloud }) => cloud.set(LIVING, { measuredTemperature: null }),
    ],
    ['a room absent from the status', 'ROOM_UNREACHABLE', 2, {}, ({ cloud }) => cloud.rooms.delete(LIVING)],
    ['too large a correction', 'CORRECTION_TOO_LARGE', 2, { temperature: 30.5 }],
    [
      'a refused correction',
      'FORBIDDEN',
      3,
      {},
      ({ cloud }) => cloud.next('correct', { error: failure('FORBIDDEN') }),
    ],
    ['a hanging topology', 'TIMEOUT', 1, {}, ({ cloud }) => cloud.next('homes', { hangs: true })],
    ['a hanging status', 'TIMEOUT', 2, {}, ({ cloud }) => cloud.next('status', { hangs: true })],
  ];
  for (const [what, code, requests, ask, given] of rows) {
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
