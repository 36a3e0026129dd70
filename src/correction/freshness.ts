import { MINUTE } from '../clock';
import type { Freshness } from '../home/shared-read';
import type { Decision } from './decide';

/** How old a reading may be to send something, ms. */
const TO_SEND = 5_000;

/** How old a reading may be for a decision that sends nothing, ms. */
export interface HoldAges {
  readonly usual: number;
  readonly whileSettling: number;
}

/** In mode `set`. */
export const SET_HOLD_AGES: HoldAges = { usual: MINUTE, whileSettling: 10_000 };

/** How a reading stands to a message and to the room's last correction. Stamps and ages in ms. */
export interface ReadingAge {
  /** Since the answer arrived. */
  readonly ageMs: number;
  /** The request was started after the message had arrived. */
  readonly isReadForIt: boolean;
  /** The last correction may not show in the reading yet. */
  readonly isSettling: boolean;
}

/**
 * Whether a decision may rest on a reading, given that this one is newer than the room's last correction. What is sent
 * must fit the present; to hold back, an older one will do.
 */
export const isFreshEnough = (
  decision: Decision,
  { ageMs, isReadForIt, isSettling }: ReadingAge,
  holdAges: HoldAges,
): boolean => {
  if (decision.do === 'send') return isReadForIt || ageMs <= TO_SEND;
  return ageMs <= (isSettling ? holdAges.whileSettling : holdAges.usual);
};

/** What to ask for when the reading at hand is not fresh enough: one that serves every decision. */
export const freshFor = (lastCorrection: number): Freshness => ({
  maxAge: TO_SEND,
  startedAfter: lastCorrection,
});
