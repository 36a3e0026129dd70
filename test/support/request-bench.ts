import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import { CookieStore } from '../../src/cloud/cookies';
import { Deadline } from '../../src/cloud/deadline';
import type { RequestContext, HttpRequest } from '../../src/cloud/request';
import { loopbackTransport } from '../../src/cloud/transport';
import { WireError } from '../../src/cloud/wire-error';
import { rawServer, tinyServer, type TinyServer } from './tiny-server';
import { VirtualClock } from './virtual-clock';

export const AUTH = 'https://auth.netatmo.com';

export const get = (url: string): HttpRequest => ({ method: 'GET', url: new URL(url) });

/** The error with which `work` ends; it must be one of the wire. */
export async function wireFailure(work: Promise<unknown>): Promise<WireError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof WireError, String(error));
  return error;
}

/** Single hops against small servers, on a virtual clock. Open one per test and close it. */
export class RequestBench {
  readonly clock = new VirtualClock();
  readonly cookies = new CookieStore(this.clock);
  readonly closing = new AbortController();
  /** As long as a sign-in may take. */
  readonly deadline = new Deadline(this.clock, { ms: 45_000 }, this.closing.signal);
  readonly #ends: (() => Promise<void>)[] = [];

  async serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<TinyServer> {
    const server = await tinyServer(answer);
    this.#ends.push(() => server.close());
    return server;
  }

  /** @returns the port */
  async serveRaw(answer: (socket: Socket) => void): Promise<number> {
    const server = await rawServer(answer);
    this.#ends.push(() => server.close());
    return server.port;
  }

  dispatcher(port: number): Dispatcher {
    const dispatcher = loopbackTransport(port);
    this.#ends.unshift(() => dispatcher.destroy());
    return dispatcher;
  }

  context(port: number): RequestContext {
    const { cookies, deadline } = this;
    return { cookies, deadline, dispatcher: this.dispatcher(port) };
  }

  /** Ends everything; no timer may be left. */
  async close(): Promise<void> {
    this.deadline.dispose();
    for (const end of this.#ends.splice(0)) await end();
    assert.equal(this.clock.timers, 0, 'no timer is left');
  }
}
