import assert from 'node:assert/strict';
import * as v from 'valibot';
import fc from 'fast-check';
import { NetatmoError } from '../../src/cloud/errors';
import { latch, latchError, latchFor, RETRY_LATCH_MS, settledLatch } from '../../src/cloud/latch';
import { signInOutcome } from '../../src/cloud/sign-in-outcome';
import { DAY } from '../../src/clock';

const NOW = Date.UTC(2026, 0, 12, 8);

describe('the latch', () => {
  it('closes for a definite no only', () => {
    const codes = ['CREDENTIALS_REJECTED', 'TWO_FACTOR_REQUIRED', 'SIGN_IN_BLOCKED'] as const;
    for (const code of codes) {
      const held = latchFor(new NetatmoError(code, 'text'), NOW);
      assert.deepEqual(held, { code, text: 'text', since: NOW });
      assert.ok(v.is(latch, held));
    }
    for (const code of [
      'NETWORK',
      'CLOUD_ERROR',
      'RATE_LIMITED',
      'CREDENTIALS_MISSING',
      'SIGN_IN_PAUSED',
    ] as const)
      assert.equal(latchFor(new NetatmoError(code, 'text'), NOW), null);
  });

  const held = { code: 'CREDENTIALS_REJECTED', text: 'text', since: NOW } as const;
  it('holds messages for good and the test button for a quarter of an hour', () => {
    assert.equal(latchError(held, NOW + 1e10, false)?.code, 'CREDENTIALS_REJECTED');
    assert.equal(latchError(held, NOW + RETRY_LATCH_MS - 1, true)?.retryAfterMs, 1);
    assert.equal(latchError(held, NOW + RETRY_LATCH_MS, true), null);
  });

  // Texts as version 0.1.0 has stored them, with what it let pass.
  const stored: readonly [before: string, after: string][] = [
    [
      'Netatmo does not accept this e-mail and password.',
      'Netatmo does not accept this e-mail and password.',
    ],
    [
      'Netatmo wants you to accept new terms (page /access/terms). Sign in once in a browser.',
      'Netatmo wants you to accept new terms (page /access/terms). Sign in once in a browser.',
    ],
    [
      'Netatmo showed a page that this package does not know (/access/kQ9xVb27/eyJhbGciOiJIUzI1NiJ9, status 302). Sign in',
      'Netatmo showed a page that this package does not know (/access/…/…, status 302). Sign in',
    ],
    ['(page /access/a.b@example.org/terms).', '(page /access/…/terms).'],
    ['(page /access/4f1c-88ab-77de/verify).', '(page /access/…/verify).'],
    ['(page /access/terms/Anna(Berta),Carla/x).', '(page /access/terms/…/…).'],
    ['(page /access/step/anna).', '(page /access/step/…).'],
    ['page /access/Secret', 'page /access/…'],
    ['/', '/'],
    ['//', '//'],
  ];
  for (const [text, after] of stored)
    it(`that lies in a file is read without what may be secret: ${text}`, () => {
      const read = v.parse(latch, { ...held, text });
      assert.equal(read.text, after);
      assert.equal(v.parse(latch, read).text, after, 'and stays so');
    });

  it('is read as it was put away, whatever page it tells of', () => {
    const pages = ['otp', 'captcha', 'locked', 'terms', 'change-password', 'new-page', 'Secret', 'a/b/c'];
    for (const page of pages) {
      const location = new URL(`https://auth.netatmo.com/access/${page}`);
      const answer = { url: location, status: 302, location, retryAfter: null, text: '' };
      const outcome = signInOutcome(answer, NOW);
      assert.ok(outcome.kind === 'refused');
      const put = latchFor(outcome.error, NOW);
      assert.deepEqual(v.parse(latch, put), put);
    }
  });

  it('takes a time in the future as now', () =>
    assert.equal(settledLatch({ ...held, since: NOW + 1e12 }, NOW).since, NOW));
});

describe('a latch, whenever it closed', () => {
  it('always answers messages with its own code, and lets the button through after 15 minutes, not before', () => {
    fc.assert(
      fc.property(fc.nat(DAY), fc.string(), (ageMs, text) => {
        const held = { code: 'CREDENTIALS_REJECTED', text, since: NOW - ageMs } as const;
        assert.equal(latchError(held, NOW, false)?.code, held.code);
        const wait = latchError(held, NOW, true)?.retryAfterMs ?? 0;
        assert.equal(wait, Math.max(0, RETRY_LATCH_MS - ageMs));
      }),
    );
  });
});
