import assert from 'node:assert/strict';
import type { Dispatcher } from 'undici';
import { loopbackTransport } from '../../src/cloud/transport';
import { fault } from '../../testkit';
import { proves } from '../reliability/support/results';
import { type Bench, benches, codeOf, spy, until } from './support/bench';
import { account, flow, KEPT, setNode, tab } from './support/flows';

describe('closing and overload of the nodes', () => {
  const open = benches();

  /** The codes of the errors that a node has ended messages with, also after its Catch node was gone. */
  const thrown = (bench: Bench): unknown[] =>
    spy(bench.node('set').error).args.map(([error]) => (error as { code?: string }).code);

  for (const [what, route, id, message] of [
    ['a correction waits for the sign-in', 'csrf', 'set', { payload: 22 }],
    ['a correction waits for the reading', 'homestatus', 'set', { payload: 22 }],
    ['a list waits for the reading', 'homestatus', 'get', {}],
  ] as const) {
    proves('faults', 'processes', `Node-RED stops while ${what}`, async () => {
      const bench = await open();
      await bench.start();
      bench.simulator.faults.always(route, fault.hang());
      bench.node(id).receive({ ...message });
      await until(() => bench.simulator.log.counts()[route] > 0);
      const node = bench.node(id);
      const statuses = spy(node.status);
      const errors = spy(node.error);
      const before = statuses.callCount;
      await bench.stop();
      await until(() => errors.callCount > 0);
      assert.deepEqual(
        errors.args.map(([error]) => (error as { code: string }).code),
        ['CLOSED'],
      );
      assert.equal(statuses.callCount, before, 'no status comes after that');
      assert.equal(bench.clock.timers, 0);
      return {
        sent: id === 'get' ? 'one list' : 'one correction',
        out: 'CLOSED',
        requests: bench.simulator.log.total,
        signIns: bench.signIns,
        corrections: bench.simulator.log.corrections.length,
      };
    });
  }

  it('ends where a socket cannot be closed, and the next flows work', async () => {
    const bench = await open({
      transport: (port) => {
        const dispatcher = loopbackTransport(port);
        const unclosable = async (): Promise<never> => {
          await dispatcher.destroy();
          throw new Error('made up');
        };
        return { compose: dispatcher.compose.bind(dispatcher), destroy: unclosable } as unknown as Dispatcher;
      },
    });
    await bench.start();
    await bench.send({ payload: 22 });
    await bench.deploy(flow());
    assert.equal((await bench.send({ payload: 22 })).sent.length, 1);
  });

  it('frees every timer and socket, and works again after a start', async () => {
    const bench = await open();
    await bench.start();
    await bench.send({ payload: 22 });
    await bench.restart();
    assert.equal(bench.clock.timers, 0);
    assert.equal((await bench.send({}, 'get')).sent.length, 1);
  });

  proves('faults', 'processes', 'a deploy comes while a correction waits', async () => {
    const bench = await open();
    await bench.start();
    bench.simulator.faults.next('homestatus', fault.hang());
    bench.node('set').receive({ payload: 22 });
    await until(() => bench.simulator.log.counts().homestatus === 1);
    await bench.deploy(flow());
    assert.deepEqual(thrown(bench), ['CLOSED']);
    assert.equal((await bench.send({ payload: 22 })).sent.length, 1);
    assert.equal(bench.signIns, 1);
    return {
      sent: 'a correction, a deploy, a correction',
      out: 'CLOSED, corrected',
      requests: bench.simulator.log.total,
      signIns: bench.signIns,
      corrections: bench.simulator.log.corrections.length,
    };
  });

  it('refuses the 1,001st message that waits, at once, and answers the others', async () => {
    const bench = await open();
    await bench.start();
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    bench.simulator.faults.next('login', fault.hold(gate));
    const messages = Array.from({ length: 1_001 }, (_, index) => ({ payload: 22, index }));
    const { ended, outcomes } = bench.begin(messages);
    await until(() => ended.size === 1);
    release();
    const all = await outcomes;
    assert.deepEqual(
      all.map(({ sent, caught }) => sent.length + caught.length),
      messages.map(() => 1),
    );
    assert.deepEqual(all.map(codeOf).filter(Boolean), ['OVERLOADED']);
    assert.equal(all.at(-1)?.caught.length, 1);
    assert.equal(bench.simulator.log.corrections.length, 1);
    assert.equal(bench.signIns, 1);
  });

  it('writes what must be kept before a close ends', async () => {
    const bench = await open({ simulator: { semantics: 'none' } });
    await bench.start(tab(account(), setNode()), KEPT);
    await bench.send({ payload: 22 });
    await bench.restart();
    const { sent } = await bench.send({ payload: 22 });
    assert.equal((sent[0]?.payload as { reason: string }).reason, 'settling');
    assert.equal(bench.signIns, 1);
  });
});
