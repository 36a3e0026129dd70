import type { CorrectionResult } from '../src/correction/result';
import { MINUTE } from '../src/clock';
import { clockTime, ifItFits, type Status, type Texts } from './runtime';

/** A correction above this is applied, but the status points at it, °C. */
const BIG_STEP = 3;

/** So near to its setpoint a room is warm enough, °C. */
const NEAR = 0.3;

type Style = readonly [fill: Status['fill'], key: string];

/** How each reason shows: quiet colours for what is as it should be, yellow for what somebody may want to look at. */
const STYLES: Readonly<Record<CorrectionResult['reason'], Style>> = {
  corrected: ['green', 'corrected'],
  undone: ['green', 'undone'],
  'within-tolerance': ['green', 'within'],
  settling: ['grey', 'settling'],
  'dry-run': ['grey', 'dryRun'],
  superseded: ['grey', 'superseded'],
  interval: ['grey', 'interval'],
  unconfirmed: ['grey', 'unconfirmed'],
  'not-wrong': ['green', 'notWrong'],
  window: ['grey', 'window'],
  quiet: ['grey', 'quiet'],
  'mode-off': ['grey', 'modeOff'],
  stale: ['yellow', 'stale'],
  budget: ['yellow', 'budget'],
  'not-responding': ['yellow', 'notResponding'],
};

/** Texts that have a place for the time themselves. */
const WITH_TIME: ReadonlySet<string> = new Set(['settling', 'interval', 'quiet']);

/** What a set truetemp node shows of an answer. @param undo whether the message asked for an undo */
export function resultStatus(texts: Texts, result: CorrectionResult, undo: boolean): Status {
  const [fill, key] = styleOf(result, undo);
  const { reason, nextAt, changed, measuredTemperature, correctedTemperature } = result;
  const time = nextAt === null ? '–' : clockTime(nextAt);
  const measured = texts.degrees(measuredTemperature);
  const since = result.follow?.frozenSince;
  const text = texts.own(`status.${key}`, {
    value: since ? texts.degrees(result.follow.filtered ?? null) : '',
    lasting: since ? duration(Date.parse(result.at) - Date.parse(since)) : '',
    from: measured,
    to: texts.degrees(correctedTemperature),
    change: texts.signedDegrees(result.correction ?? 0),
    measured,
    time,
  });
  return {
    fill,
    shape: changed ? 'dot' : 'ring',
    text: withOutlook(texts, result, { text, time, isTimed: WITH_TIME.has(key) }),
    reason,
    ...(nextAt !== null && { nextAt }),
  };
}

/** What comes next, behind a status where there is room for it: what is expected says more than when the same value could be sent. */
function withOutlook(
  texts: Texts,
  { reason, nextAt, setpointTemperature, follow }: CorrectionResult,
  { text, time, isTimed }: { readonly text: string; readonly time: string; readonly isTimed: boolean },
): string {
  const expects = follow?.expects;
  if (expects) {
    const outlook = {
      text,
      expected: texts.degrees(toTenths(expects.temperature)),
      time: clockTime(expects.until),
    };
    if (reason === 'within-tolerance') return ifItFits(texts.own('status.foreseen', outlook), text);
    const isEnough = Math.abs(expects.temperature - (setpointTemperature ?? Infinity)) <= NEAR;
    if (reason === 'not-wrong' && isEnough) return texts.own('status.enough', outlook);
  }
  return nextAt === null || isTimed ? text : ifItFits(texts.own('status.next', { text, time }), text);
}

function styleOf(result: CorrectionResult, undo: boolean): Style {
  const { reason, correction, nextAt, setpointTemperature, sure, follow } = result;
  // Nobody knows when a window will be closed; once it is, the rest after that has an end.
  if (reason === 'window' && nextAt !== null) return ['grey', 'aired'];
  if (reason === 'corrected' && Math.abs(correction ?? 0) > BIG_STEP) return ['yellow', 'large'];
  if (reason === 'not-wrong' && setpointTemperature === null) return ['yellow', 'noSetpoint'];
  if (reason === 'stale' && follow?.frozenSince) return ['yellow', 'frozen'];
  if (reason === 'undone' && sure === false) return ['yellow', 'undoneUnsure'];
  return reason === 'within-tolerance' && undo ? ['green', 'nothingToUndo'] : STYLES[reason];
}

/** For people: minutes up to two hours, then hours. @param ms */
function duration(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / MINUTE));
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

/** A forecast is no measurement: °C to 0.1. */
const toTenths = (celsius: number): number => Math.round(celsius * 10) / 10;
