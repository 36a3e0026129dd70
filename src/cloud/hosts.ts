/** The only hosts that this package ever talks to. No setting, message or redirect adds one. */
export const AUTH = 'https://auth.netatmo.com';
export const API = 'https://api.netatmo.com';
export const MY = 'https://my.netatmo.com';
const ORIGINS: ReadonlySet<string> = new Set([AUTH, API, MY]);

/** Whether a request may go to `url`: https, standard port, no user part, one of the three hosts. */
export const isAllowed = (url: URL): boolean =>
  url.protocol === 'https:' && ORIGINS.has(url.origin) && url.username === '' && url.password === '';

/** Longest path that an error text names. */
const MAX_PATH = 80;

/**
 * The path of an address in a form that may stand in an error text: no host, no query (it may hold tokens), and
 * segments that look like a token cut out.
 */
export function pathForPeople(url: URL): string {
  const segments = url.pathname
    .split('/')
    .map((part) => (/^[a-zA-Z0-9._-]{0,32}$/.test(part) && !/[0-9a-f]{16}/i.test(part) ? part : '…'));
  return segments.join('/').slice(0, MAX_PATH);
}
