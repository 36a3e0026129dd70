import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { CANARY, addCanaries } from './support/canaries';
import { LeakNet, textOf } from './support/leak-net';

const { password } = CANARY;
const latin = (text: string): string => Buffer.from(text).toString('base64');

describe('the net for leaks', () => {
  const net = new LeakNet();
  addCanaries(net);

  const leaks: readonly [string, unknown][] = [
    ['as it is', `wrong password ${password}, try again`],
    ['in capitals', password.toUpperCase()],
    ['in a URL', new URL(`https://example.org/?password=${encodeURIComponent(password)}`).href],
    ['in a form', new URLSearchParams({ email: 'x', password, y: 'z' }).toString()],
    ['in JSON', JSON.stringify({ password })],
    ['in JSON in JSON', JSON.stringify({ body: JSON.stringify({ password }) })],
    ['in a dump', inspect({ password })],
    ['in hex', Buffer.from(password).toString('hex')],
    ['in base64', latin(password)],
    ['in an Authorization header', `Basic ${latin(`${CANARY.email}:${password}`)}`],
    ['in base64 at the next offset', latin(`u:${password}:x`)],
    ['in base64url', Buffer.from(`user=${password}`).toString('base64url')],
    ['in an error', new Error(`POST failed: ${password}`)],
    ['in the cause of an error', new Error('failed', { cause: new Error(password) })],
    [
      'in a hidden property of an error',
      Object.defineProperty(new Error('failed'), 'request', { value: { password } }),
    ],
    ['under a symbol', { [Symbol('kept')]: { password } }],
    [
      'behind a getter',
      {
        get it() {
          return password;
        },
      },
    ],
    ['in a Map in a Set', new Set([new Map([['p', password]])])],
    ['far down', JSON.parse(`${'['.repeat(50)}${JSON.stringify(password)}${']'.repeat(50)}`) as unknown],
  ];
  for (const [where, leak] of leaks) {
    it(`finds a password ${where}`, () => {
      const found = net.find('here', textOf(leak)).map(({ canary }) => canary);
      assert.ok(found.includes('password'), textOf(leak));
    });
  }

  it('finds a cookie’s value when somebody has decoded it', () => {
    const cookies = new LeakNet();
    cookies.add('cookie', '0123456789abcdef%7C0123456789%3D%3D');
    assert.equal(cookies.find('here', 'token 0123456789abcdef|0123456789== refused').length, 1);
  });

  it('finds nothing where nothing is', () => {
    const harmless = [
      CANARY.email.slice(0, 11),
      password.slice(1),
      'Netatmo does not accept this e-mail',
      '[redacted]',
    ];
    for (const text of harmless) assert.deepEqual(net.find('here', text), []);
  });
});
