import assert from 'node:assert/strict';
import { turn } from '../support/world';
import { type Bench, benches, type Message } from './support/bench';
import { account, ACCOUNT, flow, getNode, KEPT, setNode, tab } from './support/flows';

const ROOMS = ['Living room', 'Kitchen', 'Bedroom', 'Bathroom'];
const byTopic = { room: 'topic', roomType: 'msg' };

/** What work costs the cloud, in requests to its auth and api hosts. */
describe('what it costs the cloud', () => {
  const open = benches();

  /** The requests that `work` makes. */
  const cost = async (bench: Bench, work: () => Promise<unknown>): Promise<number> => {
    const { log } = bench.simulator;
    log.clear();
    await work();
    assert.deepEqual(log.violations, []);
    const hosts = log.requests.map(({ host }) => host);
    assert.ok(hosts.every((host) => ['auth.netatmo.com', 'api.netatmo.com'].includes(host)));
    return log.total;
  };
  const good = async (bench: Bench, messages: readonly Message[], id?: string): Promise<void> => {
    for (const { sent } of await bench.sendAll(messages, id)) assert.equal(sent.length, 1);
  };
  /** Everything known, nothing of it fresh. */
  const warm = async (node: object = {}): Promise<Bench> => {
    const bench = await open();
    await bench.start(flow(node), KEPT);
    await good(bench, [{}], 'get');
    bench.clock.skip(120_000);
    return bench;
  };

  it('the first list of rooms, cold, with a password: 6', async () => {
    const bench = await open();
    await bench.start(flow(), KEPT);
    assert.equal(await cost(bench, () => good(bench, [{}], 'get')), 6);
  });

  it('the same after a restart with a kept session: 2', async () => {
    const bench = await warm();
    await bench.restart();
    assert.equal(await cost(bench, () => good(bench, [{}], 'get')), 2);
  });

  it('one correction, warm: 2', async () => {
    const bench = await warm();
    assert.equal(await cost(bench, () => good(bench, [{ payload: 22 }])), 2);
    assert.equal(bench.simulator.log.corrections.length, 1);
  });

  it('corrections for N rooms of one home that arrive together, warm: N + 1', async () => {
    const bench = await warm(byTopic);
    const messages = ROOMS.map((topic) => ({ topic, payload: 22 }));
    assert.equal(await cost(bench, () => good(bench, messages)), ROOMS.length + 1);
    assert.equal(bench.simulator.log.corrections.length, ROOMS.length);
  });

  it('the same from N nodes: N + 1', async () => {
    const bench = await open();
    const nodes = ROOMS.map((room, index) => setNode({ id: `set${String(index)}`, room }));
    await bench.start(tab(account(), getNode(), setNode(), ...nodes), KEPT);
    await good(bench, [{}], 'get');
    bench.clock.skip(120_000);
    const send = async (): Promise<void> => {
      for (const { id } of nodes) bench.node(id).receive({ payload: 22 });
      while (bench.simulator.log.corrections.length < nodes.length) await turn();
    };
    assert.equal(await cost(bench, send), ROOMS.length + 1);
  });

  it('a read whose access token has expired: 3, and no password', async () => {
    const bench = await warm();
    bench.simulator.cloud.expireTokens();
    assert.equal(await cost(bench, () => good(bench, [{}], 'get')), 3);
    assert.equal(bench.signIns, 0);
  });

  it('a correction whose access token has expired: 4, and no password', async () => {
    const bench = await warm();
    bench.simulator.cloud.expireTokens();
    assert.equal(await cost(bench, () => good(bench, [{ payload: 22 }])), 4);
    assert.equal(bench.signIns, 0);
  });

  const thousand = Array.from({ length: 1_000 }, (_, index) => ({ payload: 22 + (index % 2) / 2 }));

  it('a thousand messages for one room at once: at most 4', async () => {
    const bench = await warm();
    const requests = await cost(bench, () => good(bench, thousand));
    assert.ok(requests <= 4, String(requests));
    assert.ok(bench.simulator.log.corrections.length >= 1);
  });

  it('a thousand messages for one room spread over a second: at most 4', async () => {
    const bench = await warm();
    const spread = async (): Promise<void> => {
      const ended: Promise<void>[] = [];
      for (const message of thousand) {
        ended.push(good(bench, [message]));
        bench.clock.skip(1);
        await turn();
      }
      await Promise.all(ended);
    };
    const requests = await cost(bench, spread);
    assert.ok(requests <= 4, String(requests));
  });

  it('a day in which no message comes, once a room follows its sensor: 0, and no timer waits', async () => {
    const bench = await warm({ mode: 'follow' });
    await good(bench, [{ payload: 22 }]);
    const idle = async (): Promise<void> => {
      for (let hour = 0; hour < 24; hour += 1) {
        bench.clock.skip(3_600_000);
        await turn();
      }
    };
    assert.equal(await cost(bench, idle), 0);
    assert.equal(bench.clock.timers, 0);
  });

  it('a hundred messages with a wrong password, and restarts with a file: 1 sign-in', async () => {
    const bench = await open();
    await bench.start(flow(), { [ACCOUNT]: { ...KEPT[ACCOUNT], password: 'wrong' } });
    for (let round = 0; round < 5; round += 1) {
      const outcomes = await bench.sendAll(Array.from({ length: 20 }, () => ({ payload: 22 })));
      for (const { caught } of outcomes) {
        assert.equal((caught[0]?.['netatmo'] as { code: string }).code, 'CREDENTIALS_REJECTED');
      }
      await bench.restart();
    }
    assert.equal(bench.signIns, 1);
    assert.equal(bench.simulator.log.total, 3);
  });
});
