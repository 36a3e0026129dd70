import assert from 'node:assert/strict';
import { STATUS_LENGTH, withNote } from '../../nodes/runtime';
import { resultStatus } from '../../nodes/truetemp-status';
import { MINUTE } from '../../src/clock';
import { NetatmoError } from '../../src/cloud/errors';
import type { CorrectionResult, Reason } from '../../src/correction/result';
import { LOCALES } from '../support/catalogues';
import { textsIn } from '../support/texts';

const REASONS: readonly Reason[] = [
  ...(['corrected', 'undone', 'superseded', 'dry-run', 'within-tolerance', 'settling'] as const),
  ...(['interval', 'unconfirmed', 'stale', 'not-wrong', 'window', 'quiet', 'mode-off'] as const),
  ...(['budget', 'not-responding'] as const),
];

const AT_TWO = new Date(2026, 0, 31, 14, 5).toISOString();
const NOTHING = {
  changed: false,
  measuredTemperature: 21.3,
  correctedTemperature: null,
  correction: null,
  nextAt: null,
};
const CORRECTED = { changed: true, correctedTemperature: 20.75, correction: -0.55 };

describe('the status of a set truetemp node', () => {
  const at = new Date(2026, 0, 31, 14, 5).toISOString();
  const frozenSince = new Date(2026, 0, 31, 11, 5).toISOString();
  const expects = { temperature: 20.8, until: new Date(2026, 0, 31, 17, 0).toISOString() };
  const shown: readonly [language: string, result: object, text: string][] = [
    ['en-US', { ...CORRECTED, reason: 'corrected', nextAt: AT_TWO }, '21.3 → 20.75 °C · next 14:05'],
    ['de', { ...CORRECTED, reason: 'corrected', nextAt: AT_TWO }, '21,3 → 20,75 °C · weiter um 14:05'],
    ['fr', { ...CORRECTED, reason: 'corrected', nextAt: AT_TWO }, '21,3 → 20,75\u00a0°C · reprise à 14:05'],
    ['en-US', { reason: 'within-tolerance' }, '21.3 °C, fits'],
    ['nl', { reason: 'within-tolerance' }, '21,3 °C, klopt'],
    ['en-US', { reason: 'settling', nextAt: AT_TWO }, 'waiting for the valve until 14:05'],
    ['en-US', { reason: 'window' }, 'holding: window open'],
    ['en-US', { reason: 'window', nextAt: AT_TWO }, 'resting after airing · next 14:05'],
    ['es-ES', { reason: 'window', nextAt: AT_TWO }, 'pausa tras ventilar · luego a las 14:05'],
    ['it', { reason: 'not-responding', nextAt: AT_TWO }, 'la valvola non reagisce · poi alle 14:05'],
    ['en-US', { ...CORRECTED, reason: 'undone' }, 'taken back (−0.55)'],
    ['fr', { ...CORRECTED, reason: 'undone', correction: 0.5 }, 'correction annulée (+0,5)'],
    ['en-US', { reason: 'dry-run', measuredTemperature: null }, 'dry run: – → – °C'],
    ['en-US', { reason: 'stale', at, follow: { frozenSince, filtered: 21 } }, 'sensor stuck at 21.0 for 3 h'],
    [
      'en-US',
      { reason: 'within-tolerance', follow: { expects: { ...expects, temperature: 20.38 } } },
      '21.3 °C, fits · expect 20.4 until 17:00',
    ],
    ['en-US', { reason: 'within-tolerance', follow: { expects } }, '21.3 °C, fits · expect 20.8 until 17:00'],
    [
      'en-US',
      { reason: 'not-wrong', setpointTemperature: 21, follow: { expects } },
      '20.8 °C, enough until 17:00',
    ],
    [
      'en-US',
      { reason: 'not-wrong', setpointTemperature: 22, follow: { expects } },
      '21.3 °C, good enough for now',
    ],
    ['de', { reason: 'not-wrong', setpointTemperature: 21 }, '21,3 °C, reicht im Moment'],
    [
      'de',
      { reason: 'stale', at, follow: { frozenSince, filtered: 20.4 } },
      'Sensor steht seit 3 h auf 20,4',
    ],
    ['en-US', { reason: 'stale', follow: { frozenSince: null } }, 'sensor value too old'],
    ['en-US', { reason: 'not-wrong', setpointTemperature: null }, 'no setpoint known'],
    ['en-US', { ...CORRECTED, reason: 'undone', sure: false }, 'taken back (−0.55), check in the app'],
  ];
  for (const [language, result, text] of shown)
    it(`is "${text}" in ${language}`, () => {
      const whole = { ...NOTHING, ...result } as CorrectionResult;
      assert.equal(resultStatus(textsIn(language), whole, false).text, text);
    });

  it('tells a Status node the reason and when it passes, untranslated', () => {
    const settling = { ...NOTHING, reason: 'settling', nextAt: AT_TWO } as CorrectionResult;
    const { reason, nextAt } = resultStatus(textsIn('de'), settling, false);
    assert.deepEqual([reason, nextAt], ['settling', AT_TWO]);
    assert.ok(!('nextAt' in resultStatus(textsIn('de'), { ...settling, nextAt: null }, false)));
  });
});

describe('the status of a set truetemp node, whatever it tells', () => {
  const nextAt = AT_TWO;
  const expects = { temperature: 20.85, until: AT_TWO };
  const frozenSince = new Date(Date.parse(AT_TWO) - 119 * MINUTE).toISOString();
  const follows = [{}, { expects }, { frozenSince, filtered: 21.25 }];
  const results = REASONS.flatMap((reason) =>
    [null, nextAt].flatMap((each) =>
      [-0.5, -5].flatMap((correction) =>
        [null, 21].flatMap((setpointTemperature) =>
          follows.map((follow) => ({
            ...{ reason, nextAt: each, correction, setpointTemperature, follow, at: AT_TWO, sure: false },
            ...{ changed: true, measuredTemperature: 21.25, correctedTemperature: 20.75 },
          })),
        ),
      ),
    ),
  ) as unknown as CorrectionResult[];
  for (const language of LOCALES)
    it(`has room under it in ${language}`, () => {
      const texts = textsIn(language);
      const shown = results.flatMap((result) =>
        [true, false].map((undo) => resultStatus(texts, result, undo).text),
      );
      const note = ` · ${texts.shared('status.memoryOnly')}`;
      const noted = shown.map((text) => withNote({ fill: 'grey', shape: 'dot', text }, note).text);
      assert.deepEqual(
        [...shown, ...noted].filter((text) => text.length > STATUS_LENGTH),
        [],
      );
      const short = texts.own('status.corrected', { from: '21,5', to: '20,5' });
      assert.ok(withNote({ fill: 'green', shape: 'dot', text: short }, note).text.endsWith(note));
    });
  for (const language of LOCALES)
    it(`has room under it in ${language} when something failed, with the time when it passes where that fits`, () => {
      const texts = textsIn(language);
      for (const code of ['NETWORK', 'TWO_FACTOR_REQUIRED', 'RATE_LIMITED'] as const) {
        const text = texts.failed(new NetatmoError(code, 'x', { retryAfterMs: 60_000 })).text;
        assert.ok(text.length <= STATUS_LENGTH, text);
      }
      assert.match(
        texts.failed(new NetatmoError('RATE_LIMITED', 'x', { retryAfterMs: 1 })).text,
        /\d\d:\d\d$/,
      );
    });
});
