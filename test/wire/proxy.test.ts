import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer, Server as HttpsServer } from 'node:https';
import { connect, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer, type Server as TlsServer, type TLSSocket } from 'node:tls';
import { Authority, type Pair, selfSigned } from '../support/certificates';
import { listen } from '../support/ports';
import { tinyServer } from '../support/tiny-server';
import type { End, Task } from './proxy-client';

const HOST = 'auth.netatmo.com';
const SECRETS = ['canary-of-netatmo', 'canary-user', 'canary-word', 'Y2FuYXJ5'];
const LOGIN = 'canary-user:canary-word';
const OURS = new Authority();

/** A server at the end of the tunnel, in Netatmo's place. */
class Front {
  port = 0;
  /** What it has read, decrypted. */
  read = '';
  /** Names that were asked for in TLS. */
  readonly names: unknown[] = [];
  readonly #server: TlsServer;

  constructor(readonly pair: Promise<Pair>) {
    this.#server = createTlsServer((socket: TLSSocket) => {
      this.names.push(socket.servername);
      socket.on('error', () => socket.destroy());
      socket.on('data', (data: Buffer) => {
        this.read += data.toString('latin1');
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\nsprecher');
      });
    }).on('tlsClientError', () => undefined);
  }

  async open(): Promise<void> {
    this.#server.setSecureContext(await this.pair);
    this.port = await listen(this.#server);
  }

  close(): void {
    this.#server.close();
  }
}

type Answer = (socket: Socket, tunnel: () => void) => void;

/** A proxy that notes what it is asked and what goes through it. */
class ConnectProxy {
  port = 0;
  readonly asked: IncomingMessage[] = [];
  passed = '';
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  /** @param pair when it speaks TLS itself */
  constructor(
    front: () => number,
    answer: Answer,
    readonly pair?: Promise<Pair>,
  ) {
    const server = pair ? createHttpsServer() : createHttpServer();
    server.on('request', (request, response) => {
      this.asked.push(request);
      response.end();
    });
    server.on('connection', (socket: Socket) => this.#sockets.add(socket.on('error', () => undefined)));
    server.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      this.asked.push(request);
      socket.on('error', () => socket.destroy());
      answer(socket, () => {
        const onward = connect(front(), '127.0.0.1');
        this.#sockets.add(onward);
        onward
          .on('error', () => socket.destroy())
          .on('data', (data) => (this.passed += data.toString('latin1')));
        socket.on('data', (data) => (this.passed += data.toString('latin1')));
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.write(head);
        socket.pipe(onward).pipe(socket);
      });
    });
    this.#server = server;
  }

  async open(): Promise<void> {
    if (this.pair && this.#server instanceof HttpsServer) this.#server.setSecureContext(await this.pair);
    this.port = await listen(this.#server);
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

const opens: Answer = (_socket, tunnel) => tunnel();
const says =
  (head: string): Answer =>
  (socket) =>
    socket.end(`HTTP/1.1 ${head}\r\ncontent-length: 0\r\n\r\n`);

const fronts = {
  good: new Front(OURS.issue(HOST)),
  untrusted: new Front(selfSigned(HOST)),
  other: new Front(OURS.issue('proxy.example')),
};
const to =
  (name: keyof typeof fronts): (() => number) =>
  () =>
    fronts[name].port;

const proxies = {
  open: new ConnectProxy(to('good'), opens),
  secure: new ConnectProxy(to('good'), opens, OURS.issue('localhost')),
  impostor: new ConnectProxy(to('good'), opens, selfSigned('localhost')),
  untrusted: new ConnectProxy(to('untrusted'), opens),
  other: new ConnectProxy(to('other'), opens),
  wantsLogin: new ConnectProxy(
    to('good'),
    says('407 Proxy Authentication Required\r\nproxy-authenticate: Basic'),
  ),
  forbids: new ConnectProxy(to('good'), says('403 Forbidden')),
  breaks: new ConnectProxy(to('good'), (socket) => socket.destroy()),
  babbles: new ConnectProxy(to('good'), (socket) => socket.end('canary-user, who are you?\r\n\r\n')),
  silent: new ConnectProxy(to('good'), () => undefined),
  away: new ConnectProxy(to('good'), opens),
  simulated: new ConnectProxy(to('good'), opens),
};
type Name = keyof typeof proxies;

describe('the connection to the real cloud through a proxy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'truetemp-proxy-'));
  const ends = new Map<string, End>();
  let noise = '';

  before(async () => {
    await Promise.all([...Object.values(fronts), ...Object.values(proxies)].map((each) => each.open()));
    proxies.away.close();
    const home = await tinyServer((_request, response) => response.end('simulated'));
    const trusted = join(folder, 'authority.pem');
    writeFileSync(trusted, await OURS.certificate());
    const secure: readonly Name[] = ['secure', 'impostor'];
    const tasks = (Object.keys(proxies) as Name[]).map((name): Task => {
      const { port } = proxies[name];
      const address = secure.includes(name)
        ? `https://${LOGIN}@localhost:${port}`
        : `http://${LOGIN}@127.0.0.1:${port}`;
      return {
        env: { [name === 'open' ? 'https_proxy' : 'HTTPS_PROXY']: address },
        ms: name === 'silent' ? 500 : 20_000,
        ...(name === 'simulated' && { simulated: home.port }),
      };
    });
    const child = fork(join(__dirname, 'proxy-client.ts'), [JSON.stringify(tasks)], {
      execArgv: ['--import=tsx'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, NODE_EXTRA_CA_CERTS: trusted, NODE_TLS_REJECT_UNAUTHORIZED: '1' },
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (data: Buffer) => (noise += data.toString()));
    child.on('message', (all: End[]) => {
      for (const [i, name] of Object.keys(proxies).entries()) if (all[i]) ends.set(name, all[i]);
    });
    await new Promise((resolve) => child.once('close', resolve));
    await home.close();
  });
  after(() => {
    for (const each of [...Object.values(fronts), ...Object.values(proxies)]) each.close();
    rmSync(folder, { recursive: true });
  });

  for (const name of ['open', 'secure'] as const) {
    const proxy = proxies[name];
    it(`is a tunnel to Netatmo that ${name === 'open' ? 'a proxy' : 'a proxy which speaks TLS itself'} is asked for once`, () => {
      assert.deepEqual(ends.get(name), { text: 'sprecher' }, noise);
      assert.deepEqual(
        proxy.asked.map(({ method, url, headers }) => [method, url, headers.host]),
        [['CONNECT', `${HOST}:443`, HOST]],
      );
    });
    it(`tells ${name === 'open' ? 'the' : 'the secure'} proxy its user name and password, and nothing of the request`, () => {
      assert.equal(
        proxy.asked[0]?.headers['proxy-authorization'],
        `Basic ${Buffer.from(LOGIN).toString('base64')}`,
      );
      assert.equal(proxy.asked[0].headers.authorization, undefined);
      assert.ok(proxy.passed.length > 500);
      for (const secret of [...SECRETS, 'GET /']) assert.ok(!proxy.passed.includes(secret), secret);
    });
  }

  it('is encrypted up to Netatmo, who gets the request and nothing of the proxy', () => {
    assert.deepEqual(fronts.good.names, [HOST, HOST]);
    assert.match(fronts.good.read, /^GET \/ HTTP\/1\.1\r\n/);
    assert.match(fronts.good.read, /Bearer canary-of-netatmo/);
    assert.doesNotMatch(fronts.good.read, /proxy|canary-user|canary-word|Y2FuYXJ5/i);
  });

  const failing: readonly (readonly [Name, string, string, RegExp])[] = [
    ['wantsLogin', 'wants another password', 'NETWORK', /The proxy wants a user name and password/],
    ['forbids', 'refuses', 'NETWORK', /refuses the way to Netatmo .*HTTP 403\)/],
    ['breaks', 'hangs up', 'NETWORK', /The proxy could not be reached .*, or the connection to it broke/],
    ['babbles', 'does not speak HTTP', 'NETWORK', /The proxy could not be reached/],
    ['away', 'is not there', 'NETWORK', /The proxy could not be reached/],
    ['silent', 'is silent', 'TIMEOUT', /did not answer in time/],
    ['impostor', 'shows a certificate that nobody knows', 'TLS', /Untrusted connection/],
    ['untrusted', 'leads to a certificate that nobody knows', 'TLS', /Untrusted connection/],
    ['other', 'shows its own certificate in place of Netatmo’s', 'TLS', /Untrusted connection/],
  ];
  for (const [name, what, code, text] of failing) {
    it(`ends in ${code}, asked once at most and with nothing sent, when the proxy ${what}`, () => {
      const end = ends.get(name);
      assert.ok(end && 'code' in end, `${JSON.stringify(end)} ${noise}`);
      assert.deepEqual([end.code, end.sent], [code, false]);
      assert.match(end.seen, text);
      for (const secret of SECRETS) assert.ok(!end.seen.includes(secret), secret);
      assert.equal(proxies[name].asked.length, name === 'away' || name === 'impostor' ? 0 : 1);
    });
  }

  it('sends nothing to a server whose certificate is not Netatmo’s', () =>
    assert.equal(fronts.untrusted.read + fronts.other.read, ''));
  it('is not that of the simulated home, which never leaves this machine', () => {
    assert.deepEqual(ends.get('simulated'), { text: 'simulated' });
    assert.equal(proxies.simulated.asked.length, 0);
  });
  it('makes no noise', () => assert.equal(noise, ''));
});
