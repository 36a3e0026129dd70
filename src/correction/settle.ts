import { FLOAT_NOISE } from './celsius';
import type { LastCorrection } from './room-state';

/** A reading that moved by this part of a correction shows that the correction has arrived. */
const MOVED = 0.5;

/** The wait after a correction grows at most to so many settle times. */
const LONGEST_WAIT = 8;

/** Whether the reading has moved by at least half of the correction, in its direction. */
export const hasMoved = (last: Pick<LastCorrection, 'measured' | 'corrected'>, reading: number): boolean => {
  const step = last.corrected - last.measured;
  const moved = (reading - last.measured) * Math.sign(step);
  return moved >= Math.abs(step) * MOVED - FLOAT_NOISE;
};

/**
 * The settle gate: how long the room is still left alone, ms; 0 = it has settled. The endpoint adds to what it got
 * before, so one error must not be corrected twice just because the reading does not show the first time yet.
 * @param reading a reading newer than the correction, °C; null when the room has none
 * @param elapsedMs since the correction
 * @param settleMs 0 = off
 */
export const settleMsLeft = (
  last: LastCorrection | null,
  reading: number | null,
  elapsedMs: number,
  settleMs: number,
): number => {
  if (!last || last.settled || (reading !== null && hasMoved(last, reading))) return 0;
  return Math.max(0, settleMs - elapsedMs);
};

/**
 * The settle time after a correction that follows others without effect: it doubles with each, up to eightfold. A valve
 * that shows nothing may take corrections all the same, only later.
 * @param without how many in a row had no effect
 */
export const patientSettleMs = (without: number, settleMs: number): number =>
  settleMs * Math.min(LONGEST_WAIT, 2 ** without);
