import assert from 'node:assert/strict';
import { BATH, HOME, LIVING } from '../support/fake-cloud';
import { MINUTE, SECOND, Workshop } from './workshop';

describe('the reading that a decision rests on', () => {
  it('may be a shared one of at most 5 s for what is sent', async () => {
    const shop = new Workshop();
    await shop.warm();
    await shop.outcome({ room: BATH, temperature: 20 });
    shop.clock.advance(SECOND);
    assert.equal(await shop.outcome(), 'corrected');
    assert.equal(shop.cloud.count('status'), 1);
    await shop.warm();
    await shop.outcome({ room: BATH, temperature: 20 });
    shop.clock.advance(6 * SECOND);
    assert.equal(await shop.outcome({ temperature: 25 }), 'corrected');
    assert.equal(shop.cloud.count('status'), 2);
  });

  it('may be one of at most 60 s for what is not sent', async () => {
    const shop = new Workshop();
    await shop.outcome({ temperature: 20 }, 0);
    shop.clock.advance(59 * SECOND);
    assert.equal(await shop.outcome({ temperature: 20.05 }, 0), 'within-tolerance');
    assert.equal(await shop.outcome({ temperature: 40 }, 0), 'CORRECTION_TOO_LARGE');
    assert.equal(shop.cloud.count('status'), 1);
    shop.clock.advance(2 * SECOND);
    assert.equal(await shop.outcome({ temperature: 20.05 }, 0), 'within-tolerance');
    assert.equal(shop.cloud.count('status'), 2);
  });

  it('is decided on anew when an old one would have held the message back no longer', async () => {
    const shop = new Workshop();
    await shop.outcome({ temperature: 20 });
    shop.clock.advance(30 * SECOND);
    shop.cloud.set(LIVING, { measuredTemperature: 21 });
    assert.equal(await shop.outcome({ temperature: 21 }), 'within-tolerance');
    assert.equal(shop.cloud.count('status'), 2);
  });

  it('is newer than the correction and at most 10 s old while settling', async () => {
    const shop = new Workshop();
    shop.cloud.reflects = 'later';
    await shop.outcome({}, 0);
    assert.equal(await shop.outcome({}, 0), 'settling');
    assert.equal(shop.cloud.count('status'), 2);
    shop.clock.advance(9 * SECOND);
    assert.equal(await shop.outcome({}, 0), 'settling');
    assert.equal(shop.cloud.count('status'), 2);
    shop.clock.advance(2 * SECOND);
    assert.equal(await shop.outcome({}, 0), 'settling');
    assert.equal(shop.cloud.count('status'), 3);
  });

  it('is never one that was asked for before the correction ended', async () => {
    const shop = new Workshop();
    await shop.warm();
    shop.cloud.latency = 2 * SECOND;
    const correcting = shop.send();
    await shop.clock.run(3 * SECOND); // the correction is under way for 1 s
    const early = shop.homes.reading(HOME, { maxAge: 0, startedAfter: -Infinity });
    await shop.clock.run(10);
    const next = shop.send({ temperature: 25, settings: { settleTime: 0 } });
    await shop.clock.run(20 * SECOND);
    assert.equal((await correcting).reason, 'corrected');
    await early;
    assert.equal((await next).measuredTemperature, 21);
    assert.equal(shop.cloud.count('status'), 3);
  });
});

describe('settling', () => {
  it('ends when the reading moves, and stays ended when the room drifts back', async () => {
    const shop = new Workshop();
    shop.cloud.reflects = 'later';
    await shop.answer();
    assert.equal(await shop.outcome(), 'settling');
    shop.cloud.report();
    shop.clock.advance(MINUTE);
    assert.equal(await shop.outcome(), 'within-tolerance');
    shop.cloud.set(LIVING, { measuredTemperature: 20 });
    shop.clock.advance(MINUTE);
    assert.equal(await shop.outcome(), 'corrected');
  });

  it('ends when its time is over', async () => {
    const shop = new Workshop();
    shop.cloud.reflects = 'later';
    await shop.answer({}, 0);
    shop.clock.advance(60 * MINUTE - 1);
    assert.equal(await shop.outcome({}, 0), 'settling');
    shop.clock.advance(1);
    assert.equal(await shop.outcome(), 'corrected');
  });

  it('is neither ended nor prolonged by setting the machine’s clock', async () => {
    const shop = new Workshop();
    shop.cloud.reflects = 'later';
    await shop.answer({}, 0);
    shop.clock.jump(365 * 24 * 60 * MINUTE);
    assert.equal(await shop.outcome({}, 0), 'settling');
    shop.clock.jump(-2 * 365 * 24 * 60 * MINUTE);
    assert.equal(await shop.outcome({}, 0), 'settling');
    shop.clock.advance(61 * MINUTE);
    assert.equal(await shop.outcome(), 'corrected');
  });

  it('counts a stored time in the future as now', async () => {
    const shop = new Workshop();
    shop.cloud.reflects = 'later';
    await shop.answer({}, 0);
    shop.clock.jump(-365 * 24 * 60 * MINUTE);
    shop.restart('crash');
    assert.equal(await shop.outcome({}, 0), 'settling');
    shop.clock.advance(61 * MINUTE);
    assert.equal(await shop.outcome(), 'corrected');
  });

  for (const how of ['redeploy', 'redeploy with new homes', 'crash'] as const) {
    it(`survives a ${how}`, async () => {
      const shop = new Workshop();
      shop.cloud.reflects = 'later';
      await shop.answer();
      shop.restart(how);
      assert.equal(await shop.outcome(), 'settling');
      shop.clock.advance(30 * MINUTE);
      shop.restart(how);
      assert.equal(await shop.outcome(), 'settling');
      shop.clock.advance(30 * MINUTE);
      assert.equal(await shop.outcome(), 'corrected');
    });
  }

  it('does not hold a room after a redeploy on a reading of before the correction', async () => {
    const shop = new Workshop();
    await shop.answer({}, 0);
    shop.restart('redeploy');
    assert.equal(await shop.outcome({}, 0), 'within-tolerance');
  });
});
