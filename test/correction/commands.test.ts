import assert from 'node:assert/strict';
import { MINUTE, SECOND } from '../../src/clock';
import { failure, HOME, LIVING } from '../support/fake-cloud';
import { type Ask, CorrectorBench } from './corrector-bench';

describe('force', () => {
  it('overrides tolerance and settling', async () => {
    const bench = new CorrectorBench();
    bench.cloud.reflects = 'later';
    assert.equal(await bench.outcome({ temperature: 20, force: true }), 'corrected');
    assert.equal(await bench.outcome(), 'corrected');
    assert.equal(await bench.outcome(), 'settling');
    assert.equal(await bench.outcome({ force: true }), 'corrected');
  });

  it('overrides nothing else', async () => {
    const bench = new CorrectorBench();
    assert.equal(await bench.outcome({ temperature: 51, force: true }), 'INVALID_TEMPERATURE');
    assert.equal(await bench.outcome({ temperature: 31, force: true }), 'CORRECTION_TOO_LARGE');
    assert.equal(await bench.outcome({ force: true, settings: { dryRun: true } }), 'dry-run');
    bench.cloud.set(LIVING, { reachable: false });
    bench.clock.advance(MINUTE);
    assert.equal(await bench.outcome({ force: true }), 'ROOM_UNREACHABLE');
  });
});

describe('undo', () => {
  const undo: Ask = { undo: true, temperature: undefined };

  it('takes back the sum of all corrections, once', async () => {
    const bench = new CorrectorBench();
    await bench.answer({ temperature: 21.2 });
    await bench.answer({ temperature: 20.9 });
    const undone = await bench.answer(undo);
    assert.deepEqual(
      [undone.changed, undone.reason, undone.correction, undone.trueTemperature],
      [true, 'undone', -0.9, null],
    );
    assert.equal(bench.cloud.rooms.get(LIVING)?.measuredTemperature?.toFixed(2), '20.00');
    const again = await bench.answer(undo);
    assert.deepEqual(
      [again.changed, again.reason, again.correctedTemperature],
      [false, 'within-tolerance', null],
    );
    assert.equal(bench.cloud.sent.length, 3);
  });

  it('needs no temperature, and looks at none', async () => {
    const bench = new CorrectorBench();
    await bench.answer();
    assert.equal(await bench.outcome({ undo: true, temperature: 'nonsense' }), 'undone');
  });

  it('does not wait for settling, is not held by the limit, but by a dry run', async () => {
    const bench = new CorrectorBench();
    bench.cloud.reflects = 'later';
    await bench.answer({ temperature: 22 });
    const settings = { maxCorrection: 1 };
    assert.equal(await bench.outcome({ ...undo, settings: { ...settings, dryRun: true } }), 'dry-run');
    assert.equal(await bench.outcome({ ...undo, settings }), 'undone');
    bench.cloud.report();
    assert.equal(bench.cloud.rooms.get(LIVING)?.measuredTemperature, 20);
  });

  it('survives a crash and starts a new baseline', async () => {
    const bench = new CorrectorBench();
    await bench.answer();
    bench.restart('crash');
    assert.equal(await bench.outcome(undo), 'undone');
    assert.deepEqual(
      [bench.states.get(HOME, LIVING)?.net, bench.states.get(HOME, LIVING)?.baselineAt],
      [0, bench.clock.now() - 3 * SECOND],
    );
  });

  describe('where the sum may hold corrections which Netatmo has replaced', () => {
    const report = (bench: CorrectorBench, offset: number | null): void => {
      bench.cloud.topology = bench.cloud.topology.map((home) => ({
        ...home,
        rooms: home.rooms.map((room) => ({ ...room, offset })),
      }));
    };
    /** Two corrections by 1 °C, the second one before the first one showed; `offset` is what Netatmo makes of both. */
    const unsure = async (offset: number | null): Promise<CorrectorBench> => {
      const bench = new CorrectorBench();
      bench.cloud.reflects = 'later';
      report(bench, offset === null ? null : 0);
      await bench.answer();
      bench.clock.advance(60 * MINUTE);
      await bench.answer();
      assert.equal(bench.states.get(HOME, LIVING)?.net, 2);
      bench.clock.advance(60 * MINUTE);
      report(bench, offset);
      return bench;
    };

    it('takes back what Netatmo says, asked for anew', async () => {
      const bench = await unsure(1);
      const asked = bench.cloud.count('homes');
      const { correction, sure } = await bench.answer(undo);
      assert.deepEqual([correction, sure], [-1, undefined]);
      assert.equal(bench.cloud.count('homes'), asked + 1);
      report(bench, 0);
      assert.equal(await bench.outcome(undo), 'within-tolerance');
    });

    it('takes back what was left, when the first one did not get there', async () => {
      const bench = await unsure(1);
      await bench.answer(undo);
      report(bench, 0.4);
      assert.equal((await bench.answer(undo)).correction, -0.4);
    });

    it('takes back 2 °C of what was counted when Netatmo does not say, and that this is not sure', async () => {
      const bench = await unsure(null);
      bench.cloud.reflects = 'at once';
      await bench.answer({ temperature: 23 });
      const { reason, correction, sure } = await bench.answer(undo);
      assert.deepEqual([reason, correction, sure], ['undone', -2, false]);
      assert.equal(await bench.outcome(undo), 'within-tolerance', 'from there a new baseline counts');
    });

    it('fails when Netatmo cannot be asked, and works when it is done again', async () => {
      const bench = await unsure(1);
      bench.cloud.next('homes', { error: failure('NETWORK') });
      assert.equal(await bench.outcome(undo), 'NETWORK');
      assert.equal((await bench.answer(undo)).correction, -1);
    });
  });

  it('that was refused can be done again', async () => {
    const bench = new CorrectorBench();
    await bench.answer();
    bench.cloud.next('correct', { error: failure('FORBIDDEN') });
    assert.equal(await bench.outcome(undo), 'FORBIDDEN');
    assert.equal(await bench.outcome(undo), 'undone');
  });

  it('of unknown outcome is not done twice', async () => {
    const bench = new CorrectorBench();
    bench.cloud.reflects = 'later';
    await bench.answer();
    bench.cloud.next('correct', { error: failure('OUTCOME_UNKNOWN'), applied: true });
    assert.equal(await bench.outcome(undo), 'OUTCOME_UNKNOWN');
    assert.equal(await bench.outcome(undo), 'within-tolerance');
  });

  it('in a room that was never corrected does nothing', async () => {
    const bench = new CorrectorBench();
    assert.equal(await bench.outcome(undo), 'within-tolerance');
    assert.equal(bench.cloud.sent.length, 0);
  });
});
