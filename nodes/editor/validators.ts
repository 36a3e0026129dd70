import type { ModeName } from '../../src/correction/settings';
import type { EditedNode } from './red';
import {
  type Problem,
  quietHoursProblem,
  type Setting,
  settingProblem,
  temperatureProblem,
} from './settings';

let edited: EditedNode | undefined;

/** Says whose dialog is open: while it is, the mode that counts is the one chosen there. */
export function judgeOpenDialog(node: EditedNode): void {
  edited = node;
}

/** The mode of a node, as its open dialog has it or else as it is stored. */
export function modeOf(node: EditedNode): ModeName {
  const select = node === edited ? document.getElementById('node-input-mode') : null;
  const mode: unknown = select instanceof HTMLSelectElement ? select.value : Reflect.get(node, 'mode');
  return mode === 'follow' ? 'follow' : 'set';
}

/** Node-RED's validation of a number setting: true, or what is wrong in words. */
export const checkSetting = (node: EditedNode, name: Setting, value: unknown): true | string =>
  verdict(node, settingProblem(name, value, modeOf(node)));

/** Node-RED's validation of the quiet hours. */
export const checkQuietHours = (node: EditedNode, value: unknown): true | string =>
  verdict(node, quietHoursProblem(value, modeOf(node)));

/** Node-RED's validation of a fixed temperature. */
export const checkTemperature = (node: EditedNode, value: unknown): true | string =>
  verdict(node, temperatureProblem(value, modeOf(node)));

const verdict = (node: EditedNode, problem: Problem | undefined): true | string =>
  problem ? node._(`netatmo-set-truetemp.invalid.${problem.key}`, problem.limits) : true;
