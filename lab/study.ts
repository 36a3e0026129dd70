import { type Figures, overall } from './figures';
import { type PolicyName, run } from './run';
import type { Scenario } from './scenarios';
import { cellsOf, figuresIn } from './tables';

/** The study of docs/lab.md: its seeds, and the days of each that count. */
export const WINTERS = [1, 2, 3, 4, 5, 6];
export const DAYS = 7;

/** Whose figures, in the order in which they were asked for. */
export type Results = ReadonlyMap<Scenario, ReadonlyMap<PolicyName, Figures>>;

export interface Study {
  readonly scenarios: readonly Scenario[];
  readonly policies: readonly PolicyName[];
  /** Each is a winter of its own: other reports, other noise, other failures. */
  readonly seeds: readonly number[];
  /** That are counted, of each winter. */
  readonly days: number;
  /** Told of each scenario when it is done. */
  readonly onScenario?: (scenario: Scenario, figures: ReadonlyMap<PolicyName, Figures>) => void;
}

/** Lets every policy live through every scenario with every seed. The same study gives the same figures. */
export const study = async ({ scenarios, policies, seeds, days, onScenario }: Study): Promise<Results> => {
  const results = new Map<Scenario, ReadonlyMap<PolicyName, Figures>>();
  for (const scenario of scenarios) {
    const figures = new Map<PolicyName, Figures>();
    for (const policy of policies) {
      const runs: Figures[] = [];
      for (const seed of seeds) runs.push(await run({ scenario, policy, seed, days }));
      figures.set(policy, overall(runs));
    }
    results.set(scenario, figures);
    onScenario?.(scenario, figures);
  }
  return results;
};

/** The figures of one policy in one scenario. @throws Error when the study had not both */
export const figuresOf = (results: Results, id: string, policy: PolicyName): Figures => {
  for (const [scenario, figures] of results) {
    const found = scenario.id === id ? figures.get(policy) : undefined;
    if (found) return found;
  }
  throw new Error(`Nobody has let ${policy} live through ${id}`);
};

/** The results as tables show them, so that a chart and a sentence say what the table beside them says. */
export const shown = (results: Results): Results =>
  new Map(
    [...results].map(([scenario, figures]) => [
      scenario,
      new Map([...figures].map(([policy, of]) => [policy, figuresIn(cellsOf(of))])),
    ]),
  );
