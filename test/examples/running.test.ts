import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import type { HistoryRow } from '../../src/correction/result';
import type { Room } from '../../src/home/room';
import { decision, Running, until } from './support/running';

describe('the examples, run on the demo home', () => {
  before(() => helper.init(require.resolve('node-red')));
  afterEach(() => helper.unload());

  it('first steps: lists the rooms and decides without sending', async () => {
    const running = await Running.start('first steps');
    const { payload } = await running.press('list the rooms', 'rooms');
    const names = (payload as Room[]).map(({ name }) => name);
    assert.deepEqual(names, ['Living room', 'Kitchen', 'Bedroom', 'Bathroom']);
    const decided = decision(await running.press('20.5', 'decision'));
    assert.deepEqual([decided.room.name, decided.trueTemperature], ['Living room', 20.5]);
    assert.deepEqual([decided.dryRun, decided.changed], [true, false]);
  });

  it('correct a room by hand: corrects, takes it back and tells the decisions', async () => {
    const running = await Running.start('correct a room by hand');
    const corrected = decision(await running.press('20.5', 'answer'));
    assert.equal(corrected.trueTemperature, 20.5);
    // What the valve of the demo home reads depends on the time of day.
    assert.ok(['corrected', 'within-tolerance'].includes(corrected.reason));
    const undone = decision(await running.press('take it back', 'answer'));
    assert.equal(undone.reason, corrected.changed ? 'undone' : 'within-tolerance');
    const { payload } = await running.press('last decisions', 'answer');
    const reasons = (payload as HistoryRow[]).map(({ reason }) => reason);
    assert.deepEqual(reasons, [corrected.reason, undone.reason]);
  });

  for (const [sensor, room, temperature] of [
    ['sensor in the kitchen', 'Kitchen', 20.1],
    ['sensor in the bedroom', 'Bedroom', 19.4],
  ] as const) {
    it(`many rooms by topic: the ${sensor} speaks for the ${room}`, async () => {
      const running = await Running.start('many rooms by topic');
      const decided = decision(await running.press(sensor, 'decision'));
      assert.deepEqual([decided.room.name, decided.trueTemperature], [room, temperature]);
    });
  }

  it('catch errors and notify: tells of a value that cannot be right', async () => {
    const running = await Running.start('catch errors and notify');
    const { payload } = await running.press('35', 'tell me');
    assert.match(String(payload), /^CORRECTION_TOO_LARGE: .*Living room/);
  });

  it('catch errors and notify: sends again what failed for a moment', async () => {
    const running = await Running.start('catch errors and notify');
    const failed = { payload: 20.5, netatmo: { code: 'NETWORK', retryAfterMs: 1 }, error: { message: 'x' } };
    const again = await running.after(() => running.receive('soon again?', failed), 'decision');
    assert.equal(decision(again).trueTemperature, 20.5);
  });

  it('catch errors and notify: tells of what would take long', async () => {
    const running = await Running.start('catch errors and notify');
    const failed = {
      payload: 20.5,
      netatmo: { code: 'RATE_LIMITED', retryAfterMs: 3_600_000 },
      error: { message: 'NetatmoError [RATE_LIMITED]: Later.' },
    };
    const told = await running.after(() => running.receive('soon again?', failed), 'tell me');
    assert.equal(told.payload, 'RATE_LIMITED: Later.');
  });

  it('catch errors and notify: tells once what holds a valve for long, and when it is over', async () => {
    const running = await Running.start('catch errors and notify');
    const told: unknown[] = [];
    running.node('tell me too').on('input', ({ payload }) => told.push(payload));
    const status = (more: object) =>
      running.after(
        () => running.receive('what is new', { status: { text: 'Words', ...more } }),
        'what is new',
      );
    await status({});
    await status({ reason: 'settling', nextAt: '2026-01-12T08:00:00.000Z' });
    await status({ reason: 'not-responding', nextAt: '2026-01-12T08:00:00.000Z' });
    await status({});
    await status({ reason: 'not-responding', nextAt: '2026-01-12T08:00:00.000Z' });
    await status({ reason: 'within-tolerance' });
    await status({ code: 'NETWORK' });
    await status({ reason: 'corrected' });
    await until(() => told.length === 3);
    const [holds, well, network] = told.map(String);
    assert.match(holds!, /^not-responding: Words; next try at \d/);
    assert.deepEqual([well, network], ['not-responding is over.', 'NETWORK is over.']);
  });

  it('all rooms from Netatmo weather modules: decides on each room by its own module', async () => {
    const running = await Running.start('all rooms from Netatmo weather modules');
    const arriving = running.next(4, 'decision');
    running.receive('every 5 minutes', {});
    const messages = await arriving;
    for (const { at } of messages) assert.ok(Date.parse(String(at)) <= Date.now() + 60_000, String(at));
    const decided = messages.map(decision);
    const rooms = decided.map(({ room }) => room.name).sort();
    assert.deepEqual(rooms, ['Bathroom', 'Bedroom', 'Kitchen', 'Living room']);
    for (const { trueTemperature } of decided) assert.equal(typeof trueTemperature, 'number');
  });
});
