import assert from 'node:assert/strict';
import { following } from '../../lab/ours';
import type { Answer } from '../../lab/policy';
import { houseOf, live, run } from '../../lab/run';
import { scenarioOf } from '../../lab/scenarios';
import { World } from '../support/world';

const SEED = 3;
const DAYS = 1;

describe('the real client in the lab', () => {
  it('comes to the same over http as right on the house, to the last digit', async () => {
    const scenario = scenarioOf('T1');
    const setup = { scenario, policy: 'ours', seed: SEED, days: DAYS } as const;
    const direct: Answer[] = [];
    const expected = await run({ ...setup, onAnswer: (answer) => direct.push(answer) });

    const world = await World.signedIn({ simulator: { ...houseOf(scenario, SEED), staticHouse: false } });
    try {
      const { clock, client: cloud, simulator, homeId } = world;
      const { house } = simulator;
      const answers: Answer[] = [];
      const actor = following({
        cloud,
        clock,
        homeId,
        roomId: house.rooms[0]!.id,
        settle: (work) => world.settle(work),
      });
      const meter = {
        get requests() {
          return simulator.log.total;
        },
        get corrections() {
          return simulator.log.corrections;
        },
      };
      const figures = await live({
        ...setup,
        onAnswer: (answer) => answers.push(answer),
        clock,
        house,
        meter,
        actor,
      });

      assert.deepEqual(answers, direct);
      assert.ok(answers.some(({ reason }) => reason === 'corrected'));
      // On the wire there are renewals of the session too.
      assert.deepEqual({ ...figures, requests: 0 }, { ...expected, requests: 0 });
      const renewals = figures.requests - expected.requests;
      assert.ok(renewals >= 0 && renewals <= 20, `${figures.requests} and ${expected.requests} requests`);
      // Two corrections in a row may well be the same over a day: as large, and from the same coarse reading.
      const violations = simulator.log.violations.filter((each) => each !== 'repeated-correction');
      assert.deepEqual(violations, []);
    } finally {
      await world.close();
    }
  });
});
