import { MINUTE } from '../../clock';
import { type FollowHold, type Hold, isWithin } from '../decide';
import type { LastCorrection } from '../room-state';
import { exceeds, type Gone } from '../reconcile';
import { patientSettleMs, settleMsLeft } from '../settle';
import { type Effects, isNotResponding, withoutBefore } from './effect';
import type { Plan } from './foresight';
import { quietMinutesLeft } from './quiet-hours';
import { isRegulatedWrongly } from './relevance';
import type { FollowSettings } from './settings';
import type { WindowState } from './window';
import { windowMsLeft } from './window';

/** A room as the gates look at it. Temperatures in °C. */
export interface Scene {
  readonly settings: FollowSettings;
  /** Wall-clock ms. */
  readonly now: number;
  /** Local minutes since midnight. */
  readonly minutesOfDay: number;
  /** What the sensor says, smoothed. */
  readonly actual: number;
  readonly measured: number;
  /** What a correction would change now. */
  readonly step: number;
  readonly setpoint: number | null;
  readonly setpointMode: string | null;
  readonly isCooling: boolean;
  readonly heatingPower: number | null;
  readonly openWindow: boolean | null;
  readonly windows: WindowState;
  readonly last: LastCorrection | null;
  /** ms since `last`; Infinity without one. */
  readonly elapsedMs: number;
  /** Wall-clock ms, see the follow state. */
  readonly watchedFrom: number | null;
  /** Looks in a row that agree on the direction, this one included. */
  readonly agreeing: number;
  readonly effects: Effects;
  readonly plan: Plan;
  /** The sensor says the same, whatever happens in the room. */
  readonly isFrozen: boolean;
  /** How far all corrections have gone. */
  readonly gone: Gone;
}

/** Why nothing is sent, and ms until that may be over; null when nobody knows. */
export interface Held {
  readonly reason: Hold;
  readonly waitMs: number | null;
}

type Gate = (scene: Scene) => Held | null;

/** In these modes nobody wants the room warm, so its reading matters to nobody. */
const MODES_OFF: ReadonlySet<string> = new Set(['off', 'hg', 'away']);

const holdFor = (reason: FollowHold | 'settling', waitMs: number): Held | null =>
  waitMs > 0 ? { reason, waitMs: waitMs === Infinity ? null : waitMs } : null;

const holdIf = (reason: Hold, holds: boolean): Held | null => (holds ? { reason, waitMs: null } : null);

const modeOff: Gate = ({ setpointMode, isCooling }) =>
  holdIf('mode-off', isCooling || MODES_OFF.has(setpointMode ?? ''));

const window: Gate = ({ windows, openWindow, settings, now }) =>
  holdFor('window', windowMsLeft(windows, openWindow, settings.windowHoldMs, now));

const quiet: Gate = ({ settings: { quietHours }, minutesOfDay }) =>
  holdFor('quiet', quietHours ? quietMinutesLeft(quietHours, minutesOfDay) * MINUTE : 0);

const withinTolerance: Gate = ({ settings, actual, measured }) =>
  holdIf('within-tolerance', isWithin(settings.tolerance, actual, measured));

/** Nobody knows what was corrected before: what may still be on its way to the valve gets its time to show. */
const watching: Gate = ({ watchedFrom, last, settings, now }) =>
  watchedFrom === null || last ? null : holdFor('settling', watchedFrom + settings.settleMs - now);

/**
 * A correction that shows beside the sensor is no longer missing, though the reading has not moved because the room
 * warms up or cools down. It is waited for all the same: a correction every quarter of an hour makes a valve restless.
 */
const settling: Gate = ({ last, measured, elapsedMs, effects, settings }) => {
  const settleMs = patientSettleMs(withoutBefore(effects), settings.settleMs);
  if (isNotResponding(effects)) return holdFor('not-responding', settleMs - elapsedMs);
  return holdFor(
    effects.isShown ? 'interval' : 'settling',
    settleMsLeft(last, measured, elapsedMs, settleMs),
  );
};

const interval: Gate = ({ settings, elapsedMs }) => holdFor('interval', settings.minIntervalMs - elapsedMs);

/** Each correction moves the reading towards the value, and the valve follows: up to the budget, were it not for this. */
const stale: Gate = ({ isFrozen }) => holdIf('stale', isFrozen);

/** What is foreseen rests on many looks already. */
const unconfirmed: Gate = ({ settings, agreeing, plan }) =>
  holdIf('unconfirmed', plan.by !== 'foresight' && agreeing < settings.confirm);

const notWrong: Gate = (scene) => holdIf('not-wrong', scene.settings.onlyWhenWrong && doesNoHarm(scene));

/** While nobody wants to be warm, a valve that is off by no more is left alone, °C. */
const AT_REST = 1;

const doesNoHarm = (scene: Scene): boolean => {
  const { plan, step, actual, measured } = scene;
  if (plan.by === 'change') return true;
  if (plan.by === 'foresight') return step === 0;
  return (plan.by === 'rest' && isWithin(AT_REST, actual, measured)) || !isRegulatedWrongly(scene);
};

const budget: Gate = ({ settings, gone, step }) => holdIf('budget', exceeds(gone, step, settings.budget));

/** In the order in which a person would want to be told. */
const GATES: readonly Gate[] = [
  modeOff,
  window,
  quiet,
  withinTolerance,
  watching,
  settling,
  interval,
  stale,
  unconfirmed,
  notWrong,
  budget,
];

/** The first reason to send nothing; null when there is none. */
export const holdOf = (scene: Scene): Held | null => {
  for (const gate of GATES) {
    const held = gate(scene);
    if (held) return held;
  }
  return null;
};
