import type { ErrorCode } from '../src/cloud/errors';
import type { Reason } from '../src/correction/result';
import type { HouseCloud } from './house-cloud';

/** One minute as a policy meets it. */
export interface Moment {
  /** Since the start. */
  readonly minute: number;
  /** What the sensor has just sent, °C; null when nothing. */
  readonly heard: number | null;
  /** The sensor's newest value, however old, °C. */
  readonly latest: number | null;
  /** Whether the sensor's maker says that it is online. */
  readonly isSensorOnline: boolean;
}

/** What a policy makes of one message, where it says so. */
export interface Answer {
  readonly minute: number;
  readonly reason: Reason | ErrorCode;
  /** Whether the room was looked at. */
  readonly isEvaluated: boolean;
}

/** Something that decides each minute whether to correct the room. */
export interface Policy {
  act(moment: Moment): Promise<Answer | undefined> | undefined;
  /** Takes everything back, as a user may ask for it. */
  undo?(): Promise<void>;
  /** What runs it starts anew. @param forgets whether nothing of before is known any more */
  restart?(forgets: boolean): void;
}

/** A room whose corrections a policy may send. */
export interface Desk {
  readonly cloud: HouseCloud;
  readonly roomId: string;
}
