/** The key of the account's file is AES-256's: 32 bytes. */
const KEY_BYTES = 32;

/**
 * Makes the key that encrypts the account's state on disk, once. A stored key shows as `__PWRD__` and stays.
 * `getRandomValues` also works on plain http, where `crypto.subtle` and `randomUUID` are missing.
 */
export function ensureSessionKey(input: HTMLInputElement): void {
  if (input.value !== '') return;
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  input.value = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
