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

/** Something that decides each minute whether to correct the room. */
export interface Policy {
  act(moment: Moment): Promise<void> | undefined;
}

/** A room whose corrections a policy may send. */
export interface Desk {
  readonly cloud: HouseCloud;
  readonly roomId: string;
}
