import assert from 'node:assert/strict';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/clock';
import { BATH, failure, home, HOME } from '../support/fake-cloud';
import { code, setUp } from './homes-bench';

describe('the topology', () => {
  it('is read once a day', async () => {
    const { clock, cloud, list } = setUp();
    await list();
    clock.advance(DAY - SECOND);
    await list();
    assert.equal(cloud.count('homes'), 1);
    clock.advance(2 * SECOND);
    await list();
    assert.equal(cloud.count('homes'), 2);
  });

  it('still serves when the daily read fails in passing, and is tried again 10 min later', async () => {
    const { clock, cloud, list, find } = setUp();
    await list();
    clock.advance(25 * HOUR);
    cloud.next('homes', { error: failure('NETWORK') });
    assert.equal((await list()).length, 2);
    assert.equal(await find('Bath'), BATH);
    assert.equal(cloud.count('homes'), 2);
    clock.advance(10 * MINUTE);
    await list();
    assert.equal(cloud.count('homes'), 3);
  });

  it('does not serve when the account is refused for good', async () => {
    const { clock, cloud, list } = setUp();
    await list();
    clock.advance(25 * HOUR);
    cloud.next('homes', { error: failure('CREDENTIALS_REJECTED') });
    assert.equal(await code(list()), 'CREDENTIALS_REJECTED');
  });

  it('is read anew for an unknown room, once in 5 min for each', async () => {
    const { clock, cloud, find } = setUp();
    assert.equal(await find('Bath'), BATH);
    clock.advance(SECOND);
    cloud.topology = [home(HOME, 'Maison', [['5', 'Attic']])];
    assert.equal(await find('Attic'), '5');
    assert.equal(cloud.count('homes'), 2);
    for (let i = 0; i < 10; i += 1) assert.equal(await code(find('Cellar')), 'ROOM_NOT_FOUND');
    assert.equal(cloud.count('homes'), 3);
    clock.advance(5 * MINUTE);
    assert.equal(await code(find('Cellar')), 'ROOM_NOT_FOUND');
    assert.equal(cloud.count('homes'), 4);
  });

  it('is not read anew for a message that had it read', async () => {
    const { cloud, find } = setUp();
    const all = await Promise.all(Array.from({ length: 100 }, () => code(find('Cellar'))));
    assert.deepEqual(new Set(all), new Set(['ROOM_NOT_FOUND']));
    assert.equal(cloud.count('homes'), 1);
  });

  it('is not read without end for ever new names', async () => {
    const { clock, cloud, find } = setUp();
    await find('Bath');
    clock.advance(SECOND);
    for (let i = 0; i < 200; i += 1) assert.equal(await code(find(`Cellar ${i}`)), 'ROOM_NOT_FOUND');
    assert.equal(cloud.count('homes'), 21);
  });

  it('cannot tell that a room is unknown when reading it anew fails', async () => {
    const { clock, cloud, find } = setUp();
    await find('Bath');
    clock.advance(SECOND);
    cloud.next('homes', { error: failure('NETWORK') });
    assert.equal(await code(find('Cellar')), 'NETWORK');
    assert.equal(await code(find('Cellar')), 'ROOM_NOT_FOUND');
    assert.equal(cloud.count('homes'), 3);
  });

  it('is read anew by the next list after a correction, at most every 10 min', async () => {
    const { clock, cloud, homes, list } = setUp();
    await list();
    clock.advance(MINUTE);
    homes.corrected();
    await list();
    await list();
    assert.equal(cloud.count('homes'), 2);
    homes.corrected();
    clock.advance(10 * MINUTE - 1);
    await list();
    assert.equal(cloud.count('homes'), 2);
    clock.advance(1);
    await list();
    assert.equal(cloud.count('homes'), 3);
  });

  it('may be the old one after a correction when reading it anew fails in passing', async () => {
    const { clock, cloud, homes, list } = setUp();
    await list();
    clock.advance(MINUTE);
    homes.corrected();
    cloud.next('homes', { error: failure('RATE_LIMITED') });
    assert.equal((await list()).length, 2);
  });
});
