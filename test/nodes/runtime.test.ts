import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { Texts } from '../../nodes/runtime';
import { cureOf } from '../../nodes/temperature-cure';
import { MINUTE, systemClock } from '../../src/clock';
import { NetatmoError } from '../../src/cloud/errors';
import { textsIn } from '../support/texts';

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

describe('the status after an error that passes by itself', () => {
  it('tells until when by the clock of the accounts, which may run faster than the machine’s', () => {
    const now = new Date(2031, 0, 31, 14, 0).getTime();
    const error = new NetatmoError('RATE_LIMITED', 'x', { retryAfterMs: 5 * MINUTE });
    const status = textsIn('en-US', { now: () => now }).failed(error);
    assert.equal(status.text, 'too many requests · next 14:05');
    assert.equal(status.nextAt, new Date(now + 5 * MINUTE).toISOString());
  });
});
