import { DAY, HOUR, SECOND } from '../clock';
import type { CloudSettings } from './cloud-settings';
import type { WebSession } from './sessions';

export const SESSION_COOKIE = 'authnetatmocomlaravel_session';
const XSRF_COOKIE = 'XSRF-TOKEN';
export const REFRESH_COOKIE = 'authnetatmocomrefresh_token';
export const TOKEN_COOKIE = 'netatmocomaccess_token';
const MAIL_COOKIE = 'authnetatmocommail_cookie';

type Header = [name: 'set-cookie', value: string];

const seconds = (ms: number): number => Math.floor(ms / SECOND);

/** A cookie for auth.netatmo.com alone. */
const hostCookie = (name: string, value: string, lifeMs: number, httpOnly = true): Header => [
  'set-cookie',
  `${name}=${value}; Max-Age=${seconds(lifeMs)}; path=/; secure${httpOnly ? '; httponly' : ''}; samesite=lax`,
];

/** What Laravel's own script sends back in `X-XSRF-TOKEN`, decoded. */
export const xsrfToken = (session: WebSession): string => `eyJ2YWx1ZSI6${session.formToken}=`;

export const sessionCookies = (session: WebSession): Header[] => [
  hostCookie(XSRF_COOKIE, encodeURIComponent(xsrfToken(session)), 2 * HOUR, false),
  hostCookie(SESSION_COOKIE, session.cookie, 2 * HOUR),
];

/** Without it minimicro34/ha-legrand-energy does not renew. What it holds is unknown. */
export const mailCookie = (value: string): Header => hostCookie(MAIL_COOKIE, value, 365 * DAY);

export const refreshCookie = (value: string): Header => hostCookie(REFRESH_COOKIE, value, 365 * DAY);

/** The token cookie for all of netatmo.com. @param token with `|`, which goes out as %7C */
export const tokenCookie = (token: string, settings: CloudSettings, now: number): Header => {
  const { tokenCookieLife, tokenLifeMs } = settings;
  const lives = {
    none: '',
    'max-age': `; Max-Age=${seconds(tokenLifeMs)}`,
    expires: `; Expires=${new Date(now + tokenLifeMs).toUTCString()}`,
  };
  const value = token.replace('|', '%7C');
  return [
    'set-cookie',
    `${TOKEN_COOKIE}=${value}${lives[tokenCookieLife]}; Domain=.netatmo.com; Path=/; Secure; HttpOnly`,
  ];
};

/** The cloud's way of taking the token cookie back. */
export const DELETED_TOKEN_COOKIE: Header = [
  'set-cookie',
  `${TOKEN_COOKIE}=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; Max-Age=0; Domain=.netatmo.com; Path=/; Secure; HttpOnly`,
];
