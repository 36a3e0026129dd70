import assert from 'node:assert/strict';
import { SECOND } from '../../src/clock';
import { Deadline } from '../../src/cloud/deadline';
import { failure, HOME } from '../support/fake-cloud';
import { code, NONE, setUp } from './homes-bench';

describe('a shared status read', () => {
  const fresh = (startedAfter: number, maxAge = 5 * SECOND) => ({ maxAge, startedAfter });

  it('is joined by everybody who may', async () => {
    const { clock, cloud, homes } = setUp();
    cloud.latency = SECOND;
    const reads = Promise.all([1, 2, 3].map(() => homes.reading(HOME, fresh(NONE))));
    await clock.run(2 * SECOND);
    const [a, b, c] = await reads;
    assert.ok(a === b && b === c);
    assert.equal(cloud.count('status'), 1);
  });

  it('is not joined when it began before the correction: one later read serves all who need it', async () => {
    const { clock, cloud, homes } = setUp();
    cloud.latency = SECOND;
    const early = homes.reading(HOME, fresh(NONE));
    const corrected = homes.stamp();
    const late = [1, 2, 3].map(() => homes.reading(HOME, fresh(corrected)));
    await clock.run(3 * SECOND);
    assert.ok((await early).startedAt < corrected);
    const reads = await Promise.all(late);
    assert.ok(reads.every((read) => read === reads[0] && read.startedAt > corrected));
    assert.equal(cloud.count('status'), 2);
  });

  it('is not used from memory when it began before the correction, even within one tick', async () => {
    const { cloud, homes } = setUp();
    await homes.reading(HOME, fresh(NONE));
    await homes.reading(HOME, fresh(NONE));
    assert.equal(cloud.count('status'), 1);
    await homes.reading(HOME, fresh(homes.stamp()));
    assert.equal(cloud.count('status'), 2);
  });

  it('fails for those who joined it and is made anew for those who did not', async () => {
    const { clock, cloud, homes } = setUp();
    cloud.latency = SECOND;
    cloud.next('status', { error: failure('NETWORK') });
    const early = code(homes.reading(HOME, fresh(NONE)));
    const late = code(homes.reading(HOME, fresh(homes.stamp())));
    await clock.run(3 * SECOND);
    assert.deepEqual([await early, await late], ['NETWORK', 'ok']);
  });

  it('that a list was refused for its small share of the budget is made anew for a correction', async () => {
    const { clock, cloud, homes, list } = setUp();
    await homes.find('Bath', { named: '', account: '' }, new Deadline(clock, { ms: SECOND }));
    cloud.latency = SECOND;
    cloud.next('status', { error: failure('RATE_LIMITED') });
    const listing = code(list());
    await Promise.resolve();
    await clock.run(10);
    const reading = code(homes.reading(HOME, fresh(NONE)));
    await clock.run(3 * SECOND);
    assert.deepEqual([await listing, await reading], ['RATE_LIMITED', 'ok']);
    assert.deepEqual(cloud.calls.slice(1), [`status ${HOME} list`, `status ${HOME} correction`]);
  });
});
