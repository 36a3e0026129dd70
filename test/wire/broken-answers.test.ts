import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { Deadline } from '../../src/cloud/deadline';
import { NetatmoError } from '../../src/cloud/errors';
import { request, type HttpRequest } from '../../src/cloud/request';
import { proves } from '../reliability/support/results';
import { AUTH, get, RequestBench, wireFailure } from '../support/request-bench';
import { turn } from '../support/world';

const MB = 1024 * 1024;

describe('a hop that goes wrong on the wire', () => {
  let bench: RequestBench;
  beforeEach(() => (bench = new RequestBench()));
  afterEach(() => bench.close());

  describe('answers that nobody should read', () => {
    it('refuses a packed answer, and the bomb in it takes no memory', async () => {
      const bomb = gzipSync(Buffer.alloc(200 * MB));
      const server = await bench.serve((_request, response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
      );
      const all = bench.context(server.port);
      const before = process.memoryUsage().rss;
      const error = await wireFailure(request(all, get(`${AUTH}/`)));
      assert.deepEqual([error.code, error.fault, error.sent], ['BAD_RESPONSE', 'refused', true]);
      assert.ok(process.memoryUsage().rss - before < 32 * MB);
      assert.equal(server.requests[0]?.headers['accept-encoding'], 'identity');
      await turn();
    });

    for (const declared of [true, false]) {
      it(`refuses an endless body, ${declared ? 'declared' : 'undeclared'}, before it fills the memory`, async () => {
        let written = 0;
        const server = await bench.serve((_request, response) => {
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
        const error = await wireFailure(request(bench.context(server.port), get(`${AUTH}/`)));
        assert.deepEqual([error.code, error.fault, error.sent], ['BAD_RESPONSE', 'refused', true]);
        assert.ok(written < 64 * MB, `${written} bytes`);
      });
    }

    it('refuses huge headers', async () => {
      const server = await bench.serve((_request, response) =>
        response.writeHead(200, { 'x-long': 'x'.repeat(20_000) }).end(),
      );
      assert.equal(
        (await wireFailure(request(bench.context(server.port), get(`${AUTH}/`)))).code,
        'BAD_RESPONSE',
      );
    });
  });

  describe('answers that do not come', () => {
    for (const [name, head] of [
      ['the body of an answer drips in without end', 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n'],
      ['the headers of an answer drip in without end', 'HTTP/1.1 200 OK\r\nx-'],
      ['no byte of an answer comes', ''],
    ] as const) {
      proves('faults', 'answers', `${name}: it ends after 20 s`, async () => {
        let requests = 0;
        const port = await bench.serveRaw((socket) => {
          socket.once('data', () => {
            requests += 1;
            socket.write(head);
            const timer = setInterval(() => head !== '' && socket.write('x'), 1);
            socket.on('close', () => clearInterval(timer));
          });
        });
        const failure = wireFailure(request(bench.context(port), get(`${AUTH}/`)));
        while (requests === 0) await turn();
        for (let i = 0; i < 200; i += 1) await turn();
        await bench.clock.run(19_999);
        assert.equal(bench.clock.timers, 1, 'it still waits');
        await bench.clock.run(1);
        const error = await failure;
        assert.deepEqual([error.code, error.fault, error.sent], ['TIMEOUT', 'unanswered', true]);
        return { sent: 'one request', out: error.code, requests, signIns: 0, corrections: 0 };
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
        const port = await bench.serveRaw((socket) => {
          socket.once('data', () => {
            if (isReset) socket.write(text, () => socket.resetAndDestroy());
            else socket.end(text);
          });
        });
        const error = await wireFailure(request(bench.context(port), get(`${AUTH}/`)));
        assert.deepEqual([error.code, error.fault, error.sent], ['NETWORK', 'unanswered', true]);
      });
    }

    it('calls a refused connection NETWORK, with nothing sent', async () => {
      const server = await bench.serve((_request, response) => response.end());
      await server.close();
      const error = await wireFailure(request(bench.context(server.port), get(`${AUTH}/`)));
      assert.deepEqual([error.code, error.fault, error.sent], ['NETWORK', 'unsent', false]);
    });

    it('ends at its deadline even while it waits for a free connection, with nothing sent', async () => {
      const server = await bench.serve(() => undefined);
      const { clock, deadline } = bench;
      const dispatcher = bench.dispatcher(server.port);
      const hanging = [1, 2].map(() => wireFailure(request({ deadline, dispatcher }, get(`${AUTH}/`))));
      while (server.requests.length < 2) await turn();
      const short = new Deadline(clock, { ms: 1_000 });
      const queued = wireFailure(request({ deadline: short, dispatcher }, get(`${AUTH}/queued`)));
      await clock.run(1_000);
      const error = await queued;
      assert.deepEqual([error.code, error.sent], ['TIMEOUT', false]);
      await clock.run(20_000);
      await Promise.all(hanging);
      for (let i = 0; i < 100; i += 1) await turn();
      assert.ok(!server.seen.some((line) => line.includes('queued')), 'it does not go out later either');
    });

    it('sends nothing when its deadline has passed before', async () => {
      const server = await bench.serve((_request, response) => response.end());
      bench.closing.abort(new NetatmoError('CLOSED', 'The account was closed.'));
      const error = await wireFailure(request(bench.context(server.port), get(`${AUTH}/`)));
      assert.deepEqual([error.code, error.sent], ['CLOSED', false]);
      assert.equal(server.requests.length, 0);
    });
  });

  it('puts nothing of the request or the answer into its errors', async () => {
    const port = await bench.serveRaw((socket) => {
      socket.once('data', () =>
        socket.end('HTTP/1.1 200 OK\r\nset-cookie: c=canary-answer\r\ncontent-length: 99\r\n\r\ncanary-body'),
      );
    });
    const posted: HttpRequest = {
      ...get(`${AUTH}/x?canary-query`),
      method: 'POST',
      body: 'canary-request',
      headers: { authorization: 'canary' },
    };
    const error = await wireFailure(request(bench.context(port), posted));
    assert.doesNotMatch(JSON.stringify([error, error.message, error.stack, error.cause ?? null]), /canary/);
  });
});
