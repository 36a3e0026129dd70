import { decide } from '../../src/correction/decide';
import { stepTowards } from '../../src/correction/follow/evaluate';
import { isRegulatedWrongly } from '../../src/correction/follow/relevance';
import { parseFollowSettings, type StoredFollowSettings } from '../../src/correction/follow/settings';
import { EMPTY_ROOM_STATE } from '../../src/correction/room-state';
import { type ModeName, parseSetSettings, type SetSettings } from '../../src/correction/settings';
import { patientSettleMs, settleMsLeft } from '../../src/correction/settle';
import type { RememberedCorrection, RoomInList } from '../dialog-answers';

/** What a message would come to, and the numbers to tell with it, °C. */
export type PredictedOutcome =
  | { readonly key: 'unreachable' | 'settings' }
  | { readonly key: 'within' | 'notWrong'; readonly difference: number }
  | { readonly key: 'tooLarge'; readonly difference: number; readonly limit: number }
  | { readonly key: 'corrected' | 'dryRun'; readonly correction: number; readonly to: number }
  | { readonly key: 'step'; readonly correction: number; readonly step: number };

/** What has to pass before that. */
export interface Wait {
  /** ms that the room still rests after its last correction; 0 = none. */
  readonly restMs: number;
  /** Further looks that must agree on the direction; 0 = none. */
  readonly looks: number;
}

/**
 * What a correction that is predicted has to wait for, by the very rules of the runtime.
 * @param sinceMs since the remembered correction was told
 */
export function waitBefore(
  predicted: PredictedOutcome,
  room: RoomInList,
  remembered: RememberedCorrection | undefined,
  {
    sinceMs,
    mode,
    stored,
  }: { readonly sinceMs: number; readonly mode: ModeName; readonly stored: StoredFollowSettings },
): Wait {
  if (predicted.key !== 'corrected' && predicted.key !== 'step') return { restMs: 0, looks: 0 };
  const { last = null, elapsedMs = Infinity, agreement = null, without = 0 } = remembered ?? {};
  const elapsed = elapsedMs + sinceMs;
  const restMs = (settleMs: number): number =>
    settleMsLeft(last, room.measuredTemperature, elapsed, settleMs);
  if (mode === 'set') return { restMs: restMs(parseSetSettings(stored).settleMs), looks: 0 };
  const { settleMs, minIntervalMs, confirm } = parseFollowSettings(stored);
  const agreed = agreement?.sign === Math.sign(predicted.correction) ? agreement.count : 0;
  return {
    restMs: Math.max(restMs(patientSettleMs(without, settleMs)), minIntervalMs - elapsed, 0),
    // The message itself is one of them.
    looks: Math.max(0, confirm - agreed - 1),
  };
}

/**
 * What a message with this temperature would come to, by the very rules of the runtime, once nothing has to be waited
 * for; see {@link waitBefore}.
 * @param temperature °C
 * @param stored the settings as the dialog holds them
 */
export function predictOutcome(
  room: RoomInList,
  temperature: number,
  mode: ModeName,
  stored: StoredFollowSettings,
): PredictedOutcome {
  if (mode === 'set') {
    const settings = parsed(() => parseSetSettings(stored));
    return settings ? first(room, temperature, settings) : { key: 'settings' };
  }
  const settings = parsed(() => parseFollowSettings(stored));
  if (!settings) return { key: 'settings' };
  const all = first(room, temperature, { ...settings, dryRun: false });
  if (all.key !== 'corrected') return all;
  const { setpointTemperature: setpoint, heatingPower, measuredTemperature } = room;
  const measured = measuredTemperature ?? temperature;
  const regulation = { actual: temperature, measured, setpoint, heatingPower };
  if (settings.onlyWhenWrong && !isRegulatedWrongly(regulation))
    return { key: 'notWrong', difference: Math.abs(all.correction) };
  return {
    key: 'step',
    correction: all.correction,
    step: stepTowards(temperature, measured, settings.maxStep),
  };
}

/** What mode set would do with a room that was never corrected before. */
function first(room: RoomInList, temperature: number, settings: SetSettings): PredictedOutcome {
  const decision = decide(
    EMPTY_ROOM_STATE,
    readingOf(room),
    { temperature, force: false, undo: false },
    settings,
    Infinity,
  );
  const difference = Math.abs(temperature - (room.measuredTemperature ?? temperature));
  if (decision.do === 'refuse') {
    return decision.error.code === 'CORRECTION_TOO_LARGE'
      ? { key: 'tooLarge', difference, limit: settings.maxCorrection }
      : { key: 'unreachable' };
  }
  if (decision.corrected === null) return { key: 'within', difference };
  const { correction, corrected: to } = decision;
  return { key: decision.reason === 'dry-run' ? 'dryRun' : 'corrected', correction, to };
}

const readingOf = (room: RoomInList): Parameters<typeof decide>[1] => ({
  name: room.name,
  relayOffline: false,
  status: {
    ...room,
    setpointMode: null,
    setpointUntil: null,
    openWindow: null,
    anticipating: null,
    cooling: false,
  },
});

/** Undefined for settings out of their range: each field says so itself. */
function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
