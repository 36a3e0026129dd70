import { createRequire } from 'node:module';
import { Deadline, type DeadlineLimits, waitAtMost } from '../cloud/deadline';
import { NetatmoError, SignInNeeded } from '../cloud/errors';
import type { CorrectionMessage, FollowMessage, RoomChoice } from '../correction/corrector';
import type { CorrectionResult, FollowAnswer, HistoryRow } from '../correction/result';
import type { RoomState } from '../correction/room-state';
import type { ListedHome, ListedRooms, RoomQuery } from '../home/homes';
import type { Outcome } from './monitor';
import { closedError, type Connection } from './connection';
import { describeAccount, type AccountDiagnostics } from './diagnostics';
import type { Services, ServicesDeps } from './services';
import type * as services from './services';

/** Every message ends within this, ms … */
export const MESSAGE_MS = 40_000;
/** … or this much later when it had to wait for a sign-in or for the budget. */
const SLOW_MESSAGE_MS = 20_000;

/**
 * How long a close waits for a sign-in whose password has left, or a renewal, ms: that answer is worth an e-mail to
 * the user, or the session. Node-RED gives a node 15 s to close (node-red/node-red, @node-red/runtime/lib/flows/Flow.js,
 * nodeCloseTimeout).
 */
const FINISH_MS = 2_000;

/** The rooms that dialogs list. */
const CORRECTABLE = 'thermostat';

/** More messages than this do not wait for an answer at the same time. */
const MAX_WAITING = 1_000;

/** A room as it is remembered. */
export interface RememberedRoom {
  readonly state: RoomState;
  /** ms since its last correction; Infinity without one. */
  readonly elapsedMs: number;
}

export interface AccountDeps extends Omit<ServicesDeps, 'dispatcher' | 'closed'> {
  readonly connection: Connection;
  /** The passwords in use for this e-mail; what the store holds for others is void. */
  readonly passwords: () => readonly string[];
}

/**
 * One Netatmo account as nodes use it: rooms out, corrections in. Config nodes with the same e-mail and password
 * share one. It outlives a redeploy; its connections and timers end with its nodes.
 */
export class Account {
  readonly #deps: AccountDeps;
  readonly #assembleServices: typeof services.assemble;
  #closed = new AbortController();
  #services: Services | undefined;
  /** The time that a message has: longer when something slow happened since it came. */
  readonly #limits: DeadlineLimits = {
    ms: MESSAGE_MS,
    graceMs: SLOW_MESSAGE_MS,
    grace: (came) =>
      this.#services?.session.signedInSince(came) === true || this.#deps.budget.waitedSince(came),
  };
  /** Messages and dialogs that have come and not been answered. */
  #waiting = 0;
  /** What dialogs are being answered with; those that ask for the same meanwhile share it. */
  readonly #listings = new Map<'peek' | 'test', Promise<ListedHome[]>>();

  constructor(deps: AccountDeps) {
    this.#deps = deps;
    this.#assembleServices = loadServices().assemble;
  }

  /** Whether session and settle times survive a restart. */
  get keepsFile(): boolean {
    return this.#deps.store.keepsFile;
  }

  /**
   * The rooms of a home or of all.
   * @param stop aborted when the node that asks is closed
   * @throws NetatmoError
   */
  rooms(query: RoomQuery, stop: AbortSignal): Promise<ListedRooms> {
    return this.#message('list', stop, ({ homes }, deadline) => homes.list(query, deadline));
  }

  /**
   * The homes for a dialog, with the rooms that can be corrected: read anew, with the session that is there, renewed
   * if need be, never with the password. The simulated home has no password to spare, so it is always listed.
   * @throws NetatmoError; SignInNeeded when there is no session
   */
  peek(): Promise<ListedHome[]> {
    return this.#listing('peek', ({ session, unreadHomes }, deadline) => {
      const { isSimulated } = this.#deps;
      if (!isSimulated && !session.isSignedIn) throw new SignInNeeded();
      return unreadHomes(isSimulated).listHomes(CORRECTABLE, deadline);
    });
  }

  /**
   * What the test button does: signs in when there is no session that works, at most once, and reads all homes anew.
   * @param isCounted whether the password was counted as sent already
   * @throws NetatmoError, a latched one with `retryAfterMs` when the cloud is not asked again yet
   */
  test(isCounted: boolean): Promise<ListedHome[]> {
    return this.#listing('test', async ({ session, unreadHomes }, deadline) => {
      await deadline.race(session.token({ tryAgain: true, isCounted }));
      return unreadHomes(true).listHomes(CORRECTABLE, deadline);
    });
  }

  /**
   * Applies one message of a set truetemp node.
   * @throws NetatmoError
   */
  correct(message: CorrectionMessage, stop: AbortSignal): Promise<CorrectionResult> {
    return this.#message('correction', stop, ({ corrector }, deadline) => corrector.apply(message, deadline));
  }

  /**
   * Takes in one message of a set truetemp node in mode `follow`.
   * @throws NetatmoError
   */
  follow(message: FollowMessage, stop: AbortSignal): Promise<FollowAnswer> {
    return this.#message('correction', stop, ({ corrector }, deadline) =>
      corrector.follow(message, deadline),
    );
  }

  /** The last decisions of a room, oldest first. */
  history(choice: RoomChoice, stop: AbortSignal): Promise<readonly HistoryRow[]> {
    return this.#message('correction', stop, ({ corrector }, deadline) =>
      corrector.history(choice, deadline),
    );
  }

  /**
   * What is remembered of a room, for a preview; undefined when nothing is. Asks the cloud nothing; to be called after a
   * list, which has opened what is stored.
   */
  remembered(homeId: string, roomId: string): RememberedRoom | undefined {
    const { clock, store } = this.#deps;
    const state = store.rooms.of(homeId, roomId).get();
    return state && { state, elapsedMs: state.last ? Math.max(0, clock.now() - state.last.at) : Infinity };
  }

  /** How the account does. Asks the cloud nothing. @throws NetatmoError `TIMEOUT` when the disk never answers */
  async diagnostics(): Promise<AccountDiagnostics> {
    const { session } = await this.#assembledInTime();
    const { clock, store, credentials, budget, monitor } = this.#deps;
    const stored = store.session(credentials.password.reveal());
    return describeAccount({
      now: clock.now(),
      isSignedIn: session.isSignedIn,
      session: stored.session,
      ledger: stored.ledger,
      keepsFile: store.keepsFile,
      rooms: store.rooms.all(),
      budget: budget.status,
      monitor,
    });
  }

  /**
   * Ends the session, in memory and on disk; the next message signs in. What limits signing in stays as it is, so this
   * is no way around it.
   * @throws NetatmoError `TIMEOUT` when the disk never answers
   */
  async forgetSession(): Promise<void> {
    const { session } = await this.#assembledInTime();
    await session.forget();
    this.#deps.monitor.forgotten();
  }

  /**
   * Ends all requests and timers at once; what waits fails with `CLOSED`. Only a password that has left, or a renewal,
   * is given a moment to get its answer, so that the next flows need not sign in again; with that the last socket goes.
   * The account can be used again. Rejects only when the last socket cannot be closed; what is to be kept is kept all the
   * same.
   */
  async suspend(): Promise<void> {
    this.#closed.abort(closedError());
    this.#closed = new AbortController();
    try {
      await this.#deps.connection.close(this.#finished());
    } finally {
      await this.#deps.store.flush();
    }
  }

  async #finished(): Promise<void> {
    const services = this.#services;
    // The simulated home sends no e-mails.
    await services?.session.finish(this.#deps.isSimulated ? 0 : FINISH_MS, closedError());
  }

  /** One list for all dialogs that wait for it: however many they are, it takes no place from messages. */
  #listing(
    kind: 'peek' | 'test',
    work: (services: Services, deadline: Deadline) => Promise<ListedHome[]>,
  ): Promise<ListedHome[]> {
    const running = this.#listings.get(kind);
    if (running) return running;
    const listing = this.#run('dialog', work).finally(() => this.#listings.delete(kind));
    this.#listings.set(kind, listing);
    return listing;
  }

  /** The work of one message, of which not too many wait at once. */
  #message<T>(
    what: Outcome['what'],
    stop: AbortSignal,
    work: (services: Services, deadline: Deadline) => Promise<T>,
  ): Promise<T> {
    if (this.#waiting < MAX_WAITING) return this.#run(what, work, stop);
    const error = overloaded();
    this.#deps.monitor.failed(what, error);
    return Promise.reject(error);
  }

  /** Runs a piece of work within its time, when what it needs is open, and notes how it ends. */
  async #run<T>(
    what: Outcome['what'],
    work: (services: Services, deadline: Deadline) => Promise<T>,
    ...stops: readonly AbortSignal[]
  ): Promise<T> {
    const { clock, connection, monitor, store } = this.#deps;
    const deadline = new Deadline(clock, this.#limits, this.#closed.signal, ...stops);
    this.#waiting += 1;
    try {
      // Nothing of this asks the cloud; but a disk may never answer, as a share that is away.
      const ready = store.isOpen ? this.#services : undefined;
      const services = ready ?? (await deadline.race(this.#assembled()));
      if (!connection.isOpen) await connection.open();
      deadline.throwIfEnded();
      const result = await work(services, deadline);
      monitor.done(what);
      return result;
    } catch (error) {
      monitor.failed(what, error);
      throw error;
    } finally {
      deadline.dispose();
      this.#waiting -= 1;
    }
  }

  #assembledInTime(): Promise<Services> {
    return waitAtMost(this.#deps.clock, MESSAGE_MS, this.#assembled(), this.#closed.signal);
  }

  async #assembled(): Promise<Services> {
    const { store, passwords } = this.#deps;
    if (!store.isOpen) await store.open(passwords());
    return (this.#services ??= this.#assemble());
  }

  #assemble(): Services {
    const { connection } = this.#deps;
    return this.#assembleServices({
      ...this.#deps,
      dispatcher: () => connection.dispatcher(),
      closed: () => this.#closed.signal,
    });
  }
}

/** See `services.ts`. At once and not when needed, so that an update on the disk cannot mix two versions in a process. */
const loadServices = (): typeof services => createRequire(__filename)('./services') as typeof services;

const overloaded = (): NetatmoError =>
  new NetatmoError(
    'OVERLOADED',
    `More than ${MAX_WAITING} messages are waiting for Netatmo. This one was not looked at; send fewer or slower.`,
  );
