import { Agent, buildConnector, type Dispatcher, Pool, ProxyAgent } from 'undici';
import { API, AUTH, MY } from './hosts';
import { proxyFor, type Proxy } from './proxy';
import { tunnelFailed, tunnelRefused } from './wire-error';

/** Largest answer that is read, bytes; homesdata of a large house is below 100 KiB. */
const MAX_BODY = 2 * 1024 * 1024;

/** Limits of one connection. Two connections a host, so that the cloud never sees a burst from us. */
const LIMITS: Agent.Options = {
  connections: 2,
  pipelining: 1,
  keepAliveTimeout: 4_000,
  headersTimeout: 15_000,
  bodyTimeout: 10_000,
  maxResponseSize: MAX_BODY,
  allowH2: false,
};
const CONNECT_TIMEOUT_MS = 10_000;
/**
 * How an encrypted connection is made. Certificates are checked even where the process says
 * `NODE_TLS_REJECT_UNAUTHORIZED=0`. Of several addresses Node.js gives each but the last 250 ms to connect, and
 * goes on to the next (nodejs.org/api/net.html, socket.connect, `autoSelectFamily` and
 * `autoSelectFamilyAttemptTimeout`): on a slow link with dead IPv6 none would ever answer in time.
 */
const SECURE = {
  timeout: CONNECT_TIMEOUT_MS,
  autoSelectFamilyAttemptTimeout: 2_000,
  rejectUnauthorized: true,
  minVersion: 'TLSv1.2',
} as const;

/**
 * Connections to the real cloud, through a proxy where the environment wants one. Other addresses get none: the proxy
 * is no way out of this machine for anybody else.
 * @throws NetatmoError `CONFIG` when the address of the proxy cannot be read
 */
export function netatmoTransport(env: NodeJS.ProcessEnv): Dispatcher {
  const proxies = new Map([AUTH, API, MY].map((origin) => [origin, proxyFor(env, new URL(origin).hostname)]));
  return new Agent({
    ...LIMITS,
    connect: SECURE,
    factory: (origin, options) => {
      const proxy = proxies.get(new URL(origin).origin);
      return proxy ? throughProxy(proxy) : new Pool(origin, options);
    },
  });
}

/** Tunnels through `proxy`; TLS ends at the cloud, whose name the certificate must bear, not at the proxy. */
const throughProxy = ({ uri, token }: Proxy): Dispatcher =>
  new ProxyAgent({
    ...LIMITS,
    uri,
    ...(token !== undefined && { token }),
    requestTls: SECURE,
    clientFactory: (url) => new TunnelPool(url, { ...LIMITS, connect: toProxy }),
  });

const secure = buildConnector(SECURE);
/**
 * undici's ProxyAgent names an IP address as the server's name too (nodejs/undici, `lib/dispatcher/proxy-agent.js`), of which
 * Node.js warns; none gives the right one.
 */
const toProxy: buildConnector.connector = ({ hostname, protocol, port }, callback) => {
  secure({ hostname, host: hostname, protocol, port }, callback);
};

/**
 * Connections to a proxy that tell what became of a tunnel. What undici's ProxyAgent would make of a refusal cannot be
 * told from a broken connection (nodejs/undici, `lib/dispatcher/proxy-agent.js`), and one that the proxy closes it would ask
 * for again and again without a pause.
 */
class TunnelPool extends Pool {
  override async connect(options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> {
    try {
      const answer = await super.connect(options);
      if (answer.statusCode === 200) return answer;
      answer.socket.on('error', () => undefined).destroy();
      throw tunnelRefused(answer.statusCode);
    } catch (error) {
      throw tunnelFailed(error);
    }
  }
}

/**
 * Connections to the simulator: every request for the cloud's hosts goes to `port` on this machine, unencrypted,
 * with its real `Host` header, so that the very same client and cookies serve both.
 */
export const loopbackTransport = (port: number): Dispatcher =>
  sentTo(`http://127.0.0.1:${port}`, new Agent({ ...LIMITS, connect: { timeout: CONNECT_TIMEOUT_MS } }));

/** The same connections, but to `address` whatever the host; the `Host` header (and TLS server name) stay. */
export const sentTo = (address: string, dispatcher: Dispatcher): Dispatcher =>
  dispatcher.compose((dispatch) => (options, handler) => {
    const host = new URL(String(options.origin)).host;
    const headers = { ...(options.headers as Record<string, string>), host };
    return dispatch({ ...options, origin: address, headers }, handler);
  });
