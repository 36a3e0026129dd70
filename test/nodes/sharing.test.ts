import assert from 'node:assert/strict';
import { MINUTE } from '../../src/clock';
import { type Bench, benches, codeOf, type Outcome } from './support/bench';
import {
  account,
  type Credentials,
  type FlowNode,
  getNode,
  LOGIN,
  SESSION_KEY,
  setNode,
  tab,
} from './support/flows';

describe('two account nodes', () => {
  const open = benches();

  /** Set truetemp works with the first account, get rooms with the second. */
  const nodes = (first: object = {}, second: object = {}): FlowNode[] =>
    tab(account(first), account({ id: 'a2', ...second }), setNode(), getNode({ account: 'a2' }));
  const logins = (first: object, second: object): Credentials => ({
    a1: { ...LOGIN, ...first },
    a2: { ...LOGIN, ...second },
  });
  const same = logins({}, { username: ` ${LOGIN.username.toUpperCase()} ` });

  it('share one sign-in when the e-mail differs in case only and the password is the same', async () => {
    const bench = await open();
    await bench.start(nodes(), same);
    const [set, get] = await Promise.all([bench.send({ payload: 22 }), bench.send({}, 'get')]);
    assert.deepEqual([set.sent.length, get.sent.length], [1, 1]);
    assert.equal(bench.signIns, 1);
    assert.equal(bench.simulator.log.counts().homesdata, 1);
  });

  it('do not share a session when one of them is simulated', async () => {
    const bench = await open();
    await bench.start(nodes({}, { service: 'simulated' }), logins({}, {}));
    await bench.send({ payload: 22 });
    await bench.send({}, 'get');
    assert.equal(bench.signIns, 2);
  });

  for (const [first, second] of [
    [{}, { limitPerHour: 7 }],
    [{ limitPerHour: 7 }, { limitPerHour: 300 }],
  ]) {
    it(`share the lower limits: ${JSON.stringify([first, second])}`, async () => {
      const bench = await open();
      await bench.start(nodes(first, second), same);
      // 4 for the sign-in, homesdata, homestatus, and the correction.
      assert.equal((await bench.send({ payload: 22 })).sent.length, 1);
      bench.clock.skip(60_000);
      assert.equal(codeOf(await bench.send({ payload: 23 })), 'RATE_LIMITED');
      assert.equal(bench.simulator.log.counts().truetemperature, 1);
      // Without the node that has the low limit there is room again.
      await bench.deploy(nodes(), same);
      assert.equal((await bench.send({ payload: 22 })).sent.length, 1);
    });
  }

  it('do not share the limits of one that is disabled', async () => {
    const bench = await open();
    await bench.start(nodes({}, { limitPerHour: 7 }), same);
    await bench.send({ payload: 22 });
    await bench.deploy(nodes({}, { limitPerHour: 7, d: true }), same);
    bench.clock.skip(60_000);
    assert.equal((await bench.send({ payload: 22 })).sent.length, 1);
  });

  it('have latches of their own when the passwords differ', async () => {
    const bench = await open();
    await bench.start(nodes(), logins({ password: 'wrong' }, {}));
    assert.equal(codeOf(await bench.send({ payload: 22 })), 'CREDENTIALS_REJECTED');
    assert.equal((await bench.send({}, 'get')).sent.length, 1);
    assert.equal(codeOf(await bench.send({ payload: 22 })), 'CREDENTIALS_REJECTED');
    assert.equal(bench.signIns, 2);
  });

  it('share the caps of signing in when the passwords differ: three passwords in 15 min', async () => {
    const bench = await open();
    await bench.start(nodes(), logins({ password: 'wrong 1' }, { password: 'wrong 2' }));
    assert.equal(codeOf(await bench.send({ payload: 22 })), 'CREDENTIALS_REJECTED');
    assert.equal(codeOf(await bench.send({}, 'get')), 'CREDENTIALS_REJECTED');
    await bench.deploy(nodes(), logins({ password: 'wrong 3' }, { password: 'wrong 2' }));
    assert.equal(codeOf(await bench.send({ payload: 22 })), 'CREDENTIALS_REJECTED');
    await bench.deploy(nodes(), logins({}, { password: 'wrong 2' }));
    assert.equal(codeOf(await bench.send({ payload: 22 })), 'SIGN_IN_PAUSED');
    assert.equal(bench.signIns, 3);
    bench.clock.skip(15 * MINUTE);
    assert.equal((await bench.send({ payload: 22 })).sent.length, 1);
  });

  it('share the budget when the passwords differ', async () => {
    const bench = await open();
    await bench.start(nodes({ limitPerHour: 7 }, {}), logins({}, { password: 'wrong' }));
    assert.equal((await bench.send({ payload: 22 })).sent.length, 1);
    assert.equal(codeOf(await bench.send({}, 'get')), 'RATE_LIMITED');
    assert.equal(bench.signIns, 1);
  });

  describe('share one file', () => {
    const keys = logins({ sessionKey: SESSION_KEY }, { sessionKey: 'a2'.repeat(32) });
    const restarted = async (bench: Bench, remaining: string): Promise<Outcome> => {
      const only = nodes().filter(({ id }) => id === remaining || !id.startsWith('a'));
      await bench.deploy(only, keys);
      assert.equal(bench.kept.length, 1);
      await bench.restart();
      return bench.send(remaining === 'a1' ? { payload: 22 } : {}, remaining === 'a1' ? 'set' : 'get');
    };
    for (const remaining of ['a1', 'a2']) {
      it(`that still opens when only ${remaining} remains`, async () => {
        const bench = await open();
        await bench.start(nodes(), keys);
        await bench.send({ payload: 22 });
        assert.equal(bench.kept.length, 1);
        assert.equal((await restarted(bench, remaining)).sent.length, 1);
        assert.equal(bench.signIns, 1);
      });
    }
  });
});
