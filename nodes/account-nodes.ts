import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { Accounts, type AccountNode, type AccountsDeps } from '../src/account/accounts';
import type { Account } from '../src/account/account';
import { ACCOUNT_TYPE, type FlowNode } from '../src/account/deleted-nodes';
import { systemClock, type Clock } from '../src/clock';
import { NetatmoError } from '../src/cloud/errors';
import type * as transports from '../src/cloud/transport';
import type * as simulators from '../src/simulator';
import type { SessionFiles } from '../src/storage/session-files';
import type * as storage from '../src/storage/session-files';
import { journal, type Journal } from './journal';
import { asNetatmoError, succeeds, Texts } from './runtime';

/** House minutes per minute of the demo home: an hour of heating passes while one looks on for a minute. */
const DEMO_SPEED = 60;

/** Loads what only an account in use needs: many Node-REDs have the package installed and no account in their flows. */
const later = createRequire(__filename);

/** What the accounts work with: the machine's own, unless a test loads the node with others. */
export type AccountTools = Pick<
  AccountsDeps,
  'clock' | 'random' | 'environment' | 'transport' | 'simulator'
> & {
  /** Accounts that have lived already, in the place of new ones: the demo opens on a day that is half over. */
  readonly accounts?: Accounts;
};

export const SYSTEM_TOOLS: AccountTools = {
  clock: systemClock,
  random: Math.random,
  environment: { env: process.env, readFile: (path) => readFileSync(path, 'utf8') },
  transport: () => (later('../src/cloud/transport') as typeof transports).netatmoTransport(process.env),
  simulator: () => {
    const { createSimulator } = later('../src/simulator') as typeof simulators;
    return createSimulator({ clock: systemClock, houseSpeed: DEMO_SPEED });
  },
};

const sessionFiles = (path: string, clock: Clock): SessionFiles => {
  const module = later('../src/storage/session-files') as typeof storage;
  return new module.SessionFiles(path, { clock });
};

/** A running account node, as the other nodes and the dialogs use it. */
export interface RunningAccount {
  readonly id: string;
  /** The node's id inside its subflow's template, where dialogs know it by that. */
  readonly alias: string | undefined;
  /** @throws NetatmoError `CONFIG` */
  readonly definition: () => AccountNode;
  /** @throws NetatmoError `CREDENTIALS_MISSING`, `CONFIG` */
  readonly account: () => Account;
  /** What a status should add: that the session is not kept, although the user wants it kept. */
  readonly note: () => string;
  /** The home used when a node names none; '' = the first that heats. @throws NetatmoError */
  readonly homeId: () => string;
}

/** The accounts of this Node-RED, and the config nodes that are running. */
export interface AccountNodes {
  readonly accounts: Accounts;
  /** The clock that the accounts live by. */
  readonly clock: Clock;
  /** By node id. */
  readonly running: Map<string, RunningAccount>;
  readonly journal: Journal;
  /** Whether the environment has switched the check of certificates off for everybody but us. */
  readonly isTlsUnchecked: () => boolean;
}

/** One for each Node-RED in this process, so that a test which loads the nodes anew begins anew. */
const byRuntime = new WeakMap<object, AccountNodes>();

/** Sets up the accounts when Node-RED loads the package, and keeps them in step with its flows. */
export function createAccountNodes(RED: NodeAPI, tools: AccountTools): AccountNodes {
  const notes = journal(RED, new Texts(RED, ACCOUNT_TYPE, tools.clock), tools.clock);
  const userDir = RED.settings.userDir;
  let files: SessionFiles | undefined;
  const nodes: AccountNodes = {
    running: new Map(),
    clock: tools.clock,
    journal: notes,
    isTlsUnchecked: () => tools.environment.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0',
    accounts:
      tools.accounts ??
      new Accounts({
        ...tools,
        get files() {
          if (userDir) files ??= sessionFiles(join(userDir, 'netatmo-truetemp'), tools.clock);
          return files;
        },
        onEvent: notes.onEvent,
      }),
  };
  const isFirst = !byRuntime.has(RED.events);
  byRuntime.set(RED.events, nodes);
  if (isFirst)
    RED.events.on('flows:started', (event: unknown) => {
      const flows = (event as { config?: { flows?: readonly FlowNode[] } } | undefined)?.config?.flows;
      const accounts = byRuntime.get(RED.events)?.accounts;
      if (!flows || !accounts) return;
      accounts.forgetDeleted(flows).catch((error: unknown) => {
        succeeds(() => RED.log.warn(asNetatmoError(error).message));
      });
    });
  return nodes;
}

/** The accounts that {@link createAccountNodes} made for this Node-RED. */
export function accountNodes(RED: NodeAPI): AccountNodes {
  const nodes = byRuntime.get(RED.events);
  if (!nodes)
    throw new NetatmoError(
      'CONFIG',
      'No account nodes are loaded. Enable those of this package in the palette manager.',
    );
  return nodes;
}

/** The clock that this Node-RED's accounts live by, so that what nodes say of times is true of a faster one too. */
export const clockOf = (RED: NodeAPI): Clock => byRuntime.get(RED.events)?.clock ?? systemClock;

/** The account that an action node has chosen. @throws NetatmoError `CONFIG` when there is none that runs */
export function chosenAccount(RED: NodeAPI, id: string | undefined): RunningAccount {
  const found = accountNodes(RED).running.get(id ?? '');
  if (!found)
    throw new NetatmoError(
      'CONFIG',
      'No account is chosen, or it is disabled. Choose one in the node and deploy.',
    );
  return found;
}
