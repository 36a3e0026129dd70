import { NetatmoError } from './cloud/errors';

/** What a setting is called in an error's text: a field by its label in the dialog. */
export interface SettingName {
  readonly name: string;
  /** Where it is corrected: "node", "account node", "message". */
  readonly where: string;
}

/**
 * A switch out of a node's settings or a message: true, false, or the text of one, as `${ENV}` leaves it.
 * @param whenMissing what a missing value means
 * @throws CONFIG for anything else, so that a misspelt one is never taken for either
 */
export const switchSetting = (setting: SettingName, value: unknown, whenMissing: boolean): boolean => {
  if (value === undefined) return whenMissing;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw invalidSetting(setting, 'neither true nor false');
};

/**
 * One of several words out of a node's settings.
 * @param whenMissing what a missing value means
 * @throws CONFIG for a word that this version does not know
 */
export const choiceSetting = <Choice extends string>(
  setting: SettingName,
  value: unknown,
  choices: readonly Choice[],
  whenMissing: Choice,
): Choice => {
  if (value === undefined) return whenMissing;
  const chosen = choices.find((choice) => choice === value);
  if (chosen !== undefined) return chosen;
  throw invalidSetting(setting, `none of ${choices.join(', ')}`);
};

/** A field that names an environment variable, in both forms that Node-RED knows; no spaces, as Node-RED has it. */
const VARIABLE = /^\$(?:\{(\S+)\}|\((\S+)\))$/;

/**
 * The environment variable that a field names as `${VAR}` or `$(VAR)`; undefined when it names none. Node-RED puts the value
 * of one that is set into the field when it deploys (node-red/node-red, @node-red/runtime/lib/flows/util.js,
 * mapEnvVarProperties).
 */
export function variableIn(field: unknown): string | undefined {
  const match = typeof field === 'string' ? VARIABLE.exec(field) : null;
  return match?.[1] ?? match?.[2];
}

/** What Node-RED's editor shows, and sends back, for a stored password. A variable that holds it was copied from there. */
export const MASK = '__PWRD__';

/** @param fault how it is wrong: "neither true nor false" */
export const invalidSetting = ({ name, where }: SettingName, fault: string): NetatmoError =>
  new NetatmoError('CONFIG', `Wrong ${name}: ${fault}. Correct it in the ${where}.`);
