import type { RateLimits } from './rate-limit';

/** The login that the simulated cloud accepts. */
export interface Credentials {
  email: string;
  password: string;
}

/**
 * Where a right password leads: to keychain, to a page that asks for more, to the login page once more, or to
 * any other address. `captcha` and `lockout` come before the password is looked at.
 */
export type Landing =
  | 'keychain'
  | 'two-factor'
  | 'terms'
  | 'captcha'
  | 'lockout'
  | 'unknown-page'
  | 'login-page'
  | { readonly location: string };

/** How the cloud behaves; may be changed while it runs. */
export interface CloudSettings extends RateLimits {
  landing: Landing;
  /** A wrong password: the login page again with 200, or a redirect to it. Both are reported (dossier §1.3). */
  wrongPassword: 'page' | 'redirect';
  /** How the token cookie says its life: not at all, or in one of the two ways. */
  tokenCookieLife: 'none' | 'max-age' | 'expires';
  /** ms on the passed clock */
  tokenLifeMs: number;
  /** A renewal gives the token out again while it lives (seen by one client, dossier §2.1). */
  renewalKeepsToken: boolean;
  /** Refuse a sign-in without the client's own cookie netatmocomlast_app_used (dossier §1.1, variant 3). */
  needsLastAppUsed: boolean;
}

/** As the real cloud, as far as known: 50 per 10 s, 500 per hour, tokens for 3 h (dossier §2.1, §3). */
export const DEFAULT_SETTINGS: Readonly<CloudSettings> = {
  landing: 'keychain',
  wrongPassword: 'redirect',
  tokenCookieLife: 'none',
  tokenLifeMs: 10_800_000,
  renewalKeepsToken: false,
  needsLastAppUsed: true,
  per10s: 50,
  perHour: 500,
};
