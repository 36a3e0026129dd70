import { MINUTE } from '../../clock';
import { withSample } from './filter';
import type { SensorMessage } from './sensor-message';
import type { FollowSettings } from './settings';
import { meanOf, withSource } from './sources';
import { EMPTY_FOLLOW_STATE, pastFollowState, type FollowState } from './state';
import { windowMsLeft, withContact } from './window';

/** A room is looked at once in this time, ms. */
const EVALUATION_EVERY = 5 * MINUTE;
/** A flow that runs every five minutes is never exact; its messages are not to miss every second look, ms. */
const SLACK = 5_000;
export const EVALUATION_GAP = EVALUATION_EVERY - SLACK;

/** Why a message is answered without looking at the room, and wall-clock ms when that may change. */
export interface Postponed {
  readonly reason: 'interval' | 'stale' | 'window';
  readonly nextAt: number | null;
}

/** The state once a message has come, and whether the room is to be looked at. */
export interface TakenIn {
  readonly follow: FollowState;
  /** Null: look now. */
  readonly postponed: Postponed | null;
}

/** What a message meets. */
export interface Arrival {
  readonly force: boolean;
  readonly settings: FollowSettings;
  /** Wall-clock ms. */
  readonly now: number;
  /** Whether somebody may have corrected the room before whom nobody remembers. */
  readonly mayHaveForgotten: boolean;
}

/**
 * Takes a message in.
 * @param before null when nothing is remembered of the room
 */
export const takeIn = (before: FollowState | null, message: SensorMessage, arrival: Arrival): TakenIn => {
  const { force, settings, now, mayHaveForgotten } = arrival;
  const known = before
    ? pastFollowState(before, now)
    : { ...EMPTY_FOLLOW_STATE, watchedFrom: mayHaveForgotten ? now : null };
  const { temperature, isWindowOpen } = message;
  const measuredAt = Math.min(message.at ?? now, now);
  const isStale = now - measuredAt > settings.staleMs;
  const told =
    isWindowOpen === null ? known : { ...known, windows: withContact(known.windows, isWindowOpen, now) };
  if (temperature === null) return { follow: told, postponed: windowAnswer(told, settings, now) };
  const source = { name: message.source, at: measuredAt, value: temperature };
  const follow = isStale ? told : withValue(told, source, settings, now);
  if (isStale && !force) return { follow, postponed: { reason: 'stale', nextAt: null } };
  const isDue = force || follow.evaluatedAt === null || now - follow.evaluatedAt >= EVALUATION_GAP;
  return isDue
    ? { follow: { ...follow, evaluatedAt: now }, postponed: null }
    : { follow, postponed: untilNextLook(follow, now) };
};

/** The state once a sensor has told a value that is not stale. */
const withValue = (
  before: FollowState,
  source: FollowState['sources'][number],
  { median, staleMs }: FollowSettings,
  now: number,
): FollowState => {
  const sources = withSource(before.sources, source, { now, staleMs });
  const value = meanOf(sources, source);
  const isSame = before.unchanged?.value === value;
  return {
    ...before,
    sources,
    samples: withSample(before.samples, { at: source.at, value }, median),
    unchanged: isSame
      ? before.unchanged
      : { value, since: source.at, corrections: 0, reading: null, isContradicted: false },
  };
};

const windowAnswer = (follow: FollowState, settings: FollowSettings, now: number): Postponed => {
  const left = windowMsLeft(follow.windows, null, settings.windowHoldMs, now);
  if (left <= 0) return untilNextLook(follow, now);
  return { reason: 'window', nextAt: left === Infinity ? null : now + left };
};

/**
 * Until the next look; what held at the last one may hold longer. Nobody knows the time of a look that is overdue: it
 * comes with the next temperature.
 */
export const untilNextLook = ({ evaluatedAt, outcome }: FollowState, now: number): Postponed => {
  const next = evaluatedAt === null ? -Infinity : evaluatedAt + EVALUATION_EVERY;
  const nextAt = Math.max(next, outcome?.nextAt ?? next);
  return { reason: 'interval', nextAt: nextAt > now ? nextAt : null };
};
