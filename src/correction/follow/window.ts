import { HOUR } from '../../clock';

/** What is known of a room's windows. Wall-clock ms. */
export interface WindowState {
  /** When a contact sensor last said that it is open; null when it said closed, or nothing. */
  readonly contactOpenAt: number | null;
  /** When a window was last known to be open, by a contact sensor or by Netatmo. */
  readonly seenOpenAt: number | null;
}

/** A contact sensor that has not said anything for this long is forgotten, ms: its battery may be empty. */
const FORGET = 12 * HOUR;

export const isContactOpen = ({ contactOpenAt }: WindowState, now: number): boolean =>
  contactOpenAt !== null && now - contactOpenAt < FORGET;

/** The windows once a contact sensor has told. */
export const withContact = (before: WindowState, isOpen: boolean, now: number): WindowState => {
  const wasOpen = isContactOpen(before, now);
  return {
    contactOpenAt: isOpen ? now : null,
    seenOpenAt: isOpen || wasOpen ? now : before.seenOpenAt,
  };
};

/** The windows once Netatmo has told; `null` when it tells nothing. */
export const withStatus = (before: WindowState, openWindow: boolean | null, now: number): WindowState =>
  openWindow === true || isContactOpen(before, now) ? { ...before, seenOpenAt: now } : before;

/**
 * For how long the room is left alone because of a window: Infinity while one is open, then the rest of `holdMs` (the
 * room's readings mean nothing before the air has mixed again); 0 = not at all.
 */
export const windowMsLeft = (
  windows: WindowState,
  openWindow: boolean | null,
  holdMs: number,
  now: number,
): number => {
  if (openWindow === true || isContactOpen(windows, now)) return Infinity;
  return windows.seenOpenAt === null ? 0 : Math.max(0, windows.seenOpenAt + holdMs - now);
};
