import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { helpOf, LOCALES, NODES, read, textsOf, TRANSLATED, TYPES } from './support/catalogues';

/** Some texts are the same in every language, like the name Netatmo or a mere "from → to °C". */
const MOST_EQUAL = 0.05;

const matches = (text: string, pattern: RegExp): string[] =>
  Array.from(text.matchAll(pattern), (match) => match[1] ?? '').sort();

const parameters = (text: string): string[] => matches(text, /__(\w+?)__/g);

const english = textsOf('en-US');

/** As docs/messages.md tells them, which another test compares with the code. */
const REASONS = matches(
  readFileSync(resolve(NODES, '../docs/messages.md'), 'utf8').split('### Reasons')[1]?.split('###')[0] ?? '',
  /^\| `([a-z-]+)`/gm,
).filter((each) => each !== 'reason');

describe('The texts of the editor', () => {
  it('exist in six languages', () => {
    assert.deepEqual(LOCALES, ['de', 'en-US', 'es-ES', 'fr', 'it', 'nl']);
  });

  for (const locale of LOCALES) {
    describe(locale, () => {
      const texts = textsOf(locale);

      it('has exactly the keys of en-US', () => {
        assert.deepEqual([...texts.keys()], [...english.keys()]);
      });

      it('has no empty text', () => {
        assert.deepEqual(
          [...texts].filter(([, text]) => text.trim() === ''),
          [],
        );
      });

      it('uses the same parameters in each text', () => {
        for (const [key, text] of texts) {
          assert.deepEqual(parameters(text), parameters(english.get(key) ?? ''), key);
        }
      });

      for (const type of TYPES) {
        it(`has help for ${type}, with the same sections and properties as in en-US`, () => {
          const help = helpOf(locale, type);
          assert.match(help, new RegExp(`data-help-name="${type}"`));
          const outline = (html: string): string[] => matches(html, /<(h3|dt|code|p)\b/g);
          assert.deepEqual(outline(help), outline(helpOf('en-US', type)));
        });
      }

      it('explains each reason of an answer', () => {
        const told = matches(helpOf(locale, 'netatmo-set-truetemp'), /<dt>([a-z-]+)<\/dt>/g);
        assert.deepEqual(told, REASONS);
      });
    });
  }

  for (const locale of TRANSLATED) {
    it(`are translated into ${locale}`, () => {
      const equal = [...textsOf(locale)].filter(([key, text]) => text === english.get(key));
      const words = [...english.values()].length;
      assert.ok(
        equal.length <= words * MOST_EQUAL,
        `same as in English: ${equal.map(([key]) => key).join(', ')}`,
      );
    });
  }

  for (const type of TYPES) {
    it(`cover every key that the dialog of ${type} asks for`, () => {
      const asked = matches(read(`${type}.html`), /data-i18n="(?:\[placeholder\]|\[aria-label\])?([^"]+)"/g);
      assert.ok(asked.length > 0);
      assert.deepEqual(
        asked.filter((key) => !english.has(key)),
        [],
      );
    });
  }

  it('cover every key that the scripts of the dialogs ask for', () => {
    const scripts = TYPES.map((type) => read(`${type}.html`)).join('\n');
    const asked = matches(scripts, /this\._\(\s*'([^']+)'/g);
    assert.ok(asked.length > 0);
    assert.deepEqual(
      asked.filter((key) => !english.has(key)),
      [],
    );
  });

  for (const [what, section] of [
    ['what has happened', 'errors'],
    ['what to do', 'advice'],
  ] as const)
    it(`say ${what} for every error code`, () => {
      const source = readFileSync(resolve(NODES, '../src/cloud/errors.ts'), 'utf8');
      const codes = matches(source, /^ {2}\| '([A-Z_]+)'/gm);
      const key = new RegExp(`^netatmo-account\\.${section}\\.([A-Z_]+)$`, 'g');
      assert.deepEqual([...english.keys()].flatMap((each) => matches(each, key)).sort(), codes);
    });

  it('tell the next step for every error that the test button can meet', () => {
    const told = [...english.keys()].flatMap((key) => matches(key, /^netatmo-account\.help\.([A-Z_]+)$/g));
    assert.deepEqual(told, [
      ...['CONFIG', 'CREDENTIALS_MISSING', 'CREDENTIALS_REJECTED', 'TWO_FACTOR_REQUIRED'],
      ...['SIGN_IN_BLOCKED', 'SIGN_IN_PAUSED', 'RATE_LIMITED', 'FORBIDDEN', 'CLOUD_ERROR'],
      ...['BAD_RESPONSE', 'NETWORK', 'TLS', 'TIMEOUT', 'OVERLOADED'],
    ]);
  });
});
