import assert from 'node:assert/strict';
import { followDay, type FollowDay } from '../../bench/day/follow';
import { cronDay, everyMessageDay } from '../../bench/day/others';

const ROOMS = 10;
const MINUTES = 60;

/** The short form of `npm run bench:day`, on the same clock, cloud and house, so that its counts are always the same. */
describe('an hour of ten rooms whose sensors send a message a minute', () => {
  let ours: FollowDay;

  before(async () => {
    ours = await followDay(ROOMS, MINUTES);
  });

  it('is this many requests, exactly: a status every five minutes, another before a correction, and one sign-in', () => {
    const { messages, requests, signIns, corrections, rejections } = ours;
    assert.deepEqual(
      { messages, requests, signIns, corrections, rejections },
      { messages: 600, requests: 45, signIns: 1, corrections: 20, rejections: 0 },
    );
  });

  it('costs less than a library by cron, and far less than to post every message', async () => {
    const [cron, every] = [await cronDay(ROOMS, MINUTES), await everyMessageDay(ROOMS, MINUTES)];
    assert.equal(cron.rejections, 0);
    assert.ok(ours.requests < cron.requests, String(cron.requests));
    assert.ok(every.rejections > 0);
    assert.ok(10 * ours.requests < every.requests, String(every.requests));
  });
});
