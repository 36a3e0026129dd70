import assert from 'node:assert/strict';
import { BASELINE, readRun } from '../../bench/baseline';
import { countRequests } from '../../bench/operations';

/** How often each piece of work asks Netatmo: neither one more nor one less. */
const REQUESTS = {
  'list of rooms, cold: with a password': 6,
  'list of rooms after a restart': 2,
  'list of rooms, warm': 1,
  'list of rooms, access token expired': 3,
  'one correction': 2,
  'a correction for each of 10 rooms at once': 11,
  'a correction for each of 100 rooms at once': 101,
  'a correction for each of 1,000 rooms at once': 1_001,
};

describe('the requests of the bench', () => {
  it('are these, exactly', async () => assert.deepEqual(await countRequests(), REQUESTS));

  it('are those that the page tells', () => {
    const told = readRun(BASELINE).results.operations?.map(({ name, requests }) => [name, requests]);
    assert.deepEqual(Object.fromEntries(told ?? []), REQUESTS);
  });
});
