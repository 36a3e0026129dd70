import type { AccountNode } from '../src/account/accounts';
import type { Missing } from '../src/account/credentials';
import type { AccountDiagnostics } from '../src/account/diagnostics';
import type { ErrorCode } from '../src/cloud/errors';
import type { FollowState } from '../src/correction/follow/state';
import type { LastCorrection } from '../src/correction/room-state';
import type { ListedHome } from '../src/home/homes';
import type { Room } from '../src/home/room';

// What our requests of the edit dialogs are answered with, as the runtime sends it and the dialogs read it.

/** Part of every answer, also of one that says why there is none. */
export interface AnswerTime {
  /** What time it was there, ISO 8601. */
  readonly at: string;
}

/** An account's homes with the rooms that can be corrected, for lists and previews. */
export interface RoomList {
  readonly homes: readonly HomeInList[];
  /** By the ids of rooms that have been corrected, where the account is deployed. */
  readonly remembered?: Readonly<Record<string, RememberedCorrection>>;
}

/** What a room's last correction leaves to wait for. */
export interface RememberedCorrection {
  readonly last: LastCorrection;
  /** ms since then, when the list was made */
  readonly elapsedMs: number;
  /** How many looks in a row would correct in which direction; null where no sensor is followed. */
  readonly agreement: FollowState['agreement'] | null;
  /** How many corrections in a row before it had no effect: the rest doubles with each. */
  readonly without: number;
}

export interface HomeInList extends Pick<ListedHome, 'id' | 'name' | 'isHeated' | 'failure'> {
  readonly rooms: readonly RoomInList[];
}

/** Temperatures in °C. */
export interface RoomInList extends Pick<
  Room,
  | 'id'
  | 'name'
  | 'type'
  | 'measuredTemperature'
  | 'setpointTemperature'
  | 'heatingPower'
  | 'reachable'
  | 'offset'
  | 'readAt'
> {
  /** Of the module whose battery is the emptiest; null when no module tells. */
  readonly batteryState: string | null;
}

/**
 * What Node-RED encrypts credentials with (`@node-red/runtime/lib/nodes/credentials.js`): a secret that its settings
 * give; one that it made up and keeps beside what it encrypts; none at all (`credentialSecret: false`); or that of a
 * project, which no node can see.
 */
export type CredentialSecret = 'set' | 'generated' | 'off' | 'project';

/** How an account does, and what "copy diagnostics" copies: nothing secret, no name, no id. */
export interface Diagnostics {
  readonly software: {
    readonly package: string;
    readonly nodeRed: string;
    readonly node: string;
    readonly system: string;
  };
  /** Switches outside of this package that make it less safe. */
  readonly surroundings: {
    readonly credentialSecret: CredentialSecret;
    /** `NODE_TLS_REJECT_UNAUTHORIZED=0`. This package checks certificates all the same. */
    readonly certificatesUnchecked: boolean;
  };
  readonly deployed: boolean;
  readonly service: AccountNode['service'] | null;
  readonly keepSession: boolean | null;
  /** Why the account cannot be used as it is deployed. */
  readonly problem: { readonly code: ErrorCode; readonly missing?: Missing } | null;
  readonly account: AccountDiagnostics | null;
}

/** Why there is no answer. */
export interface AdminError {
  readonly code: ErrorCode | 'SIGN_IN_NEEDED';
  readonly message: string;
  /** ms after which asking again makes sense. */
  readonly retryAfterMs?: number;
  /** What a sign-in lacks. */
  readonly missing?: Missing;
}
