import assert from 'node:assert/strict';
import { MINUTE, SECOND } from '../../../src/clock';
import { BATH, failure, HOME, LIVING } from '../../support/fake-cloud';
import { every5Min, start } from './start';

describe('following a sensor', () => {
  it('corrects in small steps once a second look agrees, waits until each shows, and then leaves the room alone', async () => {
    const bench = await start();
    const reasons = await every5Min(bench, 8, { temperature: 21.2 });
    assert.deepEqual(reasons, [
      ...['unconfirmed', 'corrected'],
      ...['interval', 'interval', 'corrected'],
      ...['within-tolerance', 'within-tolerance', 'within-tolerance'],
    ]);
    assert.deepEqual(
      bench.cloud.sent.map(({ current, corrected }) => [current, corrected]),
      [
        [20, 20.5],
        [20.5, 21],
      ],
    );
  });

  it('looks at a room at most every 5 min, and answers what comes between from memory', async () => {
    const bench = await start();
    assert.equal(await bench.heard({ temperature: 20.1 }), 'within-tolerance');
    const reads = bench.cloud.calls.length;
    for (let minute = 1; minute < 5; minute += 1) {
      bench.clock.advance(MINUTE - 3 * SECOND);
      const { result, isEvaluated, failure: failed } = await bench.told({ temperature: 20.1 });
      assert.deepEqual([result.reason, isEvaluated, failed], ['interval', false, null]);
      assert.equal(result.measuredTemperature, 20);
      assert.equal(result.follow?.gate, 'within-tolerance');
    }
    assert.equal(bench.cloud.calls.length, reads, 'nothing was asked');
    bench.clock.advance(MINUTE);
    assert.equal(await bench.heard({ temperature: 20.1 }), 'within-tolerance');
    assert.equal(bench.cloud.calls.length, reads + 1);
  });

  it('tells in between when a hold ends, or else when the next look comes', async () => {
    const bench = await start();
    await every5Min(bench, 2, { temperature: 21.2 });
    bench.cloud.set(LIVING, { measuredTemperature: 20 });
    assert.equal(await bench.heard({ temperature: 21.2 }), 'settling');
    bench.clock.advance(MINUTE);
    const settling = await bench.told({ temperature: 21.2 });
    const corrected = bench.states.get(HOME, LIVING)?.last?.at ?? NaN;
    assert.deepEqual(
      [settling.result.reason, settling.result.nextAt],
      ['interval', new Date(corrected + 90 * MINUTE).toISOString()],
    );
    bench.clock.advance(5 * MINUTE);
    bench.cloud.set(LIVING, { measuredTemperature: 21 });
    const looked = await bench.told({ temperature: 21.2 });
    assert.deepEqual([looked.result.reason, looked.result.nextAt], ['within-tolerance', null]);
    const between = await bench.told({ temperature: 21.2 });
    const next = Date.parse(between.result.nextAt ?? '') - Date.parse(looked.result.at);
    assert.ok(next > 4 * MINUTE && next <= 5 * MINUTE, String(next));
  });

  it('shares one status of a home among its rooms, and reads anew only before it sends', async () => {
    const bench = await start();
    for (let look = 0; look < 3; look += 1) {
      await bench.heard({ temperature: 20.1 });
      bench.clock.advance(2 * MINUTE);
      await bench.heard({ room: BATH, temperature: 20.1 });
      bench.clock.advance(3 * MINUTE);
    }
    assert.equal(bench.cloud.count('status'), 3);
    bench.cloud.set(BATH, { heatingPower: 40 });
    bench.clock.advance(13 * MINUTE);
    assert.equal(await bench.heard({ room: BATH, temperature: 21.5 }), 'unconfirmed');
    bench.clock.advance(5 * MINUTE);
    const reads = bench.cloud.count('status');
    await bench.heard({ temperature: 20.1 });
    bench.clock.advance(MINUTE);
    assert.equal(await bench.heard({ room: BATH, temperature: 21.5 }), 'corrected');
    assert.equal(bench.cloud.count('status') - reads, 2);
  });

  it('explains each decision', async () => {
    const bench = await start();
    await bench.told({ temperature: 21.2 });
    bench.clock.advance(5 * MINUTE);
    const { result } = await bench.told({ temperature: 21.4 });
    const { at, ...rest } = result;
    assert.deepEqual(rest, {
      changed: true,
      reason: 'corrected',
      room: { id: LIVING, name: 'Living room' },
      home: { id: '1'.repeat(24), name: 'Maison' },
      measuredTemperature: 20,
      trueTemperature: 21.4,
      correctedTemperature: 20.5,
      correction: 0.5,
      setpointTemperature: 19,
      dryRun: false,
      nextAt: new Date(Date.parse(at) + 15 * MINUTE).toISOString(),
      follow: {
        sensor: 21.4,
        filtered: 21.3,
        samples: 2,
        difference: 1.3,
        step: 0.5,
        setpoint: 19,
        heatingPower: 40,
        gate: 'corrected',
        since: at,
        budgetUsed: 0.5,
        baselineOffset: null,
        expects: null,
        frozenSince: null,
      },
    });
  });

  it('counts a look that fails as a look: one error, then its code stands in the answers of the next 5 min', async () => {
    const bench = await start();
    bench.cloud.next('status', { error: failure('NETWORK') });
    assert.equal(await bench.heard(), 'NETWORK');
    bench.clock.advance(2 * MINUTE);
    assert.equal(await bench.heard(), 'interval (NETWORK)');
    bench.clock.advance(3 * MINUTE);
    assert.equal(await bench.heard(), 'unconfirmed');
  });
});

describe('a follow node', () => {
  it('holds for a window at once, and tells when the rest ends', async () => {
    const bench = await start();
    await bench.heard({ temperature: 21.2 });
    const { result, isEvaluated } = await bench.told({ temperature: undefined, window: true });
    assert.deepEqual([result.reason, result.trueTemperature, isEvaluated], ['window', null, false]);
    assert.equal(bench.states.disk.size, 1, 'an open window survives a crash');
    bench.clock.advance(5 * MINUTE);
    assert.equal(await bench.heard({ temperature: 21.2 }), 'window');
    await bench.heard({ temperature: undefined, window: false });
    bench.clock.advance(5 * MINUTE);
    const held = await bench.told({ temperature: 21.2 });
    assert.equal(held.result.reason, 'window');
    assert.ok(Date.parse(held.result.nextAt ?? '') > bench.clock.now() + 24 * MINUTE);
    bench.clock.advance(30 * MINUTE);
    assert.equal(await bench.heard({ temperature: 21.2 }), 'corrected', 'the looks while it held agreed');
    assert.equal(bench.cloud.sent.length, 1);
  });

  it('does not tell when a rest ends once the window is open again', async () => {
    const bench = await start();
    await bench.told({ temperature: undefined, window: true });
    await bench.told({ temperature: undefined, window: false });
    const rests = await bench.told({ temperature: 21.2 });
    assert.notEqual(rests.result.nextAt, null);
    const open = await bench.told({ temperature: undefined, window: true });
    assert.deepEqual([open.result.reason, open.result.nextAt], ['window', null]);
  });

  it('does not use a value that the sensor measured long ago', async () => {
    const bench = await start();
    const at = new Date(bench.clock.now() - 61 * MINUTE).toISOString();
    const { result, isEvaluated } = await bench.told({ temperature: 25, at });
    assert.deepEqual([result.reason, isEvaluated, result.follow?.samples], ['stale', false, 0]);
    assert.equal(bench.cloud.count('status'), 0);
  });

  it('does not let a single value out of line through', async () => {
    const bench = await start();
    const reasons: string[] = [];
    for (const temperature of [20.1, 20.1, 24, 20.1, 20.1, 24, 20.1]) {
      reasons.push(await bench.heard({ temperature }));
      bench.clock.advance(5 * MINUTE);
    }
    assert.deepEqual([...new Set(reasons)], ['within-tolerance']);
  });

  it('sends no third correction on one value, says so, and goes on when it changes', async () => {
    const bench = await start();
    const reasons = await every5Min(bench, 20, { temperature: 23 });
    assert.equal(reasons.filter((reason) => reason === 'corrected').length, 2);
    assert.equal(reasons.at(-1), 'stale');
    const { result } = await bench.told({ temperature: 23 });
    assert.ok(result.follow?.frozenSince);
    assert.equal(await bench.heard({ temperature: 23.1 }), 'interval');
    bench.clock.advance(5 * MINUTE);
    assert.equal(await bench.heard({ temperature: 23.1 }), 'corrected');
  });

  it('does not count a correction that was refused as one on that value, and begins anew after an undo', async () => {
    const bench = await start();
    await every5Min(bench, 1, { temperature: 23 });
    bench.cloud.next('correct', { error: failure('FORBIDDEN') });
    await every5Min(bench, 20, { temperature: 23 });
    assert.equal(bench.cloud.sent.length, 3, 'one was refused');
    await bench.answer({ undo: true });
    await every5Min(bench, 20, { temperature: 23 });
    assert.equal(bench.cloud.sent.length, 6, 'the undo and two more');
  });

  it('answers a message without a temperature from memory, while one was heard not long ago', async () => {
    const bench = await start();
    const silent = await bench.told({ temperature: undefined });
    assert.deepEqual(
      [silent.result.reason, silent.isMissing, silent.failure],
      ['interval', true, 'INVALID_TEMPERATURE'],
    );
    await bench.heard({ temperature: 20.1 });
    const calls = bench.cloud.calls.length;
    const battery = await bench.told({ temperature: null });
    assert.deepEqual([battery.result.reason, battery.isMissing, battery.failure], ['interval', false, null]);
    assert.equal(bench.cloud.calls.length, calls);
    bench.clock.advance(61 * MINUTE);
    assert.equal((await bench.told({ temperature: null })).isMissing, true);
  });

  it('can be forced, which is one small step as well', async () => {
    const bench = await start();
    await bench.heard({ temperature: 20.1 });
    const { result } = await bench.told({ temperature: 23, force: true });
    assert.deepEqual([result.reason, result.correction], ['corrected', 0.5]);
    const again = await bench.told({ temperature: 23, force: true });
    assert.deepEqual([again.result.reason, again.result.correction], ['corrected', 0.5]);
  });

  it('says that a valve does not respond, waits ever longer, and stops at its budget', async () => {
    const bench = await start();
    bench.cloud.reflects = 'later';
    const seen: string[] = [];
    for (let look = 0; look < 12 * 24 * 6; look += 1) {
      const reason = await bench.heard({ temperature: look % 2 === 0 ? 22 : 22.1 });
      if (seen.at(-1) !== reason) seen.push(reason);
      bench.clock.advance(5 * MINUTE - 3 * SECOND);
    }
    assert.deepEqual(seen.slice(0, 7), [
      ...['unconfirmed', 'corrected', 'settling', 'corrected', 'settling', 'not-responding', 'corrected'],
    ]);
    assert.equal(seen.at(-1), 'budget');
    assert.equal(bench.cloud.sent.length, 10, '10 steps of 0.5 °C are the budget');
  });

  it('recovers from that as soon as the reading moves', async () => {
    const bench = await start();
    bench.cloud.reflects = 'later';
    await every5Min(bench, 40, { temperature: 22 });
    assert.equal(await bench.heard({ temperature: 22 }), 'not-responding');
    bench.cloud.report();
    bench.clock.advance(5 * MINUTE);
    assert.notEqual(await bench.heard({ temperature: 22 }), 'not-responding');
  });

  it('counts a correction whose answer was lost', async () => {
    const bench = await start();
    bench.cloud.reflects = 'later';
    await bench.heard({ temperature: 22 });
    bench.clock.advance(5 * MINUTE);
    bench.cloud.next('correct', { error: failure('OUTCOME_UNKNOWN'), applied: true });
    assert.equal(await bench.heard({ temperature: 22 }), 'OUTCOME_UNKNOWN');
    bench.clock.advance(MINUTE);
    assert.equal(await bench.heard({ temperature: 22 }), 'interval (OUTCOME_UNKNOWN)');
    bench.clock.advance(5 * MINUTE);
    const { result } = await bench.told({ temperature: 22 });
    assert.deepEqual([result.reason, result.follow?.budgetUsed], ['settling', 0.5]);
  });

  it('does not count one that was clearly refused', async () => {
    const bench = await start();
    await bench.heard({ temperature: 22 });
    bench.clock.advance(5 * MINUTE);
    bench.cloud.next('correct', { error: failure('FORBIDDEN') });
    assert.equal(await bench.heard({ temperature: 22 }), 'FORBIDDEN');
    bench.clock.advance(5 * MINUTE);
    const { result } = await bench.told({ temperature: 22 });
    // What would have been a correction is not one, so agreement is asked for anew.
    assert.deepEqual([result.reason, result.follow?.budgetUsed], ['unconfirmed', 0]);
  });

  it('is undone by a command, which starts a new baseline', async () => {
    const bench = await start();
    await every5Min(bench, 6, { temperature: 22 });
    assert.equal(bench.states.get('1'.repeat(24), LIVING)?.net, 1);
    const undone = await bench.answer({ undo: true });
    assert.deepEqual([undone.reason, undone.correction], ['undone', -1]);
    bench.clock.advance(5 * MINUTE);
    assert.equal((await bench.told({ temperature: 22 })).result.follow?.budgetUsed, 0);
  });

  it('keeps what it looked at as history, not what came between', async () => {
    const bench = await start();
    await bench.heard({ temperature: 21.2 });
    await bench.heard({ temperature: 21.2 });
    bench.clock.advance(5 * MINUTE);
    await bench.heard({ temperature: 21.2 });
    const rows = await bench.history();
    assert.deepEqual(
      rows.slice(-2).map(({ reason, trueTemperature }) => [reason, trueTemperature]),
      [
        ['unconfirmed', 21.2],
        ['corrected', 21.2],
      ],
    );
  });

  it('answers a thousand messages at once with one look', async () => {
    const bench = await start();
    const answers = Array.from({ length: 1_000 }, () => bench.tell({ temperature: 20.1 }));
    await bench.clock.run(3 * SECOND);
    const reasons = (await Promise.all(answers)).map(({ result }) => result.reason);
    assert.deepEqual([reasons[0], new Set(reasons.slice(1))], ['within-tolerance', new Set(['interval'])]);
    assert.equal(bench.cloud.calls.length, 1);
  });

  it('is closed at once', async () => {
    const bench = await start();
    bench.cloud.next('status', { hangs: true });
    const answer = bench.tell();
    await bench.clock.run(SECOND);
    bench.restart('redeploy');
    await assert.rejects(answer, { code: 'CLOSED' });
    assert.equal(bench.clock.timers, 0);
  });
});
