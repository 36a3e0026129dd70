import assert from 'node:assert/strict';
import { Deadline } from '../../src/cloud/deadline';
import { home, HOME, HOME_2, LIVING } from '../support/fake-cloud';
import { reasonOf, SECOND, Workshop } from './workshop';

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

describe('the history of a room', () => {
  it('has a row for each decision, also superseded and failed ones', async () => {
    const shop = new Workshop();
    await shop.warm();
    const x = shop.clock.now();
    await Promise.all([shop.ask({ temperature: 20.8 }), shop.ask(), shop.clock.run(0)]);
    await shop.outcome({ temperature: 45 }, 0);
    const rows = await shop.history('living room');
    assert.deepEqual(
      rows.map(({ reason }) => reason),
      ['within-tolerance', 'superseded', 'corrected', 'CORRECTION_TOO_LARGE'],
    );
    assert.deepEqual(rows[2], {
      x,
      at: new Date(x).toISOString(),
      measuredTemperature: 20,
      trueTemperature: 21,
      correctedTemperature: 21,
      setpointTemperature: 19,
      correction: 1,
      changed: true,
      reason: 'corrected',
    });
    assert.deepEqual(Object.keys(rows[3] as object).sort(), Object.keys(rows[2] as object).sort());
  });

  it('keeps the last 50', async () => {
    const shop = new Workshop();
    for (let i = 0; i < 60; i += 1) await shop.outcome({ temperature: 20 + i / 1_000 }, 0);
    const rows = await shop.history();
    assert.equal(rows.length, 50);
    assert.equal(rows[49]?.trueTemperature, 20.059);
  });

  it('is empty for a room without decisions, and an error for no room', async () => {
    const shop = new Workshop();
    assert.deepEqual(await shop.history('Bath'), []);
    await assert.rejects(shop.history('Cellar'), { code: 'ROOM_NOT_FOUND' });
    await assert.rejects(shop.history(null), { code: 'INVALID_ROOM' });
  });
});
