import assert from 'node:assert/strict';
import type { CorrectionResult, HistoryRow } from '../../src/correction/result';
import type { Room } from '../../src/home/room';
import { ACCOUNT, flows } from './support/flows';
import { CATCH_GETS_CODES, NodeRed } from '../support/node-red';

/** Above the wide tolerance of the flow, so that it is corrected once. */
const STEP = 1.2;

describe('a real Node-RED with the package installed', () => {
  let nodeRed: NodeRed;
  let rooms: Room[];

  before(async () => {
    nodeRed = await NodeRed.start();
    await nodeRed.deploy(flows());
  });
  after(() => nodeRed.dispose());

  const good = async <T>(path: string, body: object = {}): Promise<T> => {
    const { status, body: answer } = await nodeRed.ask('POST', path, body);
    assert.equal(status, 200, JSON.stringify(answer));
    return answer as T;
  };
  const set = (room: Room): Promise<CorrectionResult> =>
    good('set', { room: room.id, temperature: (room.measuredTemperature ?? 0) + STEP });
  const history = (room: Room): Promise<HistoryRow[]> => good('history', { room: room.id });
  /** Sends all rooms the same again: nothing may be corrected. @returns the reasons */
  const again = async (): Promise<string[]> => {
    const results = await Promise.all(rooms.map(set));
    assert.deepEqual(
      results.map(({ changed }) => changed),
      rooms.map(() => false),
    );
    return results.map(({ reason }) => reason);
  };

  it('lists the rooms', async () => {
    rooms = await good<Room[]>('rooms');
    assert.deepEqual(
      rooms.map(({ name }) => name),
      ['Living room', 'Kitchen', 'Bedroom', 'Bathroom'],
    );
  });

  it('corrects each room once and then lets it settle', async () => {
    for (const room of rooms) {
      const { changed, reason, room: corrected } = await set(room);
      assert.deepEqual([changed, reason, corrected.id], [true, 'corrected', room.id]);
    }
    // The house lives sixty times as fast: a valve may report, and its room settle, at any moment.
    const reasons = await again();
    assert.ok(reasons.includes('settling'), reasons.join());
    assert.ok(
      reasons.every((reason) => ['settling', 'within-tolerance'].includes(reason)),
      reasons.join(),
    );
  });

  const failures: readonly [path: string, body: object, code: string][] = [
    ['set', { room: 'Kitchen', temperature: 'warm' }, 'INVALID_TEMPERATURE'],
    ['set', { room: 'Cellar', temperature: 20 }, 'ROOM_NOT_FOUND'],
    ['set', { temperature: 20 }, 'INVALID_ROOM'],
    ['set', { room: 'Kitchen', temperature: 49 }, 'CORRECTION_TOO_LARGE'],
  ];
  for (const [path, body, code] of failures) {
    it(`gives a Catch node what it needs: ${code}`, async () => {
      const answer = await nodeRed.ask('POST', path, body);
      assert.equal(answer.status, 500);
      const error = answer.body as { message: string; code: string; netatmo: { code: string } };
      assert.deepEqual([error.code, error.netatmo.code], [CATCH_GETS_CODES ? code : undefined, code]);
      assert.ok(error.message.startsWith(`NetatmoError [${code}]: `));
    });
  }

  for (const type of ['full', 'flows', 'nodes']) {
    it(`neither signs in nor corrects again after a deploy (${type})`, async () => {
      const before = await history(rooms[0]!);
      await nodeRed.deploy(flows({ name: `deployed ${type}` }), type);
      await again();
      assert.equal((await history(rooms[0]!)).length, before.length + 1);
      assert.equal(nodeRed.output.split('netatmo-truetemp.login.ok').length, 2);
    });
  }

  it('keeps what it knows while the tab, with the account in it, is disabled', async () => {
    const before = await history(rooms[0]!);
    await nodeRed.deploy(flows({ tab: { disabled: true } }));
    assert.equal((await nodeRed.ask('POST', 'rooms', {})).status, 404);
    await nodeRed.deploy(flows());
    await again();
    assert.equal((await history(rooms[0]!)).length, before.length + 1);
  });

  it('forgets an account that is deleted', async () => {
    await nodeRed.deploy([{ id: 'tab', type: 'tab', label: 'Heating' }]);
    await nodeRed.deploy(flows());
    await good('rooms');
    assert.deepEqual(await history(rooms[0]!), []);
    assert.equal(nodeRed.output.split('netatmo-truetemp.login.ok').length, 3);
  });

  it('answers the dialogs of the editor', async () => {
    const { status, body } = await nodeRed.ask(
      'GET',
      `netatmo-truetemp/${ACCOUNT}/rooms`,
      undefined,
      await nodeRed.asEditor(),
    );
    assert.equal(status, 200);
    assert.equal((body as { homes: { rooms: object[] }[] }).homes[0]?.rooms.length, rooms.length);
  });

  it('ends by itself on a SIGTERM: every node closes without Node-RED losing patience, and nothing goes unhandled', async () => {
    assert.equal(await nodeRed.terminate(), 0);
    assert.match(nodeRed.output, /Stopped flows/);
    // Node-RED 3.1 itself uses what Node.js 22 and later would rather not have used.
    assert.doesNotMatch(nodeRed.output, /timed out|unhandled|uncaught|(?<!Deprecation)Warning:/i);
  });
});
