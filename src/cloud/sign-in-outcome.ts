import { parseJson, rateLimited } from './answer';
import { NetatmoError } from './errors';
import { isRedirect, redirectToNowhere, type HttpAnswer } from './request';
import { AUTH, hasSegment, isNetatmoPage, MY, pathForPeople } from './hosts';

/** Where the password led: on to the keychain, a definite no, a failure that may pass, or a stale form. */
export type SignInOutcome =
  /** The password is right; `url` is what hands out the cookies. */
  | { readonly kind: 'keychain'; readonly url: URL }
  | { readonly kind: 'refused'; readonly error: NetatmoError }
  /** `retryAfterMs` of the error, where it has one, is how long signing in pauses at least. */
  | { readonly kind: 'passing'; readonly error: NetatmoError }
  | { readonly kind: 'stale-form' };

/** After this page the session's cookies are complete. */
export const KEYCHAIN = new URL(`${AUTH}/access/keychain?next_url=${MY}`);

/** Laravel's status for a form whose token has expired (laravel/framework, Illuminate/Foundation/Exceptions/Handler.php). */
const PAGE_EXPIRED = 419;
/** Statuses of a definite no to the password; 422 is Laravel's for a form whose content it refuses (laravel.com/docs, "Validation"). */
const REFUSALS: ReadonlySet<number> = new Set([401, 403, 422]);

/** Words by which the login page says that it is no use to try another password, as `message=__ACCOUNT_LOCKED`. */
const LOCKED =
  /lock|banned|suspend|throttl|too[\W_]{0,3}many|max[\W_]{0,3}attempts|attempts?[\W_]{0,3}exceeded/i;

/** The button by which users test an account, by the label that it has in the dialog. */
const PRESS_TEST = 'press "Sign in and list rooms" in the account node';

const REJECTED_TEXT = `Wrong e-mail or password, says Netatmo. Correct them and ${PRESS_TEST}, or deploy.`;
/** How to invite: helpcenter.netatmo.com, "How does the User Management work?" (360016419099). */
const TWO_FACTOR_TEXT = `A second factor is asked for, which this package cannot give. Invite a second e-mail without it to the home (a Netatmo account of its own, as a user of the home, not as a guest of the station), or switch it off, then ${PRESS_TEST} to test it.`;

/** Pages that Netatmo may put between the password and the session, by words in their path. */
const PAGES: readonly { readonly words: RegExp; readonly error: (path: string) => NetatmoError }[] = [
  {
    words: /otp|two-?factor|2fa|mfa|verif|challenge|authenticator/i,
    error: () => new NetatmoError('TWO_FACTOR_REQUIRED', TWO_FACTOR_TEXT),
  },
  {
    words: /captcha|robot/i,
    error: (path) =>
      blocked(
        `Netatmo asks for a captcha, a proof that you are human (page ${path}). Sign in once in a browser, then ${PRESS_TEST}.`,
      ),
  },
  {
    words: /lock|banned|suspend|too-?many/i,
    error: (path) => locked(path),
  },
  {
    words: /terms|consent|legal|gdpr|privacy|cgu/i,
    error: (path) =>
      blocked(
        `Netatmo has new terms to accept (page ${path}). Sign in once in a browser, then ${PRESS_TEST}.`,
      ),
  },
  {
    words: /password/i,
    error: (path) =>
      blocked(
        `Netatmo wants a new password (page ${path}). Change it in a browser, then enter it in the account node.`,
      ),
  },
];

/**
 * Judges the answer to the password. A token or a redirect that leads on is a yes. Anything that is not known to pass
 * by itself is taken as a definite no, so that the password is not sent again and again.
 * @param now ms since the epoch, for a `Retry-After` given as a date
 * @param hasToken whether the cookie of a token came with the answer: then the page does not matter
 */
export function signInOutcome(answer: HttpAnswer, now: number, hasToken = false): SignInOutcome {
  const { status, location } = answer;
  const next = isRedirect(answer) && location && isNetatmoPage(location) ? nextStep(location) : null;
  if (next || hasToken) return { kind: 'keychain', url: next ?? KEYCHAIN };
  const limited = rateLimited(answer, now);
  if (limited) return passing(limited);
  if (isRedirect(answer))
    return location ? refused(errorForPage(location, status)) : passing(redirectToNowhere(answer));
  if (status === PAGE_EXPIRED) return { kind: 'stale-form' };
  if (status === 408 || status >= 500) {
    return passing(
      new NetatmoError('CLOUD_ERROR', 'Sign-in failed at Netatmo for the moment. It is tried again later.', {
        status,
      }),
    );
  }
  if (status === 403 && !isErrorJson(answer.text)) {
    return passing(
      new NetatmoError(
        'CLOUD_ERROR',
        "Sign-in turned away by Netatmo's gateway, without a reason. It is tried again later.",
        { status },
      ),
    );
  }
  return refused(REFUSALS.has(status) ? rejected(status) : pageError(answer));
}

/**
 * The page that hands out the cookies, when a redirect says that the password was right; null when it does not. Right is
 * what leads to keychain (minimicro34/ha-legrand-energy, services/private.py) or checklogin, or out of the sign-in: to
 * the page where a signed-in visitor wants to go, which is not asked for.
 */
function nextStep(location: URL): URL | null {
  const leadsOn = hasSegment(location, 'keychain') || hasSegment(location, 'checklogin') ? location : null;
  return location.origin === AUTH ? leadsOn : KEYCHAIN;
}

/** Whether a page is the login form. */
export const showsLoginForm = (text: string): boolean =>
  /name=["']?password\b|\/access\/postlogin\b/i.test(text);

/** A page that came back instead of a redirect: the form again means a wrong password. */
function pageError({ text, url, status }: HttpAnswer): NetatmoError {
  if (showsLoginForm(text)) return rejected(status);
  // Bounded and without `<` inside a tag, or a page of `<title<title…` would be read again from each of them.
  const [, title = ''] = /<title[^<>]{0,200}>([^<]{0,200})/i.exec(text) ?? [];
  const page = PAGES.find(({ words }) => words.test(title));
  return page ? page.error(pathForPeople(url)) : unknownPage(url, status);
}

/** The error for a page known by its address. */
function errorForPage(url: URL, status: number): NetatmoError {
  if (!isNetatmoPage(url)) {
    return blocked(
      'Sign-in sent on to a foreign address, where this package does not follow. Please report this text.',
    );
  }
  const page = PAGES.find(({ words }) => words.test(url.pathname));
  if (page) return page.error(pathForPeople(url));
  if (!hasSegment(url, 'login')) return unknownPage(url, status);
  return LOCKED.test(url.searchParams.get('message') ?? '') ? locked(pathForPeople(url)) : rejected(status);
}

const unknownPage = (url: URL, status: number): NetatmoError =>
  blocked(
    `Unknown page after the password (${pathForPeople(url)}, status ${status}). Sign in once in a browser; if that works there, please report this text.`,
  );

const locked = (path: string): NetatmoError =>
  blocked(
    `Netatmo has locked the account for a while (page ${path}). Wait, sign in once in a browser, then ${PRESS_TEST}.`,
  );
const blocked = (text: string): NetatmoError => new NetatmoError('SIGN_IN_BLOCKED', text);
const rejected = (status: number): NetatmoError =>
  new NetatmoError('CREDENTIALS_REJECTED', REJECTED_TEXT, { status });
const refused = (error: NetatmoError): SignInOutcome => ({ kind: 'refused', error });
const passing = (error: NetatmoError): SignInOutcome => ({ kind: 'passing', error });

function isErrorJson(text: string): boolean {
  const json = parseJson(text);
  return typeof json === 'object' && json !== null && 'error' in json;
}
