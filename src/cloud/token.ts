import { Secret } from './secret';

/** A token and which one it is; a caller that met a refusal names the generation that was refused. */
export interface Token {
  readonly bearer: Secret;
  readonly generation: number;
}

/** What a caller wants, and how far the session may go for it. */
export interface TokenWish {
  /** The generation that the cloud has just refused. */
  readonly refused?: number;
  /** False for lists in dialogs: use or renew what is there, never send the password. */
  readonly maySignIn?: boolean;
  /** The user pressed the test button: one attempt even though the credentials were refused before. */
  readonly tryAgain?: boolean;
  /** The caps on signing in have let this password through and counted it already. */
  readonly isCounted?: boolean;
}

/** Thrown when a token would need the password and the caller may not send it. */
export class SignInNeeded extends Error {}

/** The token as the API wants it, from the value of its cookie: percent-decoded. Undefined when it cannot be one. */
export function bearerFrom(cookieValue: string | undefined): Secret | undefined {
  if (cookieValue === undefined) return undefined;
  try {
    const text = decodeURIComponent(cookieValue);
    return /^[\x21-\x7e]+$/.test(text) ? new Secret(text) : undefined;
  } catch {
    return undefined;
  }
}
