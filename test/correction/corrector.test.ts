import assert from 'node:assert/strict';
import { Deadline } from '../../src/cloud/deadline';
import { SECOND } from '../../src/clock';
import { home, HOME, HOME_2, LIVING } from '../support/fake-cloud';
import { reasonOf, CorrectorBench } from './corrector-bench';

const roomsOf = (count: number): readonly (readonly [string, string])[] =>
  Array.from({ length: count }, (_, index) => [`${3_000_000_000 + index}`, `Room ${index}`] as const);

describe('a correction', () => {
  it('answers with the fields of the contract, in order', async () => {
    const bench = new CorrectorBench();
    const answer = await bench.answer({ temperature: ' +21.337 ' }, 0);
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
    assert.deepEqual(bench.cloud.sent, [{ homeId: HOME, roomId: LIVING, current: 20, corrected: 21.337 }]);
  });

  it('costs two requests when warm', async () => {
    const bench = new CorrectorBench();
    await bench.warm();
    assert.equal(await bench.outcome(), 'corrected');
    assert.deepEqual(bench.cloud.calls, [`status ${HOME} correction`, `correct ${LIVING}`]);
  });

  it('costs N + 1 requests for N rooms of one home', async () => {
    const bench = new CorrectorBench();
    const rooms = roomsOf(30);
    bench.cloud.topology = [home(HOME, 'Maison', [...rooms, [LIVING, 'Living room']])];
    for (const [id] of rooms) bench.cloud.set(id, {});
    await bench.warm();
    bench.cloud.latency = 200;
    const answers = Promise.all(rooms.map(([room]) => bench.ask({ room })));
    await bench.clock.run(3 * SECOND);
    assert.deepEqual(new Set((await answers).map(reasonOf)), new Set(['corrected']));
    assert.equal(bench.cloud.calls.length, 31);
  });

  it('finds its room by name, in the home that is named', async () => {
    const bench = new CorrectorBench();
    bench.cloud.topology = [...bench.cloud.topology, home(HOME_2, 'Chalet', [['7', 'living ROOM']])];
    bench.cloud.set('7', {});
    assert.equal((await bench.answer({ room: 'LIVING room' })).room.id, LIVING);
    assert.equal((await bench.answer({ room: 'living room', homeId: HOME_2 })).room.id, '7');
    assert.equal((await bench.answer({ room: 7, homeId: HOME_2 })).room.id, '7');
    assert.equal((await bench.answer({ room: 'living room', accountHomeId: HOME_2 })).room.id, '7');
  });

  it('is within tolerance, tried in a dry run, or held without changing anything', async () => {
    const bench = new CorrectorBench();
    const near = await bench.answer({ temperature: 20.1 });
    assert.deepEqual(
      [near.changed, near.reason, near.correctedTemperature, near.correction],
      [false, 'within-tolerance', null, null],
    );
    const dry = await bench.answer({ settings: { dryRun: true } });
    assert.deepEqual(
      [dry.changed, dry.reason, dry.correctedTemperature, dry.correction, dry.dryRun],
      [false, 'dry-run', 21, 1, true],
    );
    bench.cloud.reflects = 'later';
    await bench.answer();
    const settling = await bench.answer({ temperature: 21.5 });
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
    assert.equal(bench.cloud.sent.length, 1);
  });

  it('marks the topology for the next list', async () => {
    const bench = new CorrectorBench();
    await bench.warm();
    await bench.answer();
    await bench.homes.list(
      { homeId: '', filter: 'all', sensors: false },
      new Deadline(bench.clock, { ms: SECOND }),
    );
    assert.equal(bench.cloud.count('homes'), 1);
  });

  it('is told to the hook without names', async () => {
    const bench = new CorrectorBench();
    await bench.answer();
    await bench.outcome({ temperature: 45 });
    await bench.outcome({ room: 'Cellar' });
    assert.deepEqual(bench.events, [
      { homeId: HOME, roomId: LIVING, outcome: 'corrected', changed: true, correction: 1 },
      { homeId: HOME, roomId: LIVING, outcome: 'CORRECTION_TOO_LARGE', changed: false, correction: null },
      { homeId: null, roomId: null, outcome: 'ROOM_NOT_FOUND', changed: false, correction: null },
    ]);
  });
});

describe('the history of a room', () => {
  it('has a row for each decision, also superseded and failed ones', async () => {
    const bench = new CorrectorBench();
    await bench.warm();
    const x = bench.clock.now();
    await Promise.all([bench.ask({ temperature: 20.8 }), bench.ask(), bench.clock.run(0)]);
    await bench.outcome({ temperature: 45 }, 0);
    const rows = await bench.history('living room');
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

  it('is empty for a room without decisions, and an error for no room', async () => {
    const bench = new CorrectorBench();
    assert.deepEqual(await bench.history('Bath'), []);
    await assert.rejects(bench.history('Cellar'), { code: 'ROOM_NOT_FOUND' });
    await assert.rejects(bench.history(null), { code: 'INVALID_ROOM' });
  });
});
