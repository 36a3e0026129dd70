import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { credentialSecretOf } from '../../nodes/diagnostics';

describe('the secret of the credential store', () => {
  for (const [settings, expected] of [
    [{ credentialSecret: 'a secret' }, 'set'],
    [{}, 'generated'],
    [{ credentialSecret: false }, 'off'],
    [{ credentialSecret: false, editorTheme: { projects: { enabled: true } } }, 'project'],
    [{ editorTheme: { projects: { enabled: false } } }, 'generated'],
  ] as const) {
    it(`is "${expected}" by ${JSON.stringify(settings)}`, () => {
      assert.equal(credentialSecretOf({ settings } as unknown as NodeAPI), expected);
    });
  }
});
