import type { Job } from './crew';
import { type Figures, overall } from './figures';
import { POLICIES, type PolicyName, run } from './run';
import { CLOUDS, HOUSES, LIVES, MONTHS, SENSORS, type Scenario, scenarioOf, TEN } from './scenarios';

/** Whose figures, in the order in which they were asked for. */
export type Results = ReadonlyMap<Scenario, ReadonlyMap<PolicyName, Figures>>;

export interface Study {
  readonly scenarios: readonly Scenario[];
  readonly policies: readonly PolicyName[];
  /** Each is a winter of its own: other reports, other noise, other failures. */
  readonly seeds: readonly number[];
  /** That are counted, of each winter. */
  readonly days: number;
}

/** The winters of docs/lab.md. */
export const WINTERS = [1, 2, 3, 4, 5, 6];
const WEEK = 7;
const MONTH = 28;
/** What can be told of a scenario that need not tell tools apart: how far ours is from nothing and from the best. */
const OUR_SIDE: readonly PolicyName[] = ['none', 'rules', 'ours', 'oracle'];

/** The studies of docs/lab.md. */
export const STUDIES = {
  ten: { scenarios: TEN, policies: POLICIES, seeds: WINTERS, days: WEEK },
  others: {
    scenarios: [...HOUSES, ...CLOUDS, ...SENSORS, ...LIVES],
    policies: OUR_SIDE,
    seeds: WINTERS,
    days: WEEK,
  },
  months: { scenarios: MONTHS, policies: OUR_SIDE, seeds: WINTERS.slice(0, 3), days: MONTH },
} as const satisfies Record<string, Study>;
export type StudyName = keyof typeof STUDIES;

const here = ({ scenario, ...job }: Job): Promise<Figures> => run({ ...job, scenario: scenarioOf(scenario) });

/**
 * Lets every policy live through every scenario with every seed. The same study gives the same figures.
 * @param live who does one run; unless given, this process
 */
export const study = async (
  { scenarios, policies, seeds, days }: Study,
  live: (job: Job) => Promise<Figures> = here,
): Promise<Results> => {
  const figuresIn = async (scenario: string, policy: PolicyName): Promise<Figures> =>
    overall(await Promise.all(seeds.map((seed) => live({ scenario, policy, seed, days }))));
  return new Map(
    await Promise.all(
      scenarios.map(async (scenario) => {
        const figures = policies.map(
          async (policy) => [policy, await figuresIn(scenario.id, policy)] as const,
        );
        return [scenario, new Map(await Promise.all(figures))] as const;
      }),
    ),
  );
};

/** The figures of one policy in one scenario. @throws Error when the study had not both */
export const figuresOf = (results: Results, id: string, policy: PolicyName): Figures => {
  for (const [scenario, figures] of results) {
    const found = scenario.id === id ? figures.get(policy) : undefined;
    if (found) return found;
  }
  throw new Error(`Nobody has let ${policy} live through ${id}`);
};
