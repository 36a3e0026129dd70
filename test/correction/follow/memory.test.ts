import assert from 'node:assert/strict';
import { MINUTE, SECOND, Workshop } from '../workshop';
import { every5Min, start } from './start';

describe('what a follow node remembers', () => {
  it('lives through a redeploy and a restart: it neither corrects again nor forgets how far it went', async () => {
    for (const how of ['redeploy', 'crash'] as const) {
      const workshop = await start();
      workshop.cloud.reflects = 'later';
      await every5Min(workshop, 2, { temperature: 22 });
      assert.equal(workshop.cloud.sent.length, 1);
      workshop.restart(how);
      const { result } = await workshop.told({ temperature: 22 });
      assert.deepEqual([result.reason, result.follow?.budgetUsed], ['settling', 0.5], how);
    }
  });

  it('may be lost: then the room is watched for one settle time before the first correction', async () => {
    const workshop = await start();
    workshop.states.mayHaveForgotten = true;
    workshop.states.rooms.clear();
    const first = await workshop.told({ temperature: 22 });
    assert.equal(first.result.reason, 'settling');
    assert.equal(Date.parse(first.result.nextAt ?? ''), Date.parse(first.result.at) + 90 * MINUTE);
    assert.deepEqual(
      new Set(await every5Min(workshop, 18, { temperature: 22 })),
      new Set(['interval', 'settling']),
    );
    workshop.clock.advance(5 * MINUTE);
    assert.equal(await workshop.heard({ temperature: 22 }), 'corrected');
  });
});

describe('a follow node whose room cannot be found', () => {
  it('asks for it once in 5 min, and says in between why', async () => {
    const workshop = await start();
    assert.equal(await workshop.heard({ room: 'Cellar' }), 'ROOM_NOT_FOUND');
    const calls = workshop.cloud.calls.length;
    const { result, failure: code, isEvaluated } = await workshop.told({ room: 'Cellar' });
    assert.deepEqual([result.reason, code, isEvaluated], ['interval', 'ROOM_NOT_FOUND', false]);
    assert.deepEqual(
      [result.room, result.follow?.gate],
      [{ id: 'Cellar', name: 'Cellar' }, 'ROOM_NOT_FOUND'],
    );
    assert.equal(workshop.cloud.calls.length, calls);
    workshop.clock.advance(5 * MINUTE);
    assert.equal(await workshop.heard({ room: 'Cellar' }), 'ROOM_NOT_FOUND');
    assert.equal(await workshop.heard({ room: 'Living room' }), 'unconfirmed', 'other rooms do not suffer');
  });

  it('does not count the deploy that came in between', async () => {
    const workshop = new Workshop();
    workshop.cloud.next('homes', { hangs: true });
    const answer = workshop.tell();
    await workshop.clock.run(SECOND);
    workshop.restart('redeploy with new homes');
    await assert.rejects(answer, { code: 'CLOSED' });
    assert.equal(await workshop.heard(), 'unconfirmed');
  });
});
