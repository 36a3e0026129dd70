import assert from 'node:assert/strict';
import type { Figures } from '../../lab/figures';
import { type PolicyName, POLICIES } from '../../lab/run';
import { scenarioOf, type Scenario, TEN } from '../../lab/scenarios';
import { figuresOf, study } from '../../lab/study';
import { keepsItsPromise } from './promise';

/** One of the winters of `npm run lab`: enough to see a rule break, and soon over. */
const SEEDS = [1];
const DAYS = 5;

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
  for (const scenario of TEN)
    it(`keeps its promise in ${scenario.id}: ${scenario.what}`, async () => {
      keepsItsPromise(scenario, await figuresIn(scenario, ['oracle', 'none', 'ours']));
    });

  for (const id of ['T1', 'T4'])
    it(`costs less than half of any other for what it does (${id})`, async () => {
      const of = await figuresIn(scenarioOf(id), POLICIES);
      const price = (policy: PolicyName): number => of(policy).comfortError * of(policy).corrections;
      const others = POLICIES.filter((policy) => policy !== 'ours' && of(policy).corrections > 0);
      assert.ok(others.length >= 4);
      for (const other of others)
        assert.ok(price('ours') < price(other) / 2, `${price('ours')}, ${other} ${price(other)}`);
    });
});
