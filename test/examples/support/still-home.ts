import { createTestSimulator, type TestSimulator, type TestSimulatorOptions } from '../../../testkit';
import { SkippingClock } from '../../support/skipping-clock';

export interface TestHome {
  readonly clock: SkippingClock;
  readonly simulator: TestSimulator;
}

/** A winter morning: a house that lives does the same at whatever hour its test runs. */
const MORNING = Date.UTC(2026, 0, 12, 8);

/** A demo home in which nothing happens by itself: all rooms read 21 °C, and the clock can skip hours. */
export function stillHome(options: Partial<TestSimulatorOptions> = {}): TestHome {
  const clock = options.staticHouse === false ? new SkippingClock(MORNING) : new SkippingClock();
  return { clock, simulator: createTestSimulator({ clock, staticHouse: true, ...options }) };
}
