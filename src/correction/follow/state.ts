import * as v from 'valibot';
import { notInFuture } from '../../clock';
import { MOST_MEDIAN } from './settings';

const finite = v.pipe(v.number(), v.finite());
/** Wall-clock ms. */
const time = finite;

const followState = v.object({
  /** The sensor's latest values, oldest first. */
  samples: v.pipe(v.array(v.object({ at: time, value: finite })), v.maxLength(MOST_MEDIAN)),
  /** When the room was last looked at. */
  evaluatedAt: v.nullable(time),
  /** Since when it has been watched without knowing what was corrected before; null when that is known. */
  watchedFrom: v.nullable(time),
  /** In which direction the last looks in a row would correct, and how many they were. */
  agreement: v.object({
    sign: v.picklist([-1, 0, 1]),
    count: v.pipe(v.number(), v.integer(), v.minValue(0)),
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
export type Outcome = NonNullable<FollowState['outcome']>;

/** The schema, for the room state that it is part of. */
export const storedFollowState = followState;

export const EMPTY_FOLLOW_STATE: FollowState = {
  samples: [],
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
  const past = (at: number): number => notInFuture(at, now);
  const pastOrNull = (at: number | null): number | null => (at === null ? null : past(at));
  const { samples, evaluatedAt, watchedFrom, windows, outcome } = state;
  return {
    ...state,
    samples: samples.map(({ at, value }) => ({ at: past(at), value })),
    evaluatedAt: pastOrNull(evaluatedAt),
    watchedFrom: pastOrNull(watchedFrom),
    windows: {
      contactOpenAt: pastOrNull(windows.contactOpenAt),
      seenOpenAt: pastOrNull(windows.seenOpenAt),
    },
    outcome: outcome && { ...outcome, since: past(outcome.since) },
  };
};
