import type { Clock } from '../../../src/clock';
import { Drip, fault, type Fault } from '../../../testkit';

/** One of each kind in the simulator's catalogue of faults, some of them in a few shapes. */
export const mishaps = (clock: Clock): Record<keyof typeof fault, readonly (() => Fault)[]> => ({
  answer: [400, 401, 404, 408, 418, 500].map((status) => () => fault.answer(status)),
  answerAfter: [() => fault.answerAfter(503)],
  gateway: [500, 502, 503, 504].map((status) => () => fault.gateway(status)),
  emptyForbidden: [() => fault.emptyForbidden()],
  htmlForbidden: [() => fault.htmlForbidden()],
  htmlPage: [() => fault.htmlPage()],
  code: [
    () => fault.code(403, 2, 'Invalid access token'),
    () => fault.code(403, 3, 'Access token expired'),
    () => fault.code(403, 13, 'Forbidden'),
    () => fault.code(403, 26, 'User usage reached'),
    () => fault.code(429, 26, 'User usage reached', '30'),
  ],
  forbiddenInWords: [() => fault.forbiddenInWords()],
  okBut: [{ error: { code: 9, message: 'no' } }, { status: 'failed' }, [], null].map(
    (body) => () => fault.okBut(body),
  ),
  editJson: [() => onlyJson(fault.editJson((body) => [body]))],
  truncate: [() => fault.truncate(40, true), () => fault.truncate(40, false)],
  resetBefore: [() => fault.resetBefore()],
  resetAfter: [() => fault.resetAfter()],
  hang: [() => fault.hang(), () => fault.hang(true)],
  hold: [() => fault.hold(after(clock, 7_000))],
  drip: [() => fault.drip(stuckAfterItsHead())],
  huge: [() => fault.huge(3 * 1024 * 1024)],
  gzip: [() => fault.gzip()],
  hugeHeader: [() => fault.hugeHeader(20_000)],
  manyCookies: [() => fault.manyCookies(200)],
  extraCookie: [() => fault.extraCookie('stray=1; Domain=evil.example; Path=/')],
  redirectTo: [
    () => fault.redirectTo('https://evil.example/'),
    () => fault.redirectTo('https://auth.netatmo.com/en-us/access/login'),
  ],
  overCheckLogin: [() => fault.overCheckLogin()],
  deletedToken: [() => fault.deletedToken()],
});

/** Pages of the sign-in hold no JSON; they stay as they are. */
const onlyJson = (of: Fault): Fault => ({
  ...of,
  edit: (reply) => (/^[[{]/.test(String(reply.body)) ? of.edit!(reply) : reply),
});

const after = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => void clock.after(ms, resolve));

function stuckAfterItsHead(): Drip {
  const drip = new Drip();
  void drip.ready.then(() => {
    drip.sendHead();
    drip.send(5);
  });
  return drip;
}
