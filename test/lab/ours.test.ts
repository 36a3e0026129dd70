import assert from 'node:assert/strict';
import type { Figures } from '../../lab/figures';
import { type PolicyName, POLICIES, run } from '../../lab/run';
import { SCENARIOS, scenarioOf, type Scenario } from '../../lab/scenarios';
import { figuresOf, study } from '../../lab/study';

/** Two of the six winters of `npm run lab`: enough to see a rule break, and soon over. */
const SEEDS = [1, 2];
const DAYS = 7;
/** How much worse than a valve that knows the room we may be, °C. */
const NEAR = 0.12;
/** Generous, for a machine that has other things to do. */
const PATIENCE = 120_000;

/** What was lived through once need not be again. */
const known = new Map<string, Figures>();

const figuresIn = async (
  scenario: Scenario,
  policies: readonly PolicyName[],
): Promise<(of: PolicyName) => Figures> => {
  const keyOf = (policy: PolicyName): string => `${scenario.id} ${policy}`;
  const unknown = policies.filter((policy) => !known.has(keyOf(policy)));
  const results = await study({ scenarios: [scenario], policies: unknown, seeds: SEEDS, days: DAYS });
  for (const policy of unknown) known.set(keyOf(policy), figuresOf(results, scenario.id, policy));
  return (policy) => known.get(keyOf(policy))!;
};

describe('our policy', () => {
  for (const scenario of SCENARIOS.filter(({ hasEffect }) => hasEffect))
    it(`keeps the room right in ${scenario.id}: ${scenario.what}`, async () => {
      const of = await figuresIn(scenario, ['oracle', 'none', 'ours']);
      const { comfortError, corrections, largestCorrection, overshoot, beliefError } = of('ours');
      const best = of('oracle').comfortError;
      assert.ok(comfortError <= best + NEAR, `${comfortError} °C, where ${best} °C is possible`);
      assert.ok(comfortError < of('none').comfortError, 'better than nothing');
      assert.ok(corrections <= 10, `${corrections} corrections a day`);
      assert.ok(largestCorrection <= 0.5 + 1e-6, `largest ${largestCorrection} °C`);
      assert.ok(overshoot < 1 && beliefError < 0.6, 'no sign of running away');
    }).timeout(PATIENCE);

  it('keeps the room right for six weeks where a correction replaces the one before', async () => {
    const scenario = scenarioOf('T6');
    const { comfortError } = await run({ scenario, policy: 'ours', seed: 1, days: 42 });
    const best = await run({ scenario, policy: 'oracle', seed: 1, days: 42 });
    assert.ok(comfortError <= best.comfortError + NEAR, `${comfortError}`);
  }).timeout(PATIENCE);

  for (const id of ['T1', 'T3', 'T4'])
    it(`costs less for what it does than any other that does anything at all (${id})`, async () => {
      const of = await figuresIn(scenarioOf(id), POLICIES);
      const price = (policy: PolicyName): number => of(policy).comfortError * of(policy).corrections;
      // Worse than nothing is no bargain, at whatever price.
      const isOfUse = (policy: PolicyName): boolean => of(policy).comfortError < of('none').comfortError;
      assert.ok(isOfUse('ours'));
      const others = POLICIES.filter((each) => !['oracle', 'none', 'ours'].includes(each)).filter(isOfUse);
      assert.ok(others.length > 0);
      for (const other of others)
        assert.ok(price('ours') < price(other) / 2, `${price('ours')}, ${other} ${price(other)}`);
    }).timeout(PATIENCE);
});
