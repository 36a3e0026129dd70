import assert from 'node:assert/strict';
import type { CorrectionResult } from '../../src/correction/result';
import { MINUTE } from '../../src/clock';
import { fault } from '../../testkit';
import { benches, type Bench, type Message, type Outcome } from './support/bench';
import { account, flow, KEPT, setNode, tab } from './support/flows';

const KITCHEN = '1000000002';

/** What a message came to: the reason of its answer or the code of its error, and what it says of an earlier error. */
const word = ({ sent, caught }: Outcome): string => {
  assert.equal(sent.length + caught.length, 1, 'exactly one output or one error');
  const netatmo = (sent[0] ?? caught[0])?.['netatmo'] as { code: string } | undefined;
  const reason = (sent[0]?.payload as CorrectionResult | undefined)?.reason;
  return [reason, netatmo?.code].filter(Boolean).join(' ');
};

/** The kitchen's valve believes 21 °C and heats, as the room is to have 21 °C. */
describe('the set truetemp node in mode follow', () => {
  const open = benches();

  const start = async (set: object = {}, credentials = KEPT): Promise<Bench> => {
    const bench = await open();
    await bench.start(tab(account(), setNode({ mode: 'follow', ...set })), credentials);
    return bench;
  };

  /** Sends a message every 5 min. */
  const words = async (bench: Bench, ...messages: Message[]): Promise<string[]> => {
    const found: string[] = [];
    for (const message of messages) {
      found.push(word(await bench.send(message)));
      bench.clock.skip(5 * MINUTE);
    }
    return found;
  };

  it('corrects a room from its sensor, a step at a time, and explains itself', async () => {
    const bench = await start();
    assert.deepEqual(await words(bench, { payload: 22.2 }), ['unconfirmed']);
    const { sent } = await bench.send({ payload: 22.2, topic: 'sensor' });
    const { at, nextAt, follow, ...rest } = sent[0]?.payload as CorrectionResult;
    assert.deepEqual(rest, {
      changed: true,
      reason: 'corrected',
      room: { id: KITCHEN, name: 'Kitchen' },
      home: { id: '1'.repeat(24), name: 'Demo home' },
      measuredTemperature: 21,
      trueTemperature: 22.2,
      correctedTemperature: 21.5,
      correction: 0.5,
      setpointTemperature: 21,
      dryRun: false,
    });
    assert.ok(Math.abs(Date.parse(nextAt ?? '') - Date.parse(at) - 15 * MINUTE) < MINUTE);
    assert.deepEqual(Object.keys(follow ?? {}).sort(), [
      ...[
        'baselineOffset',
        'budgetUsed',
        'difference',
        'expects',
        'filtered',
        'frozenSince',
        'gate',
        'heatingPower',
        'samples',
      ],
      ...['sensor', 'setpoint', 'since', 'step'],
    ]);
    assert.equal(sent[0]?.topic, 'sensor');
    assert.equal(bench.simulator.house.room('Kitchen').offset, 0.5);
    assert.deepEqual(bench.statuses.at(-1), { fill: 'green', shape: 'dot', text: 'status.next' });
  });

  // Messages in a row, less than 5 min apart, and the status after each.
  const statuses: readonly (readonly [string, object, readonly (readonly [Message, string])[]])[] = [
    [
      'an error of the last look until the next one',
      { room: 'Nowhere' },
      [
        [{ payload: 20.4 }, 'errors.ROOM_NOT_FOUND'],
        [{ payload: 20.4 }, 'errors.ROOM_NOT_FOUND'],
        [{ payload: 20.5 }, 'errors.ROOM_NOT_FOUND'],
      ],
    ],
    [
      'that no temperature comes',
      {},
      [
        [{ battery: 90 }, 'errors.INVALID_TEMPERATURE'],
        [{ battery: 90 }, 'errors.INVALID_TEMPERATURE'],
        [{ payload: 20.4 }, 'status.unconfirmed'],
        [{ battery: 90 }, 'status.unconfirmed'],
      ],
    ],
    [
      'an error of one message until the next one that has none',
      {},
      [
        [{ payload: 20.4 }, 'status.unconfirmed'],
        [{ payload: 'warm' }, 'errors.INVALID_TEMPERATURE'],
        [{ payload: 20.4 }, 'status.interval'],
        [{ payload: 20.4, window: 1 }, 'errors.CONFIG'],
        [{ payload: 20.5 }, 'status.interval'],
        [{ payload: 20.5 }, 'status.interval'],
        [{ undo: true, dryRun: 'yes' }, 'errors.CONFIG'],
        [{ payload: 20.4 }, 'status.interval'],
      ],
    ],
    [
      'that a value is old until a new one comes',
      {},
      [
        [{ payload: 20.4 }, 'status.unconfirmed'],
        [{ payload: 20.4, at: 0 }, 'status.stale'],
        [{ payload: 20.4, at: 0 }, 'status.stale'],
        [{ payload: 20.4 }, 'status.interval'],
        [{ window: true }, 'status.window'],
        [{ payload: 20.4 }, 'status.window'],
      ],
    ],
  ];
  it('leaves in its status an error of one room when another has none', async () => {
    const bench = await start({ roomType: 'msg', room: 'topic' });
    const of = async (topic: string): Promise<unknown> => {
      await bench.send({ topic, payload: 20.4 });
      return bench.statuses.at(-1)?.text;
    };
    assert.equal(await of('Kitchen'), 'status.unconfirmed');
    assert.equal(await of('Nowhere'), 'errors.ROOM_NOT_FOUND');
    assert.equal(await of('Kitchen'), 'errors.ROOM_NOT_FOUND');
    assert.equal(await of('Bathroom'), 'status.unconfirmed');
    assert.equal(await of('Nowhere'), 'status.unconfirmed');
  });

  for (const [what, node, messages] of statuses)
    it(`tells in its status ${what}`, async () => {
      const bench = await start(node);
      for (const [message, text] of messages) {
        await bench.send(message);
        assert.equal(bench.statuses.at(-1)?.text, text, JSON.stringify(message));
      }
    });

  it('answers between two looks without asking the cloud, and leaves the status as it is', async () => {
    const bench = await start();
    await bench.send({ payload: 21.1 });
    const { length } = bench.statuses;
    const requests = bench.simulator.log.counts().homestatus;
    bench.clock.skip(MINUTE);
    assert.equal(word(await bench.send({ payload: 21.1 })), 'interval');
    assert.equal(bench.statuses.length, length);
    assert.equal(bench.simulator.log.counts().homestatus, requests);
  });

  it('hands the code of a failed look on, in the answers until the next', async () => {
    const bench = await start();
    bench.simulator.faults.next('homestatus', fault.code(403, 13, 'no'));
    assert.equal(word(await bench.send({ payload: 22 })), 'FORBIDDEN');
    bench.clock.skip(2 * MINUTE);
    assert.equal(word(await bench.send({ payload: 22 })), 'interval FORBIDDEN');
    bench.clock.skip(3 * MINUTE);
    assert.equal(word(await bench.send({ payload: 22, netatmo: { code: 'OLD' } })), 'unconfirmed');
  });

  const holds: readonly (readonly [string, Message, object, string])[] = [
    ['a window that the message reports', { payload: 22, window: true }, {}, 'window'],
    ['a window without a temperature', { payload: { contact: false }, window: true }, {}, 'window'],
    ['an old value', { payload: 22, at: 0 }, {}, 'stale'],
    ['quiet hours', { payload: 22 }, { quietHours: '00:00-23:59' }, 'quiet'],
    ['the tolerance', { payload: 21.3 }, {}, 'within-tolerance'],
    ['a tolerance of its own', { payload: 21.5 }, { tolerance: 0.5 }, 'within-tolerance'],
    ['dry run, once confirmed', { payload: 22 }, { dryRun: true, confirm: 1 }, 'dry-run'],
    ['an error that does no harm', { payload: 21.2 }, { confirm: 1, tolerance: 0.1 }, 'not-wrong'],
    ['an error that leaves the room cold', { payload: 20.6 }, { confirm: 1 }, 'corrected'],
  ];
  for (const [what, message, set, expected] of holds) {
    it(`${what}: ${expected}`, async () => {
      const bench = await start(set);
      assert.equal(word(await bench.send(message)), expected);
    });
  }

  const errors: readonly (readonly [string, Message, object, string])[] = [
    ['a temperature below 5 °C', { payload: 4.9 }, {}, 'INVALID_TEMPERATURE'],
    ['a temperature above 35 °C', { payload: 85 }, {}, 'INVALID_TEMPERATURE'],
    ['no temperature and no window', {}, {}, 'INVALID_TEMPERATURE'],
    ['a time that is none', { payload: 21, at: 'noon' }, {}, 'INVALID_TEMPERATURE'],
    ['a window that is neither', { payload: 21, window: 'ajar' }, {}, 'CONFIG'],
    ['a difference above 6 °C', { payload: 27.1 }, {}, 'CORRECTION_TOO_LARGE'],
    ['a room that nobody knows', { payload: 21 }, { room: 'Cellar' }, 'ROOM_NOT_FOUND'],
    ['a step of 0', { payload: 21 }, { maxStep: 0 }, 'CONFIG'],
    ['quiet hours that are none', { payload: 21 }, { quietHours: 'at night' }, 'CONFIG'],
    ['a negative tolerance', { payload: 21 }, { tolerance: -1 }, 'CONFIG'],
  ];
  for (const [what, message, set, code] of errors) {
    it(`${what}: ${code}, and nothing is sent`, async () => {
      const bench = await start(set);
      const outcome = await bench.send(message);
      assert.equal(outcome.caught.length, 1);
      assert.equal(word(outcome), code);
      assert.equal(bench.simulator.log.corrections.length, 0);
    });
  }

  describe('when a message has no temperature', () => {
    /** Messages of which the property is missing, or what it is a property of; the property. */
    const lacking: readonly (readonly [object, string])[] = [
      [{ payload: { battery: 90 } }, 'payload.temperature'],
      [{ payload: { temperature: null } }, 'payload.temperature'],
      [{ payload: { temperature: undefined } }, 'payload.temperature'],
      [{ payload: null }, 'payload.temperature'],
      [{ payload: null }, 'payload'],
      [{}, 'payload'],
      [{}, 'payload.temperature'],
      [{}, 'payload.room.temperature'],
      [{ payload: {} }, 'payload.room.temperature'],
      [{ payload: { room: null } }, 'payload.room.temperature'],
      [{ payload: {}, device: 'a' }, 'payload[msg.device].temperature'],
    ];
    const named = ([message, property]: (typeof lacking)[number]): string =>
      `msg.${property} of ${JSON.stringify(message)}`;

    for (const each of lacking) {
      const [message, temperature] = each;
      it(`says so once in 5 min, and answers interval in between: ${named(each)}`, async () => {
        const bench = await start({ temperature });
        const before = bench.simulator.log.total;
        for (let round = 0; round < 3; round += 1) {
          const { caught } = await bench.send({ ...message });
          assert.deepEqual(caught[0]?.['netatmo'], { code: 'INVALID_TEMPERATURE' });
          const { message: text } = caught[0]['error'] as { message: string };
          assert.ok(text.includes(`msg.${temperature}`), text);
          for (const skip of [0, MINUTE, 4 * MINUTE - 5_000]) {
            bench.clock.skip(skip);
            assert.equal(word(await bench.send({ ...message })), 'interval INVALID_TEMPERATURE');
          }
          bench.clock.skip(5_000);
        }
        assert.equal(bench.simulator.log.total, before, 'the cloud is asked nothing');
      });
    }

    it('is silent while a temperature was heard not long ago, and speaks when that has grown old', async () => {
      const bench = await start({ temperature: 'payload.temperature', staleAfter: 60 });
      assert.equal(word(await bench.send({ payload: { temperature: 22 } })), 'unconfirmed');
      for (let minutes = 0; minutes < 55; minutes += 5) {
        bench.clock.skip(5 * MINUTE);
        assert.equal(word(await bench.send({ payload: { battery: 90 } })), 'interval');
      }
      bench.clock.skip(6 * MINUTE);
      assert.equal(word(await bench.send({ payload: { battery: 90 } })), 'INVALID_TEMPERATURE');
      assert.equal(word(await bench.send({ payload: { temperature: 22 } })), 'corrected');
    });

    it('counts for each node alone', async () => {
      const bench = await open();
      const follow = { mode: 'follow', temperature: 'payload.t' };
      const nodes = tab(account(), setNode(follow), setNode({ ...follow, id: 'get', wires: [['out']] }));
      await bench.start(nodes, KEPT);
      for (const id of ['set', 'get']) {
        assert.equal(word(await bench.send({ payload: {} }, id)), 'INVALID_TEMPERATURE');
        assert.equal(word(await bench.send({ payload: {} }, id)), 'interval INVALID_TEMPERATURE');
      }
    });

    it('is an error each time when the value is wrong', async () => {
      const bench = await start();
      for (const payload of ['', 'unknown', true, [], {}, NaN])
        for (let time = 0; time < 2; time += 1)
          assert.equal(word(await bench.send({ payload })), 'INVALID_TEMPERATURE');
    });
  });

  it('is forced, undone and asked for its history like the other mode', async () => {
    const bench = await start();
    assert.equal(word(await bench.send({ payload: 22, force: true })), 'corrected');
    assert.equal(word(await bench.send({ undo: true })), 'undone');
    assert.equal(bench.simulator.house.room('Kitchen').offset, 0);
    const { sent } = await bench.send({ history: true });
    const rows = sent[0]?.payload as readonly { reason: string }[];
    assert.deepEqual(
      rows.map(({ reason }) => reason),
      ['corrected', 'undone'],
    );
  });

  it('says nothing about sensors: that is what it is for', async () => {
    const bench = await start();
    for (let message = 0; message < 10; message += 1) await bench.send({ payload: 21.1 });
    assert.deepEqual(bench.warnings, []);
  });

  it('goes on after a full deploy and after a restart where it was', async () => {
    const bench = await open({ simulator: { semantics: 'none' } });
    const nodes = tab(account(), setNode({ mode: 'follow' }));
    await bench.start(nodes, KEPT);
    assert.deepEqual(await words(bench, { payload: 23 }, { payload: 23 }), ['unconfirmed', 'corrected']);
    await bench.deploy(nodes);
    assert.deepEqual(await words(bench, { payload: 23 }), ['settling']);
    await bench.restart();
    const { sent } = await bench.send({ payload: 23 });
    const { reason, follow } = sent[0]?.payload as CorrectionResult;
    assert.deepEqual([reason, follow?.budgetUsed], ['settling', 0.5]);
    assert.equal(bench.signIns, 1);
  });

  it('keeps over a restart what happened since the last correction, too', async () => {
    const bench = await start();
    assert.equal(word(await bench.send({ payload: 22.5 })), 'unconfirmed');
    await bench.restart();
    assert.equal(word(await bench.send({ payload: 22.5 })), 'interval');
    bench.clock.skip(5 * MINUTE);
    assert.equal(word(await bench.send({ payload: 22.5 })), 'corrected');
  });

  it('watches the room for one settle time first when nothing is kept on disk', async () => {
    const bench = await open();
    await bench.start(flow({ mode: 'follow' }));
    const found = await words(bench, ...Array.from({ length: 19 }, () => ({ payload: 23 })));
    assert.deepEqual(
      [found.slice(0, -1).every((each) => each === 'settling'), found.at(-1)],
      [true, 'corrected'],
    );
  });

  it('does not watch the demo home first: it begins anew with each start', async () => {
    const bench = await open();
    await bench.start(flow({ mode: 'follow', confirm: 1 }, {}, { service: 'simulated' }), {});
    assert.equal(word(await bench.send({ payload: 23 })), 'corrected');
  });

  it('reads the status of a home at most once in 5 min for all its rooms, and once more before it sends', async () => {
    const bench = await start({ room: 'room', roomType: 'msg' });
    const rooms = ['Living room', 'Kitchen', 'Bedroom', 'Bathroom'];
    for (let minute = 0; minute < 60; minute += 1) {
      await bench.sendAll(rooms.map((room) => ({ room, payload: 21.1 })));
      bench.clock.skip(MINUTE);
    }
    assert.equal(bench.simulator.log.counts().homestatus, 12);
  });
});
