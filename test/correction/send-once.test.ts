import assert from 'node:assert/strict';
import type { NetatmoError } from '../../src/cloud/errors';
import { MINUTE, SECOND } from '../../src/clock';
import { failure, HOME, LIVING } from '../support/fake-cloud';
import { reasonOf, CorrectorBench } from './corrector-bench';

describe('what was written before the first byte', () => {
  it('is on the disk before the correction is sent', async () => {
    const bench = new CorrectorBench();
    const seen: unknown[] = [];
    bench.states.onSave = () => void seen.push([bench.cloud.sent.length, bench.states.disk.size]);
    await bench.answer();
    assert.deepEqual(seen, [[0, 1]]);
  });

  it('holds after a crash between writing and sending', async () => {
    const bench = new CorrectorBench();
    bench.states.onSave = () => new Promise(() => undefined);
    const lost = bench.ask();
    await bench.clock.run(SECOND);
    assert.equal(bench.cloud.sent.length, 0);
    bench.restart('crash');
    assert.equal(reasonOf(await lost), 'CLOSED');
    assert.equal(await bench.outcome(), 'settling');
    bench.clock.advance(60 * MINUTE);
    assert.equal(await bench.outcome(), 'corrected');
  });

  it('holds after a crash between sending and the answer', async () => {
    const bench = new CorrectorBench();
    bench.cloud.reflects = 'later';
    bench.cloud.next('correct', { hangs: true, applied: true });
    const lost = bench.ask();
    await bench.clock.run(SECOND);
    bench.restart('crash');
    assert.equal(reasonOf(await lost), 'CLOSED');
    assert.equal(await bench.outcome(), 'settling');
    assert.equal(bench.cloud.sent.length, 1);
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
        const bench = new CorrectorBench();
        bench.cloud.next('correct', { error: failure(code, { retryAfterMs: 5_000 }), early });
        const { error } = (await Promise.all([bench.ask(), bench.clock.run(SECOND)]))[0] as {
          error: NetatmoError;
        };
        assert.deepEqual([error.code, error.retryAfterMs], [code, 5_000]);
        assert.equal(bench.states.get(HOME, LIVING)?.last ?? null, null);
        assert.equal(bench.states.disk.get(`${HOME}/${LIVING}`)?.net ?? 0, 0);
        assert.equal(await bench.outcome(), 'corrected');
      });
    }
  }

  it('gives back the correction before it when it is taken back', async () => {
    const bench = new CorrectorBench();
    await bench.answer({ temperature: 20.5 });
    const before = bench.states.get(HOME, LIVING);
    bench.cloud.next('correct', { error: failure('FORBIDDEN') });
    await bench.outcome({ temperature: 22 });
    assert.deepEqual(bench.states.get(HOME, LIVING)?.net, before?.net);
    assert.deepEqual(bench.states.get(HOME, LIVING)?.last?.corrected, 20.5);
  });

  it('is taken back when writing used up the time', async () => {
    const bench = new CorrectorBench();
    bench.states.onSave = () => new Promise((resolve) => bench.clock.after(31 * SECOND, resolve));
    assert.equal(await bench.outcome({}, 35 * SECOND), 'TIMEOUT');
    assert.equal(bench.cloud.sent.length, 0);
    assert.equal(bench.states.get(HOME, LIVING)?.last, null);
  });
});

describe('a correction of unknown outcome', () => {
  const unknown = { error: failure('OUTCOME_UNKNOWN', { status: 502 }) };

  it('counts as made when the reading shows it', async () => {
    const bench = new CorrectorBench();
    bench.cloud.next('correct', { ...unknown, applied: true });
    const answer = await bench.answer();
    assert.deepEqual([answer.changed, answer.reason, answer.measuredTemperature], [true, 'corrected', 20]);
    assert.equal(bench.cloud.count('status'), 2);
  });

  for (const applied of [true, false]) {
    it(`is told when the reading does not show it, and is not sent again (applied: ${applied})`, async () => {
      const bench = new CorrectorBench();
      bench.cloud.reflects = 'later';
      bench.cloud.next('correct', { ...unknown, applied });
      const { error } = (await Promise.all([bench.ask(), bench.clock.run(SECOND)]))[0] as {
        error: NetatmoError;
      };
      assert.deepEqual([error.code, error.status], ['OUTCOME_UNKNOWN', 502]);
      assert.match(error.message, /sent/);
      assert.equal(await bench.outcome(), 'settling');
      assert.equal(bench.states.get(HOME, LIVING)?.net, 1);
      assert.equal(bench.cloud.sent.length, 1);
    });
  }

  it('is told when reading back fails', async () => {
    const bench = new CorrectorBench();
    bench.cloud.next('correct', unknown);
    bench.cloud.next('status', {});
    bench.cloud.next('status', { error: failure('NETWORK') });
    assert.equal(await bench.outcome(), 'OUTCOME_UNKNOWN');
  });

  it('is told at the deadline when nothing answers', async () => {
    const bench = new CorrectorBench();
    bench.cloud.next('correct', { hangs: true });
    assert.equal(await bench.outcome({}, 41 * SECOND), 'OUTCOME_UNKNOWN');
    assert.equal(await bench.outcome(), 'settling');
  });

  it('is told at the deadline when reading back does not answer', async () => {
    const bench = new CorrectorBench();
    bench.cloud.next('correct', unknown);
    bench.cloud.next('status', {});
    bench.cloud.next('status', { hangs: true });
    assert.equal(await bench.outcome({}, 41 * SECOND), 'OUTCOME_UNKNOWN');
  });

  it('proves nothing when it asked for no change', async () => {
    const bench = new CorrectorBench();
    bench.cloud.next('correct', unknown);
    assert.equal(await bench.outcome({ temperature: 20, force: true }), 'OUTCOME_UNKNOWN');
  });
});
