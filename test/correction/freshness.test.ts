import assert from 'node:assert/strict';
import type { Decision } from '../../src/correction/decide';
import { isFreshEnough, SET_HOLD_AGES } from '../../src/correction/freshness';
import { SECOND } from '../../src/clock';
import { BATH, HOME, LIVING } from '../support/fake-cloud';
import { CorrectorBench } from './corrector-bench';

describe('the reading that a decision rests on', () => {
  it('may be a shared one of at most 5 s for what is sent', async () => {
    const bench = new CorrectorBench();
    await bench.warm();
    await bench.outcome({ room: BATH, temperature: 20 });
    bench.clock.advance(SECOND);
    assert.equal(await bench.outcome(), 'corrected');
    assert.equal(bench.cloud.count('status'), 1);
    await bench.warm();
    await bench.outcome({ room: BATH, temperature: 20 });
    bench.clock.advance(6 * SECOND);
    assert.equal(await bench.outcome({ temperature: 25 }), 'corrected');
    assert.equal(bench.cloud.count('status'), 2);
  });

  it('may be one of at most 60 s for what is not sent', async () => {
    const bench = new CorrectorBench();
    await bench.outcome({ temperature: 20 }, 0);
    bench.clock.advance(59 * SECOND);
    assert.equal(await bench.outcome({ temperature: 20.05 }, 0), 'within-tolerance');
    assert.equal(await bench.outcome({ temperature: 40 }, 0), 'CORRECTION_TOO_LARGE');
    assert.equal(bench.cloud.count('status'), 1);
    bench.clock.advance(2 * SECOND);
    assert.equal(await bench.outcome({ temperature: 20.05 }, 0), 'within-tolerance');
    assert.equal(bench.cloud.count('status'), 2);
  });

  it('is decided on anew when an old one would have held the message back no longer', async () => {
    const bench = new CorrectorBench();
    await bench.outcome({ temperature: 20 });
    bench.clock.advance(30 * SECOND);
    bench.cloud.set(LIVING, { measuredTemperature: 21 });
    assert.equal(await bench.outcome({ temperature: 21 }), 'within-tolerance');
    assert.equal(bench.cloud.count('status'), 2);
  });

  it('is newer than the correction and at most 10 s old while settling', async () => {
    const bench = new CorrectorBench();
    bench.cloud.reflects = 'later';
    await bench.outcome({}, 0);
    assert.equal(await bench.outcome({}, 0), 'settling');
    assert.equal(bench.cloud.count('status'), 2);
    bench.clock.advance(9 * SECOND);
    assert.equal(await bench.outcome({}, 0), 'settling');
    assert.equal(bench.cloud.count('status'), 2);
    bench.clock.advance(2 * SECOND);
    assert.equal(await bench.outcome({}, 0), 'settling');
    assert.equal(bench.cloud.count('status'), 3);
  });

  it('is never one that was asked for before the correction ended', async () => {
    const bench = new CorrectorBench();
    await bench.warm();
    bench.cloud.latency = 2 * SECOND;
    const correcting = bench.send();
    await bench.clock.run(3 * SECOND); // the correction is under way for 1 s
    const early = bench.homes.reading(HOME, { maxAge: 0, startedAfter: -Infinity });
    await bench.clock.run(10);
    const next = bench.send({ temperature: 25, settings: { settleTime: 0 } });
    await bench.clock.run(20 * SECOND);
    assert.equal((await correcting).reason, 'corrected');
    await early;
    assert.equal((await next).measuredTemperature, 21);
    assert.equal(bench.cloud.count('status'), 3);
  });
});

describe('the freshness of a reading', () => {
  const send: Decision = { do: 'send', reason: 'corrected', corrected: 21, correction: 1 };
  const hold: Decision = {
    do: 'hold',
    reason: 'within-tolerance',
    corrected: null,
    correction: null,
    waitMs: null,
  };
  const rows: readonly (readonly [Decision, number, boolean, boolean, boolean])[] = [
    [send, 5_000, false, false, true],
    [send, 5_001, false, false, false],
    [send, 5_001, true, false, true],
    [hold, 60_000, false, false, true],
    [hold, 60_001, false, false, false],
    [hold, 10_000, false, true, true],
    [hold, 10_001, false, true, false],
  ];
  for (const [decision, ageMs, isReadForIt, isSettling, expected] of rows) {
    it(`${decision.do} at ${ageMs} ms, read for it ${isReadForIt}, settling ${isSettling}: ${expected}`, () =>
      assert.equal(isFreshEnough(decision, { ageMs, isReadForIt, isSettling }, SET_HOLD_AGES), expected));
  }
});
