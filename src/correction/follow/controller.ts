import {
  type Decision,
  toHold,
  measuredIn,
  type RoomReading,
  toSend,
  tooLarge,
  unreachable,
} from '../decide';
import { EMPTY_ROOM_STATE, type RoomState, toHundredths } from '../room-state';
import { FLOAT_NOISE } from '../settle';
import { median, withSample } from './filter';
import { holdOf } from './gates';
import type { SensorMessage } from './sensor-message';
import type { FollowSettings } from './settings';
import { EMPTY_FOLLOW_STATE, pastFollowState, type FollowState } from './state';
import { windowMsLeft, withContact, withStatus } from './window';

/** A room is looked at once in this time, ms. */
const EVALUATION_EVERY = 5 * 60_000;
/** A flow that runs every five minutes is never exact; its messages are not to miss every second look, ms. */
const SLACK = 5_000;
export const EVALUATION_GAP = EVALUATION_EVERY - SLACK;

/** Why a message is answered without looking at the room, and wall-clock ms when that may change. */
export interface Waiting {
  readonly reason: 'interval' | 'stale' | 'window';
  readonly nextAt: number | null;
}

/** The state once a message has come, and whether the room is to be looked at. */
export interface Taken {
  readonly follow: FollowState;
  /** Null: look now. */
  readonly waiting: Waiting | null;
}

/**
 * Takes a message in.
 * @param before null when nothing is remembered of the room
 * @param mayHaveForgotten whether somebody may have corrected it before whom nobody remembers
 */
export const takeIn = (
  before: FollowState | null,
  heard: SensorMessage,
  {
    force,
    settings,
    now,
    mayHaveForgotten,
  }: {
    readonly force: boolean;
    readonly settings: FollowSettings;
    readonly now: number;
    readonly mayHaveForgotten: boolean;
  },
): Taken => {
  const known = before
    ? pastFollowState(before, now)
    : { ...EMPTY_FOLLOW_STATE, watchedFrom: mayHaveForgotten ? now : null };
  const { temperature, isWindowOpen } = heard;
  const windows = isWindowOpen === null ? known.windows : withContact(known.windows, isWindowOpen, now);
  const measuredAt = Math.min(heard.at ?? now, now);
  const isStale = now - measuredAt > settings.staleMs;
  const samples =
    temperature === null || isStale
      ? known.samples
      : withSample(known.samples, { at: measuredAt, value: temperature }, settings.median);
  const follow = { ...known, windows, samples };
  const look = { follow: { ...follow, evaluatedAt: now }, waiting: null };
  if (temperature === null) return { follow, waiting: windowAnswer(follow, settings, now) };
  if (force) return look;
  if (isStale) return { follow, waiting: { reason: 'stale', nextAt: null } };
  const isDue = follow.evaluatedAt === null || now - follow.evaluatedAt >= EVALUATION_GAP;
  return isDue ? look : { follow, waiting: interval(follow) };
};

const windowAnswer = (follow: FollowState, settings: FollowSettings, now: number): Waiting => {
  const left = windowMsLeft(follow.windows, null, settings.windowHoldMs, now);
  if (left <= 0) return interval(follow);
  return { reason: 'window', nextAt: left === Infinity ? null : now + left };
};

/** Until the next look; what held at the last one may hold longer. */
const interval = ({ evaluatedAt, outcome }: FollowState): Waiting => {
  const next = evaluatedAt === null ? null : evaluatedAt + EVALUATION_EVERY;
  const until = outcome?.nextAt ?? null;
  return { reason: 'interval', nextAt: next === null ? until : Math.max(next, until ?? next) };
};

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

/** What a look has come to, and the state after it. */
export interface Verdict {
  readonly decision: Decision;
  readonly follow: FollowState;
}

/**
 * Looks at a room and decides: too large, then the gates in their order, then dry run. Changes nothing by itself, so it
 * may be asked twice. A forced message passes the gates, with its own value instead of the smoothed one; the step
 * stays as small as any.
 */
export const evaluate = (look: Look): Verdict => {
  const { reading, room, force, settings, now } = look;
  const before = room.follow ?? EMPTY_FOLLOW_STATE;
  const measured = measuredIn(reading);
  if (measured === null) return { decision: { do: 'refuse', error: unreachable(reading) }, follow: before };
  const actual = (force ? null : median(before.samples, measured)) ?? look.temperature ?? measured;
  const error = tooLarge(reading, measured, actual, settings);
  if (error) return { decision: { do: 'refuse', error }, follow: before };
  const {
    openWindow = null,
    setpointTemperature = null,
    setpointMode = null,
    heatingPower = null,
  } = reading.status ?? {};
  const step = stepTowards(actual, measured, settings.maxStep);
  const agreement = agreementAfter(before.agreement, actual - measured, settings.tolerance);
  const windows = withStatus(before.windows, openWindow, now);
  const { last, net } = room;
  const held = force
    ? null
    : holdOf({
        ...look,
        ...{ actual, measured, step, setpointMode, heatingPower, openWindow, windows, last, net },
        setpoint: setpointTemperature,
        watchedFrom: before.watchedFrom,
        agreeing: agreement.count,
      });
  const decision = held
    ? toHold(held.reason, held.waitMs)
    : toSend('corrected', measured, toHundredths(measured + step), settings);
  const isSent = decision.do === 'send';
  return {
    decision,
    // What comes after a correction has to be confirmed anew.
    follow: { ...before, windows, agreement: isSent ? EMPTY_FOLLOW_STATE.agreement : agreement },
  };
};

/** What one correction changes, °C: the difference, but no more than `maxStep`. */
export const stepTowards = (actual: number, measured: number, maxStep: number): number => {
  const difference = actual - measured;
  return toHundredths(Math.sign(difference) * Math.min(Math.abs(difference), maxStep));
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

/** The state once it is known what the look has come to: a reason, or the code of an error. */
export const withOutcome = (
  follow: FollowState,
  {
    gate,
    isError,
    nextAt,
  }: { readonly gate: string; readonly isError: boolean; readonly nextAt: number | null },
  now: number,
): FollowState => ({
  ...follow,
  outcome: { gate, isError, nextAt, since: follow.outcome?.gate === gate ? follow.outcome.since : now },
});

/** The room state that a look needs at least. */
export const withFollow = (room: RoomState | undefined, follow: FollowState): RoomState => ({
  ...(room ?? EMPTY_ROOM_STATE),
  follow,
});
