import type { AccountNode } from '../src/account/accounts';
import type { CredentialFields } from '../src/account/credentials';
import { NetatmoError } from '../src/cloud/errors';

/** The properties of an account node as they stand in a flow; a missing one means its default. */
export interface AccountProperties {
  readonly service?: unknown;
  readonly keepSession?: unknown;
  readonly limitPer10s?: unknown;
  readonly limitPerHour?: unknown;
}

// 80 % of what Netatmo allows a user (50 in 10 s, 500 an hour, by its developer guideline); other apps share it.
const LIMIT_PER_10S = 40;
const LIMIT_PER_HOUR = 400;

/**
 * An account node's definition, checked.
 * @throws NetatmoError `CONFIG`
 */
export function accountDefinition(
  id: string,
  properties: AccountProperties,
  fields: CredentialFields,
): AccountNode {
  const { service = 'netatmo', keepSession } = properties;
  if (service !== 'netatmo' && service !== 'simulated')
    throw invalid('The service of the account node is unknown.');
  return {
    id,
    service,
    keepSession: keepSession !== false,
    limits: {
      per10s: limit(properties.limitPer10s, LIMIT_PER_10S),
      perHour: limit(properties.limitPerHour, LIMIT_PER_HOUR),
    },
    fields,
  };
}

function limit(value: unknown, whenEmpty: number): number {
  if (value === undefined || value === '') return whenEmpty;
  const number = Number(value);
  if (Number.isInteger(number) && number > 0) return number;
  throw invalid('A request limit of the account node is not a whole number above 0.');
}

const invalid = (text: string): NetatmoError =>
  new NetatmoError('CONFIG', `${text} Correct it in the account node and deploy.`);
