import type { Missing } from '../../src/account/credentials';
import { variableIn } from '../../src/setting';
import type { CredentialSecret } from '../dialog-answers';
import { field, input, problemLine } from './fields';
import type { EditedNode } from './red';
import { whatIsMissing } from './test-result';

/** E-mail and password: what they lack stands beneath the one that lacks it, until it is typed anew. */
export interface CredentialFields {
  /** Says what a sign-in with what the fields hold now would lack. */
  lack(missing: Missing | undefined): void;
  /** Says how well Node-RED keeps the password. */
  keptWith(secret: CredentialSecret): void;
}

export function credentialFields(node: EditedNode): CredentialFields {
  const username = input('node-config-input-username');
  const password = input('node-config-input-password');
  let told: { readonly by: HTMLInputElement; readonly value: string; readonly text: string } | undefined;
  const judges = [username, password].map((each) =>
    problemLine(each, (value) => (told?.by === each && told.value === value ? told.text : true)),
  );
  const kept = field('netatmo-account-kept', HTMLElement);
  return {
    lack(missing) {
      const by = missing && lacking(missing, username, password);
      told = by && { by, value: by.value, text: whatIsMissing(node, missing) };
      for (const judge of judges) judge();
    },
    keptWith(secret) {
      const isSafe = secret === 'set' || secret === 'project';
      kept.textContent = node._(isSafe ? 'netatmo-account.hint.kept' : `netatmo-account.warning.${secret}`);
      kept.classList.toggle('netatmo-warning', !isSafe);
    },
  };
}

/** The field that lacks something; undefined when it is none of both. */
function lacking(
  missing: Missing,
  username: HTMLInputElement,
  password: HTMLInputElement,
): HTMLInputElement | undefined {
  switch (missing.what) {
    case 'username':
      return username;
    case 'password':
    case 'other-username':
      return password;
    case 'variable': {
      const named = variableIn(username.value);
      // A stored password is not shown, so it is the one when the e-mail is not.
      return named !== undefined && (missing.name === null || named === missing.name) ? username : password;
    }
    case 'file':
      return undefined;
  }
}

/** The key of the account's file is AES-256's: 32 bytes. */
const KEY_BYTES = 32;

/**
 * Makes the key that encrypts the account's state on disk, once. A stored key shows as `__PWRD__` and stays.
 * `getRandomValues` also works on plain http, where `crypto.subtle` and `randomUUID` are missing.
 */
export function ensureSessionKey(): void {
  const key = input('node-config-input-sessionKey');
  if (key.value !== '') return;
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  key.value = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
