import * as v from 'valibot';
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
import { AUTH, MY, pathForPeople } from './hosts';
import { KEYCHAIN, signInOutcome, type SignInOutcome } from './sign-in-outcome';
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

/** What signing in and renewal need: the session's cookies, too. */
export type SignInContext = RequestContext & { readonly cookies: CookieStore };

const LOGIN_PAGE = new URL(`${AUTH}/en-us/access/login`);
const CSRF = new URL(`${AUTH}/access/csrf`);
// Told where it wants to go, the cloud sends a good sign-in on to the keychain: the one published success test.
const POST_LOGIN = new URL(`${AUTH}/access/postlogin?next_url=${MY}`);

/** Requests of one sign-in, for the budget: page, form token, password, keychain. */
export const SIGN_IN_REQUESTS = 4;

const formToken = v.object({ token: v.pipe(v.string(), v.nonEmpty(), v.maxLength(1_000)) });

/**
 * Signs in as the web page does (the way that four independent clients use since 2024): login page, form token,
 * password, keychain. Afterwards the cookie store holds token and refresh cookie.
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
  await context.deadline.shielded(() => arrive(context, credentials, first));
}

/** Sends the password and follows where it leads, until the session is there. */
async function arrive(context: SignInContext, credentials: Credentials, token: string): Promise<void> {
  const { cookies } = context;
  let landed = await sendPassword(context, credentials, token);
  if (landed.kind === 'stale-form') {
    // The form was refused before the password was looked at; with a fresh token this is still the one attempt.
    landed = await sendPassword(context, credentials, await passingStep(() => readFormToken(context)));
  }
  if (landed.kind === 'refused') throw landed.error;
  if (landed.kind === 'passing') throw new SignInFailed(landed.error);
  if (landed.kind === 'stale-form') throw new SignInFailed(changed('form token', POST_LOGIN, 419));
  const { url } = landed;
  await passingStep(async () => {
    const arrived = await followRedirects(
      context,
      { method: 'GET', url },
      () => cookies.value(TOKEN_COOKIE) !== undefined,
    );
    if (cookies.value(TOKEN_COOKIE) === undefined) {
      expect200(context, arrived, 'keychain');
      throw changed('keychain', arrived.url, arrived.status);
    }
  });
}

/** What renewal came to: a new token, a session that the cloud no longer knows, or a page that tells neither. */
export type Renewal = 'renewed' | 'dead' | 'unclear';

/**
 * Gets a new token with the refresh cookie alone, as the web page does when it is opened again. No password, no
 * e-mail. The refresh cookie changes each time and is sent exactly as it was received.
 * @throws NetatmoError when Netatmo could not be asked; the session may well be alive
 */
export async function renew(context: SignInContext): Promise<Renewal> {
  const { cookies } = context;
  cookies.drop(TOKEN_COOKIE);
  const arrived = (answer: HttpAnswer): boolean =>
    cookies.value(TOKEN_COOKIE) !== undefined || leadsToLogin(answer);
  const answer = await followRedirects(context, { method: 'GET', url: KEYCHAIN }, arrived);
  if (cookies.value(TOKEN_COOKIE) !== undefined) return 'renewed';
  if (leadsToLogin(answer) || answer.status === 401 || answer.url.pathname.includes('login')) return 'dead';
  const limited = rateLimited(answer, context.clock.now());
  if (limited) throw limited;
  if (answer.status >= 400)
    throw new NetatmoError(
      'CLOUD_ERROR',
      'Netatmo could not renew the session at the moment. Try again later.',
      { status: answer.status },
    );
  return 'unclear';
}

const leadsToLogin = (answer: HttpAnswer): boolean =>
  isRedirect(answer) && (answer.location?.pathname.includes('login') ?? false);

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
  passingStep(async () =>
    signInOutcome(await request(context, passwordForm(credentials, token)), context.clock.now()),
  );

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

function expect200({ clock }: SignInContext, answer: HttpAnswer, step: string): void {
  const { status, url } = answer;
  if (status === 200) return;
  const limited = rateLimited(answer, clock.now());
  if (limited) throw limited;
  if (status === 403 || status === 408 || status >= 500)
    throw new NetatmoError(
      'CLOUD_ERROR',
      `Netatmo's sign-in is out of order at the moment (${step}, status ${status}). Try again later.`,
      { status },
    );
  throw changed(step, url, status);
}

const changed = (step: string, url: URL, status: number): NetatmoError =>
  new NetatmoError(
    'BAD_RESPONSE',
    `Netatmo's sign-in does not look as this package knows it (step: ${step}, ${pathForPeople(url)}, status ${status}). If it stays so, please report this text.`,
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
