import type { RoomStatus } from '../cloud/cloud';
import { NetatmoError } from '../cloud/errors';
import { FLOAT_NOISE, toHundredths } from './celsius';
import type { FollowState } from './follow/state';
import { undoOf } from './reconcile';
import type { RoomState } from './room-state';
import type { SetSettings } from './settings';
import { settleMsLeft } from './settle';

/** What one message asks for. */
export interface CorrectionRequest {
  /** What the room really has, °C; null for an undo, which needs none. */
  readonly temperature: number | null;
  /** Overrides tolerance and settling. */
  readonly force: boolean;
  /** Take back what was corrected since the baseline. */
  readonly undo: boolean;
}

/** The room as the cloud just described it. */
export interface RoomReading {
  /** For error texts. */
  readonly name: string;
  readonly relayOffline: boolean;
  /** undefined = the status does not list the room. */
  readonly status: RoomStatus | undefined;
}

/** Why mode `follow` alone may send nothing. */
export type FollowHold =
  | 'interval'
  | 'unconfirmed'
  | 'stale'
  | 'not-wrong'
  | 'window'
  | 'quiet'
  | 'mode-off'
  | 'budget'
  | 'not-responding';

/** Why nothing is sent. */
export type Hold = 'within-tolerance' | 'settling' | FollowHold;

/** What all decisions that end in an answer have in common. */
interface Answered {
  /** False for an undo that may take back something else than what was corrected. */
  readonly isSure?: false;
  /** In mode `follow`: how far sensor and valve are apart, sensor − reading, °C. */
  readonly gap?: number;
  /** What mode `follow` remembers of the room once the decision is carried out. */
  readonly follow?: FollowState;
}

/** What to do. `corrected` is what is or would be sent and `correction` its difference to the reading, °C. */
export type Decision =
  | Readonly<{ do: 'send'; reason: 'corrected' | 'undone'; corrected: number; correction: number } & Answered>
  | Readonly<
      { do: 'hold'; reason: 'dry-run'; corrected: number; correction: number; waitMs: null } & Answered
    >
  | Readonly<
      {
        do: 'hold';
        reason: Hold;
        corrected: null;
        correction: null;
        /** ms until the same value can be sent. */
        waitMs: number | null;
      } & Answered
    >
  | Readonly<{ do: 'refuse'; error: NetatmoError }>;

/** A decision that ends in an answer, not in an error. */
export type Answerable = Exclude<Decision, { do: 'refuse' }>;

/**
 * Decides on one message in mode `set`. The checks in their order: room unreachable, correction too large, tolerance,
 * settling, dry run.
 * @param elapsedMs since the room's last correction
 */
export const decide = (
  state: RoomState,
  reading: RoomReading,
  request: CorrectionRequest,
  settings: SetSettings,
  elapsedMs: number,
): Decision => {
  const measured = measuredIn(reading);
  if (measured === null) return { do: 'refuse', error: unreachable(reading) };
  if (request.undo) return decideUndo(state, measured, settings);
  const wanted = request.temperature ?? measured;
  const error = tooLarge(reading, measured, wanted, settings);
  if (error) return { do: 'refuse', error };
  if (!request.force) {
    if (isWithin(settings.tolerance, measured, wanted)) return toHold('within-tolerance', null);
    const waitMs = settleMsLeft(state.last, measured, elapsedMs, settings.settleMs);
    if (waitMs > 0) return toHold('settling', waitMs);
  }
  return toSend('corrected', measured, wanted, settings);
};

/**
 * The reading that can be corrected, °C; null when the room has none. A value beside `reachable: false` is an old one.
 */
export const measuredIn = ({ relayOffline, status }: RoomReading): number | null => {
  if (relayOffline || !status || status.reachable === false) return null;
  return status.measuredTemperature;
};

/**
 * Tolerance, settling and `maxCorrection` do not hold an undo back: they guard against errors of a reading or a
 * sensor, and an undo depends on neither; it is needed most when much has been corrected.
 */
const decideUndo = (state: RoomState, measured: number, settings: SetSettings): Decision => {
  const { step, isSure } = undoOf(state);
  if (step === 0) return toHold('within-tolerance', null);
  const decision = toSend('undone', measured, toHundredths(measured + step), settings);
  return isSure ? decision : { ...decision, isSure };
};

/** Sends, or in a dry run says what would be sent. Temperatures in °C. */
export const toSend = (
  reason: 'corrected' | 'undone',
  measured: number,
  corrected: number,
  { dryRun }: SetSettings,
): Answerable => {
  const correction = toHundredths(corrected - measured);
  return dryRun
    ? { do: 'hold', reason: 'dry-run', corrected, correction, waitMs: null }
    : { do: 'send', reason, corrected, correction };
};

/** @param waitMs ms until the same value can be sent; null when nobody knows */
export const toHold = (reason: Hold, waitMs: number | null): Answerable => ({
  do: 'hold',
  reason,
  corrected: null,
  correction: null,
  waitMs,
});

/** The error of a room that has no reading. */
export const unreachable = ({ name, relayOffline, status }: RoomReading): NetatmoError =>
  new NetatmoError('ROOM_UNREACHABLE', `Unreachable room "${name}": ${whyUnreachable(relayOffline, status)}`);

const whyUnreachable = (relayOffline: boolean, status: RoomStatus | undefined): string => {
  if (relayOffline) return 'the Netatmo relay is offline. Check its power and its network.';
  if (!status)
    return 'Netatmo reports nothing for it. Check in the Netatmo app that it still has a valve or thermostat.';
  if (status.reachable === false)
    return 'its valve or thermostat cannot be reached. Check its batteries and its distance to the relay.';
  return 'it has no temperature reading. Check its valve or thermostat in the Netatmo app.';
};

/** Whether two temperatures differ by no more than `tolerance`, °C. */
export const isWithin = (tolerance: number, a: number, b: number): boolean =>
  Math.abs(a - b) <= tolerance + FLOAT_NOISE;

/** The error of a difference that is larger than the node allows; null when it is not. °C. */
export const tooLarge = (
  { name }: RoomReading,
  measured: number,
  wanted: number,
  { maxCorrection }: Pick<SetSettings, 'maxCorrection'>,
): NetatmoError | null =>
  isWithin(maxCorrection, measured, wanted)
    ? null
    : new NetatmoError(
        'CORRECTION_TOO_LARGE',
        `Too large a correction for "${name}": it reads ${measured} °C, and ${wanted} °C would be ` +
          `${toHundredths(wanted - measured)} °C, more than the ${maxCorrection} °C that the node allows. Nothing was sent. ` +
          'Check the sensor, or raise “Refuse above” in the node.',
      );
