import { Agent, type Dispatcher } from 'undici';

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
 * Connections to the real cloud. Certificates are checked even where the process says
 * `NODE_TLS_REJECT_UNAUTHORIZED=0`.
 */
export const netatmoTransport = (): Dispatcher =>
  new Agent({
    ...LIMITS,
    connect: { timeout: CONNECT_TIMEOUT_MS, rejectUnauthorized: true, minVersion: 'TLSv1.2' },
  });

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
