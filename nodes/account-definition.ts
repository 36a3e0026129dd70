import type { AccountNode } from '../src/account/accounts';
import type { CredentialFields } from '../src/account/credentials';
import { toNumber } from '../src/correction/input';
import { isInRange, type NumberRange } from '../src/correction/settings';
import { choiceSetting, invalidSetting, switchSetting } from '../src/setting';

/** The properties of an account node as they stand in a flow; a missing one means its default. */
export interface AccountProperties {
  readonly service?: unknown;
  readonly keepSession?: unknown;
  readonly limitPer10s?: unknown;
  readonly limitPerHour?: unknown;
}

// 80 % of what Netatmo allows a user (50 in 10 s, 500 an hour, dev.netatmo.com/guideline); other apps share it.
const LIMIT_PER_10S = 40;
const LIMIT_PER_HOUR = 400;
/** What a limit of requests may be, for the runtime and the dialog. Beyond the upper end somebody has mistyped. */
export const REQUEST_LIMIT = { least: 1, most: 1_000_000, isWhole: true } as const satisfies NumberRange;

const WHERE = { where: 'account node' } as const;

/**
 * An account node's definition, checked.
 * @throws NetatmoError `CONFIG`
 */
export function accountDefinition(
  id: string,
  properties: AccountProperties,
  fields: CredentialFields,
): AccountNode {
  const { service, keepSession } = properties;
  return {
    id,
    service: choiceSetting({ ...WHERE, name: '“Service”' }, service, ['netatmo', 'simulated'], 'netatmo'),
    keepSession: switchSetting({ ...WHERE, name: '“Stay signed in”' }, keepSession, true),
    limits: {
      per10s: limit(properties.limitPer10s, LIMIT_PER_10S),
      perHour: limit(properties.limitPerHour, LIMIT_PER_HOUR),
    },
    fields,
  };
}

function limit(value: unknown, whenEmpty: number): number {
  if (value === undefined || value === '') return whenEmpty;
  const number = toNumber(value);
  if (number !== undefined && isInRange(number, REQUEST_LIMIT)) return number;
  throw invalidSetting({ ...WHERE, name: '“At most”' }, `not a whole number from 1 to ${REQUEST_LIMIT.most}`);
}
