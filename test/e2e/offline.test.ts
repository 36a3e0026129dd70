import assert from 'node:assert/strict';
import { flows } from './support/flows';
import { NodeRed, OFFLINE } from '../support/node-red';

describe('a real Node-RED without a network', () => {
  let nodeRed: NodeRed;

  before(async () => {
    nodeRed = await NodeRed.start({ preload: OFFLINE });
    const credentials = { username: 'demo@example.org', password: 'demo password' };
    await nodeRed.deploy(flows({ account: { service: 'netatmo', credentials } }));
  });
  after(() => nodeRed.dispose());

  it('ends each message with NETWORK and lives on', async () => {
    for (const [path, body] of [
      ['rooms', {}],
      ['set', { room: 'Kitchen', temperature: 20 }],
    ] as const) {
      const { status, body: answer } = await nodeRed.ask('POST', path, body);
      const { message, netatmo } = answer as { message: string; netatmo: { code: string } };
      assert.deepEqual([status, netatmo.code], [500, 'NETWORK']);
      assert.doesNotMatch(message, /demo|@/);
    }
    assert.ok(nodeRed.isAlive);
    assert.doesNotMatch(nodeRed.output, /demo@example|demo password|unhandled|uncaught/i);
  });

  it('ends by itself while a message waits, and no node is slow to close', async () => {
    const waiting = nodeRed.ask('POST', 'rooms', {}).catch(() => undefined);
    await nodeRed.deploy(flows({ account: { service: 'netatmo' }, name: 'renamed' }));
    await waiting;
    assert.equal(await nodeRed.terminate(), 0);
    assert.match(nodeRed.output, /Stopped flows/);
    assert.doesNotMatch(nodeRed.output, /timed out/);
  });
});
