import { MINUTE } from '../clock';
import { FLOAT_NOISE, NOTHING, toHundredths } from './celsius';
import { sumOfWeek } from './last-week';
import type { RoomState } from './room-state';

/**
 * A correction needs some time until the cloud shows it in the room's `offset`, ms. Nobody has measured how long; a
 * value that is read earlier tells nothing.
 */
export const OFFSET_SHOWS_AFTER = 15 * MINUTE;

/** No valve is wrong by more: a value beyond it means something else, °C. */
const MOST_OFFSET = 30;

/** Two sums of corrections closer than this are the same, °C. */
const SAME = 0.06;
/** What is sent must be at least this much to prove anything, °C. */
const TELLING = 0.2;
/** So many agreeing reports in a row are no chance, with at least so many each way. */
const PROVEN = 12;
const PROVEN_EACH_WAY = 4;

/** An `offset` as it can be believed. °C; null when it is none. */
export const believable = (offset: number | null): number | null =>
  offset !== null && Math.abs(offset) <= MOST_OFFSET ? offset : null;

/**
 * What the cloud reports as the room's `offset`, well after its last correction.
 *
 * A cloud that adds each correction to those before moves it by exactly what was sent. One that replaces the earlier
 * correction moves it by what the reading was rounded by as well: up to 0.25 °C either way for a valve that reads in
 * steps of 0.5. It comes within {@link SAME} of what was sent by chance in a quarter of the reports, so a dozen in a
 * row, both ways, prove that corrections add up; one that disagrees refutes it.
 * @param offset °C
 */
export const withReport = (state: RoomState, offset: number | null): RoomState => {
  const { reported, unreported } = state;
  if (offset === reported && unreported === 0) return state;
  const after = { ...state, reported: offset, unreported: 0 };
  if (offset === null || reported === null) return after;
  const moved = offset - reported;
  if (Math.abs(moved - unreported) > SAME) return { ...after, agreeing: { up: 0, down: 0 } };
  return Math.abs(unreported) < TELLING ? after : { ...after, agreeing: agreed(state.agreeing, unreported) };
};

const agreed = ({ up, down }: RoomState['agreeing'], sent: number): RoomState['agreeing'] =>
  sent > 0 ? { up: up + 1, down } : { up, down: down + 1 };

/** Whether the cloud has shown that it adds each correction to those before. */
export const isAdditive = ({ agreeing: { up, down } }: Pick<RoomState, 'agreeing'>): boolean =>
  up + down >= PROVEN && Math.min(up, down) >= PROVEN_EACH_WAY;

/** How far a room's corrections have gone, in each way that is known, °C. */
export interface Gone {
  /** The sum of those that count. */
  readonly sum: number;
  /** What the cloud reports as `offset`, with what was sent since; null when it reports none. */
  readonly offset: number | null;
  /** How far that is from the baseline. */
  readonly moved: number | null;
}

/**
 * Where the cloud replaces corrections, or ignores some, their sum is a phantom that grows by tenths of a degree a day
 * without anything having moved. So only those of the last week count, unless the cloud has shown that it adds them up.
 * @param now wall-clock ms
 */
export const gone = (room: RoomState, now: number): Gone => {
  const { net, hours, reported, unreported, baselineAt, baselineOffset } = room;
  const offset = reported === null ? null : toHundredths(reported + unreported);
  const baseline = baselineAt === null ? reported : baselineOffset;
  return {
    sum: toHundredths(isAdditive(room) ? net : sumOfWeek(hours, now)),
    offset,
    moved: offset === null || baseline === null ? null : toHundredths(offset - baseline),
  };
};

/** The part of a budget that is used, °C. */
export const used = ({ sum, moved }: Gone): number => Math.max(Math.abs(sum), Math.abs(moved ?? 0));

/** The `offset` itself may be this much larger than the budget, °C. */
const MORE = 1;

/**
 * Whether a step goes further than a budget allows. One back towards the baseline never does. °C
 *
 * The bound on the `offset` itself holds also when the state is lost, and the baseline with it.
 */
export const exceeds = ({ sum, moved, offset }: Gone, step: number, budget: number): boolean => {
  const grows = (from: number): boolean => Math.abs(from + step) > Math.abs(from);
  if (!grows(moved ?? sum)) return false;
  const isBeyond = (from: number | null, limit: number): boolean =>
    from !== null && grows(from) && Math.abs(from + step) > limit + FLOAT_NOISE;
  return isBeyond(sum, budget) || isBeyond(moved, budget) || isBeyond(offset, budget + MORE);
};

/** The most that an undo takes back on the word of a sum that may be a phantom, °C. */
const MOST_UNSURE = 2;

/** What takes back all corrections since the baseline, °C, and whether that is sure. */
export const undoOf = (room: RoomState): { readonly step: number; readonly isSure: boolean } => {
  const { net, reported, unreported, baselineAt, baselineOffset } = room;
  if (baselineAt === null) return { step: 0, isSure: true };
  if (reported !== null && baselineOffset !== null)
    return { step: withoutNoise(baselineOffset - reported - unreported), isSure: true };
  if (isAdditive(room)) return { step: withoutNoise(-net), isSure: true };
  return { step: withoutNoise(Math.min(MOST_UNSURE, Math.max(-MOST_UNSURE, -net))), isSure: false };
};

const withoutNoise = (step: number): number => (Math.abs(step) < NOTHING ? 0 : toHundredths(step));
