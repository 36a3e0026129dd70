import assert from 'node:assert/strict';
import type { Figures } from '../../lab/figures';
import type { PolicyName } from '../../lab/run';
import type { Scenario } from '../../lab/scenarios';

/** How much worse than a valve that knows the room we may be, °C. */
const NEAR = 0.12;
const MOST_A_DAY = 10;
const LARGEST = 0.5;
/** Floating-point arithmetic: 20.6 − 20.1 is not exactly 0.5. */
const NOISE = 1e-6;
/** What a room that runs away goes beyond, °C: above the target, and of the valve's error. */
const RUNAWAY = { overshoot: 1, beliefError: 0.6 };

/** What this package promises of each winter, whatever it is like. */
export const keepsItsPromise = ({ hasEffect }: Scenario, of: (policy: PolicyName) => Figures): void => {
  const { comfortError, corrections, largestCorrection, overshoot, beliefError } = of('ours');
  const none = of('none').comfortError;
  assert.ok(corrections <= MOST_A_DAY, `${corrections} corrections a day`);
  assert.ok(largestCorrection <= LARGEST + NOISE, `largest ${largestCorrection} °C`);
  assert.ok(comfortError <= none + NOISE, `${comfortError} °C, without corrections ${none} °C`);
  if (!hasEffect) return;
  const best = of('oracle').comfortError;
  assert.ok(comfortError <= best + NEAR + NOISE, `${comfortError} °C, where ${best} °C is possible`);
  assert.ok(comfortError < none, 'better than nothing');
  assert.ok(overshoot < RUNAWAY.overshoot, `${overshoot} °C too warm`);
  assert.ok(beliefError < RUNAWAY.beliefError, `the valve is off by ${beliefError} °C`);
};
