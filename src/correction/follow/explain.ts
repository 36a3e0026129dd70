import type { ErrorCode } from '../../cloud/errors';
import { iso } from '../../clock';
import type { Hold } from '../decide';
import { toHundredths } from '../celsius';
import { gone, used } from '../reconcile';
import type { RoomState } from '../room-state';
import { stepTowards } from './evaluate';
import { median } from './filter';
import type { FollowSettings } from './settings';
import { frozenSince } from './state';

/** What comes in the next hours without a correction. */
export interface Expected {
  /** The room, °C. */
  readonly temperature: number;
  /** Until when that is near enough to the setpoint, ISO 8601. */
  readonly until: string;
}

/** Why a follow node did what it did, as flows see it. Temperatures in °C; what is not known is null. */
export interface FollowFacts {
  /** What the message said. */
  readonly sensor: number | null;
  /** The middle one of the latest values. */
  readonly filtered: number | null;
  /** How many values that were. */
  readonly samples: number;
  /** `filtered` − the valve's reading. */
  readonly difference: number | null;
  /** What a correction now would change. */
  readonly step: number | null;
  readonly setpoint: number | null;
  /** 0–100 */
  readonly heatingPower: number | null;
  /** What the last look at the room came to: a reason, or the code of an error; null before the first. */
  readonly gate: 'corrected' | 'dry-run' | Hold | ErrorCode | null;
  /** Since when it has been so, ISO 8601. */
  readonly since: string | null;
  /** How far all corrections together have gone from the baseline. */
  readonly budgetUsed: number;
  /** The `offset` that Netatmo reported at the baseline. */
  readonly baselineOffset: number | null;
  /** By foresight; null while only the rules hold. */
  readonly expects: Expected | null;
  /** Since when the sensor has said the same whatever happened in the room, ISO 8601; null when it has not. */
  readonly frozenSince: string | null;
}

/** Tells what is known of a room. @param now wall-clock ms */
export const explain = (
  state: RoomState,
  room: {
    readonly sensor: number | null;
    readonly measured: number | null;
    readonly setpoint: number | null;
    readonly heatingPower: number | null;
  },
  { maxStep }: FollowSettings,
  now: number,
): FollowFacts => {
  const { follow, baselineOffset } = state;
  const { sensor, measured, setpoint, heatingPower } = room;
  const samples = follow?.samples ?? [];
  const filtered = median(samples);
  const isKnown = filtered !== null && measured !== null;
  const outcome = follow?.outcome ?? null;
  const since = follow && frozenSince(follow);
  const expected = follow?.expects ?? null;
  return {
    sensor,
    filtered,
    samples: samples.length,
    difference: isKnown ? toHundredths(filtered - measured) : null,
    step: isKnown ? stepTowards(filtered, measured, maxStep) : null,
    setpoint,
    heatingPower,
    // Only what the controller itself has come to is ever put there.
    gate: (outcome?.gate ?? null) as FollowFacts['gate'],
    since: outcome ? iso(outcome.since) : null,
    budgetUsed: used(gone(state, now)),
    baselineOffset,
    expects: expected && { ...expected, until: iso(expected.until) },
    frozenSince: since === null ? null : iso(since),
  };
};
