import assert from 'node:assert/strict';
import { SYSTEM_TOOLS } from '../../nodes/account-nodes';

describe('the simulated home of an account node', () => {
  it('keeps no record of what it was asked, however long it runs', async () => {
    const simulator = SYSTEM_TOOLS.simulator();
    const port = await simulator.listen();
    try {
      for (let i = 0; i < 50; i += 1) {
        const answer = await fetch(`http://127.0.0.1:${String(port)}/api/homesdata`);
        await answer.text();
      }
      assert.ok(simulator.cloud.total >= 50);
      assert.deepEqual(simulator.cloud.requests, []);
    } finally {
      await simulator.close();
    }
  });
});
