import { LIVING } from '../../support/fake-cloud';
import { MINUTE, SECOND, type Tell, Workshop } from '../workshop';

/** The valve believes 20 °C, the room is to have 19 and really has `temperature`. */
export const start = async (): Promise<Workshop> => {
  const workshop = new Workshop();
  workshop.cloud.set(LIVING, { heatingPower: 40 });
  await workshop.warm();
  // What was read for that has grown too old to serve.
  workshop.clock.advance(10 * MINUTE);
  return workshop;
};

/** Lets 5 min pass and sends a message; the reasons in turn. */
export const every5Min = async (workshop: Workshop, count: number, tell: Tell = {}): Promise<string[]> => {
  const reasons: string[] = [];
  for (let i = 0; i < count; i += 1) {
    reasons.push(await workshop.heard(tell));
    workshop.clock.advance(5 * MINUTE - 3 * SECOND);
  }
  return reasons;
};
