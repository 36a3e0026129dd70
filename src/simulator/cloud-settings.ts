/** The login that the simulated cloud accepts. */
export interface Credentials {
  email: string;
  password: string;
}

/**
 * Where a right password leads: to keychain, to checklogin, to today's web page, to a page that asks for more, to the
 * login page once more, or to any other address. `captcha` and `lockout` come before the password is looked at.
 */
export type SignInEnd =
  | 'keychain'
  | 'checklogin'
  | 'dashboard'
  | 'two-factor'
  | 'terms'
  | 'captcha'
  | 'lockout'
  | 'unknown-page'
  | 'login-page'
  | { readonly location: string };

/** Requests that one user may make. */
export interface RateLimits {
  per10s: number;
  perHour: number;
}

/** How the cloud behaves; may be changed while it runs. */
export interface CloudSettings extends RateLimits {
  signInEnd: SignInEnd;
  /**
   * A wrong password: the login page again with 200 (minimicro34/ha-legrand-energy, services/private.py), or a redirect to
   * it (older clients).
   */
  wrongPassword: 'page' | 'redirect';
  /** How the token cookie says its life: not at all, or in one of the two ways. */
  tokenCookieLife: 'none' | 'max-age' | 'expires';
  /** ms on the passed clock */
  tokenLifeMs: number;
  /** A renewal gives the token out again while it lives (minimicro34/ha-legrand-energy; home-assistant/core#111938). */
  renewalKeepsToken: boolean;
  /** The answer that hands out a token: a page with 200, as minimicro34/ha-legrand-energy sees it, or a redirect on. */
  handsOutWith: 'page' | 'redirect';
  /** Which page sets the first token cookie: keychain, or the answer to the password already. */
  tokenFrom: 'keychain' | 'postlogin';
  /** What the API says to a dead token in place of code 2 or 3: nobody has recorded it for tokens of the web. */
  deadToken: { readonly status: number; readonly body: string } | null;
}

/**
 * As the real cloud, as far as known: 50 requests per 10 s and 500 per hour (dev.netatmo.com/guideline), tokens for 3 h
 * (jabesq-org/pyatmo, oauth2_token fixture).
 */
export const DEFAULT_SETTINGS: Readonly<CloudSettings> = {
  signInEnd: 'keychain',
  wrongPassword: 'redirect',
  tokenCookieLife: 'none',
  tokenLifeMs: 10_800_000,
  renewalKeepsToken: false,
  handsOutWith: 'page',
  tokenFrom: 'keychain',
  deadToken: null,
  per10s: 50,
  perHour: 500,
};
