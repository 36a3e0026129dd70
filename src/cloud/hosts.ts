/** The only hosts that this package ever talks to. No setting, message or redirect adds one. */
export const AUTH = 'https://auth.netatmo.com';
export const API = 'https://api.netatmo.com';
export const MY = 'https://my.netatmo.com';
const ORIGINS: ReadonlySet<string> = new Set([AUTH, API, MY]);

/** Whether a request may go to `url`: https, standard port, no user part, one of the three hosts. */
export const isAllowed = (url: URL): boolean =>
  url.protocol === 'https:' && ORIGINS.has(url.origin) && url.username === '' && url.password === '';

/** Whether `url` is a page of Netatmo, though perhaps none where a request may go. */
export const isNetatmoPage = (url: URL): boolean =>
  url.protocol === 'https:' &&
  url.port === '' &&
  url.username === '' &&
  url.password === '' &&
  (url.hostname === 'netatmo.com' || url.hostname.endsWith('.netatmo.com'));

/** Whether a path has the segment `name`, as /en-us/access/login has `login`, and /access/checklogin has not. */
export const hasSegment = ({ pathname }: URL, name: string): boolean => pathname.split('/').includes(name);

/** Longest path that an error text names. */
const MAX_PATH = 80;
/** Longest segment of it. */
const MAX_SEGMENT = 32;

/** Words that addresses of sign-in pages are made of. What is not one of them may be somebody's name. */
const PAGE_WORDS: ReadonlySet<string> = new Set(
  (
    'access account accept accounts activate activation agree agreement alert api app apps attempt attempts auth ' +
    'authenticate authentication authenticator authorize banned block blocked captcha challenge change check ' +
    'checklogin code conditions confirm confirmation consent control cookies create csrf dashboard data denied device ' +
    'devices disabled email energy error expired factor failed forbidden forgot gdpr help home human index info ' +
    'invalid invite keychain legal limit link locale locked lock lockout login logout mail maintenance many message ' +
    'method mfa migrate migration mobile multi my new next not oauth otp page pages passkey password phone policy ' +
    'postlogin privacy profile prompt recover recovery redirect refresh register renew required resend reset robot ' +
    'secure security select send service session settings setup signin signup sms start status step success suspend ' +
    'suspended terms token too totp two unavailable unlock update upgrade use user users validate validation ' +
    'verification verify warning web welcome'
  ).split(' '),
);

/** A language before the path of a page: en-us. */
const LANGUAGE = /^[a-z]{2}(-[a-z]{2})?$/;
/** A lower-case word. */
const WORD = /^[a-z]{2,16}$/;
/** What no word has: five consonants in a row, or letters of hexadecimal digits alone. */
const NO_WORD = /[^aeiouy-]{5}|^[a-f-]{8,}$/;

/**
 * The path of an address in a form that may stand in an error text and on the disk: no host and no query, and of the
 * segments only plain lower-case words that may be the name of a page. What may be a token, an id, an address or a name
 * is `…`: an unknown word is shown only where pages have their names, at the start and after `access`.
 */
export function pathForPeople({ pathname }: Pick<URL, 'pathname'>): string {
  const segments = pathname.slice(0, 1_000).split('/');
  const shown = segments.map((part, index) => {
    if (part === '' || (index === 1 && LANGUAGE.test(part))) return part;
    const words = part.split('-');
    if (part.length > MAX_SEGMENT || NO_WORD.test(part) || !words.every((word) => WORD.test(word)))
      return '…';
    const before = segments[index - 1] ?? '';
    const isName = index === 1 || before === 'access' || (index === 2 && LANGUAGE.test(before));
    return isName || words.every((word) => PAGE_WORDS.has(word)) ? part : '…';
  });
  return shown.join('/').slice(0, MAX_PATH);
}
