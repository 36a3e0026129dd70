import assert from 'node:assert/strict';
import { MINUTE } from '../../src/clock';
import type { CorrectionResult } from '../../src/correction/result';
import { type Bench, benches, type Message, type Outcome, wordOf } from './support/bench';
import { account, ACCOUNT, flow, setNode, tab } from './support/flows';

const FIRST_HOME = '1'.repeat(24);
const SECOND_HOME = '2'.repeat(24);
const TWO_HOMES = [
  { name: 'House', rooms: [{ name: 'Kitchen' }, { name: 'Study' }] },
  { name: 'Cottage', rooms: [{ name: 'Kitchen' }, { name: 'Attic' }] },
];

/** The one answer to a message. */
function answer({ sent, caught, completed }: Outcome): CorrectionResult {
  assert.deepEqual([sent.length, caught.length, completed], [1, 0, 1], JSON.stringify(caught));
  return sent[0]?.payload as CorrectionResult;
}

/** What a message came to, in a word: the reason of its answer or the code of its error. */
describe('the set truetemp node', () => {
  const open = benches();

  it('sends the message on with everything that is known of the correction, once', async () => {
    const bench = await open();
    await bench.start();
    const outcome = await bench.send({ payload: 20.4, topic: 'sensor', mine: { kept: true } });
    const result = answer(outcome);
    const { at, ...rest } = result;
    assert.deepEqual(rest, {
      changed: true,
      reason: 'corrected',
      room: { id: '1000000002', name: 'Kitchen' },
      home: { id: FIRST_HOME, name: 'Demo home' },
      measuredTemperature: 21,
      trueTemperature: 20.4,
      correctedTemperature: 20.4,
      correction: -0.6,
      setpointTemperature: 21,
      dryRun: false,
      nextAt: null,
    });
    assert.equal(new Date(at).toISOString(), at);
    const [message] = outcome.sent;
    assert.deepEqual([message?.topic, message?.['mine']], ['sensor', { kept: true }]);
    assert.equal('netatmo' in (message ?? {}), false);
    const [sent] = bench.simulator.log.corrections;
    assert.deepEqual([sent?.roomId, sent?.current, sent?.corrected], ['1000000002', 21, 20.4]);
    assert.deepEqual(bench.statuses.at(-1), { fill: 'green', shape: 'dot', text: 'status.corrected' });
    assert.deepEqual(bench.simulator.log.violations, []);
  });

  it('takes what an earlier failure noted out of the message', async () => {
    const bench = await open();
    await bench.start();
    const { sent } = await bench.send({ payload: 22, netatmo: { code: 'TIMEOUT' } });
    assert.equal('netatmo' in sent[0]!, false);
  });

  // Each setting reaches its rule, which is proved in test/correction: settings, decide. The room has 21 °C.
  const settings: readonly [name: string, node: object, temperature: number, reason: string][] = [
    ['tolerance missing', {}, 21.1, 'within-tolerance'],
    ['tolerance missing', {}, 21.11, 'corrected'],
    ["tolerance '0.5'", { tolerance: '0.5' }, 21.5, 'within-tolerance'],
    ['tolerance negative', { tolerance: -0.1 }, 22, 'CONFIG'],
    ["maxCorrection ''", { maxCorrection: '' }, 11, 'corrected'],
    ["maxCorrection ''", { maxCorrection: '' }, 10.9, 'CORRECTION_TOO_LARGE'],
    ["maxCorrection '2'", { maxCorrection: '2' }, 23.01, 'CORRECTION_TOO_LARGE'],
    ['settleTime negative', { settleTime: -1 }, 22, 'CONFIG'],
    ['mode missing', { mode: undefined }, 22, 'corrected'],
    ['mode unknown', { mode: 'guess' }, 22, 'CONFIG'],
  ];
  for (const [name, node, temperature, reason] of settings) {
    it(`with ${name}: ${String(temperature)} °C for 21 °C is ${reason}`, async () => {
      const bench = await open();
      await bench.start(flow(node));
      const outcome = await bench.send({ payload: temperature });
      assert.equal(wordOf(outcome), reason);
      assert.equal(bench.simulator.log.corrections.length, reason === 'corrected' ? 1 : 0);
      // What the node itself cannot do costs no sign-in.
      if (reason === 'CONFIG') assert.equal(bench.simulator.log.total, 0);
    });
  }

  const settleTimes: readonly [node: object, minutes: number][] = [
    [{}, 60],
    [{ settleTime: '' }, 60],
    [{ settleTime: 5 }, 5],
    [{ settleTime: '7.5' }, 7.5],
  ];
  for (const [node, minutes] of settleTimes) {
    it(`leaves the room alone for ${String(minutes)} min with ${JSON.stringify(node)}`, async () => {
      const bench = await open({ simulator: { semantics: 'none' } });
      await bench.start(flow(node));
      answer(await bench.send({ payload: 22 }));
      const before = bench.clock.now();
      const held = answer(await bench.send({ payload: 22 }));
      assert.equal(held.reason, 'settling');
      assert.equal(held.changed, false);
      const left = Date.parse(held.nextAt ?? '') - before;
      assert.ok(Math.abs(left - minutes * MINUTE) < MINUTE / 4, `${String(left)} ms`);
      assert.deepEqual(bench.statuses.at(-1), { fill: 'grey', shape: 'ring', text: 'status.settling' });
      bench.clock.skip(minutes * MINUTE);
      assert.equal(answer(await bench.send({ payload: 22 })).reason, 'corrected');
    });
  }

  it('corrects again at once with settleTime 0', async () => {
    const bench = await open({ simulator: { semantics: 'none' } });
    await bench.start(flow({ settleTime: 0 }));
    answer(await bench.send({ payload: 22 }));
    bench.clock.skip(2_000);
    assert.equal(answer(await bench.send({ payload: 22 })).reason, 'corrected');
  });

  it('says in its status that a correction above 3 °C is a big step', async () => {
    const bench = await open();
    await bench.start();
    answer(await bench.send({ payload: 24 }));
    assert.equal(bench.statuses.at(-1)?.text, 'status.corrected');
    answer(await bench.send({ payload: 24.1, force: true }));
    assert.deepEqual(bench.statuses.at(-1), { fill: 'yellow', shape: 'dot', text: 'status.large' });
  });

  it('reports in a dry run what would be sent', async () => {
    const bench = await open();
    await bench.start(flow({ dryRun: true }));
    const { changed, dryRun, correctedTemperature, correction } = answer(
      await bench.send({ payload: 22.25 }),
    );
    assert.deepEqual([changed, dryRun, correctedTemperature, correction], [false, true, 22.25, 1.25]);
    assert.deepEqual(bench.statuses.at(-1), { fill: 'grey', shape: 'ring', text: 'status.dryRun' });
  });

  it('overrides tolerance and settling with msg.force, but neither the range nor maxCorrection', async () => {
    const bench = await open({ simulator: { semantics: 'none' } });
    await bench.start(flow({ maxCorrection: 2 }));
    assert.equal(wordOf(await bench.send({ payload: 21.05, force: true })), 'corrected');
    assert.equal(wordOf(await bench.send({ payload: 22, force: true })), 'corrected');
    assert.equal(wordOf(await bench.send({ payload: 22, force: 'yes' })), 'settling');
    assert.equal(wordOf(await bench.send({ payload: 24, force: true })), 'CORRECTION_TOO_LARGE');
    assert.equal(wordOf(await bench.send({ payload: 51, force: true })), 'INVALID_TEMPERATURE');
    bench.simulator.house.room('Kitchen').unreachable(true);
    bench.clock.skip(MINUTE);
    assert.equal(wordOf(await bench.send({ payload: 22, force: true })), 'ROOM_UNREACHABLE');
  });

  it('takes back with msg.undo what it has corrected, without a temperature', async () => {
    const bench = await open({ simulator: { semantics: 'immediate' } });
    await bench.start();
    assert.equal(answer(await bench.send({ payload: 'no number', undo: true })).reason, 'within-tolerance');
    assert.equal(bench.statuses.at(-1)?.text, 'status.nothingToUndo');
    answer(await bench.send({ payload: 22.5 }));
    const undone = answer(await bench.send({ undo: true }));
    assert.deepEqual([undone.reason, undone.changed, undone.correction], ['undone', true, -1.5]);
    assert.equal(undone.trueTemperature, null);
    assert.equal(bench.simulator.house.room('Kitchen').offset, 0);
    assert.deepEqual(bench.statuses.at(-1), { fill: 'green', shape: 'dot', text: 'status.undone' });
  });

  it('answers msg.history with the decisions of the room, and asks for no temperature', async () => {
    const bench = await open();
    await bench.start(tab(account(), setNode({ temperature: 'missing.altogether' }), setNode({ id: 'get' })));
    await bench.send({ payload: 22 }, 'get');
    await bench.send({ payload: 23 }, 'get');
    const { sent, caught, completed } = await bench.send({ history: true, topic: 'kept' });
    assert.deepEqual([sent.length, caught.length, completed], [1, 0, 1]);
    const rows = sent[0]?.payload as { reason: string; x: number; trueTemperature: number }[];
    assert.deepEqual(
      rows.map(({ reason, trueTemperature }) => [reason, trueTemperature]),
      [
        ['corrected', 22],
        ['settling', 23],
      ],
    );
    assert.equal(sent[0]?.topic, 'kept');
    assert.equal(bench.simulator.log.corrections.length, 1);
  });

  it('answers each of several messages at once; only the newest is applied', async () => {
    const bench = await open();
    await bench.start();
    const outcomes = await bench.sendAll([{ payload: 21.5 }, { payload: 22 }, { payload: 22.5 }]);
    assert.deepEqual(outcomes.map(wordOf), ['superseded', 'superseded', 'corrected']);
    assert.equal(bench.simulator.log.corrections[0]?.corrected, 22.5);
    // The status stays with the message that overtook the others.
    assert.deepEqual(
      bench.statuses.map(({ text }) => text).filter((text) => text !== 'status.working'),
      ['status.corrected'],
    );
  });

  it('warns once when a room gets a seventh message within an hour', async () => {
    const bench = await open();
    await bench.start(flow({ room: 'room', roomType: 'msg' }));
    const send = (room: string): Promise<Outcome> => bench.send({ payload: 21, room });
    for (let count = 0; count < 6; count += 1) await send('Kitchen');
    await send('Bedroom');
    assert.deepEqual(bench.warnings, []);
    for (let count = 0; count < 3; count += 1) await send('Kitchen');
    assert.deepEqual(bench.warnings, ['status.sensor']);
  });

  describe('looks for the room', () => {
    const where = async (bench: Bench, message: Message): Promise<unknown> => {
      const outcome = await bench.send({ payload: 21, ...message });
      return (outcome.sent[0]?.payload as CorrectionResult | undefined)?.home.id ?? wordOf(outcome);
    };
    // A name and a home id in node, message and account; the home in which the room is found.
    const cases: readonly [
      room: string,
      node: string | null,
      message: unknown,
      config: string,
      found: string,
    ][] = [
      ['Kitchen', '', undefined, '', FIRST_HOME],
      ['Kitchen', '', undefined, SECOND_HOME, SECOND_HOME],
      ['Kitchen', FIRST_HOME, undefined, SECOND_HOME, FIRST_HOME],
      ['Kitchen', FIRST_HOME, SECOND_HOME, '', SECOND_HOME],
      ['Kitchen', FIRST_HOME, '', SECOND_HOME, FIRST_HOME],
      ['Kitchen', FIRST_HOME, null, SECOND_HOME, FIRST_HOME],
      ['Kitchen', FIRST_HOME, '  ', SECOND_HOME, FIRST_HOME],
      ['Kitchen', null, undefined, SECOND_HOME, SECOND_HOME],
      ['Kitchen', '', '*', '', 'ROOM_AMBIGUOUS'],
      ['Kitchen', '*', undefined, FIRST_HOME, 'ROOM_AMBIGUOUS'],
      ['Attic', '', undefined, '', 'ROOM_NOT_FOUND'],
      ['Attic', '', undefined, '*', SECOND_HOME],
      ['Attic', '', '*', '', SECOND_HOME],
      ['Kitchen', '', '9'.repeat(24), '', 'HOME_NOT_FOUND'],
      ['Kitchen', '', 7, '', 'HOME_NOT_FOUND'],
      // An id is looked up in all homes unless the node or the message names one.
      ['2000000002', '', undefined, '', SECOND_HOME],
      ['2000000002', '', undefined, FIRST_HOME, SECOND_HOME],
      ['2000000002', FIRST_HOME, undefined, '', 'ROOM_NOT_FOUND'],
      ['2000000002', '', FIRST_HOME, '', 'ROOM_NOT_FOUND'],
      [' attic ', SECOND_HOME, undefined, '', SECOND_HOME],
    ];
    for (const [room, node, message, config, found] of cases) {
      const named = JSON.stringify({ node, message, account: config }).replaceAll(/(\d)\1+/g, '$1…');
      it(`"${room}" with ${named}: ${found.slice(0, 20)}`, async () => {
        const bench = await open({ simulator: { homes: TWO_HOMES, bareHomeFirst: false } });
        await bench.start(flow({ room, roomType: 'str', homeId: node }, {}, { homeId: config }));
        assert.equal(await where(bench, message === undefined ? {} : { homeId: message }), found);
      });
    }

    it('takes NETATMO_HOME_ID where the account names none', async () => {
      const bench = await open({ simulator: { homes: TWO_HOMES } });
      bench.env['NETATMO_HOME_ID'] = SECOND_HOME;
      await bench.start();
      assert.equal(await where(bench, {}), SECOND_HOME);
      await bench.deploy(flow({}, {}, { id: ACCOUNT, homeId: FIRST_HOME }));
      assert.equal(await where(bench, {}), FIRST_HOME);
    });
  });
});
