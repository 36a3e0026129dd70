import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import * as v from 'valibot';
import fc from 'fast-check';
import { judge, parseJson, rateLimited, type Refusal, retryAfterMs } from '../../src/cloud/answer';
import type { HttpAnswer } from '../../src/cloud/request';

const NOW = Date.UTC(2026, 0, 12, 8);
const schema = v.object({ status: v.literal('ok') });
const HTML = '<!DOCTYPE html>\r\n<html><head><title>canary</title></head></html>';
const error = (code: unknown): string =>
  JSON.stringify({ error: { code, message: 'canary' } }, null, 2).replaceAll('\n', '\r\n');

const answer = (status: number, text: string, more: Partial<HttpAnswer> = {}): HttpAnswer => ({
  url: new URL('https://api.netatmo.com/api/homesdata?home_id=canary'),
  status,
  location: null,
  retryAfter: null,
  text,
  ...more,
});

describe('the judgement of an answer', () => {
  const cases: readonly [number, string, Refusal | 'ok', string, number?][] = [
    [200, '{"status":"ok"}', 'ok', ''],
    [200, '\ufeff {"status":"ok"}'.slice(1), 'ok', ''],
    [201, '{"status":"ok","error":null}', 'ok', ''],
    [200, error(7), 'final', 'CLOUD_ERROR', 7],
    [400, error(7), 'final', 'CLOUD_ERROR', 7],
    [401, '', 'auth', 'CLOUD_ERROR'],
    [401, HTML, 'auth', 'CLOUD_ERROR'],
    [403, error(1), 'auth', 'CLOUD_ERROR', 1],
    [403, error(2), 'auth', 'CLOUD_ERROR', 2],
    [403, error(3), 'auth', 'CLOUD_ERROR', 3],
    [200, error(3), 'auth', 'CLOUD_ERROR', 3],
    [403, error(13), 'final', 'FORBIDDEN', 13],
    [200, error(13), 'final', 'FORBIDDEN', 13],
    [403, '', 'gateway', 'CLOUD_ERROR'],
    [403, HTML, 'gateway', 'CLOUD_ERROR'],
    [403, ' \r\n', 'gateway', 'CLOUD_ERROR'],
    [403, ` \r\n${HTML}`, 'gateway', 'CLOUD_ERROR'],
    [403, '<?xml version="1.0"?><Error/>', 'gateway', 'CLOUD_ERROR'],
    [403, '{"error":"too_many_connections"}', 'auth', 'CLOUD_ERROR'],
    [403, '{"error":{"message":"Access token expired"}}', 'auth', 'CLOUD_ERROR'],
    [403, 'Access token expired', 'auth', 'CLOUD_ERROR'],
    [403, '{}', 'auth', 'CLOUD_ERROR'],
    [403, '[]', 'auth', 'CLOUD_ERROR'],
    [403, '{"status":"ok"}', 'auth', 'CLOUD_ERROR'],
    [403, '{"error":', 'auth', 'CLOUD_ERROR'],
    [403, error(99), 'auth', 'CLOUD_ERROR', 99],
    [403, error('3'), 'auth', 'CLOUD_ERROR', 3],
    [403, error('13'), 'final', 'FORBIDDEN', 13],
    [403, error('26'), 'quota', 'RATE_LIMITED', 26],
    [401, error(13), 'auth', 'CLOUD_ERROR', 13],
    [401, error(26), 'quota', 'RATE_LIMITED', 26],
    [403, error(26), 'quota', 'RATE_LIMITED', 26],
    [429, error(26), 'quota', 'RATE_LIMITED', 26],
    [200, error(26), 'quota', 'RATE_LIMITED', 26],
    [503, error(26), 'quota', 'RATE_LIMITED', 26],
    [429, '', 'quota', 'RATE_LIMITED'],
    [429, HTML, 'quota', 'RATE_LIMITED'],
    [429, error(11), 'concurrency', 'RATE_LIMITED', 11],
    [429, error('11'), 'concurrency', 'RATE_LIMITED', 11],
    [500, error(11), 'concurrency', 'RATE_LIMITED', 11],
    [503, error(11), 'concurrency', 'RATE_LIMITED', 11],
    [400, error(10), 'final', 'CLOUD_ERROR', 10],
    [400, error(21), 'final', 'CLOUD_ERROR', 21],
    [404, error(404), 'final', 'CLOUD_ERROR', 404],
    [404, HTML, 'final', 'CLOUD_ERROR'],
    [406, error(5), 'final', 'CLOUD_ERROR', 5],
    [400, '{"error":"invalid_grant"}', 'final', 'CLOUD_ERROR'],
    [200, '{"error":"invalid_grant"}', 'final', 'CLOUD_ERROR'],
    [200, error(0), 'final', 'CLOUD_ERROR', 0],
    [200, error('2'), 'auth', 'CLOUD_ERROR', 2],
    [200, error('2 '), 'final', 'CLOUD_ERROR'],
    [200, error('-2'), 'final', 'CLOUD_ERROR'],
    [200, error('9'.repeat(400)), 'final', 'CLOUD_ERROR'],
    [200, error(2.5), 'final', 'CLOUD_ERROR'],
    [200, '{"status":"failed"}', 'final', 'CLOUD_ERROR'],
    [200, '{"status":"ok","error":{"code":9}}', 'final', 'CLOUD_ERROR', 9],
    [408, '', 'server', 'CLOUD_ERROR'],
    [500, error(500), 'server', 'CLOUD_ERROR', 500],
    [500, error(3), 'server', 'CLOUD_ERROR', 3],
    [502, error('2'), 'server', 'CLOUD_ERROR', 2],
    [503, error(13), 'server', 'CLOUD_ERROR', 13],
    [408, error(1), 'server', 'CLOUD_ERROR', 1],
    [502, HTML, 'server', 'CLOUD_ERROR'],
    [503, '{"status":"ok"}', 'server', 'CLOUD_ERROR'],
    [504, '', 'server', 'CLOUD_ERROR'],
    [200, '', 'schema', 'BAD_RESPONSE'],
    [204, '', 'schema', 'BAD_RESPONSE'],
    [200, HTML, 'schema', 'BAD_RESPONSE'],
    [200, '{"status":"ok"', 'schema', 'BAD_RESPONSE'],
    [200, '{"status":NaN}', 'schema', 'BAD_RESPONSE'],
    [200, 'null', 'schema', 'BAD_RESPONSE'],
    [200, '[]', 'schema', 'BAD_RESPONSE'],
    [200, '"ok"', 'schema', 'BAD_RESPONSE'],
    [200, '['.repeat(100_000), 'schema', 'BAD_RESPONSE'],
    [200, `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'schema', 'BAD_RESPONSE'],
    [302, '', 'final', 'CLOUD_ERROR'],
    [307, HTML, 'final', 'CLOUD_ERROR'],
    [304, '', 'final', 'CLOUD_ERROR'],
  ];
  for (const [status, text, refusal, code, netatmoCode] of cases) {
    it(`takes ${status} ${inspect(text, { maxStringLength: 40 })} as ${refusal}`, () => {
      const verdict = judge(answer(status, text), 'the call', schema, NOW);
      assert.equal(verdict.ok ? 'ok' : verdict.refusal, refusal);
      if (verdict.ok) return;
      assert.equal(verdict.error.code, code);
      assert.equal(verdict.error.status, status);
      assert.equal(verdict.error.netatmoCode, netatmoCode);
      assert.doesNotMatch(verdict.error.message, /canary/, 'nothing from the wire');
      assert.ok(verdict.error.message.length < 300);
      // How long a met quota pauses is for the budget to say, where the answer does not.
      assert.equal(netatmoCode === 11, verdict.error.retryAfterMs !== undefined);
    });
  }

  const waits: readonly [string | null, number | null][] = [
    [null, null],
    ['120', 120_000],
    [' 7 ', 7_000],
    ['1000000000', 1e12],
    ['0', null],
    ['-5', null],
    ['soon', null],
    ['', null],
    ['9'.repeat(400), null],
    [new Date(NOW + 90_000).toUTCString(), 90_000],
    [new Date(NOW - 90_000).toUTCString(), null],
  ];
  for (const [header, ms] of waits) {
    it(`reads Retry-After ${String(header).slice(0, 40)} as ${ms}`, () =>
      assert.equal(retryAfterMs(header, NOW), ms));
  }

  for (const [text, retryAfter, ms] of [
    [error(26), null, undefined],
    [error(26), '120', 120_000],
    [error(26), '1000000000', 3_600_000],
    [error(11), null, 60_000],
    [error(11), '5', 5_000],
    ['', '-1', undefined],
  ] as const) {
    it(`asks to wait ${ms} ms for a 429 with Retry-After ${retryAfter}`, () => {
      const verdict = judge(answer(429, text, { retryAfter }), 'the call', schema, NOW);
      assert.equal(!verdict.ok && verdict.error.retryAfterMs, ms);
    });
  }

  it('asks for a minute where signing in meets the quota and is not told how long', () =>
    assert.equal(rateLimited(answer(429, error(26)), NOW)?.retryAfterMs, 60_000));

  it('reads JSON without ever throwing', () => {
    assert.deepEqual(parseJson('{"a":1}'), { a: 1 });
    for (const text of ['', '{', 'undefined', '\u0000']) assert.equal(parseJson(text), undefined);
  });
});

describe('whatever a Retry-After says', () => {
  it('is a number of ms above 0, or nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.date().map(String), fc.integer().map(String)), (header) => {
        const ms = retryAfterMs(header, NOW);
        assert.ok(ms === null || (Number.isFinite(ms) && ms > 0), String(ms));
      }),
    );
  });

  it('is what was meant, as seconds and as a date', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seconds) => {
        const date = new Date(NOW + 1_000 * seconds).toUTCString();
        assert.equal(retryAfterMs(` ${seconds} `, NOW), 1_000 * seconds);
        assert.equal(retryAfterMs(date, NOW), 1_000 * seconds);
        assert.equal(retryAfterMs(date, NOW + 1_000 * seconds), null);
      }),
    );
  });
});
