import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type Server } from 'node:tls';
import { Deadline } from '../../src/cloud/deadline';
import { hop } from '../../src/cloud/hops';
import { netatmoTransport, sentTo } from '../../src/cloud/transport';
import { WireError } from '../../src/cloud/wire-error';
import { rawServer } from '../support/tiny-server';
import { VirtualClock } from '../support/virtual-clock';

interface Pair {
  readonly key: string;
  readonly cert: string;
}

/** A self-signed certificate, made for this run by the machine's openssl; undefined where there is none. */
function selfSigned(host: string): Pair | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'truetemp-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const names = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  const made = spawnSync('openssl', ['req', '-x509', ...curve, '-keyout', key, '-out', cert, ...names]);
  try {
    return made.status === 0
      ? { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
      : undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the connection to the real cloud', () => {
  let server: Server | undefined;
  let received = 0;
  const insecure = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];

  afterEach(() => {
    server?.close();
    if (insecure === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = insecure;
  });

  const listen = async (pair: Pair, maxVersion: 'TLSv1.1' | 'TLSv1.3'): Promise<number> => {
    received = 0;
    const options = { ...pair, maxVersion, minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    server = createServer(options, (socket) => {
      socket.on('error', () => socket.destroy());
      socket.on('data', (data: Buffer) => {
        received += data.length;
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      });
    });
    server.on('tlsClientError', () => undefined);
    const listening = server;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };

  /** Asks the server as if it were auth.netatmo.com. */
  const failure = async (port: number): Promise<WireError> => {
    const clock = new VirtualClock();
    const deadline = new Deadline(clock, { ms: 20_000 });
    const dispatcher = sentTo(`https://127.0.0.1:${port}`, netatmoTransport());
    try {
      const headers = { authorization: 'Bearer made-up' };
      await hop(
        { clock, deadline, dispatcher },
        { method: 'GET', url: new URL('https://auth.netatmo.com/'), headers },
      );
    } catch (error) {
      assert.ok(error instanceof WireError);
      return error;
    } finally {
      deadline.dispose();
      await dispatcher.destroy();
    }
    throw new Error('It should have been refused');
  };

  for (const [name, maxVersion] of [
    ['a self-signed certificate', 'TLSv1.3'],
    ['a protocol older than TLS 1.2', 'TLSv1.1'],
  ] as const) {
    for (const env of [undefined, '0']) {
      it(`refuses ${name}${env === '0' ? ', even where the process accepts anything' : ''}, before any data`, async () => {
        const pair = selfSigned('auth.netatmo.com');
        if (!pair) return;
        if (env !== undefined) process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = env;
        const error = await failure(await listen(pair, maxVersion));
        assert.deepEqual([error.code, error.fault, error.sent], ['TLS', 'tls', false]);
        assert.equal(received, 0);
      });
    }
  }

  it('would have been served by that server, had its certificate been trusted', async () => {
    const pair = selfSigned('auth.netatmo.com');
    if (!pair) return;
    const port = await listen(pair, 'TLSv1.3');
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, ca: pair.cert, servername: 'auth.netatmo.com' }, () =>
        socket.write('x'),
      );
      socket.on('data', (data) => resolve(String(data)));
      socket.on('error', reject);
    });
    assert.match(text, /200 OK/);
    assert.equal(received, 1);
  });

  it('refuses a server that does not speak TLS', async () => {
    const plain = await rawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const error = await failure(plain.port);
    assert.deepEqual([error.code, error.sent], ['TLS', false]);
    await plain.close();
  });
});
