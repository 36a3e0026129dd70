import * as v from 'valibot';
import { notInFuture, HOUR } from '../../clock';
import type { ErrorCode } from '../../cloud/errors';
import { NO_EFFECTS, withSent } from './effect';
import { hasPassed, learnCorrection, pastLearned, storedLearned } from './foresight';
import { type FollowSettings, MOST_MEDIAN } from './settings';
import { MOST_SOURCES } from './sources';

const finite = v.pipe(v.number(), v.finite());
/** Wall-clock ms. */
const time = finite;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const sample = v.object({ at: time, value: finite });

const followState = v.object({
  /** The latest values of the room's sensor, or the means of its sensors, oldest first. */
  samples: v.pipe(v.array(sample), v.maxLength(MOST_MEDIAN)),
  /** The newest value of each sensor in the room. */
  sources: v.optional(
    v.pipe(
      v.array(v.object({ name: v.pipe(v.string(), v.maxLength(64)), at: time, value: finite })),
      v.maxLength(MOST_SOURCES),
    ),
    [],
  ),
  /** The value that the sensors say now, since when they have, and how many corrections went out on it. */
  unchanged: v.optional(
    v.nullable(
      v.object({
        ...{ value: finite, since: time, corrections: count },
        /** The valve's reading then, °C; null while a correction may be missing from it. */
        reading: v.optional(v.nullable(finite), null),
        /** The valve has seen the room change, and the sensor has not. */
        isContradicted: v.optional(v.boolean(), false),
      }),
    ),
    null,
  ),
  effects: v.optional(
    v.object({
      of: v.nullable(time),
      gap: finite,
      isShown: v.boolean(),
      isJudged: v.boolean(),
      without: count,
    }),
    NO_EFFECTS,
  ),
  /** What is learned of the room's days; null where nothing is, or nothing is to be. */
  learned: v.optional(v.nullable(storedLearned), null),
  /** What comes in the next hours, as of the last look: °C, and wall-clock ms until which that is near enough. */
  expects: v.optional(v.nullable(v.object({ temperature: finite, until: time })), null),
  /** When the room was last looked at. */
  evaluatedAt: v.nullable(time),
  /** Since when it has been watched without knowing what was corrected before; null when that is known. */
  watchedFrom: v.nullable(time),
  /** In which direction the last looks in a row would correct, and how many they were. */
  agreement: v.object({
    sign: v.picklist([-1, 0, 1]),
    count,
  }),
  windows: v.object({ contactOpenAt: v.nullable(time), seenOpenAt: v.nullable(time) }),
  /** What the last look came to. */
  outcome: v.nullable(
    v.object({
      /** A reason, or the code of an error. */
      gate: v.pipe(v.string(), v.maxLength(40)),
      isError: v.boolean(),
      /** Since when it has been so. */
      since: time,
      nextAt: v.nullable(time),
    }),
  ),
});

/** What the follow controller remembers of a room. */
export type FollowState = Readonly<v.InferOutput<typeof followState>>;

/** The schema, for the room state that it is part of. */
export const storedFollowState = followState;

export const EMPTY_FOLLOW_STATE: FollowState = {
  samples: [],
  sources: [],
  unchanged: null,
  effects: NO_EFFECTS,
  learned: null,
  expects: null,
  evaluatedAt: null,
  watchedFrom: null,
  agreement: { sign: 0, count: 0 },
  windows: { contactOpenAt: null, seenOpenAt: null },
  outcome: null,
};

/**
 * The state with times that have passed: one in the future (the clock was wrong and has been set back) becomes now.
 * Must be kept, or the time of a clock that was wrong would never come.
 */
export const pastFollowState = (state: FollowState, now: number): FollowState => {
  if (isPast(state, now)) return state;
  const past = (at: number): number => notInFuture(at, now);
  const pastOrNull = (at: number | null): number | null => (at === null ? null : past(at));
  const pastSample = <T extends { readonly at: number }>(each: T): T => ({ ...each, at: past(each.at) });
  const { samples, sources, unchanged, effects, learned, evaluatedAt, watchedFrom, windows, outcome } = state;
  return {
    ...state,
    samples: samples.map(pastSample),
    sources: sources.map(pastSample),
    unchanged: unchanged && { ...unchanged, since: past(unchanged.since) },
    effects: { ...effects, of: pastOrNull(effects.of) },
    learned: learned && pastLearned(learned, now),
    evaluatedAt: pastOrNull(evaluatedAt),
    watchedFrom: pastOrNull(watchedFrom),
    windows: {
      contactOpenAt: pastOrNull(windows.contactOpenAt),
      seenOpenAt: pastOrNull(windows.seenOpenAt),
    },
    outcome: outcome && { ...outcome, since: past(outcome.since) },
  };
};

/** Whether none of its times lies in the future, as nearly always. */
const isPast = (state: FollowState, now: number): boolean => {
  const { samples, sources, unchanged, effects, learned, evaluatedAt, watchedFrom, windows, outcome } = state;
  const isOver = (at: number | null | undefined): boolean => at === null || at === undefined || at <= now;
  return (
    (learned === null || hasPassed(learned, now)) &&
    samples.every(({ at }) => isOver(at)) &&
    sources.every(({ at }) => isOver(at)) &&
    isOver(unchanged?.since) &&
    isOver(outcome?.since) &&
    isOver(effects.of) &&
    isOver(evaluatedAt) &&
    isOver(watchedFrom) &&
    isOver(windows.contactOpenAt) &&
    isOver(windows.seenOpenAt)
  );
};

/** The error of the last look at the room; null when it had none. */
export const failureOf = ({ outcome }: FollowState): ErrorCode | null =>
  // Only codes are ever put there for an error.
  outcome?.isError ? (outcome.gate as ErrorCode) : null;

/** At most so many corrections go out on one and the same value: a sensor that has frozen says nothing of the room. */
const MOST_ON_ONE_VALUE = 2;

/** Since when a sensor has said the same whatever happened, wall-clock ms; null when it has not frozen. */
export const frozenSince = ({ unchanged }: FollowState): number | null =>
  unchanged && (unchanged.isContradicted || unchanged.corrections >= MOST_ON_ONE_VALUE)
    ? unchanged.since
    : null;

/** A valve whose reading has moved by more than this beside its corrections, °C, in this time, ms, was in another room
    than a sensor that has said one and the same. */
const CONTRADICTS = { by: 1, after: 3 * HOUR };

/** What is known of the sensors' value once the valve was looked at. */
export const withReading = (
  unchanged: FollowState['unchanged'],
  look: {
    readonly measured: number;
    /** ms since the room's last correction. */
    readonly elapsedMs: number;
    readonly settings: Pick<FollowSettings, 'maxStep' | 'settleMs'>;
    /** Wall-clock ms. */
    readonly now: number;
  },
): FollowState['unchanged'] => {
  if (!unchanged) return null;
  const { measured, elapsedMs, settings, now } = look;
  const { reading, since, corrections, isContradicted } = unchanged;
  if (reading === null)
    return elapsedMs < settings.settleMs ? unchanged : { ...unchanged, reading: measured };
  const isOld = now - since >= CONTRADICTS.after;
  const most = CONTRADICTS.by + corrections * settings.maxStep;
  return { ...unchanged, isContradicted: isContradicted || (isOld && Math.abs(measured - reading) > most) };
};

/** The state once a correction of the room has been sent. */
export const withCorrection = (
  before: FollowState,
  sent: { readonly at: number; readonly step: number; readonly isUndo: boolean; readonly gap: number | null },
): FollowState => {
  const { at, step, isUndo, gap } = sent;
  const { unchanged, effects, learned } = before;
  const state = { ...before, learned: learned && learnCorrection(learned, step, at) };
  // What was not sent for this value moves the reading all the same.
  const anew = unchanged && { ...unchanged, reading: null };
  if (isUndo) return { ...state, unchanged: anew && { ...anew, corrections: 0, isContradicted: false } };
  if (gap === null) return { ...state, unchanged: anew };
  return {
    ...state,
    unchanged: unchanged && { ...unchanged, corrections: unchanged.corrections + 1 },
    effects: withSent(effects, gap, at),
  };
};

/** The state once it has turned out that it was not sent. @param before it was tried */
export const withoutCorrection = (state: FollowState, before: FollowState | null): FollowState => {
  const { unchanged } = state;
  const isSame = unchanged && unchanged.value === before?.unchanged?.value;
  return {
    ...state,
    unchanged: isSame ? before.unchanged : unchanged,
    effects: before?.effects ?? NO_EFFECTS,
    learned: before?.learned ?? null,
  };
};
