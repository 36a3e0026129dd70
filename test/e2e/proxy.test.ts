import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { listen } from '../support/ports';
import { flows } from './support/flows';
import { NodeRed, OFFLINE } from '../support/node-red';

const LOGIN = 'canary-user:canary-word';
const SECRETS = /canary|demo@example|demo password|unhandled|uncaught|ExperimentalWarning/i;
const REAL = flows({
  account: {
    service: 'netatmo',
    credentials: { username: 'demo@example.org', password: 'demo password' },
  },
});

interface Failure {
  readonly message: string;
  readonly netatmo: { readonly code: string };
}

async function failure(nodeRed: NodeRed): Promise<Failure> {
  const { status, body } = await nodeRed.ask('POST', 'rooms', {});
  assert.equal(status, 500);
  return body as Failure;
}

describe('a real Node-RED behind a proxy that wants a password', () => {
  let nodeRed: NodeRed;
  let proxy: Server;
  const asked: IncomingMessage[] = [];
  const forNetatmo = (): IncomingMessage[] => asked.filter(({ url }) => url?.includes('netatmo.com'));

  before(async () => {
    proxy = createServer().on('connect', (request: IncomingMessage, socket: Socket) => {
      asked.push(request);
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
    });
    const HTTPS_PROXY = `http://${LOGIN}@127.0.0.1:${await listen(proxy)}`;
    nodeRed = await NodeRed.start({ preload: OFFLINE, env: { HTTPS_PROXY, https_proxy: '', NO_PROXY: '' } });
  });
  after(async () => {
    proxy.close();
    await nodeRed.dispose();
  });

  it('has its simulated home without it', async () => {
    await nodeRed.deploy(flows());
    assert.equal((await nodeRed.ask('POST', 'rooms', {})).status, 200);
    assert.deepEqual(forNetatmo(), []);
  });

  it('asks it for Netatmo, whose name need not be known here, and ends with what it says', async () => {
    await nodeRed.deploy(REAL);
    const { message, netatmo } = await failure(nodeRed);
    assert.equal(netatmo.code, 'NETWORK');
    assert.match(message, /The proxy wants a user name and password/);
    assert.deepEqual(
      forNetatmo().map(({ method, url }) => [method, url]),
      [['CONNECT', 'auth.netatmo.com:443']],
    );
    assert.equal(
      forNetatmo()[0]?.headers['proxy-authorization'],
      `Basic ${Buffer.from(LOGIN).toString('base64')}`,
    );
    assert.doesNotMatch(message, SECRETS);
    assert.doesNotMatch(nodeRed.output, SECRETS);
  });
});

describe('a real Node-RED with the address of a proxy that cannot be read', () => {
  it('starts, and ends each message with CONFIG', async () => {
    const env = { HTTPS_PROXY: 'http://canary-user:can%ary@proxy:port', https_proxy: '', NO_PROXY: '' };
    const nodeRed = await NodeRed.start({ preload: OFFLINE, env });
    try {
      await nodeRed.deploy(REAL);
      for (let i = 0; i < 2; i += 1) {
        const { message, netatmo } = await failure(nodeRed);
        assert.equal(netatmo.code, 'CONFIG');
        assert.match(message, /HTTPS_PROXY cannot be read/);
        assert.doesNotMatch(message, SECRETS);
      }
      assert.ok(nodeRed.isAlive);
      assert.doesNotMatch(nodeRed.output, SECRETS);
    } finally {
      await nodeRed.dispose();
    }
  });
});
