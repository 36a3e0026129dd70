import * as v from 'valibot';

/** As many as are kept; tough-cookie itself keeps any number: 20,000 cookies made a header of 1.2 MB. */
export const MAX_COOKIES = 64;

/** As much as all of them may take in the session file, as JSON: a part that leaves room for several sessions there, bytes. */
export const MAX_COOKIES_BYTES = 16 * 1024;

/** What may go into a header again; undici refuses a request with anything else. */
export const PRINTABLE = /^[\x20-\x7e]*$/;

const storedCookie = v.object({
  key: v.pipe(v.string(), v.nonEmpty(), v.regex(PRINTABLE)),
  value: v.pipe(v.string(), v.regex(PRINTABLE)),
  domain: v.pipe(
    v.string(),
    v.check((domain) => domain === 'netatmo.com' || domain.endsWith('.netatmo.com')),
  ),
  path: v.pipe(v.string(), v.startsWith('/')),
  hostOnly: v.boolean(),
  secure: v.boolean(),
  httpOnly: v.boolean(),
  /** ms since the epoch; null = until the session ends, which for us is never. */
  expires: v.nullable(v.number()),
});

/** A cookie as it lies in the session file. */
export type StoredCookie = v.InferOutput<typeof storedCookie>;
/** The schema; known without the cookie library, which only an account in use needs. */
export const storedCookies = v.pipe(v.array(storedCookie), v.maxLength(MAX_COOKIES));
