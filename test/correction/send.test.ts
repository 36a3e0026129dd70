import assert from 'node:assert/strict';
import type { NetatmoError } from '../../src/cloud/errors';
import { failure, HOME, LIVING } from '../support/fake-cloud';
import { MINUTE, reasonOf, SECOND, Workshop } from './workshop';

describe('what was written before the first byte', () => {
  it('is on the disk before the correction is sent', async () => {
    const shop = new Workshop();
    const seen: unknown[] = [];
    shop.states.onSave = () => void seen.push([shop.cloud.sent.length, shop.states.disk.size]);
    await shop.answer();
    assert.deepEqual(seen, [[0, 1]]);
  });

  it('holds after a crash between writing and sending', async () => {
    const shop = new Workshop();
    shop.states.onSave = () => new Promise(() => undefined);
    const lost = shop.ask();
    await shop.clock.run(SECOND);
    assert.equal(shop.cloud.sent.length, 0);
    shop.restart('crash');
    assert.equal(reasonOf(await lost), 'CLOSED');
    assert.equal(await shop.outcome(), 'settling');
    shop.clock.advance(60 * MINUTE);
    assert.equal(await shop.outcome(), 'corrected');
  });

  it('holds after a crash between sending and the answer', async () => {
    const shop = new Workshop();
    shop.cloud.reflects = 'later';
    shop.cloud.next('correct', { hangs: true, applied: true });
    const lost = shop.ask();
    await shop.clock.run(SECOND);
    shop.restart('crash');
    assert.equal(reasonOf(await lost), 'CLOSED');
    assert.equal(await shop.outcome(), 'settling');
    assert.equal(shop.cloud.sent.length, 1);
  });

  const refusals = [
    'RATE_LIMITED',
    'FORBIDDEN',
    'CLOUD_ERROR',
    'NETWORK',
    'TLS',
    'TIMEOUT',
    'BAD_RESPONSE',
    'CREDENTIALS_REJECTED',
    'SIGN_IN_PAUSED',
  ] as const;
  for (const early of [true, false]) {
    for (const code of refusals) {
      it(`is taken back when the cloud refuses with ${code} ${early ? 'before' : 'after'} the first byte`, async () => {
        const shop = new Workshop();
        shop.cloud.next('correct', { error: failure(code, { retryAfterMs: 5_000 }), early });
        const { error } = (await Promise.all([shop.ask(), shop.clock.run(SECOND)]))[0] as {
          error: NetatmoError;
        };
        assert.deepEqual([error.code, error.retryAfterMs], [code, 5_000]);
        assert.equal(shop.states.get(HOME, LIVING)?.last ?? null, null);
        assert.equal(shop.states.disk.get(`${HOME}/${LIVING}`)?.net ?? 0, 0);
        assert.equal(await shop.outcome(), 'corrected');
      });
    }
  }

  it('gives back the correction before it when it is taken back', async () => {
    const shop = new Workshop();
    await shop.answer({ temperature: 20.5 });
    const before = shop.states.get(HOME, LIVING);
    shop.cloud.next('correct', { error: failure('FORBIDDEN') });
    await shop.outcome({ temperature: 22 });
    assert.deepEqual(shop.states.get(HOME, LIVING)?.net, before?.net);
    assert.deepEqual(shop.states.get(HOME, LIVING)?.last?.corrected, 20.5);
  });

  it('is taken back when writing used up the time', async () => {
    const shop = new Workshop();
    shop.states.onSave = () => new Promise((resolve) => shop.clock.after(31 * SECOND, resolve));
    assert.equal(await shop.outcome({}, 35 * SECOND), 'TIMEOUT');
    assert.equal(shop.cloud.sent.length, 0);
    assert.equal(shop.states.get(HOME, LIVING)?.last, null);
  });
});

describe('a correction of unknown outcome', () => {
  const unknown = { error: failure('OUTCOME_UNKNOWN', { status: 502 }) };

  it('counts as made when the reading shows it', async () => {
    const shop = new Workshop();
    shop.cloud.next('correct', { ...unknown, applied: true });
    const answer = await shop.answer();
    assert.deepEqual([answer.changed, answer.reason, answer.measuredTemperature], [true, 'corrected', 20]);
    assert.equal(shop.cloud.count('status'), 2);
  });

  for (const applied of [true, false]) {
    it(`is told when the reading does not show it, and is not sent again (applied: ${applied})`, async () => {
      const shop = new Workshop();
      shop.cloud.reflects = 'later';
      shop.cloud.next('correct', { ...unknown, applied });
      const { error } = (await Promise.all([shop.ask(), shop.clock.run(SECOND)]))[0] as {
        error: NetatmoError;
      };
      assert.deepEqual([error.code, error.status], ['OUTCOME_UNKNOWN', 502]);
      assert.match(error.message, /sent/);
      assert.equal(await shop.outcome(), 'settling');
      assert.equal(shop.states.get(HOME, LIVING)?.net, 1);
      assert.equal(shop.cloud.sent.length, 1);
    });
  }

  it('is told when reading back fails', async () => {
    const shop = new Workshop();
    shop.cloud.next('correct', unknown);
    shop.cloud.next('status', {});
    shop.cloud.next('status', { error: failure('NETWORK') });
    assert.equal(await shop.outcome(), 'OUTCOME_UNKNOWN');
  });

  it('is told at the deadline when nothing answers', async () => {
    const shop = new Workshop();
    shop.cloud.next('correct', { hangs: true });
    assert.equal(await shop.outcome({}, 41 * SECOND), 'OUTCOME_UNKNOWN');
    assert.equal(await shop.outcome(), 'settling');
  });

  it('is told at the deadline when reading back does not answer', async () => {
    const shop = new Workshop();
    shop.cloud.next('correct', unknown);
    shop.cloud.next('status', {});
    shop.cloud.next('status', { hangs: true });
    assert.equal(await shop.outcome({}, 41 * SECOND), 'OUTCOME_UNKNOWN');
  });

  it('proves nothing when it asked for no change', async () => {
    const shop = new Workshop();
    shop.cloud.next('correct', unknown);
    assert.equal(await shop.outcome({ temperature: 20, force: true }), 'OUTCOME_UNKNOWN');
  });
});
