import * as v from 'valibot';
import { notInFuture } from '../clock';
import { pastFollowState, storedFollowState } from './follow/state';

const finite = v.pipe(v.number(), v.finite());

const lastCorrection = v.object({
  /** Wall-clock ms. */
  at: finite,
  /** The reading it was based on and what was sent instead, °C. */
  measured: finite,
  corrected: finite,
  /** A later reading has moved by at least half of it. Once seen it holds, wherever the room drifts later. */
  settled: v.boolean(),
  /** How many corrections right before it never showed in a reading. */
  unseen: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
});

/** How the cloud takes a second correction that came before the first one showed, as far as `offset` has told. */
const semantics = v.picklist(['additive', 'absolute']);

const roomState = v.object({
  last: v.nullable(lastCorrection),
  /** The sum of all corrections since the baseline, °C. */
  net: finite,
  /** Wall-clock ms; null when this package never corrected the room. */
  baselineAt: v.nullable(finite),
  /** The `offset` that the cloud reported at the baseline, °C; null when it reported none. */
  baselineOffset: v.optional(v.nullable(finite), null),
  /** The part of `net` that was sent while an earlier correction did not show yet, counted by that earlier one, °C. */
  overlap: v.optional(finite, 0),
  /** How far the sum may be from the cloud's own `offset`, because it counts from readings that were rounded, °C. */
  rounded: v.optional(finite, 0),
  /** How far `offset` was from the baseline when it last agreed with the sum, °C. */
  agreed: v.optional(finite, 0),
  semantics: v.optional(v.nullable(semantics), null),
  follow: v.optional(v.nullable(storedFollowState), null),
});

export type LastCorrection = Readonly<v.InferOutput<typeof lastCorrection>>;
export type Semantics = v.InferOutput<typeof semantics>;

/** What is remembered of a room over restarts. */
export type RoomState = Readonly<v.InferOutput<typeof roomState>>;

export const EMPTY_ROOM_STATE: RoomState = {
  last: null,
  net: 0,
  baselineAt: null,
  baselineOffset: null,
  overlap: 0,
  rounded: 0,
  agreed: 0,
  semantics: null,
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
  baselineAt: room.baselineAt === null ? null : notInFuture(room.baselineAt, now),
  follow: room.follow && pastFollowState(room.follow, now),
});

/** Where the states of an account's rooms live. The account implements it. */
export interface RoomStates {
  /** Whether rooms may have been corrected before by what nobody remembers now. */
  readonly mayHaveForgotten: boolean;
  get(homeId: string, roomId: string): RoomState | undefined;
  /** Takes effect for `get` at once, for a restart with the next {@link RoomStates.save}. */
  put(homeId: string, roomId: string, state: RoomState): void;
  /**
   * Makes everything put so far survive a crash. Resolves also when that cannot be done (no key, disk full): a
   * room must not go uncorrected because a disk is full. The account tells about it.
   */
  save(): Promise<void>;
}

/** Below this many °C a sum of corrections is nothing, since they are counted to 0.01. */
export const NOTHING = 0.005;

/** A correction that has been sent, °C. */
export interface SentCorrection {
  /** Wall-clock ms. */
  readonly at: number;
  readonly measured: number;
  readonly corrected: number;
  readonly isUndo: boolean;
  /** What the cloud reported as the room's `offset` before it; null when nothing. */
  readonly offset: number | null;
}

/** The state once a correction has been sent. An undo starts a new baseline, where the old one was. */
export const afterCorrection = (before: RoomState, sent: SentCorrection): RoomState => {
  const { at, measured, corrected, isUndo, offset } = sent;
  const pending = before.last && !before.last.settled ? before.last : null;
  const isFirst = before.baselineAt === null;
  return {
    ...before,
    last: { at, measured, corrected, settled: false, unseen: pending ? pending.unseen + 1 : 0 },
    net: isUndo ? 0 : toHundredths(before.net + corrected - measured),
    overlap: isUndo ? 0 : toHundredths(before.overlap + (pending ? pending.corrected - pending.measured : 0)),
    rounded: isUndo ? 0 : toHundredths(before.rounded + roundedAway(measured)),
    agreed: isUndo ? 0 : before.agreed,
    baselineAt: isUndo || isFirst ? at : before.baselineAt,
    baselineOffset: isFirst ? offset : before.baselineOffset,
  };
};

/** By how much a reading may be rounded, °C: valves report in steps of 0.5, thermostats of 0.1. */
const roundedAway = (reading: number): number => (Number.isInteger(reading * 2) ? 0.25 : 0.05);

/** Rounded to 0.01 °C, free of -0. */
export const toHundredths = (celsius: number): number => Math.round(celsius * 100) / 100 + 0;
