import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { withNote, STATUS_LENGTH, Texts } from '../../nodes/runtime';
import { cureOf } from '../../nodes/temperature-cure';
import { resultStatus } from '../../nodes/truetemp-status';
import { systemClock, MINUTE } from '../../src/clock';
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
  const shown: readonly [language: string, result: Partial<CorrectionResult>, text: string][] = [
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
  ];
  for (const [language, result, text] of shown)
    it(`is "${text}" in ${language}`, () => {
      const whole = { ...NOTHING, ...result } as CorrectionResult;
      assert.equal(resultStatus(textsIn(language), whole, false).text, text);
    });
});

describe('the status of a set truetemp node, in its own words', () => {
  const at = new Date(2026, 0, 31, 14, 5).toISOString();
  const frozenSince = new Date(2026, 0, 31, 11, 5).toISOString();
  const expects = { temperature: 20.8, until: new Date(2026, 0, 31, 17, 0).toISOString() };
  const shown: readonly [language: string, result: object, text: string][] = [
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

describe('the status after an error that passes by itself', () => {
  it('tells until when by the clock of the accounts, which may run faster than the machine’s', () => {
    const now = new Date(2031, 0, 31, 14, 0).getTime();
    const error = new NetatmoError('RATE_LIMITED', 'x', { retryAfterMs: 5 * MINUTE });
    const status = textsIn('en-US', { now: () => now }).failed(error);
    assert.equal(status.text, 'too many requests · next 14:05');
    assert.equal(status.nextAt, new Date(now + 5 * MINUTE).toISOString());
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

describe('the cure of a value that is no temperature', () => {
  const cures: readonly [value: unknown, expected: RegExp | undefined][] = [
    [
      { battery: 90, temperature: 21.4 },
      /has temperature 21\.4\. Set True temperature to msg\.payload\.temperature\.$/,
    ],
    ...['Temperature', 'state', 'value', 'tmp', 'tC'].map((name): [unknown, RegExp] => [
      { [name]: '20.5' },
      new RegExp(`has ${name} 20\\.5\\. .* msg\\.payload\\.${name}\\.$`),
    ]),
    ['21,5', /send 21\.5 instead of 21,5/],
    [71.6, /looks like °F.* 22\.0/],
    ['70', /°F/],
    [{ battery: 90 }, undefined],
    [{ temperature: 'warm' }, undefined],
    [Object.create({ temperature: 21 }), undefined],
    [-60, undefined],
    [500, undefined],
    ['warm', undefined],
    [null, undefined],
  ];
  for (const [value, expected] of cures)
    it(`of ${JSON.stringify(value)} is ${String(expected)}`, () => {
      const cure = cureOf(textsIn('en-US'), 'msg.payload', value);
      if (expected) assert.match(cure ?? '', expected);
      else assert.equal(cure, undefined);
    });

  it('of an object that throws when it is read is not known', () => {
    const hostile = Object.defineProperty({}, 'temperature', {
      get: () => assert.fail('read'),
      enumerable: true,
    });
    assert.equal(cureOf(textsIn('fr'), 'msg.payload', hostile), undefined);
  });

  for (const language of ['de', 'fr', 'it', 'es-ES', 'nl'])
    it(`is told in ${language}`, () => {
      const cure = cureOf(textsIn(language), 'msg.payload', { temperature: 21.4 });
      assert.match(cure ?? '', /msg\.payload\.temperature\.$/);
      assert.ok(!cure?.includes('__'));
    });
});

describe('an error for people', () => {
  const error = new NetatmoError('ROOM_NOT_FOUND', 'No room is called "Kitchen".', {
    status: 404,
    retryAfterMs: 7,
  });

  it('stays as it is in English', () => assert.equal(textsIn('en-US').inWords(error), error));

  it('stays as it is where its text is in that language already, so that it begins with its point', () => {
    const texts = textsIn('de');
    const cured = texts.error('INVALID_TEMPERATURE', cureOf(texts, 'msg.payload', '21,5') ?? '');
    assert.equal(texts.inWords(cured), cured);
    assert.match(String(cured), /^NetatmoError \[INVALID_TEMPERATURE\]: msg\.payload hat ein Dezimalkomma/);
  });

  it('stays as it is where Node-RED has no texts and gives their keys', () => {
    const RED = { _: (key: string) => key.split(':').at(-1) } as NodeAPI;
    const texts = new Texts(RED, 'netatmo-get-rooms', systemClock);
    assert.equal(texts.inWords(error), error);
  });

  for (const [language, words] of [
    ['de', 'Raum nicht gefunden. Wählen Sie den Raum aus der Liste im Node oder prüfen Sie seinen Namen.'],
    ['fr', 'Pièce introuvable. Choisissez la pièce dans la liste du nœud, ou vérifiez son nom.'],
  ] as const) {
    it(`says what it is and what to do in ${language}, and keeps code, facts and details`, () => {
      const told = textsIn(language).inWords(error);
      assert.equal(String(told), `NetatmoError [ROOM_NOT_FOUND]: ${words} (No room is called "Kitchen".)`);
      assert.deepEqual([told.code, told.status, told.retryAfterMs], ['ROOM_NOT_FOUND', 404, 7]);
      assert.ok(!('netatmoCode' in told));
    });
  }
});
