import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runInNewContext } from 'node:vm';

interface Definition {
  readonly defaults?: Record<string, unknown>;
  readonly credentials?: Record<string, { readonly type: string }>;
}

/** What a node's editor file registers: run as the editor runs it, with an editor that only takes notes. */
function definition(type: string): Definition {
  const html = readFileSync(resolve(__dirname, `../../nodes/${type}.html`), 'utf8');
  const script = /<script type="text\/javascript">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
  let found: Definition = {};
  const anything: unknown = new Proxy(() => anything, { get: () => anything });
  const nodes = { registerType: (_type: string, given: Definition) => (found = given) };
  runInNewContext(script, { RED: { nodes, validators: anything }, netatmoTruetemp: anything, $: anything });
  return found;
}

/** Words of properties that a flow export must not have: `defaults` are exported, `credentials` are not. */
const SECRET = /user|mail|login|pass|secret|key|token|cookie|cred|auth/i;

describe('an exported flow', () => {
  for (const type of ['netatmo-account', 'netatmo-get-rooms', 'netatmo-set-truetemp']) {
    it(`has no field for a secret in ${type}`, () => {
      const names = Object.keys(definition(type).defaults ?? {});
      assert.ok(names.includes('name') && names.length > 3);
      assert.deepEqual(
        names.filter((name) => SECRET.test(name)),
        [],
      );
    });
  }

  it('leaves the e-mail, the password and the key to Node-RED’s encrypted store, two of them never shown', () => {
    const { credentials = {} } = definition('netatmo-account');
    const types = Object.entries(credentials).map(([name, { type }]) => `${name}: ${type}`);
    assert.deepEqual(types.sort(), ['password: password', 'sessionKey: password', 'username: text']);
    assert.ok(
      Object.keys(credentials).every((name) => SECRET.test(name)),
      'the words would find them',
    );
  });
});
