import assert from 'node:assert/strict';
import { NetatmoError } from '../../src/cloud/errors';
import { BATH, failure, home, HOME, HOME_2, LIVING } from '../support/fake-cloud';
import { type Ask, reasonOf, SECOND, Workshop } from './workshop';

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
    shop.states.onSave = () => void (shop.cloud.topology = [home(HOME, 'Maison', [[BATH, 'Bath']])]);
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

  it('what cannot be remembered fails one message and no other', async () => {
    const shop = new Workshop();
    await shop.warm();
    const put = shop.states.put.bind(shop.states);
    shop.states.put = () => {
      throw new TypeError('made up');
    };
    const lost = shop.send();
    lost.catch(() => undefined);
    await shop.clock.run(3_000);
    await assert.rejects(lost, TypeError);
    await assert.rejects(shop.told(), TypeError);
    shop.states.put = put;
    assert.equal(await shop.outcome(), 'corrected');
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
});
