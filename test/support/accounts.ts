import { Accounts, type AccountNode, type AccountsDeps } from '../../src/account/accounts';
import { createTestSimulator } from '../../testkit';

/** The key with which the state of {@link accountNode} is kept. */
export const SESSION_KEY = '5e'.repeat(32);

/** The accounts of one Node-RED, which hears of nothing and keeps nothing unless told otherwise. */
export const accountsWith = (
  deps: Pick<AccountsDeps, 'clock' | 'transport'> & Partial<AccountsDeps>,
): Accounts =>
  new Accounts({
    random: () => 0.5,
    environment: { env: {}, readFile: () => '' },
    files: undefined,
    simulator: () => createTestSimulator({ clock: deps.clock }),
    onEvent: () => undefined,
    ...deps,
  });

export type NodeChanges = Partial<AccountNode & Record<'username' | 'password' | 'sessionKey', string>>;

/** An account node of the simulated cloud, with its right password and the usual limits. */
export function accountNode({ username, password, sessionKey, ...rest }: NodeChanges = {}): AccountNode {
  return {
    id: 'a',
    service: 'netatmo',
    keepSession: true,
    limits: { per10s: 40, perHour: 400 },
    fields: {
      username: username ?? 'demo@example.org',
      password: password ?? 'demo password',
      sessionKey: sessionKey ?? SESSION_KEY,
    },
    ...rest,
  };
}
