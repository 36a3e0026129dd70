import assert from 'node:assert/strict';
import net from 'node:net';
import tls from 'node:tls';
import { netatmoTransport } from '../../src/cloud/transport';

const PROXIED = { HTTPS_PROXY: 'http://proxy.example:3128' };

/** What a connection is asked for with, when a request is made; none is made. */
async function asked(env: NodeJS.ProcessEnv): Promise<tls.ConnectionOptions & net.TcpNetConnectOpts> {
  const { connect } = net;
  const { connect: connectTls } = tls;
  let options: unknown;
  const note = (given: unknown): never => {
    options = given;
    throw new Error('not in this test');
  };
  net.connect = note;
  tls.connect = note;
  const dispatcher = netatmoTransport(env);
  try {
    await assert.rejects(dispatcher.request({ origin: 'https://api.netatmo.com', path: '/', method: 'GET' }));
    return options as tls.ConnectionOptions & net.TcpNetConnectOpts;
  } finally {
    net.connect = connect;
    tls.connect = connectTls;
    await dispatcher.destroy();
  }
}

describe('connections to the real cloud', () => {
  for (const [name, env, host] of [
    ['Netatmo', {}, 'api.netatmo.com'],
    ['the proxy', PROXIED, 'proxy.example'],
    ['Netatmo past the proxy', { ...PROXIED, NO_PROXY: '.netatmo.com' }, 'api.netatmo.com'],
  ] as const) {
    it(`give each address of ${name} 2 s before the next one is tried`, async () => {
      const options = await asked(env);
      assert.equal(options.host, host);
      assert.equal(options.autoSelectFamilyAttemptTimeout, 2_000);
    });
  }
});
