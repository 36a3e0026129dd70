import type { Dispatcher } from 'undici';
import { type Clock, DAY } from '../clock';
import { Budget, type BudgetLimits } from '../cloud/budget';
import { waitAtMost } from '../cloud/deadline';
import { NetatmoError } from '../cloud/errors';
import { Secret } from '../cloud/secret';
import type { Credentials } from '../cloud/sign-in';
import type { ListedHome } from '../home/homes';
import type { Simulator } from '../simulator';
import { parseSessionKey, type Member } from '../storage/keys';
import type { SessionFiles } from '../storage/session-files';
import { Account, MESSAGE_MS } from './account';
import { Monitor, tagger } from './monitor';
import type { AccountEvent } from './events';
import { cloudConnection, simulatedConnection } from './connection';
import {
  identify,
  resolveCredentials,
  resolveSessionKeys,
  type CredentialFields,
  type Environment,
} from './credentials';
import { AccountStore } from './account-store';
import { accountNodesIn, type FlowNode } from './deleted-nodes';
import { TypedPasswords } from './typed-passwords';

/** A config node as it is deployed. */
export interface AccountNode {
  readonly id: string;
  readonly service: 'netatmo' | 'simulated';
  readonly keepSession: boolean;
  readonly limits: BudgetLimits;
  readonly fields: CredentialFields;
}

export interface AccountsDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly environment: Environment;
  /** Undefined where there is no user directory. */
  readonly files: SessionFiles | undefined;
  readonly transport: () => Dispatcher;
  readonly simulator: () => Simulator;
  readonly onEvent: (event: AccountEvent, of: Subject) => void;
}

/** Whose event it is. */
export interface Subject {
  readonly service: AccountNode['service'];
  /** Eight hex digits that stand for the e-mail, as long as the process lives. */
  readonly account: string;
}

/** Marks the membership of a dialog's trial. No node id begins like this. */
const TRIAL = 'trial of';
/**
 * For how long a trial is remembered, and what guards house and account when the last node has gone, ms: as long as a
 * sign-in counts (see `breaker.ts`).
 */
const KEPT_MS = DAY;
/** More trials than this are not remembered, so that pressing a button never fills the memory. */
const MAX_TRIALS = 64;
/** Nor is what guards more e-mails than this without a node. */
const MAX_LEFT = 256;

/**
 * What belongs to an e-mail, whatever the password: the cloud counts by it. It outlives the last node by a day, without
 * session and password, so that deleting a node and bringing it back corrects no room twice and asks no refused password
 * again.
 */
interface PerEmail {
  readonly store: AccountStore;
  readonly typed: TypedPasswords;
  readonly budget: Budget;
  readonly monitor: Monitor;
  /** Ticks at which the last node went; undefined while there is one. */
  leftAt: number | undefined;
}

interface Shared {
  readonly account: Account;
  readonly email: string;
  readonly password: string;
  readonly perEmail: PerEmail;
}

interface Membership {
  readonly node: AccountNode;
  readonly shared: Shared;
  /** How many running nodes stand behind it; a disabled node keeps its membership without running. */
  running: number;
  /** Ticks of a trial's last use; undefined for a node. */
  readonly triedAt?: number;
}

/**
 * All accounts of one Node-RED. Config nodes join when they are created and leave when their id is in the flows
 * no more; being closed only suspends, because a deploy closes every node before it creates any.
 */
export class Accounts {
  readonly #deps: AccountsDeps;
  readonly #perEmail = new Map<string, PerEmail>();
  readonly #shared = new Map<string, Shared>();
  readonly #members = new Map<string, Membership>();
  #simulator: Simulator | undefined;
  readonly #tag = tagger();

  constructor(deps: AccountsDeps) {
    this.#deps = deps;
  }

  /**
   * A config node has been created.
   * @throws NetatmoError `CREDENTIALS_MISSING`; it may be tried again
   */
  join(node: AccountNode): Account {
    const credentials = this.#credentials(node);
    const shared = this.#sharedFor(node, credentials);
    const before = this.#members.get(node.id);
    const stays = before?.shared === shared;
    this.#members.set(node.id, { node, shared, running: (stays ? before.running : 0) + 1 });
    shared.perEmail.store.join(node.id, this.#memberOf(node), node.keepSession);
    if (before && !stays) this.#leftMeanwhile(node.id, before.shared, 'moved');
    this.#applyLimits(shared.perEmail);
    return shared.account;
  }

  /**
   * What the test button of a dialog does, deployed or not: signs in when no session works, and reads all homes. It
   * shares session, budget and latch with deployed nodes of the same credentials, so that a deploy after a good test
   * needs no sign-in. What the cloud said to these credentials is remembered for a day, also when others are tried in
   * between.
   * @param isTyped whether the password was typed in: then it counts in the caps on signing in, see
   * {@link TypedPasswords}
   * @throws NetatmoError
   */
  async test(node: AccountNode, isTyped: boolean): Promise<ListedHome[]> {
    const credentials = this.#credentials(node);
    const { email, key } = identify(node, credentials);
    const isCounted = isTyped && node.service === 'netatmo' && (await this.#admit(node, email, key));
    const id = `${TRIAL} ${key}`;
    const account = this.join({ ...node, id, keepSession: false });
    this.#remember(id);
    try {
      return await account.test(isCounted);
    } finally {
      await this.close(id);
    }
  }

  /** Nothing is made for a password that may not be tried, so that guesses cost neither memory nor a request. */
  async #admit(node: AccountNode, email: string, key: string): Promise<boolean> {
    const { store, typed, monitor } = this.#perEmailFor(node, email);
    await waitAtMost(this.#deps.clock, MESSAGE_MS, store.open(this.#passwordsOf(email)));
    try {
      return typed.admit(key);
    } catch (error) {
      monitor.failed('dialog', error);
      throw error;
    }
  }

  #remember(trialId: string): void {
    const member = this.#members.get(trialId);
    // Taken out first, so that the trials stand in the order of their use.
    this.#members.delete(trialId);
    if (member) this.#members.set(trialId, { ...member, triedAt: this.#deps.clock.ticks() });
    this.#forgetOldTrials();
  }

  /** A config node has been closed. The last running one of an account suspends it. */
  async close(nodeId: string): Promise<void> {
    const member = this.#members.get(nodeId);
    if (!member || member.running === 0) return;
    member.running -= 1;
    this.#applyLimits(member.shared.perEmail);
    if (this.#membersOf(member.shared).some(({ running }) => running > 0)) return;
    await member.shared.account.suspend();
    await member.shared.perEmail.store.idle();
  }

  /**
   * The flows have started: the sessions of accounts whose nodes are deleted end, and the last node of an account takes its
   * file along; so go files that an earlier life has left, when nobody uses them. A node that runs stays in any case: it may
   * have come with the next deploy, while this one's files are still being deleted.
   */
  async forgetDeleted(flows: readonly FlowNode[]): Promise<void> {
    const inFlows = accountNodesIn(flows);
    for (const [nodeId, member] of this.#members) {
      if (inFlows.hold(nodeId) || member.running > 0 || this.#isRemembered(member)) continue;
      this.#members.delete(nodeId);
      if (member.triedAt === undefined) this.#endTrialsOf(member.shared);
      await this.#left(nodeId, member.shared, 'gone');
    }
    this.#forgetLeft();
    const keepsFile = (nodeId: string): boolean => inFlows.mayHaveFile(nodeId) || this.#runsWithFile(nodeId);
    await this.#deps.files?.sweep(keepsFile, inFlows.hold).catch(() => undefined);
  }

  #isRemembered({ triedAt = -Infinity }: Membership): boolean {
    return this.#deps.clock.ticks() - triedAt < KEPT_MS;
  }

  /** With the last node of an account the session goes, also when the test button has used it. */
  #endTrialsOf(shared: Shared): void {
    const members = this.#membersOf(shared);
    if (members.some(({ triedAt, running }) => triedAt === undefined || running > 0)) return;
    for (const { id } of members.map(({ node }) => node)) this.#members.delete(id);
  }

  /** What guards an e-mail without a node is forgotten after a day. */
  #forgetLeft(): void {
    const dayAgo = this.#deps.clock.ticks() - KEPT_MS;
    const left: string[] = [];
    for (const [email, { store, leftAt }] of this.#perEmail) {
      store.forgetLeftBefore(dayAgo);
      if (leftAt === undefined) continue;
      if (leftAt > dayAgo) left.push(email);
      else this.#perEmail.delete(email);
    }
    for (const email of left.slice(0, -MAX_LEFT)) this.#perEmail.delete(email);
  }

  #forgetOldTrials(): void {
    const trials = [...this.#members].filter(([, { triedAt }]) => triedAt !== undefined);
    for (const [id, { shared, running }] of trials.slice(0, -MAX_TRIALS)) {
      if (running > 0) continue;
      this.#members.delete(id);
      this.#leftMeanwhile(id, shared, 'gone');
    }
  }

  #runsWithFile(nodeId: string): boolean {
    const member = this.#members.get(nodeId);
    return member !== undefined && member.running > 0 && this.#memberOf(member.node) !== undefined;
  }

  #credentials(node: AccountNode): Credentials {
    if (node.service === 'netatmo') return resolveCredentials(node.fields, this.#deps.environment);
    const { email, password } = this.#simulated().credentials;
    return { username: new Secret(email), password: new Secret(password) };
  }

  #simulated(): Simulator {
    return (this.#simulator ??= this.#deps.simulator());
  }

  #sharedFor(node: AccountNode, credentials: Credentials): Shared {
    const { email, password, key } = identify(node, credentials);
    const existing = this.#shared.get(key);
    if (existing) return existing;
    const perEmail = this.#perEmailFor(node, email);
    perEmail.leftAt = undefined;
    const { clock, random, transport } = this.#deps;
    const account = new Account({
      clock,
      random,
      credentials,
      isSimulated: node.service === 'simulated',
      ...perEmail,
      connection:
        node.service === 'netatmo' ? cloudConnection(transport) : simulatedConnection(this.#simulated()),
      passwords: () => this.#passwordsOf(email),
    });
    const shared = { account, email, password, perEmail };
    this.#shared.set(key, shared);
    return shared;
  }

  #passwordsOf(email: string): string[] {
    return [...this.#shared.values()].filter((each) => each.email === email).map((each) => each.password);
  }

  #perEmailFor(node: AccountNode, email: string): PerEmail {
    this.#forgetLeft();
    const existing = this.#perEmail.get(email);
    if (existing) return existing;
    const { clock, onEvent } = this.#deps;
    const files = node.service === 'netatmo' ? this.#deps.files : undefined;
    const of = { service: node.service, account: this.#tag(email) };
    const monitor = new Monitor({
      clock,
      tag: this.#tag,
      onEvent: (event) => onEvent(event, of),
    });
    const store = new AccountStore({
      ...{ clock, files, email },
      onEvent: monitor.fileChanged,
    });
    const perEmail: PerEmail = {
      leftAt: undefined,
      store,
      typed: new TypedPasswords(clock, store),
      budget: new Budget(clock, node.limits),
      monitor,
    };
    this.#perEmail.set(email, perEmail);
    return perEmail;
  }

  #memberOf(node: AccountNode): Member | undefined {
    const { current, old } = this.#keysOf(node);
    if (!current || !parseSessionKey(current.reveal())) return undefined;
    return { nodeId: node.id, key: current, oldKeys: old };
  }

  /** The keys of a node; one that cannot be had means no file, not a node that does not work. */
  #keysOf(node: AccountNode): ReturnType<typeof resolveSessionKeys> {
    try {
      return resolveSessionKeys(node.fields, this.#deps.environment);
    } catch (error) {
      if (error instanceof NetatmoError) return { current: null, old: [] };
      throw error;
    }
  }

  #membersOf(shared: Shared): Membership[] {
    return [...this.#members.values()].filter((member) => member.shared === shared);
  }

  /** The lower limits of the e-mail's running nodes count, and those of dialogs only where no node runs. */
  #applyLimits(perEmail: PerEmail): void {
    const running = [...this.#members.values()].filter(
      (member) => member.shared.perEmail === perEmail && member.running > 0,
    );
    const nodes = running.filter(({ node }) => !node.id.startsWith(TRIAL));
    const limits = (nodes.length > 0 ? nodes : running).map(({ node }) => node.limits);
    if (limits.length === 0) return;
    perEmail.budget.limits = {
      per10s: Math.min(...limits.map(({ per10s }) => per10s)),
      perHour: Math.min(...limits.map(({ perHour }) => perHour)),
    };
  }

  /** {@link #left} while other things go on. That a socket does not close must not end the process. */
  #leftMeanwhile(nodeId: string, shared: Shared, how: 'moved' | 'gone'): void {
    this.#left(nodeId, shared, how).catch(() => undefined);
  }

  /** A node has left an account for good: for another one, or because it is in the flows no more. */
  async #left(nodeId: string, shared: Shared, how: 'moved' | 'gone'): Promise<void> {
    const { account, email, password, perEmail } = shared;
    if (this.#membersOf(shared).length === 0) {
      for (const [key, each] of this.#shared) if (each === shared) this.#shared.delete(key);
      if (how === 'gone') perEmail.store.endSession(password);
      else if (perEmail.store.forgetPassword(password))
        perEmail.monitor.sessionChanged({ event: 'login.unlatched' });
      if (this.#passwordsOf(email).length === 0) this.#setAside(email, perEmail);
      await account.suspend();
    }
    const isMember = this.#members.get(nodeId)?.shared.perEmail === perEmail;
    if (!isMember) await perEmail.store.leave(nodeId);
  }

  #setAside(email: string, perEmail: PerEmail): void {
    perEmail.leftAt = this.#deps.clock.ticks();
    // Taken out first, so that those that were left stand in the order of their leaving.
    this.#perEmail.delete(email);
    this.#perEmail.set(email, perEmail);
  }
}
