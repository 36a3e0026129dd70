import { type FollowHold, type Hold, isWithin } from '../decide';
import type { LastCorrection } from '../room-state';
import { isNotResponding, patientSettleMs, settleMsLeft, FLOAT_NOISE } from '../settle';
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
  /** The sum of all corrections since the baseline. */
  readonly net: number;
}

/** Why nothing is sent, and ms until that may be over; null when nobody knows. */
export interface Held {
  readonly reason: Hold;
  readonly waitMs: number | null;
}

type Gate = (scene: Scene) => Held | null;

const MINUTE = 60_000;
/** In these modes nobody wants the room warm, so its reading matters to nobody. */
const MODES_OFF: ReadonlySet<string> = new Set(['off', 'hg', 'away']);

const holdFor = (reason: FollowHold | 'settling', waitMs: number): Held | null =>
  waitMs > 0 ? { reason, waitMs: waitMs === Infinity ? null : waitMs } : null;

const holdIf = (reason: Hold, holds: boolean): Held | null => (holds ? { reason, waitMs: null } : null);

const modeOff: Gate = ({ setpointMode }) => holdIf('mode-off', MODES_OFF.has(setpointMode ?? ''));

const window: Gate = ({ windows, openWindow, settings, now }) =>
  holdFor('window', windowMsLeft(windows, openWindow, settings.windowHoldMs, now));

const quiet: Gate = ({ settings: { quietHours }, minutesOfDay }) =>
  holdFor('quiet', quietHours ? quietMinutesLeft(quietHours, minutesOfDay) * MINUTE : 0);

const withinTolerance: Gate = ({ settings, actual, measured }) =>
  holdIf('within-tolerance', isWithin(settings.tolerance, actual, measured));

/** Nobody knows what was corrected before: what may still be on its way to the valve gets its time to show. */
const watching: Gate = ({ watchedFrom, last, settings, now }) =>
  watchedFrom === null || last ? null : holdFor('settling', watchedFrom + settings.settleMs - now);

const settling: Gate = ({ last, measured, elapsedMs, settings: { settleMs } }) => {
  const left = settleMsLeft(last, measured, elapsedMs, patientSettleMs(last, settleMs));
  return holdFor(isNotResponding(last, elapsedMs, settleMs) ? 'not-responding' : 'settling', left);
};

const interval: Gate = ({ settings, elapsedMs }) => holdFor('interval', settings.minIntervalMs - elapsedMs);

const unconfirmed: Gate = ({ settings, agreeing }) => holdIf('unconfirmed', agreeing < settings.confirm);

const notWrong: Gate = (scene) =>
  holdIf('not-wrong', scene.settings.onlyWhenWrong && !isRegulatedWrongly(scene));

/** A step back towards the baseline is always allowed. */
const budget: Gate = ({ settings, net, step }) => {
  const after = Math.abs(net + step);
  return holdIf('budget', after > settings.budget + FLOAT_NOISE && after > Math.abs(net));
};

/** In the order in which a person would want to be told. */
const GATES: readonly Gate[] = [
  modeOff,
  window,
  quiet,
  withinTolerance,
  watching,
  settling,
  interval,
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
