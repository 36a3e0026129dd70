import * as v from 'valibot';
import { notInFuture } from '../clock';
import { toHundredths } from './celsius';
import { pastFollowState, storedFollowState, withCorrection } from './follow/state';
import { MOST_HOURS, withStep } from './last-week';

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const lastCorrection = v.object({
  /** Wall-clock ms. */
  at: finite,
  /** The reading it was based on and what was sent instead, °C. */
  measured: finite,
  corrected: finite,
  /** A later reading has moved by at least half of it. Once seen it holds, wherever the room drifts later. */
  settled: v.boolean(),
});

const NEVER_AGREED = { up: 0, down: 0 };

const storedRoomState = v.object({
  last: v.nullable(lastCorrection),
  /** The sum of all corrections since the baseline, °C. */
  net: finite,
  /** Those of the last 7 days by the hour, oldest first. */
  hours: v.optional(v.pipe(v.array(v.object({ hour: finite, sum: finite })), v.maxLength(MOST_HOURS))),
  /** Wall-clock ms; null when this package never corrected the room. */
  baselineAt: v.nullable(finite),
  /** The `offset` that the cloud reported before the first correction, °C; null when it reported none. */
  baselineOffset: v.optional(v.nullable(finite), null),
  /** The `offset` that it reported last, when it could know all corrections until then, °C; null when none. */
  reported: v.optional(v.nullable(finite), null),
  /** The sum of the corrections since that report, °C. */
  unreported: v.optional(finite, 0),
  /** How often in a row a report has moved by exactly what had been sent, by the sign of that. */
  agreeing: v.optional(v.object({ up: count, down: count })),
  follow: v.optional(v.nullable(storedFollowState), null),
});

/** What version 0.1.0 wrote knows nothing of hours: all that it had corrected counts as corrected at its last one. */
const roomState = v.pipe(
  storedRoomState,
  v.transform(({ hours, agreeing, ...state }) => ({
    ...state,
    hours: hours ?? (state.last && state.net !== 0 ? [{ hour: state.last.at, sum: state.net }] : []),
    agreeing: agreeing ?? NEVER_AGREED,
  })),
);

export type LastCorrection = Readonly<v.InferOutput<typeof lastCorrection>>;

/** What is remembered of a room over restarts. */
export type RoomState = Readonly<v.InferOutput<typeof roomState>>;

export const EMPTY_ROOM_STATE: RoomState = {
  last: null,
  net: 0,
  hours: [],
  baselineAt: null,
  baselineOffset: null,
  reported: null,
  unreported: 0,
  agreeing: NEVER_AGREED,
  follow: null,
};

/** A stored room state, or undefined when it is not one. Unknown fields are dropped. */
export const parseRoomState = (stored: unknown): RoomState | undefined => {
  const parsed = v.safeParse(roomState, stored);
  return parsed.success ? parsed.output : undefined;
};

/** The state with times that have passed: one in the future (the machine's clock was wrong) becomes now. */
export const pastRoomState = (room: RoomState, now: number): RoomState => ({
  ...room,
  last: room.last && { ...room.last, at: notInFuture(room.last.at, now) },
  hours: room.hours.map(({ hour, sum }) => ({ hour: notInFuture(hour, now), sum })),
  baselineAt: room.baselineAt === null ? null : notInFuture(room.baselineAt, now),
  follow: room.follow && pastFollowState(room.follow, now),
});

/** The place of one room's state. */
export interface KeptRoomState {
  /** Undefined: nothing is remembered. */
  get(): RoomState | undefined;
  /** Takes effect for `get` at once, for a restart with the next {@link RoomStates.save}. */
  put(state: RoomState): void;
}

/** Where the states of an account's rooms live. The account implements it. */
export interface RoomStates {
  /** Whether rooms may have been corrected before by what nobody remembers now. */
  readonly mayHaveForgotten: boolean;
  of(homeId: string, roomId: string): KeptRoomState;
  /**
   * Makes everything put so far survive a crash. Resolves also when that cannot be done (no key, disk full): a
   * room must not go uncorrected because a disk is full. The account tells about it.
   */
  save(): Promise<void>;
}

/** A correction that has been sent, °C. */
export interface SentCorrection {
  /** Wall-clock ms. */
  readonly at: number;
  readonly measured: number;
  readonly corrected: number;
  readonly isUndo: boolean;
  /** How far sensor and valve were apart: sensor − reading; null when no sensor asked for it. */
  readonly gap: number | null;
}

/** The state once a correction has been sent. An undo starts a new baseline, where the old one was. */
export const afterCorrection = (before: RoomState, sent: SentCorrection): RoomState => {
  const { at, measured, corrected, isUndo } = sent;
  const step = toHundredths(corrected - measured);
  const isFirst = before.baselineAt === null;
  return {
    ...before,
    last: { at, measured, corrected, settled: false },
    net: isUndo ? 0 : toHundredths(before.net + step),
    hours: isUndo ? [] : withStep(before.hours, at, step),
    baselineAt: isUndo || isFirst ? at : before.baselineAt,
    baselineOffset: isFirst ? before.reported : before.baselineOffset,
    unreported: before.reported === null ? 0 : toHundredths(before.unreported + step),
    agreeing: isCoarse(measured) ? before.agreeing : NEVER_AGREED,
    follow: before.follow && withCorrection(before.follow, { ...sent, step }),
  };
};

/** Valves report in steps of 0.5 °C, thermostats of 0.1 (jabesq-org/pyatmo#36). */
const isCoarse = (reading: number): boolean => Number.isInteger(reading * 2);
