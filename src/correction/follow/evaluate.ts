import type { ErrorCode } from '../../cloud/errors';
import { FLOAT_NOISE, toHundredths } from '../celsius';
import {
  type Answerable,
  type Decision,
  measuredIn,
  type RoomReading,
  toHold,
  tooLarge,
  toSend,
  unreachable,
} from '../decide';
import { gone } from '../reconcile';
import type { RoomState } from '../room-state';
import { withLook } from './effect';
import { median } from './filter';
import { learn, type Plan, planFor, type Sight } from './foresight';
import { holdOf } from './gates';
import type { FollowSettings } from './settings';
import { EMPTY_FOLLOW_STATE, type FollowState, frozenSince, withReading } from './state';
import { windowMsLeft, withStatus } from './window';

/** What a look at a room is based on. */
export interface Look {
  readonly reading: RoomReading;
  readonly room: RoomState;
  /** What the message says, °C; null when nothing. */
  readonly temperature: number | null;
  readonly force: boolean;
  readonly settings: FollowSettings;
  /** Wall-clock ms. */
  readonly now: number;
  /** ms since the room's last correction; Infinity without one. */
  readonly elapsedMs: number;
  /** Local minutes since midnight in the home. */
  readonly minutesOfDay: number;
}

/**
 * Looks at a room and decides: too large, then the gates in their order, then dry run. Changes nothing by itself, so it
 * may be asked twice; the decision carries what is remembered once it is carried out. A forced message passes the
 * gates, with its own value instead of the smoothed one; the step stays as small as any.
 */
export const evaluate = (look: Look): Decision => {
  const { reading, room, force, settings, now } = look;
  const before = room.follow ?? EMPTY_FOLLOW_STATE;
  const measured = measuredIn(reading);
  if (measured === null) return { do: 'refuse', error: unreachable(reading) };
  const smoothed = force ? null : median(before.samples);
  const actual = smoothed ?? look.temperature ?? measured;
  const error = tooLarge(reading, measured, actual, settings);
  if (error) return { do: 'refuse', error };
  const gap = toHundredths(actual - measured);
  const looked = seeRoom(before, look, { actual, measured, gap });
  const sight = force ? null : sightOf(looked, look, { actual, measured });
  const seen = { ...looked, learned: learnedFrom(before.learned, sight, settings) };
  const plan = planOf(seen, sight, settings);
  const step = stepFor(gap, plan, settings);
  const { status } = reading;
  const held = force
    ? null
    : holdOf({
        ...{ settings, now, actual, measured, plan, step },
        ...{ elapsedMs: look.elapsedMs, minutesOfDay: look.minutesOfDay, last: room.last },
        setpoint: status?.setpointTemperature ?? null,
        setpointMode: status?.setpointMode ?? null,
        isCooling: status?.cooling ?? false,
        heatingPower: status?.heatingPower ?? null,
        openWindow: status?.openWindow ?? null,
        windows: seen.windows,
        watchedFrom: seen.watchedFrom,
        agreeing: seen.agreement.count,
        effects: seen.effects,
        isFrozen: frozenSince(seen) !== null,
        gone: gone(room, now),
      });
  const decision = held
    ? toHold(held.reason, held.waitMs)
    : toSend('corrected', measured, toHundredths(measured + step), settings);
  const expects = plan.by === 'foresight' ? plan.expects : null;
  return { ...decision, gap, follow: withDecision({ ...seen, expects }, decision, look) };
};

const BY_RULES: Plan = { by: 'rules' };
/** A room by the sensor and by its valve, °C. */
interface Seen {
  readonly actual: number;
  readonly measured: number;
}

/** What there is to learn from this look; null while the setpoint is not known. */
const sightOf = (
  follow: FollowState,
  { reading: { status }, settings, now, elapsedMs, minutesOfDay }: Look,
  { actual, measured }: Seen,
): Sight | null => {
  const setpoint = status?.setpointTemperature ?? null;
  if (!status || setpoint === null) return null;
  const { setpointUntil, heatingPower: power, openWindow } = status;
  const isAired = windowMsLeft(follow.windows, openWindow, settings.windowHoldMs, now) > 0;
  const seen = { sensor: actual, reading: measured, setpoint, setpointUntil, power };
  return { ...seen, now, minutesOfDay, isAired, elapsedMs };
};

/** How the room is to be corrected. Who wants the right reading at all times does not want to look ahead. */
const planOf = ({ learned }: FollowState, sight: Sight | null, settings: FollowSettings): Plan =>
  sight && settings.onlyWhenWrong ? planFor(learned, sight, settings.tolerance) : BY_RULES;

const learnedFrom = (
  before: FollowState['learned'],
  sight: Sight | null,
  { foresight }: FollowSettings,
): FollowState['learned'] => {
  if (!foresight) return null;
  return sight ? learn(before, sight) : before;
};

/**
 * What one correction changes, °C: towards the sensor and never past it, no more than `maxStep`, and no more than the
 * next hours need where they are foreseen. 0 where they need none.
 * @param gap sensor − reading, °C
 */
const stepFor = (gap: number, plan: Plan, { tolerance, maxStep }: FollowSettings): number => {
  if (plan.by !== 'foresight') return stepTowards(gap, 0, maxStep);
  const isNeeded = Math.sign(plan.difference) === Math.sign(gap) && Math.abs(plan.difference) > tolerance;
  return isNeeded ? stepTowards(gap, 0, Math.min(Math.abs(plan.difference), maxStep)) : 0;
};

/** What one correction changes, °C: the difference, but no more than `maxStep`. */
export const stepTowards = (actual: number, measured: number, maxStep: number): number => {
  const difference = actual - measured;
  return toHundredths(Math.sign(difference) * Math.min(Math.abs(difference), maxStep));
};

/** The state once the room has been seen. @param gap how far sensor and valve are apart, °C */
const seeRoom = (
  before: FollowState,
  look: Look,
  { gap, ...room }: Seen & { readonly gap: number },
): FollowState => {
  const { settings, now, elapsedMs } = look;
  const { last } = look.room;
  return {
    ...before,
    unchanged: withReading(before.unchanged, { ...room, elapsedMs, settings, now }),
    windows: withStatus(before.windows, look.reading.status?.openWindow ?? null, now),
    agreement: agreementAfter(before.agreement, gap, settings.tolerance),
    effects: last
      ? withLook(before.effects, { last, gap, elapsedMs, settleMs: settings.settleMs })
      : before.effects,
  };
};

const agreementAfter = (
  { sign, count }: FollowState['agreement'],
  difference: number,
  tolerance: number,
): FollowState['agreement'] => {
  if (Math.abs(difference) <= tolerance + FLOAT_NOISE) return EMPTY_FOLLOW_STATE.agreement;
  const now = difference > 0 ? 1 : -1;
  return { sign: now, count: now === sign ? count + 1 : 1 };
};

/** The state once a decision is carried out. What comes after a correction has to be confirmed anew. */
const withDecision = (follow: FollowState, decision: Answerable, { settings, now }: Look): FollowState => {
  const isSent = decision.do === 'send';
  const waitMs = isSent ? settings.minIntervalMs : decision.waitMs;
  const outcome = { gate: decision.reason, isError: false, nextAt: waitMs === null ? null : now + waitMs };
  const after = withOutcome(follow, outcome, now);
  return isSent ? { ...after, agreement: EMPTY_FOLLOW_STATE.agreement } : after;
};

/** The state once a look has failed. */
export const withFailure = (follow: FollowState | null, code: ErrorCode, now: number): FollowState =>
  withOutcome(follow ?? EMPTY_FOLLOW_STATE, { gate: code, isError: true, nextAt: null }, now);

/** The state once it is known what the look has come to: a reason, or the code of an error. */
export const withOutcome = (
  follow: FollowState,
  outcome: { readonly gate: string; readonly isError: boolean; readonly nextAt: number | null },
  now: number,
): FollowState => ({
  ...follow,
  outcome: { ...outcome, since: follow.outcome?.gate === outcome.gate ? follow.outcome.since : now },
});
