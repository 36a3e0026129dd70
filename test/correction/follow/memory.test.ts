import assert from 'node:assert/strict';
import { MINUTE } from '../../../src/clock';
import { every5Min, start } from './start';

describe('what a follow node remembers', () => {
  it('lives through a redeploy and a restart: it neither corrects again nor forgets how far it went', async () => {
    for (const how of ['redeploy', 'crash'] as const) {
      const bench = await start();
      bench.cloud.reflects = 'later';
      await every5Min(bench, 2, { temperature: 22 });
      assert.equal(bench.cloud.sent.length, 1);
      bench.restart(how);
      const { result } = await bench.told({ temperature: 22 });
      assert.deepEqual([result.reason, result.follow?.budgetUsed], ['settling', 0.5], how);
    }
  });

  it('may be lost: then the room is watched for one settle time before the first correction', async () => {
    const bench = await start();
    bench.states.mayHaveForgotten = true;
    bench.states.rooms.clear();
    const first = await bench.told({ temperature: 22 });
    assert.equal(first.result.reason, 'settling');
    assert.equal(Date.parse(first.result.nextAt ?? ''), Date.parse(first.result.at) + 90 * MINUTE);
    assert.deepEqual(
      new Set(await every5Min(bench, 18, { temperature: 22 })),
      new Set(['interval', 'settling']),
    );
    bench.clock.advance(5 * MINUTE);
    assert.equal(await bench.heard({ temperature: 22 }), 'corrected');
  });

  it('knows after an undo and a restart that a sensor is stuck; without what it knew it takes two corrections anew', async () => {
    const bench = await start();
    const stuck = (looks: number): Promise<readonly string[]> => every5Min(bench, looks, { temperature: 23 });
    await stuck(20);
    await bench.answer({ undo: true });
    bench.restart('crash');
    assert.equal((await stuck(20)).at(-1), 'stale');
    assert.equal(bench.cloud.sent.length, 5, 'two, the undo, and two more');

    bench.restart('crash');
    assert.deepEqual(new Set(await stuck(20)), new Set(['stale']));

    bench.states.mayHaveForgotten = true;
    bench.states.rooms.clear();
    const reasons = await stuck(40);
    assert.deepEqual([reasons[0], reasons.at(-1)], ['settling', 'stale']);
    assert.equal(bench.cloud.sent.length, 7);
  });
});
