import * as v from 'valibot';

const finite = v.pipe(v.number(), v.finite());

const lastCorrection = v.object({
  /** Wall-clock ms. */
  at: finite,
  /** The reading it was based on and what was sent instead, °C. */
  measured: finite,
  corrected: finite,
  /** A later reading has moved by at least half of it. Once seen it holds, wherever the room drifts later. */
  settled: v.boolean(),
});

const roomState = v.object({
  last: v.nullable(lastCorrection),
  /** The sum of all corrections since the baseline, °C. */
  net: finite,
  /** Wall-clock ms; null when this package never corrected the room. */
  baselineAt: v.nullable(finite),
});

export type LastCorrection = Readonly<v.InferOutput<typeof lastCorrection>>;

/** What is remembered of a room over restarts. */
export type RoomState = Readonly<v.InferOutput<typeof roomState>>;

export const EMPTY_ROOM_STATE: RoomState = { last: null, net: 0, baselineAt: null };

/** A stored room state, or undefined when it is not one. Unknown fields are dropped. */
export const parseRoomState = (stored: unknown): RoomState | undefined => {
  const parsed = v.safeParse(roomState, stored);
  return parsed.success ? parsed.output : undefined;
};

/** Where the states of an account's rooms live. The account implements it. */
export interface RoomStates {
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

/** The state once a correction has been sent. An undo starts a new baseline. */
export const afterCorrection = (
  before: RoomState,
  sent: {
    readonly at: number;
    readonly measured: number;
    readonly corrected: number;
    readonly isUndo: boolean;
  },
): RoomState => {
  const { at, measured, corrected, isUndo } = sent;
  return {
    last: { at, measured, corrected, settled: false },
    net: isUndo ? 0 : toHundredths(before.net + corrected - measured),
    baselineAt: isUndo ? at : (before.baselineAt ?? at),
  };
};

/** Rounded to 0.01 °C, free of -0. */
export const toHundredths = (celsius: number): number => Math.round(celsius * 100) / 100 + 0;
