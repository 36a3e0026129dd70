import assert from 'node:assert/strict';
import { failure, HOME, LIVING } from '../support/fake-cloud';
import { type Ask, MINUTE, SECOND, Workshop } from './workshop';

describe('force', () => {
  it('overrides tolerance and settling', async () => {
    const shop = new Workshop();
    shop.cloud.reflects = 'later';
    assert.equal(await shop.outcome({ temperature: 20, force: true }), 'corrected');
    assert.equal(await shop.outcome(), 'corrected');
    assert.equal(await shop.outcome(), 'settling');
    assert.equal(await shop.outcome({ force: true }), 'corrected');
  });

  it('overrides nothing else', async () => {
    const shop = new Workshop();
    assert.equal(await shop.outcome({ temperature: 51, force: true }), 'INVALID_TEMPERATURE');
    assert.equal(await shop.outcome({ temperature: 31, force: true }), 'CORRECTION_TOO_LARGE');
    assert.equal(await shop.outcome({ force: true, settings: { dryRun: true } }), 'dry-run');
    shop.cloud.set(LIVING, { reachable: false });
    shop.clock.advance(MINUTE);
    assert.equal(await shop.outcome({ force: true }), 'ROOM_UNREACHABLE');
  });
});

describe('undo', () => {
  const undo: Ask = { undo: true, temperature: undefined };

  it('takes back the sum of all corrections, once', async () => {
    const shop = new Workshop();
    await shop.answer({ temperature: 21.2 });
    await shop.answer({ temperature: 20.9 });
    const undone = await shop.answer(undo);
    assert.deepEqual(
      [undone.changed, undone.reason, undone.correction, undone.trueTemperature],
      [true, 'undone', -0.9, null],
    );
    assert.equal(shop.cloud.rooms.get(LIVING)?.measuredTemperature?.toFixed(2), '20.00');
    const again = await shop.answer(undo);
    assert.deepEqual(
      [again.changed, again.reason, again.correctedTemperature],
      [false, 'within-tolerance', null],
    );
    assert.equal(shop.cloud.sent.length, 3);
  });

  it('needs no temperature, and looks at none', async () => {
    const shop = new Workshop();
    await shop.answer();
    assert.equal(await shop.outcome({ undo: true, temperature: 'nonsense' }), 'undone');
  });

  it('does not wait for settling, is not held by the limit, but by a dry run', async () => {
    const shop = new Workshop();
    shop.cloud.reflects = 'later';
    await shop.answer({ temperature: 22 });
    const settings = { maxCorrection: 1 };
    assert.equal(await shop.outcome({ ...undo, settings: { ...settings, dryRun: true } }), 'dry-run');
    assert.equal(await shop.outcome({ ...undo, settings }), 'undone');
    shop.cloud.report();
    assert.equal(shop.cloud.rooms.get(LIVING)?.measuredTemperature, 20);
  });

  it('survives a crash and starts a new baseline', async () => {
    const shop = new Workshop();
    await shop.answer();
    shop.restart('crash');
    assert.equal(await shop.outcome(undo), 'undone');
    assert.deepEqual(
      [shop.states.get(HOME, LIVING)?.net, shop.states.get(HOME, LIVING)?.baselineAt],
      [0, shop.clock.now() - 3 * SECOND],
    );
  });

  describe('where the sum may hold corrections which Netatmo has replaced', () => {
    const report = (shop: Workshop, offset: number | null): void => {
      shop.cloud.topology = shop.cloud.topology.map((home) => ({
        ...home,
        rooms: home.rooms.map((room) => ({ ...room, offset })),
      }));
    };
    /** Two corrections by 1 °C, the second one before the first one showed; `offset` is what Netatmo makes of both. */
    const unsure = async (offset: number | null): Promise<Workshop> => {
      const shop = new Workshop();
      shop.cloud.reflects = 'later';
      report(shop, offset === null ? null : 0);
      await shop.answer();
      shop.clock.advance(60 * MINUTE);
      await shop.answer();
      assert.equal(shop.states.get(HOME, LIVING)?.net, 2);
      shop.clock.advance(60 * MINUTE);
      report(shop, offset);
      return shop;
    };

    it('takes back what Netatmo says, asked for anew', async () => {
      const shop = await unsure(1);
      const asked = shop.cloud.count('homes');
      const { correction, sure } = await shop.answer(undo);
      assert.deepEqual([correction, sure], [-1, undefined]);
      assert.equal(shop.cloud.count('homes'), asked + 1);
      report(shop, 0);
      assert.equal(await shop.outcome(undo), 'within-tolerance');
    });

    it('takes back what was left, when the first one did not get there', async () => {
      const shop = await unsure(1);
      await shop.answer(undo);
      report(shop, 0.4);
      assert.equal((await shop.answer(undo)).correction, -0.4);
    });

    it('takes back 2 °C of what was counted when Netatmo does not say, and that this is not sure', async () => {
      const shop = await unsure(null);
      shop.cloud.reflects = 'at once';
      await shop.answer({ temperature: 23 });
      const { reason, correction, sure } = await shop.answer(undo);
      assert.deepEqual([reason, correction, sure], ['undone', -2, false]);
      assert.equal(await shop.outcome(undo), 'within-tolerance', 'from there a new baseline counts');
    });

    it('fails when Netatmo cannot be asked, and works when it is done again', async () => {
      const shop = await unsure(1);
      shop.cloud.next('homes', { error: failure('NETWORK') });
      assert.equal(await shop.outcome(undo), 'NETWORK');
      assert.equal((await shop.answer(undo)).correction, -1);
    });
  });

  it('that was refused can be done again', async () => {
    const shop = new Workshop();
    await shop.answer();
    shop.cloud.next('correct', { error: failure('FORBIDDEN') });
    assert.equal(await shop.outcome(undo), 'FORBIDDEN');
    assert.equal(await shop.outcome(undo), 'undone');
  });

  it('of unknown outcome is not done twice', async () => {
    const shop = new Workshop();
    shop.cloud.reflects = 'later';
    await shop.answer();
    shop.cloud.next('correct', { error: failure('OUTCOME_UNKNOWN'), applied: true });
    assert.equal(await shop.outcome(undo), 'OUTCOME_UNKNOWN');
    assert.equal(await shop.outcome(undo), 'within-tolerance');
  });

  it('in a room that was never corrected does nothing', async () => {
    const shop = new Workshop();
    assert.equal(await shop.outcome(undo), 'within-tolerance');
    assert.equal(shop.cloud.sent.length, 0);
  });
});
