import type { PauseKind } from '../../src/account/health';
import type { Missing } from './reply';

/** What the dialog reads of an account's diagnostics; a test holds it to what Node-RED sends. Times are ISO 8601. */
export interface AccountState {
  readonly surroundings: { readonly credentialSecret: 'set' | 'generated' | 'off' | 'project' };
  readonly deployed: boolean;
  readonly service: 'netatmo' | 'simulated' | null;
  readonly keepSession: boolean | null;
  /** Why the account cannot be used as it is deployed. */
  readonly problem: { readonly code: string; readonly missing?: Missing } | null;
  readonly account: AccountStanding | null;
}

/** How a deployed account stands with the cloud. */
export interface AccountStanding {
  readonly session: {
    readonly state: 'signed-in' | 'signed-out' | 'refused';
    readonly signedInAt: string | null;
    readonly renewedAt: string | null;
    readonly refused: { readonly code: string; readonly since: string; readonly askAgainAt: string } | null;
    readonly paused: { readonly kind: PauseKind; readonly until: string } | null;
  };
  readonly keptIn: 'file' | 'memory';
  readonly cloud: {
    readonly state: 'unknown' | 'reachable' | 'away';
    readonly since: string | null;
    readonly code: string | null;
  };
}
