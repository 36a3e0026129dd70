import assert from 'node:assert/strict';
import { BATH, failure, LIVING } from '../../support/fake-cloud';
import { MINUTE, SECOND, type Tell, Workshop } from '../workshop';

/** The valve believes 20 °C, the room is to have 19 and really has `temperature`. */
const start = async (): Promise<Workshop> => {
  const workshop = new Workshop();
  workshop.cloud.set(LIVING, { heatingPower: 40 });
  await workshop.warm();
  // What was read for that has grown too old to serve.
  workshop.clock.advance(10 * MINUTE);
  return workshop;
};

/** Lets 5 min pass and sends a message; the reasons in turn. */
const every5Min = async (workshop: Workshop, count: number, tell: Tell = {}): Promise<string[]> => {
  const reasons: string[] = [];
  for (let i = 0; i < count; i += 1) {
    reasons.push(await workshop.heard(tell));
    workshop.clock.advance(5 * MINUTE - 3 * SECOND);
  }
  return reasons;
};

describe('following a sensor', () => {
  it('corrects in small steps once a second look agrees, waits until each shows, and then leaves the room alone', async () => {
    const workshop = await start();
    const reasons = await every5Min(workshop, 8, { temperature: 21.2 });
    assert.deepEqual(reasons, [
      ...['unconfirmed', 'corrected'],
      ...['interval', 'interval', 'corrected'],
      ...['within-tolerance', 'within-tolerance', 'within-tolerance'],
    ]);
    assert.deepEqual(
      workshop.cloud.sent.map(({ current, corrected }) => [current, corrected]),
      [
        [20, 20.5],
        [20.5, 21],
      ],
    );
  });

  it('looks at a room at most every 5 min, and answers what comes between from memory', async () => {
    const workshop = await start();
    assert.equal(await workshop.heard({ temperature: 20.1 }), 'within-tolerance');
    const reads = workshop.cloud.calls.length;
    for (let minute = 1; minute < 5; minute += 1) {
      workshop.clock.advance(MINUTE - 3 * SECOND);
      const { result, isEvaluated, failure: failed } = await workshop.told({ temperature: 20.1 });
      assert.deepEqual([result.reason, isEvaluated, failed], ['interval', false, null]);
      assert.equal(result.measuredTemperature, 20);
      assert.equal(result.follow?.gate, 'within-tolerance');
    }
    assert.equal(workshop.cloud.calls.length, reads, 'nothing was asked');
    workshop.clock.advance(MINUTE);
    assert.equal(await workshop.heard({ temperature: 20.1 }), 'within-tolerance');
    assert.equal(workshop.cloud.calls.length, reads + 1);
  });

  it('shares one status of a home among its rooms, and reads anew only before it sends', async () => {
    const workshop = await start();
    for (let look = 0; look < 3; look += 1) {
      await workshop.heard({ temperature: 20.1 });
      workshop.clock.advance(2 * MINUTE);
      await workshop.heard({ room: BATH, temperature: 20.1 });
      workshop.clock.advance(3 * MINUTE);
    }
    assert.equal(workshop.cloud.count('status'), 3);
    workshop.cloud.set(BATH, { heatingPower: 40 });
    workshop.clock.advance(3 * MINUTE);
    assert.equal(await workshop.heard({ room: BATH, temperature: 21.5 }), 'unconfirmed');
    workshop.clock.advance(5 * MINUTE);
    const reads = workshop.cloud.count('status');
    await workshop.heard({ temperature: 20.1 });
    workshop.clock.advance(MINUTE);
    assert.equal(await workshop.heard({ room: BATH, temperature: 21.5 }), 'corrected');
    assert.equal(workshop.cloud.count('status') - reads, 2);
  });

  it('explains each decision', async () => {
    const workshop = await start();
    await workshop.told({ temperature: 21.2 });
    workshop.clock.advance(5 * MINUTE);
    const { result } = await workshop.told({ temperature: 21.4 });
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
      },
    });
  });

  it('counts a look that fails as a look: one error, then its code stands in the answers of the next 5 min', async () => {
    const workshop = await start();
    workshop.cloud.next('status', { error: failure('NETWORK') });
    assert.equal(await workshop.heard(), 'NETWORK');
    workshop.clock.advance(2 * MINUTE);
    assert.equal(await workshop.heard(), 'interval (NETWORK)');
    workshop.clock.advance(3 * MINUTE);
    assert.equal(await workshop.heard(), 'unconfirmed');
  });
});
