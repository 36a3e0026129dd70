import { NetatmoError } from './errors';

/** A proxy on the way to Netatmo. */
export interface Proxy {
  /** Where it listens, without user name and password. */
  readonly uri: string;
  /** What it gets as `Proxy-Authorization`. A secret. */
  readonly token?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Port of all requests to Netatmo. */
const HTTPS_PORT = 443;

/**
 * The proxy through which the environment wants https to `host`; null = none. `HTTPS_PROXY` and `NO_PROXY` are read as
 * Node-RED's own http request node reads them (node-red/node-red, lib/proxyHelper.js beside 21-httprequest.js): the
 * lower-case name goes first, an empty value counts as none, and an address without a scheme is one of https.
 * @throws NetatmoError `CONFIG` when the address cannot be read; its text is not shown, as it may hold a password
 */
export function proxyFor(env: Environment, host: string): Proxy | null {
  const address = either(env, 'https_proxy').trim();
  if (address === '' || isExempt(either(env, 'no_proxy').toLowerCase(), host)) return null;
  return read(address.includes('://') ? address : `https://${address}`);
}

const either = (env: Environment, name: string): string =>
  [env[name], env[name.toUpperCase()]].find((value) => value) ?? '';

/** Whether a list like `localhost, .lan, *.netatmo.com:443` names the host; one without dot or star is that host only. */
const isExempt = (list: string, host: string): boolean =>
  list.split(/[,\s]/).some((entry) => {
    const [, name = entry, port] = /^(.+):(\d+)$/.exec(entry) ?? [];
    if (name === '' || (port !== undefined && Number(port) !== HTTPS_PORT)) return false;
    return /^[.*]/.test(name) ? host.endsWith(name.replace('*', '')) : host === name;
  });

function read(address: string): Proxy {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  // An @ after the host is that of a password with a / # or ? in it, whose start would be taken for the host.
  if (!url || !/^https?:$/.test(url.protocol) || (url.pathname + url.search + url.hash).includes('@'))
    throw unreadable();
  const user = `${decoded(url.username)}:${decoded(url.password)}`;
  return {
    uri: url.origin,
    ...(user !== ':' && { token: `Basic ${Buffer.from(user).toString('base64')}` }),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw unreadable();
  }
}

const unreadable = (): NetatmoError =>
  new NetatmoError(
    'CONFIG',
    'HTTPS_PROXY cannot be read: the address of the proxy in this environment variable needs the scheme http or https, a host and a port; in a user name or password, signs like @ : / # % are written as %40 and so on. Correct it where Node-RED is started, and restart it.',
  );
