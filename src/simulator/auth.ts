import {
  REFRESH_COOKIE,
  SESSION_COOKIE,
  mailCookie,
  refreshCookie,
  sessionCookies,
  tokenCookie,
  xsrfToken,
} from './cookies';
import type { CloudSettings, Credentials, SignInEnd } from './cloud-settings';
import {
  AUTH_HOST,
  HOME_HOST,
  MY_HOST,
  cookieOf,
  isNetatmoAddress,
  mediaType,
  type Exchange,
} from './exchange';
import { html, json, redirect, withHeaders, type Reply } from './reply';
import type { WebSession, WebSessions, AccessTokens, RefreshTokens } from './sessions';
import type { SimulatedTime } from './time';

/** What the sign-in pages work with. */
export interface AuthState {
  readonly settings: CloudSettings;
  readonly credentials: Credentials;
  readonly sessions: WebSessions;
  readonly tokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly time: SimulatedTime;
}

const ORIGIN = `https://${AUTH_HOST}`;
const HOME_PAGE = `https://${MY_HOST}`;

/** Pages that a sign-in may end on instead of keychain. Their real paths are unknown; these are made up. */
const PAGES: Readonly<Record<string, string>> = {
  'two-factor': '/en-us/access/two-factor',
  terms: '/en-us/access/terms',
  captcha: '/en-us/access/captcha',
  lockout: '/en-us/access/locked',
  'unknown-page': '/en-us/access/something-new',
};

const loginPage = (): Reply =>
  html(200, 'Netatmo login', '<form method="post" action="/access/postlogin"></form>');

/** What Laravel answers to a form without the right token. */
const pageExpired = (): Reply => html(419, 'Page Expired', '419 Page Expired');

/** GET /en-us/access/login: a page, and a session for whoever has none. */
export const login = (exchange: Exchange, state: AuthState): Reply =>
  withHeaders(loginPage(), ...sessionCookies(currentSession(exchange, state)));

/** GET /access/csrf: the form token of the session; a visitor without a session gets one. */
export const csrf = (exchange: Exchange, state: AuthState): Reply => {
  const session = currentSession(exchange, state);
  return withHeaders(json(200, { token: session.formToken }), ...sessionCookies(session));
};

/** POST /access/postlogin: e-mail and password. The session's id changes when they are right. */
export const postlogin = (exchange: Exchange, state: AuthState): Reply => {
  const { settings, credentials, sessions, time } = state;
  const session = sessions.find(cookieOf(exchange, SESSION_COOKIE), time.cloud());
  const isForm = mediaType(exchange) === 'application/x-www-form-urlencoded';
  const form = new URLSearchParams(isForm ? exchange.body : '');
  if (!session || !isForm || !isOwnForm(exchange, form, session)) return pageExpired();

  const { signInEnd } = settings;
  if (signInEnd === 'captcha' || signInEnd === 'lockout') return redirect(endAddress(signInEnd, exchange));
  const isRight =
    form.get('email')?.trim().toLowerCase() === credentials.email.toLowerCase() &&
    form.get('password') === credentials.password;
  if (!isRight) return refused(settings, session);
  const reply = signInEnd === 'login-page' ? loginPage() : redirect(endAddress(signInEnd, exchange));
  const isKnown = signInEnd === 'keychain' || signInEnd === 'checklogin' || signInEnd === 'dashboard';
  if (!isKnown && settings.tokenFrom === 'keychain') return withHeaders(reply, ...sessionCookies(session));

  const signedIn = sessions.signIn(session, form.get('stay_logged') === 'on', time.cloud());
  return withHeaders(
    reply,
    ...sessionCookies(signedIn),
    mailCookie(signedIn.cookie),
    ...(settings.tokenFrom === 'postlogin' ? [newToken(state)] : []),
  );
};

/** Laravel takes the form token in the form or, from scripts, in a header (its documentation on CSRF protection). */
const isOwnForm = ({ headers }: Exchange, form: URLSearchParams, session: WebSession): boolean =>
  form.get('_token') === session.formToken || headers['x-xsrf-token'] === xsrfToken(session);

/**
 * GET /access/keychain and /access/checklogin: hand the token cookie to whoever has just signed in, has a living refresh
 * cookie (used up by this) or, without any refresh cookie, a signed-in session. All others go to the login page.
 */
export const handOut = (exchange: Exchange, state: AuthState): Reply => {
  const { settings, sessions, refreshTokens, time } = state;
  const session = sessions.find(cookieOf(exchange, SESSION_COOKIE), time.cloud());
  const refresh = cookieOf(exchange, REFRESH_COOKIE);
  const renewed = refresh !== undefined && refreshTokens.use(refresh);
  const bySession = session?.signedIn === true && (session.fresh || refresh === undefined);
  if (!renewed && !bySession) return redirect(`${ORIGIN}/access/login`);

  const stays = renewed || session?.stays === true;
  if (session) session.fresh = false;
  const page = settings.handsOutWith === 'page' ? html(200, 'Netatmo') : redirect(nextAddress(exchange));
  return withHeaders(
    page,
    newToken(state),
    ...(stays ? [refreshCookie(refreshTokens.issue())] : []),
    ...(session ? sessionCookies(session) : []),
  );
};

const newToken = ({ settings, tokens, time }: AuthState): ReturnType<typeof tokenCookie> => {
  const now = time.cloud();
  const kept = settings.renewalKeepsToken ? tokens.newest(now) : undefined;
  return tokenCookie(kept ?? tokens.issue(now + settings.tokenLifeMs), settings, now);
};

/** Any of the made-up pages a sign-in can land on. */
export const interstitial = (exchange: Exchange): Reply =>
  Object.values(PAGES).includes(exchange.path) ? html(200, 'One more step') : html(404, 'Not Found');

const currentSession = (exchange: Exchange, { sessions, time }: AuthState): WebSession =>
  sessions.find(cookieOf(exchange, SESSION_COOKIE), time.cloud()) ?? sessions.open(time.cloud());

const refused = (settings: CloudSettings, session: WebSession): Reply =>
  settings.wrongPassword === 'page'
    ? withHeaders(loginPage(), ...sessionCookies(session))
    : redirect(`${ORIGIN}/en-us/access/login?message=__NOT_LOGGED`);

const endAddress = (signInEnd: SignInEnd, exchange: Exchange): string => {
  if (typeof signInEnd === 'object') return signInEnd.location;
  if (signInEnd === 'dashboard') return `https://${HOME_HOST}/control/dashboard`;
  const page = PAGES[signInEnd];
  if (page) return ORIGIN + page;
  return `${ORIGIN}/access/${signInEnd}?next_url=${encodeURIComponent(nextAddress(exchange))}`;
};

/** Where the visitor wants to go in the end; only addresses of Netatmo count. */
const nextAddress = (exchange: Exchange): string => {
  const wanted = exchange.query.get('next_url') ?? '';
  return isNetatmoAddress(wanted) ? wanted : HOME_PAGE;
};
