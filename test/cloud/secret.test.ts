import assert from 'node:assert/strict';
import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { format, inspect } from 'node:util';
import { Secret } from '../../src/cloud/secret';

const TEXT = 'canary ✓ "quoted"';

describe('a secret', () => {
  const secret = new Secret(TEXT);
  const logged = (): string => {
    const stream = new PassThrough();
    const console = new Console({ stdout: stream, stderr: stream });
    console.log(secret, 'text', { secret, list: [secret] });
    console.log('%s %o %O %j %d', secret, secret, secret, secret, secret);
    console.dir(secret, { showHidden: true, depth: 9, customInspect: false });
    console.error(new Error(`failed with ${secret.toString()}`));
    console.table([secret]);
    return String(stream.read());
  };
  const ways: readonly [string, () => string][] = [
    ['String', () => String(secret)],
    ['a template', () => `${secret.toString()}${String([secret])}`],
    ['concatenation', () => 'x'.concat(secret as unknown as string)],
    ['JSON', () => JSON.stringify({ secret, list: [secret] })],
    ['inspect', () => inspect(secret)],
    [
      'inspect with everything shown',
      () => inspect({ secret }, { showHidden: true, depth: 9, getters: true }),
    ],
    ['inspect without custom ones', () => inspect(secret, { customInspect: false, showHidden: true })],
    ['format', () => format('%s %o %j', secret, secret, secret)],
    [
      'its keys',
      () =>
        JSON.stringify([
          Object.entries(secret),
          Reflect.ownKeys(secret).map(String),
          Object.assign({}, secret),
        ]),
    ],
    ['a structured clone', () => inspect(structuredClone(Object.assign({}, secret)))],
    ['the console', logged],
  ];
  for (const [name, print] of ways) {
    it(`is not printed by ${name}`, () => assert.doesNotMatch(print(), /canary/));
  }

  it('gives its text only when asked for it', () => assert.equal(secret.reveal(), TEXT));

  it('says redacted in its place', () => {
    assert.equal(String(secret), '[redacted]');
    assert.equal(JSON.stringify([secret]), '["[redacted]"]');
    assert.equal(inspect({ secret }), '{ secret: [redacted] }');
  });
});
