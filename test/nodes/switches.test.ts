import assert from 'node:assert/strict';
import type { CorrectionResult } from '../../src/correction/result';
import type { Room } from '../../src/home/room';
import { benches, type Bench, type Message, type Outcome } from './support/bench';
import { account, getNode, KEPT, setNode, tab, type FlowNode } from './support/flows';

/** What is neither true nor false. */
const NEITHER: readonly unknown[] = [
  ...['', 'yes', 'TRUE', 'True', ' true', 'on', '1', '0', 'null', '${NOT_SET}'],
  ...[0, 1, null, [], [true], {}],
];

const codeOf = ({ sent, caught }: Outcome): string => {
  assert.deepEqual([sent.length, caught.length], [0, 1]);
  return (caught[0]?.['netatmo'] as { code: string }).code;
};

describe('a switch of a node or of a message', () => {
  const open = benches();

  /** Nodes on a tab whose environment has `SWITCH`. */
  const start = async (nodes: readonly FlowNode[], text?: string): Promise<Bench> => {
    const bench = await open({
      simulator: {
        homes: [
          {
            rooms: [
              { name: 'Kitchen', weather: 'NAMain' },
              { name: 'Hall', heating: null },
            ],
          },
        ],
      },
    });
    const [first, ...others] = tab(account(), ...nodes);
    const env = text === undefined ? [] : [{ name: 'SWITCH', value: text, type: 'str' }];
    await bench.start([{ ...first, env } as FlowNode, ...others], KEPT);
    return bench;
  };

  describe('dryRun', () => {
    const SET = { mode: 'set', node: { mode: 'set' }, payload: 22 } as const;
    const FOLLOW = { mode: 'follow', node: { mode: 'follow', confirm: 1 }, payload: 22 } as const;
    const set = ({ node }: typeof SET | typeof FOLLOW, dryRun: unknown): FlowNode =>
      setNode(dryRun === undefined ? node : { ...node, dryRun });

    const cases: readonly [node: unknown, message: unknown, isDry: boolean][] = [
      [undefined, undefined, false],
      [false, undefined, false],
      ['false', undefined, false],
      [true, undefined, true],
      ['true', undefined, true],
      [undefined, true, true],
      [undefined, 'true', true],
      [false, true, true],
      [undefined, false, false],
      [undefined, 'false', false],
      [true, false, true],
      ['true', 'false', true],
      [true, true, true],
    ];
    for (const what of [SET, FOLLOW])
      for (const [node, message, isDry] of cases)
        it(`${JSON.stringify(node)} in a ${what.mode} node and ${JSON.stringify(message)} in its message ${isDry ? 'sends nothing' : 'corrects'}`, async () => {
          const bench = await start([set(what, node)]);
          const dryRun: Message = message === undefined ? {} : { dryRun: message };
          const { sent } = await bench.send({ payload: what.payload, ...dryRun });
          const answer = sent[0]?.payload as CorrectionResult;
          assert.deepEqual(
            [answer.reason, answer.dryRun, answer.changed],
            isDry ? ['dry-run', true, false] : ['corrected', false, true],
          );
          assert.equal(typeof answer.correction, 'number');
          assert.equal(bench.simulator.log.corrections.length, isDry ? 0 : 1);
          assert.deepEqual(sent[0]?.['dryRun'], dryRun['dryRun'], 'the message keeps it');
        });

    for (const what of [SET, FOLLOW])
      for (const [text, isDry] of [
        ['true', true],
        ['false', false],
      ] as const)
        it(`\${SWITCH} is what the environment says: ${text} (${what.mode})`, async () => {
          const bench = await start([set(what, '${SWITCH}')], text);
          await bench.send({ payload: what.payload });
          assert.equal(bench.simulator.log.corrections.length, isDry ? 0 : 1);
        });

    for (const what of [SET, FOLLOW])
      for (const value of NEITHER) {
        it(`${JSON.stringify(value)} in a ${what.mode} node is CONFIG, and nothing is sent`, async () => {
          const bench = await start([set(what, value)]);
          for (const message of [{}, { dryRun: true }, { force: true }, { undo: true }])
            assert.equal(codeOf(await bench.send({ payload: what.payload, ...message })), 'CONFIG');
          assert.equal(bench.simulator.log.total, 0);
        });
      }

    for (const what of [SET, FOLLOW])
      it(`anything else in a message to a ${what.mode} node is CONFIG, and nothing is sent; the next one is served`, async () => {
        const bench = await start([set(what, undefined)]);
        for (const dryRun of NEITHER) {
          const { payload } = what;
          assert.equal(codeOf(await bench.send({ payload, dryRun })), 'CONFIG', JSON.stringify(dryRun));
          assert.equal(codeOf(await bench.send({ undo: true, dryRun })), 'CONFIG');
        }
        assert.equal(bench.simulator.log.total, 0);
        const { sent } = await bench.send({ payload: what.payload });
        assert.equal((sent[0]?.payload as CorrectionResult).changed, true);
      });

    it('holds an undo back too, for one message', async () => {
      const bench = await start([set(SET, undefined)]);
      await bench.send({ payload: 22 });
      const { sent } = await bench.send({ undo: true, dryRun: true });
      const { reason, correction } = sent[0]?.payload as CorrectionResult;
      assert.deepEqual([reason, correction], ['dry-run', -1]);
      assert.equal(bench.simulator.log.corrections.length, 1);
    });
  });

  describe('of the other settings of follow', () => {
    for (const name of ['onlyWhenWrong', 'foresight'])
      for (const value of ['yes', '${NOT_SET}', 1, null])
        it(`${name}: ${JSON.stringify(value)} is CONFIG`, async () => {
          const bench = await start([setNode({ mode: 'follow', [name]: value })]);
          assert.equal(codeOf(await bench.send({ payload: 22 })), 'CONFIG');
          assert.equal(bench.simulator.log.total, 0);
        });
  });

  describe('and all else of a node', () => {
    const wrong: readonly object[] = [
      { temperatureType: 'json' },
      { mode: 'follow', temperatureType: '' },
      { mode: 'follow', onlyWhenWrong: 'yes' },
      { mode: 'follow', maxStep: -1 },
      { mode: 'follow', quietHours: 'night' },
      { tolerance: -0.1 },
    ];
    for (const node of wrong)
      it(`${JSON.stringify(node)} holds an undo back too`, async () => {
        const bench = await start([setNode()]);
        await bench.send({ payload: 22 });
        await bench.deploy(tab(account(), setNode(node), getNode()), KEPT);
        assert.equal(codeOf(await bench.send({ undo: true })), 'CONFIG');
        assert.equal(bench.simulator.log.corrections.length, 1);
      });
  });

  describe('of get rooms', () => {
    const listed = async (bench: Bench): Promise<readonly Room[]> => {
      const { sent } = await bench.send({}, 'get');
      return sent.flatMap(({ payload }) => payload as Room | Room[]);
    };

    for (const [sensors, count] of [
      [undefined, 0],
      [false, 0],
      ['false', 0],
      [true, 1],
      ['true', 1],
    ] as const)
      it(`sensors: ${JSON.stringify(sensors)} reads ${count > 0 ? 'them' : 'none'}`, async () => {
        const bench = await start([setNode(), getNode(sensors === undefined ? {} : { sensors })]);
        assert.equal((await listed(bench))[0]?.sensors.length, count);
      });

    it('sensors: ${SWITCH} is what the environment says', async () => {
      const bench = await start([setNode(), getNode({ sensors: '${SWITCH}' })], 'true');
      assert.equal((await listed(bench))[0]?.sensors.length, 1);
    });

    it('filter and output may come from the environment as well', async () => {
      const bench = await start([setNode(), getNode({ filter: '${SWITCH}' })], 'all');
      assert.equal((await listed(bench)).length, 2);
    });

    const wrong: readonly object[] = [
      ...NEITHER.map((sensors) => ({ sensors })),
      ...['', 'thermostats', 'ALL', '${NOT_SET}', true, 7, null].map((filter) => ({ filter })),
      ...['', 'arrays', 'Sequence', false, 7, null].map((output) => ({ output })),
    ];
    for (const node of wrong)
      it(`${JSON.stringify(node)} is CONFIG, and nothing is sent`, async () => {
        const bench = await start([setNode(), getNode(node)]);
        assert.equal(codeOf(await bench.send({}, 'get')), 'CONFIG');
        assert.equal(bench.simulator.log.total, 0);
      });
  });

  describe('of an account', () => {
    for (const keepSession of ['yes', '${NOT_SET}', 1, null])
      it(`keepSession: ${JSON.stringify(keepSession)} is CONFIG for every message`, async () => {
        const bench = await open();
        await bench.start(tab(account({ keepSession }), setNode(), getNode()));
        assert.equal(codeOf(await bench.send({ payload: 22 })), 'CONFIG');
        assert.equal(codeOf(await bench.send({}, 'get')), 'CONFIG');
        assert.equal(bench.simulator.log.total, 0);
      });
  });
});
