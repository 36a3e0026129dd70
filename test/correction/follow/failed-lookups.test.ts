import assert from 'node:assert/strict';
import { FailedLookups } from '../../../src/correction/follow/failed-lookups';
import { parseFollowSettings } from '../../../src/correction/follow/settings';
import { EVALUATION_GAP } from '../../../src/correction/follow/take-in';
import { MINUTE, SECOND } from '../../../src/clock';
import { failure, HOME, HOME_2 } from '../../support/fake-cloud';
import { VirtualClock } from '../../support/virtual-clock';
import { CorrectorBench } from '../corrector-bench';
import { start } from './start';

describe('a follow node whose room cannot be found', () => {
  it('asks for it once in 5 min, and says in between why', async () => {
    const bench = await start();
    assert.equal(await bench.heard({ room: 'Cellar' }), 'ROOM_NOT_FOUND');
    const calls = bench.cloud.calls.length;
    const { result, failure: code, isEvaluated } = await bench.told({ room: 'Cellar' });
    assert.deepEqual([result.reason, code, isEvaluated], ['interval', 'ROOM_NOT_FOUND', false]);
    assert.deepEqual(
      [result.room, result.follow?.gate],
      [{ id: 'Cellar', name: 'Cellar' }, 'ROOM_NOT_FOUND'],
    );
    assert.equal(bench.cloud.calls.length, calls);
    bench.clock.advance(5 * MINUTE);
    assert.equal(await bench.heard({ room: 'Cellar' }), 'ROOM_NOT_FOUND');
    assert.equal(await bench.heard({ room: 'Living room' }), 'unconfirmed', 'other rooms do not suffer');
  });

  it('does not count the deploy that came in between', async () => {
    const bench = new CorrectorBench();
    bench.cloud.next('homes', { hangs: true });
    const answer = bench.tell();
    await bench.clock.run(SECOND);
    bench.restart('redeploy with new homes');
    await assert.rejects(answer, { code: 'CLOSED' });
    assert.equal(await bench.heard(), 'unconfirmed');
  });
});

describe('the rooms that could not be found', () => {
  const where = { named: '', account: HOME };
  const settings = parseFollowSettings({});
  let clock: VirtualClock;
  let lookups: FailedLookups;
  beforeEach(() => {
    clock = new VirtualClock();
    lookups = new FailedLookups(clock);
  });
  const fail = (room: string, error: Error = failure('NETWORK'), scope = where): Promise<void> =>
    assert.rejects(
      lookups.try(room, scope, () => Promise.reject(error)),
      error,
    );
  const codeOf = (room: string, scope = where): unknown =>
    lookups.recentFailure(room, scope)?.answer(21, settings).failure;

  it('are told apart by name and home', async () => {
    await fail('Bath');
    await fail('Bath', failure('HOME_NOT_FOUND'), { named: HOME_2, account: HOME });
    assert.deepEqual(
      [codeOf('Bath'), codeOf('Bath', { named: HOME_2, account: HOME }), codeOf('bath')],
      ['NETWORK', 'HOME_NOT_FOUND', undefined],
    );
  });

  it('are remembered until the next look, or until they are found', async () => {
    await fail('Bath');
    clock.advance(EVALUATION_GAP - 1);
    assert.equal(codeOf('Bath'), 'NETWORK');
    clock.advance(1);
    assert.equal(codeOf('Bath'), undefined);
    await fail('Bath');
    assert.equal(await lookups.try('Bath', where, () => Promise.resolve('found')), 'found');
    assert.equal(codeOf('Bath'), undefined);
    await fail('Bath');
    lookups.found('Bath', where);
    assert.equal(codeOf('Bath'), undefined);
  });

  it('do not count where the node was closed, or the fault is ours', async () => {
    await fail('Bath', failure('CLOSED'));
    await fail('Bath', new Error('ours'));
    assert.equal(codeOf('Bath'), undefined);
  });

  it('are the last hundred', async () => {
    for (let i = 0; i < 101; i += 1) await fail(`Room ${i}`);
    assert.deepEqual(
      [0, 1, 100].map((i) => codeOf(`Room ${i}`)),
      [undefined, 'NETWORK', 'NETWORK'],
    );
  });
});
