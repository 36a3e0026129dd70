import { createRequire } from 'node:module';
import type { NodeAPI } from 'node-red';
import { CredentialsMissing } from '../src/account/credentials';
import type { AccountNodes, RunningAccount } from './account-nodes';
import type { CredentialSecret, Diagnostics } from './dialog-answers';
import { asNetatmoError } from './runtime';

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

/** What this Node-RED encrypts credentials with. */
export function credentialSecretOf({ settings }: NodeAPI): CredentialSecret {
  const { credentialSecret, editorTheme } = settings as Settings;
  if (editorTheme?.projects?.enabled) return 'project';
  if (credentialSecret === false) return 'off';
  return typeof credentialSecret === 'string' ? 'set' : 'generated';
}

interface Settings {
  readonly credentialSecret?: unknown;
  readonly editorTheme?: { readonly projects?: { readonly enabled?: boolean } };
}

/** A function in Node-RED itself, whatever its types say. */
function nodeRedVersion(RED: NodeAPI): string {
  const version: unknown = Reflect.get(RED, 'version');
  return typeof version === 'function' ? String((version as () => unknown)()) : '';
}

const load = createRequire(__filename);

/** The version of this package; '' when its package.json cannot be found. */
function packageVersion(): string {
  // Built, this file lies one folder deeper.
  for (const path of ['../package.json', '../../package.json']) {
    try {
      return (load(path) as { version: string }).version;
    } catch {
      continue;
    }
  }
  return '';
}
