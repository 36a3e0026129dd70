import { NOTHING, type RoomState, type Semantics, toHundredths } from './room-state';

/** Two sums of corrections closer than this are the same, °C: the cloud may round its own to tenths. */
const SAME = 0.1;

/**
 * A correction needs some time until the cloud shows it in the room's `offset`, ms. Nobody has measured how long; a
 * value that is read earlier tells nothing.
 */
export const OFFSET_SHOWS_AFTER = 15 * 60_000;

/**
 * What the room's `offset`, read well after its last correction, tells about the sum of our corrections.
 *
 * Where a correction was sent before an earlier one showed, the two ways in which the cloud may take corrections come
 * apart: it adds each to what is there, or it lets the later one replace the earlier one. Then `net`, which counts
 * both, is too large by `overlap` and is put right.
 *
 * A correction that replaces the earlier one also takes back what the reading was rounded by, mostly in the same
 * direction: after weeks that would be the whole budget. So a sum that is off by no more than the rounding becomes
 * what the cloud says.
 *
 * An `offset` that fits none of this changes nothing: somebody has corrected the room in Netatmo's own app, the field
 * means something else, or it has not moved at all, since corrections do nothing there.
 * @param offset °C, as the cloud reports it now
 */
export const reconciled = (state: RoomState, offset: number): RoomState => {
  const { baselineOffset, net, overlap, rounded, agreed } = state;
  if (baselineOffset === null) return state;
  const moved = withoutNoise(offset - baselineOffset);
  const isSame = (sum: number): boolean => Math.abs(moved - sum) <= SAME;
  const areApart = Math.abs(overlap) > 2 * SAME;
  const agreeing = { ...state, rounded: 0, agreed: moved };
  const as = (kind: Semantics, sum: number): RoomState => ({
    ...agreeing,
    net: sum,
    overlap: 0,
    semantics: kind,
  });
  if (areApart && isSame(net)) return as('additive', net);
  if (areApart && isSame(net - overlap)) return as('absolute', withoutNoise(net - overlap));
  if (isSame(net)) return rounded === 0 ? state : agreeing;
  const isRounding = Math.abs(moved - net) <= rounded + SAME;
  // One that does not move may mean something else altogether; believed, it would hide from the budget what was sent.
  const hasMoved = Math.abs(moved - agreed) > SAME;
  return isRounding && hasMoved ? { ...agreeing, net: moved, overlap: 0 } : state;
};

const withoutNoise = (sum: number): number => (Math.abs(sum) < NOTHING ? 0 : toHundredths(sum));
