import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { createTestSimulator, type TestSimulator, type TestSimulatorOptions } from '../../testkit';
import { VirtualClock } from '../support/virtual-clock';

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** name → value as sent, of this answer's Set-Cookie lines. */
  readonly cookies: Readonly<Record<string, string>>;
  readonly setCookie: readonly string[];
  readonly text: string;
}

export interface RawRequest {
  readonly method?: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export const AUTH = 'auth.netatmo.com';
export const API = 'api.netatmo.com';

/** A client with no memory and no mercy: what it is told is what goes onto the wire. */
export class RawClient {
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(port: number) {
    this.#port = port;
  }

  send(path: string, options: RawRequest = {}): Promise<RawAnswer> {
    const { method = 'GET', host = AUTH, body } = options;
    const cookie = Object.entries(options.cookies ?? {})
      .map((pair) => pair.join('='))
      .join('; ');
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const headers = {
      host,
      'user-agent': 'test',
      ...(cookie ? { cookie } : {}),
      ...length,
      ...options.headers,
    };
    return new Promise((resolve, reject) => {
      const target = { host: '127.0.0.1', port: this.#port, agent: this.#agent, method, path, headers };
      const sent = request(target, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const setCookie = response.headers['set-cookie'] ?? [];
          const pairs = setCookie.map((line) => (line.split(';')[0] ?? '').split('='));
          const cookies: Record<string, string> = {};
          for (const [name = '', ...value] of pairs) cookies[name] = value.join('=');
          const text = Buffer.concat(parts).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, cookies, setCookie, text });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** A call of the API. */
  api(path: string, token: string, body?: object): Promise<RawAnswer> {
    const headers = { authorization: `Bearer ${token}` };
    if (!body) return this.send(path, { host: API, headers });
    return this.send(path, {
      host: API,
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  post(
    form: Readonly<Record<string, string>>,
    cookies: Readonly<Record<string, string>>,
  ): Promise<RawAnswer> {
    return this.send('/access/postlogin', {
      method: 'POST',
      cookies,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

export const KEYCHAIN = '/access/keychain?next_url=https://my.netatmo.com';

export interface SignedIn {
  /** With `|`. */
  readonly token: string;
  /** As received. */
  readonly refresh: string;
  readonly session: string;
}

/** The whole chain by hand. */
export const signIn = async (simulator: TestSimulator, client: RawClient): Promise<SignedIn> => {
  const page = await client.send('/en-us/access/login');
  const { token: _token = '' } = JSON.parse(
    (await client.send('/access/csrf', { cookies: page.cookies })).text,
  ) as { token?: string };
  const posted = await client.post({ ...simulator.credentials, stay_logged: 'on', _token }, page.cookies);
  const handed = await client.send(KEYCHAIN, { cookies: posted.cookies });
  return {
    token: decodeURIComponent(handed.cookies['netatmocomaccess_token'] ?? ''),
    refresh: handed.cookies['authnetatmocomrefresh_token'] ?? '',
    session: posted.cookies['authnetatmocomlaravel_session'] ?? '',
  };
};

export interface Bench {
  readonly clock: VirtualClock;
  readonly simulator: TestSimulator;
  readonly client: RawClient;
}

const open: Bench[] = [];

/** A listening simulator on a clock of its own, closed by `closeBenches`. */
export const openBench = async (options: Omit<TestSimulatorOptions, 'clock'> = {}): Promise<Bench> => {
  const clock = new VirtualClock();
  const simulator = createTestSimulator({ clock, ...options });
  const bench = { clock, simulator, client: new RawClient(await simulator.listen()) };
  open.push(bench);
  return bench;
};

/** For `afterEach`. */
export const closeBenches = async (): Promise<void> => {
  for (const { client, simulator } of open.splice(0)) {
    client.close();
    await simulator.close();
  }
};
