import { CLOUDS } from './clouds';
import { HOUSES } from './houses';
import { LIVES } from './lives';
import type { Scenario } from './scenario';
import { SENSORS } from './sensors';
import { TEN } from './ten';

export { CLOUDS, HOUSES, LIVES, SENSORS, TEN };
export type { Scenario };

/** What all policies are told apart by, and what only shows how far our own one carries. */
export const SCENARIOS: readonly Scenario[] = [...TEN, ...HOUSES, ...CLOUDS, ...SENSORS, ...LIVES];

/** The scenario with this id. @throws Error when there is none */
export const scenarioOf = (id: string): Scenario => {
  const found = SCENARIOS.find((each) => each.id === id);
  if (!found) throw new Error(`There is no scenario ${id}`);
  return found;
};

/** Those whose faults take weeks to show. */
export const MONTHS: readonly Scenario[] = [
  'plain',
  'plain, weather',
  'on/off',
  'additive, untold',
  'absolute, untold',
  'absolute, told',
  'ignores, untold',
  'ignores, told',
  'replaces, untold',
  'replaces, told',
  'clamps',
  'clamps, untold',
  'very late',
  'dead',
  'drifts up',
  'drifts down',
  'forgets',
  'forgets, frozen',
  'forgets, frozen, untold',
].map(scenarioOf);
