import { MINUTE, SECOND } from '../../../src/clock';
import { LIVING } from '../../support/fake-cloud';
import { type Tell, CorrectorBench } from '../corrector-bench';

/** The valve believes 20 °C, the room is to have 19 and really has `temperature`. */
export const start = async (): Promise<CorrectorBench> => {
  const bench = new CorrectorBench();
  bench.cloud.set(LIVING, { heatingPower: 40 });
  await bench.warm();
  // What was read for that has grown too old to serve.
  bench.clock.advance(10 * MINUTE);
  return bench;
};

/** Lets 5 min pass and sends a message; the reasons in turn. */
export const every5Min = async (bench: CorrectorBench, count: number, tell: Tell = {}): Promise<string[]> => {
  const reasons: string[] = [];
  for (let i = 0; i < count; i += 1) {
    reasons.push(await bench.heard(tell));
    bench.clock.advance(5 * MINUTE - 3 * SECOND);
  }
  return reasons;
};
