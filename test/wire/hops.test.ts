import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { CookieStore } from '../../src/cloud/cookies';
import { Deadline } from '../../src/cloud/deadline';
import { NetatmoError } from '../../src/cloud/errors';
import { follow, hop, type HopAnswer, type HopRequest } from '../../src/cloud/hops';
import { loopbackTransport } from '../../src/cloud/transport';
import { WireError } from '../../src/cloud/wire-error';
import { rawServer, tinyServer, type TinyServer } from '../support/tiny-server';
import { VirtualClock } from '../support/virtual-clock';
import { turn } from '../support/world';

const AUTH = 'https://auth.netatmo.com';
const MB = 1024 * 1024;

describe('a hop on the wire', () => {
  let clock: VirtualClock;
  let cookies: CookieStore;
  let deadline: Deadline;
  const ends: (() => Promise<void>)[] = [];

  beforeEach(() => {
    clock = new VirtualClock();
    cookies = new CookieStore(clock);
    deadline = new Deadline(clock, { ms: 45_000 });
  });
  afterEach(async () => {
    deadline.dispose();
    assert.equal(clock.timers, 0, 'no timer is left');
    for (const end of ends.splice(0)) await end();
  });

  const dispatcherFor = (port: number): Dispatcher => {
    const dispatcher = loopbackTransport(port);
    ends.unshift(() => dispatcher.destroy());
    return dispatcher;
  };
  const serve = async (
    answer: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<TinyServer> => {
    const server = await tinyServer(answer);
    ends.push(() => server.close());
    return server;
  };
  const context = (port: number) => ({ clock, cookies, deadline, dispatcher: dispatcherFor(port) });
  const get = (url: string): HopRequest => ({ method: 'GET', url: new URL(url) });
  const wireFailure = async (work: Promise<unknown>): Promise<WireError> => {
    const error: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof WireError, String(error));
    return error;
  };
  /** Answers by path; a text is a redirect to there. */
  const site =
    (
      pages: Readonly<
        Record<
          string,
          string | { readonly headers?: Record<string, string | string[]>; readonly status?: number }
        >
      >,
    ) =>
    (request: IncomingMessage, response: ServerResponse): void => {
      const page = pages[`${request.headers.host}${request.url}`];
      if (page === undefined) response.writeHead(404).end();
      else if (typeof page === 'string') response.writeHead(302, { location: page }).end();
      else response.writeHead(page.status ?? 200, page.headers ?? {}).end('page');
    };

  describe('redirects', () => {
    it('follows five requests and no more', async () => {
      const server = await serve((_request, response) =>
        response.writeHead(302, { location: '/again' }).end(),
      );
      const error = await follow(context(server.port), get(`${AUTH}/loop`)).catch(
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof NetatmoError);
      assert.equal(error.code, 'CLOUD_ERROR');
      assert.equal(server.requests.length, 5);
    });

    const forbidden = [
      'https://evil.example/',
      'http://auth.netatmo.com/',
      'https://auth.netatmo.com:8443/',
      'https://user:word@auth.netatmo.com/',
      'https://home.netatmo.com/',
      'https://auth.netatmo.com.evil.example/',
      'https://evilnetatmo.com/',
      'https://auth.netatmo.com./',
      '//evil.example/',
      'javascript:alert(1)',
      'file:///etc/passwd',
      'https://[',
    ];
    for (const location of forbidden) {
      it(`does not go to ${location}`, async () => {
        const server = await serve((_request, response) => response.writeHead(302, { location }).end());
        await assert.rejects(follow(context(server.port), get(`${AUTH}/`)), (error: NetatmoError) => {
          assert.equal(error.code, 'CLOUD_ERROR');
          assert.doesNotMatch(error.message, /evil|word|passwd/);
          return true;
        });
        assert.equal(server.requests.length, 1);
      });
      it(`does not even connect when asked for ${location}`, async () => {
        const url = URL.parse(location, 'https://evil.example');
        if (!url) return;
        const server = await serve((_request, response) => response.end());
        const error = await wireFailure(hop(context(server.port), { method: 'GET', url }));
        assert.deepEqual([error.fault, error.sent], ['refused', false]);
        assert.equal(server.requests.length, 0);
      });
    }

    for (const status of [301, 302, 303]) {
      it(`turns a POST into a GET without body on ${status}`, async () => {
        const server = await serve((request, response) => {
          if (request.method === 'POST') response.writeHead(status, { location: '/next' }).end();
          else response.end('arrived');
        });
        const request: HopRequest = { ...get(`${AUTH}/form`), method: 'POST', body: 'password=secret' };
        assert.equal((await follow(context(server.port), request)).text, 'arrived');
        assert.deepEqual(server.seen, ['POST auth.netatmo.com /form', 'GET auth.netatmo.com /next']);
        assert.equal(server.requests[1]?.headers['content-length'], undefined);
      });
    }

    for (const status of [307, 308]) {
      it(`never sends a POST on after ${status}`, async () => {
        const server = await serve((_request, response) =>
          response.writeHead(status, { location: '/next' }).end(),
        );
        const request: HopRequest = { ...get(`${AUTH}/form`), method: 'POST', body: 'password=secret' };
        await assert.rejects(follow(context(server.port), request), { code: 'CLOUD_ERROR' });
        assert.equal(server.requests.length, 1);
      });
    }

    it('ends where it is told to', async () => {
      const server = await serve(site({ 'auth.netatmo.com/a': '/b', 'auth.netatmo.com/b': '/c' }));
      const arrived = ({ url }: HopAnswer): boolean => url.pathname === '/b';
      const answer = await follow(context(server.port), get(`${AUTH}/a`), arrived);
      assert.equal(answer.location?.href, `${AUTH}/c`);
      assert.equal(server.requests.length, 2);
    });

    it('hands its own headers to no other host', async () => {
      const server = await serve(
        site({ 'auth.netatmo.com/a': 'https://my.netatmo.com/b', 'my.netatmo.com/b': {} }),
      );
      await follow(context(server.port), {
        ...get(`${AUTH}/a`),
        headers: { 'x-csrf': 'token', referer: AUTH },
      });
      assert.equal(server.requests[0]?.headers['x-csrf'], 'token');
      assert.equal(server.requests[1]?.headers['x-csrf'], undefined);
      assert.equal(server.requests[1]?.headers.referer, undefined);
    });
  });

  describe('cookies', () => {
    it('are taken and sent hop by hop: rotated, deleted, path-bound and host-bound ones right', async () => {
      const set = (...lines: string[]): Record<string, string[]> => ({ 'set-cookie': lines });
      const server = await serve(
        site({
          'auth.netatmo.com/a': {
            status: 302,
            headers: {
              location: '/b',
              ...set(
                'sid=one; Path=/',
                'gone=x; Path=/',
                'deep=x; Path=/deep',
                'tok=t; Domain=.netatmo.com; Path=/',
              ),
            },
          },
          'auth.netatmo.com/b': {
            status: 302,
            headers: {
              location: '/c',
              ...set(
                'sid=two; Path=/',
                'gone=; Max-Age=0; Path=/',
                'evil=x; Domain=evil.example',
                'all=x; Domain=com',
              ),
            },
          },
          'auth.netatmo.com/c': 'https://my.netatmo.com/d',
          'my.netatmo.com/d': 'https://api.netatmo.com/e',
          'api.netatmo.com/e': { headers: set('fromapi=x; Domain=.netatmo.com; Path=/') },
        }),
      );
      await follow(context(server.port), get(`${AUTH}/a`));
      const sent = server.requests.map(({ headers }) => (headers.cookie ?? '').split('; ').sort().join('; '));
      assert.deepEqual(sent, ['', 'gone=x; sid=one; tok=t', 'sid=two; tok=t', 'tok=t', '']);
      assert.equal(cookies.value('fromapi'), undefined, 'the API sets none either');
    });

    it('that no header can hold are left out', async () => {
      const server = await rawServer((socket) => {
        socket.on('data', () => {
          const lines = [
            'HTTP/1.1 200 OK',
            'set-cookie: bad=caf\u00e9\u2019; Path=/',
            'set-cookie: good=1; Path=/',
            'content-length: 2',
          ];
          socket.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\nok`));
        });
      });
      ends.push(server.close);
      const all = context(server.port);
      await hop(all, get(`${AUTH}/`));
      assert.equal((await hop(all, get(`${AUTH}/`))).status, 200);
      assert.equal(cookies.header(new URL(AUTH)), 'good=1');
    });

    it('stay within their caps when the server sends a flood', async () => {
      const flood = Array.from({ length: 300 }, (_, i) => `c${i}=x; Path=/; Domain=.netatmo.com`);
      const server = await serve((_request, response) => {
        response.writeHead(200, {
          'set-cookie': [...flood, 'netatmocomaccess_token=t; Path=/; Domain=.netatmo.com'],
        });
        response.end();
      });
      await hop(context(server.port), get(`${AUTH}/`));
      assert.equal(cookies.toStored().length, 64);
      assert.equal(cookies.value('netatmocomaccess_token'), 't');
    });
  });

  describe('answers that nobody should read', () => {
    it('refuses a packed answer, and the bomb in it takes no memory', async () => {
      const bomb = gzipSync(Buffer.alloc(200 * MB));
      const server = await serve((_request, response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
      );
      const all = context(server.port);
      const before = process.memoryUsage().rss;
      const error = await wireFailure(hop(all, get(`${AUTH}/`)));
      assert.deepEqual([error.code, error.fault, error.sent], ['BAD_RESPONSE', 'refused', true]);
      assert.ok(process.memoryUsage().rss - before < 32 * MB);
      assert.equal(server.requests[0]?.headers['accept-encoding'], 'identity');
      await turn();
    });

    for (const declared of [true, false]) {
      it(`refuses an endless body, ${declared ? 'declared' : 'undeclared'}, before it fills the memory`, async () => {
        let written = 0;
        const server = await serve((_request, response) => {
          response.writeHead(200, declared ? { 'content-length': 500 * MB } : {});
          const pump = (): void => {
            while (written < 500 * MB && !response.destroyed) {
              written += 64 * 1024;
              if (!response.write(Buffer.alloc(64 * 1024, ' '))) {
                response.once('drain', pump);
                return;
              }
            }
          };
          pump();
        });
        const error = await wireFailure(hop(context(server.port), get(`${AUTH}/`)));
        assert.deepEqual([error.code, error.fault, error.sent], ['BAD_RESPONSE', 'refused', true]);
        assert.ok(written < 64 * MB, `${written} bytes`);
      });
    }

    it('refuses huge headers', async () => {
      const server = await serve((_request, response) =>
        response.writeHead(200, { 'x-long': 'x'.repeat(20_000) }).end(),
      );
      assert.equal((await wireFailure(hop(context(server.port), get(`${AUTH}/`)))).code, 'BAD_RESPONSE');
    });
  });

  describe('answers that do not come', () => {
    for (const [name, head] of [
      ['a body that drips', 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n'],
      ['headers that drip', 'HTTP/1.1 200 OK\r\nx-'],
      ['nothing at all', ''],
    ] as const) {
      it(`ends ${name} after 20 s`, async () => {
        let arrived = false;
        const server = await rawServer((socket) => {
          socket.once('data', () => {
            arrived = true;
            socket.write(head);
            const timer = setInterval(() => head !== '' && socket.write('x'), 1);
            socket.on('close', () => clearInterval(timer));
          });
        });
        ends.push(server.close);
        const failure = wireFailure(hop(context(server.port), get(`${AUTH}/`)));
        while (!arrived) await turn();
        for (let i = 0; i < 200; i += 1) await turn();
        await clock.run(19_999);
        assert.equal(clock.timers, 2, 'it still waits');
        await clock.run(1);
        const error = await failure;
        assert.deepEqual([error.code, error.fault, error.sent], ['TIMEOUT', 'unanswered', true]);
      });
    }

    const faults: readonly [string, string, boolean][] = [
      ['a reset before the answer', '', true],
      ['a reset within the answer', 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nabc', true],
      ['an end short of the declared length', 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nabc', false],
      ['no HTTP', 'SSH-2.0-OpenSSH\r\n', false],
    ];
    for (const [name, text, isReset] of faults) {
      it(`calls ${name} NETWORK, with its request sent`, async () => {
        const server = await rawServer((socket) => {
          socket.once('data', () => {
            if (isReset) socket.write(text, () => socket.resetAndDestroy());
            else socket.end(text);
          });
        });
        ends.push(server.close);
        const error = await wireFailure(hop(context(server.port), get(`${AUTH}/`)));
        assert.deepEqual([error.code, error.fault, error.sent], ['NETWORK', 'unanswered', true]);
      });
    }

    it('calls a refused connection NETWORK, with nothing sent', async () => {
      const server = await serve((_request, response) => response.end());
      await server.close();
      ends.pop();
      const error = await wireFailure(hop(context(server.port), get(`${AUTH}/`)));
      assert.deepEqual([error.code, error.fault, error.sent], ['NETWORK', 'unsent', false]);
    });

    it('ends at its deadline even while it waits for a free connection, with nothing sent', async () => {
      const server = await serve(() => undefined);
      const dispatcher = dispatcherFor(server.port);
      const hanging = [1, 2].map(() => wireFailure(hop({ clock, deadline, dispatcher }, get(`${AUTH}/`))));
      while (server.requests.length < 2) await turn();
      const short = new Deadline(clock, { ms: 1_000 });
      const queued = wireFailure(hop({ clock, deadline: short, dispatcher }, get(`${AUTH}/queued`)));
      await clock.run(1_000);
      const error = await queued;
      assert.deepEqual([error.code, error.sent], ['TIMEOUT', false]);
      await clock.run(20_000);
      await Promise.all(hanging);
      for (let i = 0; i < 100; i += 1) await turn();
      assert.ok(!server.seen.some((line) => line.includes('queued')), 'it does not go out later either');
    });

    it('sends nothing when its deadline has passed before', async () => {
      const server = await serve((_request, response) => response.end());
      deadline.abort(new NetatmoError('CLOSED', 'The account was closed.'));
      const error = await wireFailure(hop(context(server.port), get(`${AUTH}/`)));
      assert.deepEqual([error.code, error.sent], ['CLOSED', false]);
      assert.equal(server.requests.length, 0);
    });
  });

  it('puts nothing of the request or the answer into its errors', async () => {
    const server = await rawServer((socket) => {
      socket.once('data', () =>
        socket.end('HTTP/1.1 200 OK\r\nset-cookie: c=canary-answer\r\ncontent-length: 99\r\n\r\ncanary-body'),
      );
    });
    ends.push(server.close);
    const request: HopRequest = {
      ...get(`${AUTH}/x?canary-query`),
      method: 'POST',
      body: 'canary-request',
      headers: { authorization: 'canary' },
    };
    const error = await wireFailure(hop(context(server.port), request));
    assert.doesNotMatch(JSON.stringify([error, error.message, error.stack, error.cause ?? null]), /canary/);
  });
});
