import assert from 'node:assert/strict';
import fc from 'fast-check';
import { judge, retryAfterMs } from '../../src/cloud/answer';
import { pathForPeople } from '../../src/cloud/hosts';
import type { HttpAnswer } from '../../src/cloud/request';
import { truetemperature } from '../../src/cloud/schemas';
import { showsLoginForm, signInOutcome } from '../../src/cloud/sign-in-outcome';

const NOW = Date.UTC(2026, 0, 12, 8);
const SIGN_IN = new URL('https://auth.netatmo.com/access/postlogin');

const answer = (status: number, text: string, location: URL | null = null): HttpAnswer => ({
  url: SIGN_IN,
  status,
  location,
  retryAfter: null,
  text,
});

/** What reads a text of the cloud's. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  'a page after the password': (text) => signInOutcome(answer(200, text), NOW),
  'a refusal of the password': (text) => signInOutcome(answer(403, text), NOW),
  'a message of the login page': (text) => {
    const to = new URL(SIGN_IN);
    to.pathname = '/access/login';
    to.search = new URLSearchParams({ message: text }).toString();
    return signInOutcome(answer(302, '', to), NOW);
  },
  'an address after the password': (text) => {
    const to = new URL(SIGN_IN);
    to.pathname = `/access/${text}`;
    return signInOutcome(answer(302, '', to), NOW);
  },
  'a page of a renewal': showsLoginForm,
  'a refusal of the API': (text) => judge(answer(403, text), 'the call', truetemperature, NOW),
  'an answer of the API': (text) => judge(answer(200, text), 'the call', truetemperature, NOW),
  'a Retry-After': (text) => retryAfterMs(text, NOW),
  'a path': (text) => {
    const to = new URL(SIGN_IN);
    to.pathname = text;
    return pathForPeople(to);
  },
};

/** What patterns trip over when it is repeated. */
const TRAPS = [
  '<title',
  '<title ',
  '<title>',
  '<title a="',
  'name=',
  'name="',
  'name=password',
  '/access/postlogi',
  ' ',
  '\t',
  '1',
  '1 ',
  'too',
  'too_',
  'max_attempt',
  'attempts___',
  'a-',
  'a/',
  'access/',
  'lo',
  '[',
  '{"error":',
  '{"a":[',
  '%',
  '<',
  '\\',
];

/** Seconds of processor for one reading, the best of three. */
const cost = (read: (text: string) => unknown, text: string): number => {
  let best = Infinity;
  for (let i = 0; i < 3; i += 1) {
    const begun = process.cpuUsage();
    read(text);
    const { user, system } = process.cpuUsage(begun);
    best = Math.min(best, (user + system) / 1e6);
  }
  return best;
};

describe('a text from outside', () => {
  for (const [what, read] of Object.entries(READERS)) {
    // Quadratic work on 32 times the text is 1,024 times as much, seconds here; linear work stays far below the bound.
    it(`is read in work that grows as it does: ${what}`, () => {
      const small = 8_192;
      for (const trap of TRAPS) {
        const of = (length: number): string => trap.repeat(Math.ceil(length / trap.length));
        read(of(small));
        const [before, after] = [cost(read, of(small)), cost(read, of(32 * small))];
        assert.ok(after <= 1 + 200 * before, `${JSON.stringify(trap)}: ${before} s, then ${after} s`);
      }
    });
  }

  it('is read in work that grows as it does, whatever is repeated in it', () => {
    const piece = fc
      .array(fc.constantFrom(...TRAPS, '>', '"', "'", '=', 'password', '/', '-'), {
        minLength: 1,
        maxLength: 4,
      })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(piece, fc.constantFrom(...Object.values(READERS)), (trap, read) => {
        const text = trap.repeat(Math.ceil(131_072 / trap.length));
        assert.ok(cost(read, text) < 1);
      }),
      { numRuns: 60 },
    );
  });
});
