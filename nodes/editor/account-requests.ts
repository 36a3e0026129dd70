import type { AccountState } from './account-state';
import { ask } from './ask';
import type { Reply } from './reply';

/** How an account does, deployed or not. Asks the cloud nothing. */
export function readState(accountId: string): Promise<Reply<AccountState>> {
  return ask(accountId, 'diagnostics', isState);
}

/** Ends the session of a deployed account. */
export function forgetSession(accountId: string): Promise<Reply<object>> {
  return ask(accountId, 'forget', isDone, {});
}

const isState = (body: object): body is AccountState => 'surroundings' in body && 'account' in body;

const isDone = (body: object): body is object => !('error' in body);
