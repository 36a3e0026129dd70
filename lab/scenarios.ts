import type { SimulatorOptions } from '../src/simulator';

/** A winter that every policy has to live through. */
export interface Scenario {
  readonly id: string;
  /** In words, for a table. */
  readonly what: string;
  /** How the house, its valve and the cloud differ from the first scenario. */
  readonly house: Omit<SimulatorOptions, 'clock' | 'seed'>;
  /** Whether sensor and valve fail now and then, see {@link planTroubles}. */
  readonly hasTroubles: boolean;
  /** Whether a correction does anything at all. */
  readonly hasEffect: boolean;
}

const scenario = (
  id: string,
  what: string,
  house: Scenario['house'] = {},
  more: Partial<Scenario> = {},
): Scenario => ({ id, what, house, hasTroubles: false, hasEffect: true, ...more });

/**
 * What nobody outside Netatmo knows for sure, each way it could be: how corrections add up, when they show, how often
 * a valve reports, how it regulates.
 */
export const SCENARIOS: readonly Scenario[] = [
  scenario('T1', 'corrections add up and show with the next report, every 5–10 min; steps of 0.5 °C'),
  scenario('T2', 'as T1, but the valve only opens and shuts', { regulator: 'on-off' }),
  scenario('T3', 'as T1, but a report every 15–45 min', { reportMinutes: [15, 45] }),
  scenario('T4', 'as T1, but sensor and valve fail every day', {}, { hasTroubles: true }),
  scenario('T5', 'as T1, but a correction shows at once', { semantics: 'immediate' }),
  scenario('T6', 'as T1, but a correction replaces the one before', { semantics: 'absolute' }),
  scenario('T7', 'T6 with the failures of T4', { semantics: 'absolute' }, { hasTroubles: true }),
  scenario('T8', 'as T1, but steps of 0.1 °C', { resolution: 0.1 }),
  scenario('T9', 'as T1, but a report every 30–120 min', { reportMinutes: [30, 120] }),
  scenario('T10', 'corrections are accepted and do nothing', { semantics: 'none' }, { hasEffect: false }),
];

/** The scenario with this id. @throws Error when there is none */
export const scenarioOf = (id: string): Scenario => {
  const found = SCENARIOS.find((each) => each.id === id);
  if (!found) throw new Error(`There is no scenario ${id}`);
  return found;
};
