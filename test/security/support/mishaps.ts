import fs from 'node:fs/promises';
import type { CloudSettings, Route } from '../../../src/simulator';
import { Drip, fault, type Fault } from '../../../testkit';
import { CANARY } from './canaries';

const { planted, email, password } = CANARY;

/** Every page that the nodes ask for, by nodes that have just been started or that know session and homes already. */
export const PAGES: readonly (readonly [route: Route, isCold: boolean])[] = [
  ...(['login', 'csrf', 'postlogin', 'keychain', 'homepage', 'homesdata'] as const).map(
    (route) => [route, true] as const,
  ),
  ...(['keychain', 'homestatus', 'getstationsdata', 'truetemperature'] as const).map(
    (route) => [route, false] as const,
  ),
];

/** What a careless cloud might put into any text. */
export const SECRETS = `${email} ${password} ${planted}`;
const QUERY = new URLSearchParams({ email, password, token: planted }).toString();

/** One or more of each kind of the catalogue, with secrets wherever one can be put. */
export const FAULTS: Readonly<Record<keyof typeof fault, readonly (() => Fault)[]>> = {
  answer: [
    () => fault.answer(500, `<title>${SECRETS}</title>`, { 'content-type': 'text/html', 'x-debug': planted }),
    () => fault.answer(418, JSON.stringify({ error: SECRETS, message: SECRETS })),
    () => fault.answer(401, SECRETS, { 'www-authenticate': `Bearer error_description="${planted}"` }),
    () => fault.answer(429, SECRETS, { 'retry-after': planted }),
  ],
  answerAfter: [() => fault.answerAfter(503, SECRETS)],
  gateway: [() => fault.gateway(502)],
  emptyForbidden: [fault.emptyForbidden],
  htmlForbidden: [fault.htmlForbidden],
  htmlPage: [fault.htmlPage],
  code: [
    () => fault.code(403, 2, `Invalid access token ${SECRETS}`),
    () => fault.code(403, 13, SECRETS),
    () => fault.code(403, 26, SECRETS, '30'),
    () => fault.code(400, 21, SECRETS),
  ],
  forbiddenInWords: [() => fault.forbiddenInWords(SECRETS)],
  okBut: [
    () => fault.okBut({ error: { code: 99, message: SECRETS } }),
    () => fault.okBut({ status: SECRETS, body: SECRETS }),
    () => fault.okBut({ body: { homes: [{ id: planted, name: 7 }], errors: [{ code: SECRETS }] } }),
  ],
  editJson: [() => fault.editJson((body) => ({ nothing: body, token: planted }))],
  truncate: [() => fault.truncate(40, true), () => fault.truncate(40, false)],
  resetBefore: [fault.resetBefore],
  resetAfter: [fault.resetAfter],
  hang: [() => fault.hang(true)],
  hold: [() => fault.hold(new Promise(() => undefined))],
  drip: [() => fault.drip(new Drip())],
  huge: [() => fault.huge(3 * 1024 * 1024)],
  gzip: [() => fault.gzip()],
  hugeHeader: [() => fault.hugeHeader(20_000)],
  manyCookies: [() => fault.manyCookies(100)],
  extraCookie: [() => fault.extraCookie(`spare=${planted}; Domain=.evil.example; Path=/`)],
  redirectTo: [
    () => fault.redirectTo(`https://evil.example/${planted}?${QUERY}`),
    () =>
      fault.redirectTo(
        `https://auth.netatmo.com/en-us/access/brand-new/${encodeURIComponent(email)}?${QUERY}`,
      ),
    () => fault.redirectTo(`https://auth.netatmo.com/${planted}`, 307),
    () => fault.redirectTo(`http://auth.netatmo.com/access/login?${QUERY}`),
  ],
  overCheckLogin: [fault.overCheckLogin],
  deletedToken: [fault.deletedToken],
};

/** Faults that need a JSON body to change. */
export const HAS_JSON: ReadonlySet<Route> = new Set([
  ...(['csrf', 'homesdata', 'homestatus', 'getstationsdata', 'truetemperature'] as const),
]);

/** Pages that may follow the password. */
export const SIGN_IN_ENDS: readonly CloudSettings['signInEnd'][] = [
  ...(['two-factor', 'terms', 'captcha', 'lockout', 'unknown-page', 'login-page'] as const),
  ...[
    `https://auth.netatmo.com/en-us/access/brand-new?${QUERY}#${planted}`,
    `https://auth.netatmo.com/verify/${planted}/${encodeURIComponent(email)}?${QUERY}`,
    `https://auth.netatmo.com/account/${encodeURIComponent(password)}/locked`,
    `https://evil.example/${planted}?${QUERY}`,
    `https://${encodeURIComponent(email)}:${encodeURIComponent(password)}@auth.netatmo.com/access/keychain`,
  ].map((location) => ({ location })),
];

/** From now on nothing can be created; the errors are as wordy as they could ever be. */
export function refuseToWrite(text: string): () => void {
  const { open } = fs;
  fs.open = (path, flags, mode) =>
    flags === 'wx'
      ? Promise.reject(
          Object.assign(new Error(`ENOSPC: no space left, open '${text}'`), { code: 'ENOSPC', path: text }),
        )
      : open(path, flags, mode);
  return () => (fs.open = open);
}
