import type { IncomingHttpHeaders } from 'node:http';

export const AUTH_HOST = 'auth.netatmo.com';
export const API_HOST = 'api.netatmo.com';
export const MY_HOST = 'my.netatmo.com';
/** Where the web page of today lives (minimicro34/ha-legrand-energy). */
export const HOME_HOST = 'home.netatmo.com';
/** The same API under another name (redcorjo/netatmo_api, minimicro34/ha-legrand-energy). */
export const APP_HOST = 'app.netatmo.net';

/** What a request was for; `other` = anything the cloud does not know. */
export type Route =
  | 'login'
  | 'csrf'
  | 'postlogin'
  | 'keychain'
  | 'checklogin'
  | 'homepage'
  | 'homesdata'
  | 'homestatus'
  | 'getstationsdata'
  | 'gethomecoachsdata'
  | 'truetemperature'
  | 'other';

/** A request as it came in, nothing decoded. */
export interface Exchange {
  readonly route: Route;
  /** The `Host` header without a standard port. */
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** In the order sent, values exactly as sent. */
  readonly cookies: readonly (readonly [name: string, value: string])[];
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export const cookieOf = (exchange: Exchange, name: string): string | undefined =>
  exchange.cookies.find(([key]) => key === name)?.[1];

/** The media type of the request's body, lower case, without parameters. */
export const mediaType = (exchange: Exchange): string =>
  (exchange.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/** A parameter of a read: in the query, or in the form of a POST as jabesq-org/pyatmo sends it. */
export const parameterOf = (exchange: Exchange, name: string): string | null => {
  const isForm = mediaType(exchange) === 'application/x-www-form-urlencoded';
  return exchange.query.get(name) ?? (isForm ? new URLSearchParams(exchange.body).get(name) : null);
};

/** Splits a `Cookie` header without decoding anything. */
export const parseCookies = (header: string | undefined): [string, string][] =>
  (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    });

/** Whether `next_url` leads to a page of Netatmo. */
export const isNetatmoAddress = (address: string): boolean => {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' && `.${hostname}`.endsWith('.netatmo.com');
};
