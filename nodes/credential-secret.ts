import type { NodeAPI } from 'node-red';

/**
 * What Node-RED encrypts credentials with (`@node-red/runtime/lib/nodes/credentials.js`): a secret that its settings
 * give; one that it made up and keeps beside what it encrypts; none at all (`credentialSecret: false`); or that of a
 * project, which no node can see.
 */
export type CredentialSecret = 'set' | 'generated' | 'off' | 'project';

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
