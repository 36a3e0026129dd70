import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createPlainServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type SecureVersion } from 'node:tls';
import { NOTHING, proves } from '../reliability/support/results';
import { Authority, type Pair, selfSigned } from '../support/certificates';
import { listen } from '../support/ports';
import type { End } from './tls-client';

const HOST = 'auth.netatmo.com';
const LONG_AGO = new Date(Date.UTC(2024, 0, 1));
const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
const OURS = new Authority();

type Serve = (socket: Socket, requested: (data: Buffer) => number) => void;

/** A server that notes what of a request comes through. */
class Listener {
  /** Bytes of requests. */
  received = 0;
  #server?: Server;

  static secure(pair: Promise<Pair>, maxVersion: SecureVersion = 'TLSv1.3'): Listener {
    const versions = { maxVersion, minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    return new Listener(async (serve) =>
      createServer({ ...(await pair), ...versions }, (socket) => {
        serve(socket, (data) => data.length);
      }).on('tlsClientError', () => undefined),
    );
  }

  /** One that does not know TLS, and takes the greeting for no request. */
  static plain(): Listener {
    return new Listener((serve) =>
      createPlainServer((socket) => {
        serve(socket, (data) => (data.toString('latin1').includes('GET ') ? data.length : 0));
      }),
    );
  }

  private constructor(readonly create: (serve: Serve) => Server | Promise<Server>) {}

  async open(): Promise<number> {
    this.#server = await this.create((socket, requested) => {
      socket.on('error', () => socket.destroy());
      socket.on('data', (data: Buffer) => {
        this.received += requested(data);
        socket.end(ANSWER);
      });
    });
    return listen(this.#server);
  }

  close(): void {
    this.#server?.close();
  }
}

const REFUSED: Readonly<Record<string, Listener>> = {
  'a certificate that it has signed itself': Listener.secure(selfSigned(HOST)),
  'a certificate of an authority that nobody knows': Listener.secure(
    new Authority('Somebody else').issue(HOST),
  ),
  'a certificate that has expired': Listener.secure(OURS.issue(HOST, LONG_AGO)),
  'a certificate for another host': Listener.secure(OURS.issue('evil.example')),
  'no protocol newer than TLS 1.1': Listener.secure(OURS.issue(HOST), 'TLSv1.1'),
  'no encryption at all': Listener.plain(),
};
const ACCEPTED: Readonly<Record<string, Listener>> = {
  'TLS 1.2': Listener.secure(OURS.issue(HOST), 'TLSv1.2'),
  'TLS 1.3': Listener.secure(OURS.issue(HOST)),
};
const LISTENERS = Object.entries({ ...REFUSED, ...ACCEPTED });

describe('the connection to the real cloud', () => {
  const folder = mkdtempSync(join(tmpdir(), 'truetemp-tls-'));
  /** How a request to each ended, in a process as it should be and in one that accepts any certificate. */
  const ends: Record<'strict' | 'careless', ReadonlyMap<string, End>> = {
    strict: new Map(),
    careless: new Map(),
  };

  before(async () => {
    const trusted = join(folder, 'authority.pem');
    writeFileSync(trusted, await OURS.certificate());
    const ports = await Promise.all(LISTENERS.map(([, listener]) => listener.open()));
    // Whatever the environment of this run says, '1' is what Node does by itself.
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: trusted, NODE_TLS_REJECT_UNAUTHORIZED: '1' };
    const named = async (more: NodeJS.ProcessEnv): Promise<ReadonlyMap<string, End>> => {
      const answers = await ask(ports, { ...env, ...more });
      return new Map(answers.map((end, i) => [LISTENERS[i]?.[0] ?? '', end]));
    };
    [ends.strict, ends.careless] = await Promise.all([
      named({}),
      named({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }),
    ]);
  });
  after(() => {
    for (const [, listener] of LISTENERS) listener.close();
    rmSync(folder, { recursive: true });
  });

  for (const [name, listener] of Object.entries(REFUSED)) {
    proves('faults', 'tls', `the server shows ${name}`, () => {
      for (const each of [ends.strict, ends.careless])
        assert.deepEqual(each.get(name), { code: 'TLS', sent: false });
      assert.equal(listener.received, 0);
      return {
        sent: 'one request; one more where the environment says to accept anything',
        out: `2 × TLS; ${listener.received} bytes of the requests were sent`,
        ...NOTHING,
      };
    });
  }

  for (const [name, listener] of Object.entries(ACCEPTED)) {
    it(`is made to a server with a good certificate, by ${name}`, () => {
      assert.equal(ends.strict.get(name), 'answered');
      assert.ok(listener.received > 0);
    });
  }
});

/** Requests to all ports from another process: what it trusts is read from its environment, and at its start only. */
async function ask(ports: readonly number[], env: NodeJS.ProcessEnv): Promise<End[]> {
  const child = fork(join(__dirname, 'tls-client.ts'), ports.map(String), {
    execArgv: ['--import=tsx'],
    // On its stderr Node itself warns of the variable that accepts anything.
    stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
    env,
  });
  const [ends] = (await once(child, 'message')) as [End[]];
  if (child.exitCode === null) await once(child, 'exit');
  return ends;
}
