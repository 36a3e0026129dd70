import { DecoratorHandler, type Dispatcher } from 'undici';
import { loopbackTransport } from '../../../src/cloud/transport';
import type { LoggedRequest } from '../../../testkit';
import type { LeakNet } from './leak-net';

/** The client's own cookie, the same for everybody. */
const NO_SECRET = 'netatmocomlast_app_used';

/** Listens between the nodes and the simulated cloud: hosts, secrets handed out, requests under way. */
export class Wiretap {
  /** The hosts that were asked for. */
  readonly hosts = new Set<string>();
  readonly #net: LeakNet;
  #underWay = 0;
  /** `performance.now()` of the last sign of life. */
  #heard = 0;

  constructor(net: LeakNet) {
    this.#net = net;
  }

  get underWay(): number {
    return this.#underWay;
  }

  /** ms since anything was sent or came. */
  get silence(): number {
    return performance.now() - this.#heard;
  }

  /** The way to the simulator on `port`, overheard. */
  readonly transport = (port: number): Dispatcher =>
    loopbackTransport(port).compose((dispatch) => (options, handler) => {
      this.hosts.add(String(options.origin));
      this.#count(1);
      return dispatch(
        options,
        new Ear(
          handler,
          (cookies) => this.#handedOut(cookies),
          () => this.#count(-1),
        ),
      );
    });

  /** Adds every secret that the requests carried. */
  readRequests(requests: readonly LoggedRequest[]): void {
    for (const { cookies, headers, body, route } of requests) {
      for (const [name, value] of cookies) this.#cookie(name, value);
      this.#token('bearer', headers.authorization?.replace('Bearer ', '') ?? '');
      if (route === 'postlogin') this.#net.add('form token', new URLSearchParams(body).get('_token') ?? '');
    }
  }

  #handedOut(lines: readonly string[]): void {
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]*)=([^;]*)/.exec(line) ?? [];
      this.#cookie(name, value);
    }
  }

  #cookie(name: string, value: string): void {
    if (name !== NO_SECRET) this.#token('cookie', value);
  }

  /** A token of two parts is a secret in each of them. */
  #token(kind: string, value: string): void {
    this.#net.add(kind, value);
    for (const part of value.split(/\||%7C/i)) this.#net.add(`part of a ${kind}`, part);
  }

  #count(by: number): void {
    this.#underWay += by;
    this.#heard = performance.now();
  }
}

class Ear extends DecoratorHandler {
  readonly #handler: Dispatcher.DispatchHandler;
  readonly #cookies: (lines: readonly string[]) => void;
  readonly #end: () => void;

  constructor(
    handler: Dispatcher.DispatchHandler,
    cookies: (lines: readonly string[]) => void,
    end: () => void,
  ) {
    super(handler);
    this.#handler = handler;
    this.#cookies = cookies;
    this.#end = end;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
    message?: string,
  ): void {
    this.#cookies([headers['set-cookie'] ?? []].flat());
    this.#handler.onResponseStart?.(controller, status, headers, message);
  }

  onResponseEnd(controller: Dispatcher.DispatchController, trailers: Record<string, string>): void {
    this.#end();
    this.#handler.onResponseEnd?.(controller, trailers);
  }

  onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    this.#end();
    this.#handler.onResponseError?.(controller, error);
  }
}
