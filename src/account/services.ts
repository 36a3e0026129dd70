import type { Dispatcher } from 'undici';
import type { Clock } from '../clock';
import type { Budget } from '../cloud/budget';
import { NetatmoClient } from '../cloud/client';
import { Session } from '../cloud/session';
import type { Credentials } from '../cloud/sign-in';
import { Corrector } from '../correction/corrector';
import { Homes } from '../home/homes';
import type { Monitor } from './monitor';
import type { AccountStore } from './account-store';

/** What the parts of an account are made from. */
export interface ServicesDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly credentials: Credentials;
  /** A simulated home begins anew with each process, and so does what it remembers. */
  readonly isSimulated: boolean;
  /** Open when services are made of it. */
  readonly store: AccountStore;
  readonly budget: Budget;
  readonly dispatcher: () => Dispatcher;
  readonly closed: () => AbortSignal;
  readonly monitor: Monitor;
}

/** What hangs on the session of an account: made when the store is open, kept over redeploys. */
export interface Services {
  readonly session: Session;
  readonly homes: Homes;
  readonly corrector: Corrector;
  /**
   * The homes as nobody has read them yet, for dialogs.
   * @param maySignIn false: throws `SignInNeeded` where a sign-in would be needed
   */
  readonly unreadHomes: (maySignIn: boolean) => Homes;
}

/**
 * Puts an account's parts together. This file is where the HTTP and cookie libraries hang: it is loaded with the
 * first account and not with the package, since many installations have the package and no account yet.
 */
export function assemble(deps: ServicesDeps): Services {
  const { clock, random, budget, closed, store, credentials, monitor } = deps;
  const dispatcher = (): Dispatcher =>
    deps.dispatcher().compose((dispatch) => (options, handler) => {
      monitor.requested();
      return dispatch(options, handler);
    });
  const shared = { clock, random, budget, dispatcher, closed };
  const session = new Session({
    ...shared,
    store: store.session(credentials.password.reveal()),
    credentials: () => credentials,
    onEvent: monitor.sessionChanged,
  });
  const client = new NetatmoClient({ ...shared, session, onCall: monitor.called });
  const homes = new Homes(client, clock);
  const corrector = new Corrector({
    cloud: client,
    homes,
    clock,
    states: deps.isSimulated ? { ...store.rooms, mayHaveForgotten: false } : store.rooms,
    onOutcome: monitor.decided,
  });
  const unreadHomes = (maySignIn: boolean): Homes =>
    new Homes(maySignIn ? client : client.withoutSignIn(), clock);
  return { session, homes, corrector, unreadHomes };
}
