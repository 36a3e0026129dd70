import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { Account } from '../src/account/account';
import type { AccountNode } from '../src/account/accounts';
import { resolveHomeId, type CredentialFields } from '../src/account/credentials';
import { accountDefinition, type AccountProperties } from './account-definition';
import { ACCOUNT_TYPE } from '../src/account/deleted-nodes';
import { createAccountNodes, SYSTEM_TOOLS, type AccountTools, type RunningAccount } from './account-nodes';
import { serveDialogs } from './admin';
import { credentialSecretOf } from './diagnostics';
import { asNetatmoError, once, succeeds, Texts } from './runtime';

type AccountDef = NodeDef & AccountProperties & { readonly homeId?: unknown; readonly _alias?: string };

/**
 * The config node: the user's account, shared by all nodes that choose it. Creating one asks the cloud nothing.
 * @param tools Node-RED passes none
 */
export = (RED: NodeAPI, tools: AccountTools = SYSTEM_TOOLS): void => {
  const nodes = createAccountNodes(RED, tools);
  const texts = new Texts(RED, ACCOUNT_TYPE, tools.clock);
  serveDialogs(RED, nodes);

  let hasWarned = false;
  /** Once for all accounts: the switch is the process's. */
  const warnOfTls = (): void => {
    if (hasWarned || !nodes.isTlsUnchecked()) return;
    hasWarned = true;
    nodes.journal.own({ event: 'tls.insecure_env' });
    RED.log.warn(texts.own('log.insecureTls'));
  };

  function NetatmoAccount(this: Node<CredentialFields>, def: AccountDef): void {
    RED.nodes.createNode(this, def);
    // A function node or a log that writes the node out shows none of them.
    Object.defineProperty(this, 'credentials', { enumerable: false });
    let joined: Account | undefined;
    // A node in a subflow has its credentials under the id in the template.
    const entered = RED.nodes.getCredentials(def._alias ?? this.id) as CredentialFields | undefined;
    const definition = once(() => accountDefinition(this.id, def, { ...this.credentials, entered }));
    const running: RunningAccount = {
      id: this.id,
      alias: def._alias,
      definition,
      account: () => (joined ??= nodes.accounts.join(definition())),
      note: () => (isForgetful(joined, definition()) ? ` · ${texts.shared('status.memoryOnly')}` : ''),
      homeId: once(() => resolveHomeId(def.homeId, tools.environment)),
    };
    nodes.running.set(this.id, running);
    try {
      running.account();
      if (running.note() !== '') this.log(texts.own('log.memoryOnly'));
    } catch (error) {
      // Each message tries again and fails with this very error; the log says it once.
      this.warn(asNetatmoError(error).message);
    }
    if (def.service !== 'simulated') warnOfTls();
    if (credentialSecretOf(RED) === 'off') this.warn(texts.own('log.insecureStore'));

    this.on('close', (_removed: boolean, done: () => void) => {
      if (nodes.running.get(this.id) === running) nodes.running.delete(this.id);
      nodes.accounts.close(this.id).then(done, (error: unknown) => {
        succeeds(() => this.warn(asNetatmoError(error).message));
        done();
      });
    });
  }
  RED.nodes.registerType<Node<CredentialFields>, AccountDef, object, CredentialFields>(
    ACCOUNT_TYPE,
    NetatmoAccount,
    {
      credentials: {
        username: { type: 'text' },
        password: { type: 'password' },
        sessionKey: { type: 'password' },
      },
    },
  );
};

/** Whether the session will not survive a restart although the node says that it should. */
const isForgetful = (account: Account | undefined, { service, keepSession }: AccountNode): boolean =>
  service === 'netatmo' && keepSession && account?.keepsFile === false;
