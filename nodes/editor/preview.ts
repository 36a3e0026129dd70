import { toNumber } from '../../src/correction/input';
import type { RememberedCorrection, RoomInList, RoomList } from '../dialog-answers';
import { field, iconButton, input } from './fields';
import { predictOutcome, type PredictedOutcome, type Wait, waitBefore } from './predicted-outcome';
import { celsius, isBatteryLow, signedCelsius, timeIn, timeOf } from './format';
import type { EditedNode } from './red';
import { type NamedRoom, roomMeant } from './rooms-meant';
import { now } from './runtime-clock';
import { SETTING_NAMES, temperatureProblem } from './settings';
import { modeOf } from './validators';

const KEY = 'netatmo-set-truetemp.preview.';

/** What the valve says now and what a message would do to it. Reads what is listed already, and sends nothing. */
export interface Preview {
  /** Shows these rooms; undefined = there is no list. */
  offer(listed: RoomList | undefined): void;
}

/** Fills the preview of the open dialog and keeps it in step with the fields. */
export function previewOf(node: EditedNode, refresh: () => void): Preview {
  let list: RoomList | undefined;
  let listedAt = 0;
  const lines = {
    now: field('netatmo-preview-now', HTMLElement),
    facts: field('netatmo-preview-facts', HTMLElement),
    outcome: field('netatmo-preview-outcome', HTMLElement),
  };
  const trial = input('netatmo-preview-try');
  const say = (line: keyof typeof lines, text: string): void => {
    // Screen readers read a line out at every change.
    if (lines[line].textContent !== text) lines[line].textContent = text;
  };
  const show = (): void => {
    const isFixed = $('#node-input-temperature').typedInput('type') === 'num';
    $('#netatmo-preview-trial').toggle(!isFixed);
    const found = roomMeant(list?.homes, namedRoom());
    const given = isFixed ? $('#node-input-temperature').typedInput('value') : trial.value;
    const isRoom = typeof found !== 'string';
    say('now', isRoom ? nowLine(node, found) : node._(KEY + found));
    say('facts', isRoom ? factsLine(node, found) : '');
    const remembered = isRoom ? list?.remembered?.[found.id] : undefined;
    say('outcome', isRoom ? outcomeLine(node, found, given.trim(), { isFixed, remembered, listedAt }) : '');
  };
  iconButton('netatmo-preview-refresh', node._(`${KEY}refresh`), refresh);
  $(trial.closest('.netatmo-form') ?? trial).on('input change', show);
  return {
    offer(listed) {
      list = listed;
      listedAt = now();
      show();
    },
  };
}

const namedRoom = (): NamedRoom => ({
  type: $('#node-input-room').typedInput('type'),
  value: $('#node-input-room').typedInput('value').trim(),
  homeId: input('node-input-homeId').value.trim(),
});

function nowLine(node: EditedNode, room: RoomInList): string {
  const { reachable, measuredTemperature: measured, setpointTemperature: setpoint } = room;
  if (reachable === false || measured === null) return node._(`${KEY}notNow`);
  if (setpoint === null) return node._(`${KEY}reads`, { measured: celsius(measured) });
  return node._(`${KEY}readsAndSet`, { measured: celsius(measured), setpoint: celsius(setpoint) });
}

function factsLine(node: EditedNode, room: RoomInList): string {
  const read = room.readAt === null ? [] : [node._(`${KEY}readAt`, { time: timeOf(new Date(room.readAt)) })];
  const offset = room.offset ? [node._(`${KEY}offset`, { offset: signedCelsius(room.offset) })] : [];
  const battery = isBatteryLow(room) ? [node._('netatmo-set-truetemp.room.batteryLow')] : [];
  return [...read, ...offset, ...battery].join(' · ');
}

interface Circumstances {
  /** The temperature is the node's own, not a message's. */
  readonly isFixed: boolean;
  readonly remembered: RememberedCorrection | undefined;
  /** When that was told, by the clock of the accounts, ms since the epoch. */
  readonly listedAt: number;
}

function outcomeLine(node: EditedNode, room: RoomInList, given: string, around: Circumstances): string {
  if (given === '') return '';
  const mode = modeOf(node);
  const withPoint = around.isFixed ? given : given.replace(',', '.');
  const problem = temperatureProblem(withPoint, mode);
  if (problem) return node._(`netatmo-set-truetemp.invalid.${problem.key}`);
  const comma = given === withPoint ? [] : [node._(`${KEY}comma`, { number: withPoint })];
  const stored = {
    ...Object.fromEntries(SETTING_NAMES.map((name) => [name, input(`node-input-${name}`).value])),
    dryRun: input('node-input-dryRun').checked,
    onlyWhenWrong: input('node-input-onlyWhenWrong').checked,
  };
  const outcome = predictOutcome(room, toNumber(withPoint) ?? 0, mode, stored);
  const sinceMs = now() - around.listedAt;
  const wait = waitBefore(outcome, room, around.remembered, { sinceMs, mode, stored });
  return [...comma, ...waitWords(node, wait), node._(KEY + outcome.key, inWords(outcome))].join(' ');
}

const waitWords = (node: EditedNode, { restMs, looks }: Wait): string[] => [
  ...(restMs > 0 ? [node._(`${KEY}rests`, { time: timeIn(restMs) })] : []),
  ...(looks > 0 ? [node._(`${KEY}looks`, { count: String(looks) })] : []),
];

/** The numbers of an outcome as the editor's language writes them. */
function inWords(outcome: PredictedOutcome): Record<string, string> {
  switch (outcome.key) {
    case 'unreachable':
    case 'settings':
      return {};
    case 'within':
    case 'notWrong':
      return { difference: signless(outcome.difference) };
    case 'tooLarge':
      return { difference: signless(outcome.difference), limit: signless(outcome.limit) };
    case 'corrected':
    case 'dryRun':
      return { correction: signedCelsius(outcome.correction), to: celsius(outcome.to) };
    case 'step':
      return { correction: signedCelsius(outcome.correction), step: signedCelsius(outcome.step) };
  }
}

const signless = (value: number): string => signedCelsius(value).replace('+', '');
