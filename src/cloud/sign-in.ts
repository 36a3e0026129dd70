import * as v from 'valibot';
import type { Clock } from '../clock';
import { parseJson, rateLimited } from './answer';
import { TOKEN_COOKIE, type CookieStore } from './cookies';
import { NetatmoError } from './errors';
import {
  followRedirects,
  request,
  isRedirect,
  type HttpAnswer,
  type RequestContext,
  type HttpRequest,
} from './request';
import type { Deadline } from './deadline';
import { AUTH, hasSegment, isAllowed, isNetatmoPage, MY, pathForPeople } from './hosts';
import { KEYCHAIN, showsLoginForm, signInOutcome, type SignInOutcome } from './sign-in-outcome';
import type { Secret } from './secret';
import { WireError } from './wire-error';

/** An account's e-mail and password. */
export interface Credentials {
  readonly username: Secret;
  readonly password: Secret;
}

/**
 * A sign-in that failed at the cloud in a way that may pass; signing in pauses, at least for the `retryAfterMs`
 * of `error`.
 */
export class SignInFailed extends Error {
  constructor(readonly error: NetatmoError) {
    super(error.message);
  }
}

/** What signing in and renewal need beside what any request does. */
export interface SignInContext extends RequestContext {
  readonly clock: Clock;
  /** Those of the session. */
  readonly cookies: CookieStore;
  /** The same time, also when the account closes meanwhile: for what must get its answer. */
  readonly evenIfClosed: Deadline;
}

const LOGIN_PAGE = new URL(`${AUTH}/en-us/access/login`);
const CSRF = new URL(`${AUTH}/access/csrf`);
// Told where it wants to go, the cloud sends a good sign-in on to the keychain: the one published success test
// (minimicro34/ha-legrand-energy, services/private.py).
const POST_LOGIN = new URL(`${AUTH}/access/postlogin?next_url=${MY}`);

/** Requests of one sign-in, for the budget: page, form token, password, keychain. */
export const SIGN_IN_REQUESTS = 4;

const formToken = v.object({ token: v.pipe(v.string(), v.nonEmpty(), v.maxLength(1_000)) });

/**
 * Signs in as the web page does since January 2024: login page, form token, password, keychain (redcorjo/netatmo_api,
 * commit e137fac; P4uLT/py-netatmo-truetemp and siewers/NetatmoTrueTempSync do the same). Afterwards the cookie store holds
 * token and refresh cookie.
 * @param beforePassword awaited right before the password leaves; may throw to stop it
 * @throws SignInFailed when the failure may pass; NetatmoError when Netatmo said no for good; an unsent WireError
 * when nothing could be asked
 */
export async function signIn(
  context: SignInContext,
  credentials: Credentials,
  beforePassword: () => Promise<void>,
): Promise<void> {
  const { cookies } = context;
  await passingStep(async () =>
    expect200(context, await followRedirects(context, { method: 'GET', url: LOGIN_PAGE }), 'login page'),
  );
  cookies.set('netatmocomlast_app_used', 'app_thermostat', AUTH);
  const first = await passingStep(() => readFormToken(context));
  await beforePassword();
  // Netatmo may write to the user about each password that it gets, so what it leads to is not thrown away.
  context.deadline.throwIfEnded();
  await submitPassword({ ...context, deadline: context.evenIfClosed }, credentials, first);
}

/** Sends the password and follows where it leads, until the session is there. */
async function submitPassword(
  context: SignInContext,
  credentials: Credentials,
  token: string,
): Promise<void> {
  let outcome = await sendPassword(context, credentials, token);
  if (outcome.kind === 'stale-form') {
    // The form was refused before the password was looked at; with a fresh token this is still the one attempt.
    outcome = await sendPassword(context, credentials, await passingStep(() => readFormToken(context)));
  }
  if (outcome.kind === 'refused') throw outcome.error;
  if (outcome.kind === 'passing') throw new SignInFailed(outcome.error);
  if (outcome.kind === 'stale-form') throw new SignInFailed(changed('form token', POST_LOGIN, 419));
  const { url } = outcome;
  await passingStep(() => fetchSession(context, url));
}

/** Has the cookies of the session handed out, at the page that the password led to and, if need be, at the keychain. */
async function fetchSession(context: SignInContext, first: URL): Promise<void> {
  try {
    let page = await visit(context, first);
    if (!hasToken(context) && !hasSegment(first, 'keychain')) page = await visit(context, KEYCHAIN);
    if (hasToken(context)) return;
    if (!isRedirect(page)) expect200(context, page, 'keychain');
    throw changed('keychain', page.url, page.status);
  } catch (error) {
    // With a token the session is there, though perhaps nothing to renew it with: better than another password.
    if (!hasToken(context)) throw error;
  }
}

const hasToken = ({ cookies }: SignInContext): boolean => cookies.value(TOKEN_COOKIE) !== undefined;

/**
 * Asks a page for a token: follows its redirects until there is one, to the login page, or to where this package does
 * not ask, as home.netatmo.com.
 */
const visit = (context: SignInContext, url: URL): Promise<HttpAnswer> =>
  followRedirects(context, { method: 'GET', url }, (answer) => {
    const { location } = answer;
    const isAway = location !== null && isNetatmoPage(location) && !isAllowed(location);
    return hasToken(context) || isAway || isLogin(answer);
  });

/** Whether an answer is the login page, or leads there: the session is not known. */
const isLogin = (answer: HttpAnswer): boolean => {
  const { status, location, url, text } = answer;
  if (isRedirect(answer))
    return location !== null && isNetatmoPage(location) && hasSegment(location, 'login');
  return status === 401 || hasSegment(url, 'login') || (status === 200 && showsLoginForm(text));
};

/** What renewal came to: a new token, a session that the cloud no longer knows, or a page that tells neither. */
export type Renewal = 'renewed' | 'dead' | 'unclear';

/**
 * Where the web page of today renews its session; what it asks for beside the keychain (minimicro34/ha-legrand-energy,
 * services/private.py).
 */
const CHECK_LOGIN = new URL(`${AUTH}/access/checklogin`);
CHECK_LOGIN.searchParams.set('next_url', 'https://home.netatmo.com/control/dashboard');

/**
 * Gets a new token with the cookies of the session, as the web page does when it is opened again: from the keychain, or
 * else from checklogin. No password, no e-mail. The refresh cookie changes each time and is sent exactly as it was
 * received.
 * @param context with the cookies of the session, but without its old token
 * @throws NetatmoError when Netatmo could not be asked; the session may well be alive
 */
export async function renew(context: SignInContext): Promise<Renewal> {
  const keychain = await visit(context, KEYCHAIN);
  if (hasToken(context)) return 'renewed';
  throwIfOutOfOrder(context, keychain, 'keychain');
  const isDead = isLogin(keychain);
  if (hasSegment(keychain.url, 'checklogin')) return isDead ? 'dead' : 'unclear';
  const checkLogin = await visit(context, CHECK_LOGIN);
  if (hasToken(context)) return 'renewed';
  if (isDead || isLogin(checkLogin)) return 'dead';
  throwIfOutOfOrder(context, checkLogin, 'checklogin');
  if (checkLogin.status >= 400) throw changed('checklogin', checkLogin.url, checkLogin.status);
  return 'unclear';
}

async function readFormToken(context: SignInContext): Promise<string> {
  const answer = await request(context, {
    method: 'GET',
    url: CSRF,
    headers: { accept: 'application/json', referer: LOGIN_PAGE.href },
  });
  expect200(context, answer, 'form token');
  const parsed = v.safeParse(formToken, parseJson(answer.text));
  if (!parsed.success) throw changed('form token', answer.url, answer.status);
  return parsed.output.token;
}

const sendPassword = (
  context: SignInContext,
  credentials: Credentials,
  token: string,
): Promise<SignInOutcome> =>
  passingStep(async () => {
    // One of before would let a wrong password pass for a right one.
    context.cookies.drop(TOKEN_COOKIE);
    const answer = await request(context, passwordForm(credentials, token));
    return signInOutcome(answer, context.clock.now(), hasToken(context));
  });

function passwordForm({ username, password }: Credentials, token: string): HttpRequest {
  return {
    method: 'POST',
    url: POST_LOGIN,
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: AUTH, referer: LOGIN_PAGE.href },
    body: new URLSearchParams({
      email: username.reveal(),
      password: password.reveal(),
      stay_logged: 'on',
      _token: token,
    }).toString(),
  };
}

function expect200(context: SignInContext, answer: HttpAnswer, step: string): void {
  throwIfOutOfOrder(context, answer, step);
  if (answer.status !== 200) throw changed(step, answer.url, answer.status);
}

/** Whether an answer tells nothing of the session, since Netatmo is overloaded or broken at the moment. */
function throwIfOutOfOrder({ clock }: SignInContext, answer: HttpAnswer, step: string): void {
  const { status } = answer;
  const limited = rateLimited(answer, clock.now());
  if (limited) throw limited;
  if (status === 403 || status === 408 || status >= 500)
    throw new NetatmoError(
      'CLOUD_ERROR',
      `Sign-in is out of order at Netatmo (${step}, status ${status}). Try again later.`,
      { status },
    );
}

const changed = (step: string, url: URL, status: number): NetatmoError =>
  new NetatmoError(
    'BAD_RESPONSE',
    `Unknown sign-in page at Netatmo (step: ${step}, ${pathForPeople(url)}, status ${status}). If it stays so, please report this text.`,
    { status },
  );

/** Runs a step whose failures may pass. One that never left this machine is no failure of signing in. */
async function passingStep<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const isUnsent = error instanceof WireError && !error.sent;
    if (isUnsent || !(error instanceof NetatmoError) || error.code === 'CLOSED') throw error;
    throw new SignInFailed(error);
  }
}
