import type { NodeAPI } from 'node-red';
import type { CredentialSecret } from './dialog-answers';

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
