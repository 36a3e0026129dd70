import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { NetatmoError } from '../../src/cloud/errors';
import { followRedirects, request, type HttpAnswer, type HttpRequest } from '../../src/cloud/request';
import { HOUR, MINUTE } from '../../src/clock';
import { AUTH, get, RequestBench, wireFailure } from '../support/request-bench';
import { VIRTUAL_START } from '../support/virtual-clock';

describe('a hop on the wire', () => {
  let bench: RequestBench;
  beforeEach(() => (bench = new RequestBench()));
  afterEach(() => bench.close());

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
      const server = await bench.serve((_request, response) =>
        response.writeHead(302, { location: '/again' }).end(),
      );
      const error = await followRedirects(bench.context(server.port), get(`${AUTH}/loop`)).catch(
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
        const server = await bench.serve((_request, response) => response.writeHead(302, { location }).end());
        await assert.rejects(
          followRedirects(bench.context(server.port), get(`${AUTH}/`)),
          (error: NetatmoError) => {
            // An address that is none cannot be refused for where it leads.
            assert.equal(error.code, location === 'https://[' ? 'BAD_RESPONSE' : 'CLOUD_ERROR');
            assert.doesNotMatch(error.message, /evil|word|passwd/);
            return true;
          },
        );
        assert.equal(server.requests.length, 1);
      });
      it(`does not even connect when asked for ${location}`, async () => {
        const url = URL.parse(location, 'https://evil.example');
        if (!url) return;
        const server = await bench.serve((_request, response) => response.end());
        const error = await wireFailure(request(bench.context(server.port), { method: 'GET', url }));
        assert.deepEqual([error.fault, error.sent], ['refused', false]);
        assert.equal(server.requests.length, 0);
      });
    }

    for (const status of [301, 302, 303]) {
      it(`turns a POST into a GET without body on ${status}`, async () => {
        const server = await bench.serve((request, response) => {
          if (request.method === 'POST') response.writeHead(status, { location: '/next' }).end();
          else response.end('arrived');
        });
        const request: HttpRequest = { ...get(`${AUTH}/form`), method: 'POST', body: 'password=secret' };
        assert.equal((await followRedirects(bench.context(server.port), request)).text, 'arrived');
        assert.deepEqual(server.seen, ['POST auth.netatmo.com /form', 'GET auth.netatmo.com /next']);
        assert.equal(server.requests[1]?.headers['content-length'], undefined);
      });
    }

    for (const status of [307, 308]) {
      it(`never sends a POST on after ${status}`, async () => {
        const server = await bench.serve((_request, response) =>
          response.writeHead(status, { location: '/next' }).end(),
        );
        const request: HttpRequest = { ...get(`${AUTH}/form`), method: 'POST', body: 'password=secret' };
        await assert.rejects(followRedirects(bench.context(server.port), request), { code: 'CLOUD_ERROR' });
        assert.equal(server.requests.length, 1);
      });
    }

    it('ends where it is told to', async () => {
      const server = await bench.serve(site({ 'auth.netatmo.com/a': '/b', 'auth.netatmo.com/b': '/c' }));
      const arrived = ({ url }: HttpAnswer): boolean => url.pathname === '/b';
      const answer = await followRedirects(bench.context(server.port), get(`${AUTH}/a`), arrived);
      assert.equal(answer.location?.href, `${AUTH}/c`);
      assert.equal(server.requests.length, 2);
    });

    it('hands its own headers to no other host', async () => {
      const server = await bench.serve(
        site({ 'auth.netatmo.com/a': 'https://my.netatmo.com/b', 'my.netatmo.com/b': {} }),
      );
      await followRedirects(bench.context(server.port), {
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
      const server = await bench.serve(
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
      await followRedirects(bench.context(server.port), get(`${AUTH}/a`));
      const sent = server.requests.map(({ headers }) => (headers.cookie ?? '').split('; ').sort().join('; '));
      assert.deepEqual(sent, ['', 'gone=x; sid=one; tok=t', 'sid=two; tok=t', 'tok=t', '']);
      assert.equal(bench.cookies.value('fromapi'), undefined, 'the API sets none either');
    });

    for (const [clocks, date, lifeMs] of [
      [
        'as long as the cloud says by its own clock',
        new Date(VIRTUAL_START + 5 * HOUR).toUTCString(),
        MINUTE,
      ],
      ["by this machine's clock when the cloud does not tell the time", undefined, 5 * HOUR + MINUTE],
      ["by this machine's clock when the cloud's time is nonsense", 'soon', 5 * HOUR + MINUTE],
    ] as const) {
      it(`live ${clocks}`, async () => {
        const expires = new Date(VIRTUAL_START + 5 * HOUR + MINUTE).toUTCString();
        const server = await bench.serve((_request, response) => {
          response.sendDate = false;
          response.writeHead(200, { 'set-cookie': `a=1; Path=/; Expires=${expires}`, ...(date && { date }) });
          response.end();
        });
        await request(bench.context(server.port), get(`${AUTH}/`));
        bench.clock.advance(lifeMs - 1);
        assert.equal(bench.cookies.value('a'), '1');
        bench.clock.advance(1);
        assert.equal(bench.cookies.value('a'), undefined);
      });
    }

    it('that no header can hold are left out', async () => {
      const port = await bench.serveRaw((socket) => {
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
      const all = bench.context(port);
      await request(all, get(`${AUTH}/`));
      assert.equal((await request(all, get(`${AUTH}/`))).status, 200);
      assert.equal(bench.cookies.header(new URL(AUTH)), 'good=1');
    });

    it('stay within their caps when the server sends a flood', async () => {
      const flood = Array.from({ length: 300 }, (_, i) => `c${i}=x; Path=/; Domain=.netatmo.com`);
      const server = await bench.serve((_request, response) => {
        response.writeHead(200, {
          'set-cookie': [...flood, 'netatmocomaccess_token=t; Path=/; Domain=.netatmo.com'],
        });
        response.end();
      });
      await request(bench.context(server.port), get(`${AUTH}/`));
      assert.equal(bench.cookies.toStored().length, 64);
      assert.equal(bench.cookies.value('netatmocomaccess_token'), 't');
    });
  });
});
