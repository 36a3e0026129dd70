import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { Secret } from '../../src/cloud/secret';
import { World } from '../support/world';
import { CANARY, addCanaries } from './support/canaries';
import { LeakNet, textOf } from './support/leak-net';
import { Wiretap } from './support/wiretap';

describe('the objects that hold secrets', () => {
  it('show none of them, however deep one looks', async () => {
    const { email, password } = CANARY;
    const net = new LeakNet();
    addCanaries(net);
    const world = await World.open({ simulator: { credentials: { email, password } }, password });
    try {
      await world.settle(world.client.homes('list'));
      const token = await world.settle(world.session.token());
      new Wiretap(net).readRequests(world.simulator.log.requests);
      const { session, client, budget, events } = world;
      const credentials = { username: new Secret(email), password: new Secret(password) };
      const objects = {
        session,
        client,
        budget,
        events,
        token,
        credentials,
        prototype: Object.getPrototypeOf(session) as unknown,
      };
      assert.ok(net.size > 8);
      assert.deepEqual(net.find('objects', textOf(objects)), []);
      assert.deepEqual(
        net.find(
          'text',
          `${String(token.bearer)} ${String(credentials.password)} ${JSON.stringify(credentials)}`,
        ),
        [],
      );
      assert.ok(net.find('proof', inspect(token.bearer.reveal())).length > 0);
    } finally {
      await world.close();
    }
  });
});
