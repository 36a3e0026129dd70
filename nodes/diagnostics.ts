import type { NodeAPI } from 'node-red';
import type { AccountNode } from '../src/account/accounts';
import { CredentialsMissing, type Missing } from '../src/account/credentials';
import type { AccountDiagnostics } from '../src/account/diagnostics';
import type { ErrorCode } from '../src/cloud/errors';
import type { AccountNodes, RunningAccount } from './account-nodes';
import { credentialSecretOf, type CredentialSecret } from './credential-secret';
import { packageVersion } from './package-version';
import { asNetatmoError } from './runtime';

/** What the account's dialog shows of its state, and what "copy diagnostics" copies: nothing secret, no name, no id. */
export interface Diagnostics {
  readonly at: string;
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

/**
 * How an account node does. Asks the cloud nothing.
 * @param found undefined when it is not deployed
 */
export async function diagnose(
  RED: NodeAPI,
  { isTlsUnchecked }: AccountNodes,
  found: RunningAccount | undefined,
): Promise<Diagnostics> {
  const around = {
    at: new Date().toISOString(),
    software: {
      package: packageVersion(),
      nodeRed: nodeRedVersion(RED),
      node: process.version,
      system: `${process.platform} ${process.arch}`,
    },
    surroundings: {
      credentialSecret: credentialSecretOf(RED),
      certificatesUnchecked: isTlsUnchecked(),
    },
  };
  const unknown = { ...around, service: null, keepSession: null, problem: null, account: null };
  if (!found) return { ...unknown, deployed: false };
  try {
    const { service, keepSession } = found.definition();
    const deployed = { ...unknown, deployed: true, service, keepSession };
    try {
      return { ...deployed, account: await found.account().diagnostics() };
    } catch (error) {
      return { ...deployed, problem: problemOf(error) };
    }
  } catch (error) {
    return { ...unknown, deployed: true, problem: problemOf(error) };
  }
}

const problemOf = (error: unknown): Diagnostics['problem'] => ({
  code: asNetatmoError(error).code,
  ...(error instanceof CredentialsMissing && { missing: error.missing }),
});

/** A function in Node-RED itself, whatever its types say. */
function nodeRedVersion(RED: NodeAPI): string {
  const version: unknown = Reflect.get(RED, 'version');
  return typeof version === 'function' ? String((version as () => unknown)()) : '';
}
