import assert from 'node:assert/strict';
import { read as readDoc, rowsOf, sectionOf } from './docs/markdown';
import { helpOf, LOCALES, textsOf, TRANSLATED, TYPES } from './support/catalogues';

const GLOSSARY = readDoc('docs/translating.md');
/** Columns of its first table. */
const COLUMNS = ['en-US', 'de', 'fr', 'it', 'es-ES', 'nl'];
const LANGUAGES: Readonly<Record<string, string>> = {
  English: 'en-US',
  German: 'de',
  French: 'fr',
  Italian: 'it',
  Spanish: 'es-ES',
  Dutch: 'nl',
};

/** What a help page says, without tags, code and addresses. */
const wordsOfHelp = (locale: string, type: string): string =>
  helpOf(locale, type)
    .replace(/<code>.*?<\/code>/gs, ' ')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/[^\S\u00a0\u202f]+/g, ' ');

/** Everything that a locale says, one text after another, each with where it stands. */
const allOf = (locale: string): [where: string, text: string][] => [
  ...textsOf(locale),
  ...TYPES.map((type): [string, string] => [`${type}.html`, wordsOfHelp(locale, type)]),
];

const formsIn = (cell: string): string[] => cell.replaceAll('**', '').split(', ');
const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** Finds the word by itself. @param endings a pattern of what it may end in */
const asWord = (word: string, endings = ''): RegExp =>
  new RegExp(`(?<![\\p{L}-])${escaped(word)}${endings}(?![\\p{L}-])`, 'iu');

describe('the words of docs/translating.md', () => {
  const terms = rowsOf(sectionOf(GLOSSARY, 'Words')).filter(([first]) => first !== 'English');
  assert.ok(terms.length > 25);
  /** Without names: of parameters, properties, files and products. */
  const english = [...textsOf('en-US')].map(([key, text]): [string, string] => [
    key,
    text.replace(/__\w+?__|\(\w+\)|flows_cred\.json|Home Assistant/g, ' '),
  ]);

  for (const cells of terms) {
    const [term = ''] = formsIn(cells[0]!);
    // A label or a status may leave out a word for want of room; a sentence may not.
    const sentences = english.filter(
      ([, text]) => /[.?]$/.test(text) && asWord(term, '(?:s|ies)?').test(text),
    );
    for (const locale of sentences.length > 0 ? TRANSLATED : [])
      it(`"${term}" is the same wherever a sentence in ${locale} says it`, () => {
        const forms = formsIn(cells[COLUMNS.indexOf(locale)]!);
        const texts = textsOf(locale);
        const strays = sentences
          .map(([key]) => `${key}: ${texts.get(key)}`)
          .filter((text) => !forms.some((form) => text.toLowerCase().includes(form.toLowerCase())));
        assert.deepEqual(strays, []);
      });
    it(`"${term}" stands for a word in each language that its texts use`, () => {
      for (const locale of LOCALES) {
        const said = allOf(locale).map(([, text]) => text.toLowerCase());
        const unused = formsIn(cells[COLUMNS.indexOf(locale)]!).filter(
          (form) => !said.some((text) => text.includes(form.toLowerCase())),
        );
        assert.deepEqual(unused, [], locale);
      }
    });
  }

  const banned = rowsOf(sectionOf(GLOSSARY, 'Words we do not use')).filter(
    ([first = '']) => first in LANGUAGES,
  );
  assert.ok(banned.length > 25);
  for (const [language, word] of banned)
    it(`${language} does not say "${word}"`, () => {
      const strays = allOf(LANGUAGES[language!]!).filter(([, text]) => asWord(word!).test(text));
      assert.deepEqual(strays, []);
    });
});

describe('the texts of the editor', () => {
  for (const locale of LOCALES) {
    const texts = textsOf(locale);
    const account = (key: string): string => texts.get(`netatmo-account.${key}`)!;
    const truetemp = (key: string): string => texts.get(`netatmo-set-truetemp.${key}`)!;

    it(`call the button that signs in by its label in ${locale}`, () => {
      for (const key of ['CREDENTIALS_REJECTED', 'TWO_FACTOR_REQUIRED', 'SIGN_IN_BLOCKED'])
        assert.ok(account(`advice.${key}`).includes(account('test.button')), key);
      for (const type of ['netatmo-get-rooms', 'netatmo-set-truetemp'])
        assert.ok(texts.get(`${type}.hint.notSignedIn`)!.includes(account('test.button')), type);
      assert.ok(helpOf(locale, 'netatmo-account').replace(/\s+/g, ' ').includes(account('test.button')));
    });

    it(`call the mode that follows a sensor by its label in ${locale}`, () => {
      assert.ok(truetemp('status.sensor').includes(truetemp('mode.follow')));
    });

    it(`call fields and buttons in the help by their labels in ${locale}`, () => {
      const named: Readonly<Record<string, readonly string[]>> = {
        'netatmo-account': ['label.homeId', 'session.title', 'forget.button', 'copy.button', 'label.limits'],
        'netatmo-get-rooms': ['label.filter', 'label.weather'],
        'netatmo-set-truetemp': [
          ...['label.room', 'label.mode', 'label.tolerance', 'label.maxCorrection', 'label.settleTime'],
          ...['label.test', 'preview.title'],
        ],
      };
      for (const [type, keys] of Object.entries(named)) {
        const terms = [...helpOf(locale, type).matchAll(/<dt>([^<]+)<\/dt>/g)].map(([, term]) => term);
        const missing = keys
          .map((key) => texts.get(`${type}.${key}`)!)
          .filter((label) => !terms.includes(label));
        assert.deepEqual(missing, [], type);
      }
      assert.ok(helpOf(locale, 'netatmo-set-truetemp').includes(`<b>${truetemp('mode.follow')}</b>`));
      // The palette's labels are English everywhere.
      assert.ok(helpOf(locale, 'netatmo-get-rooms').includes('<b>set truetemp</b>'));
    });
  }

  it('have the no-break spaces of French', () => {
    const wrong =
      /(?<=[^\s\u00a0]) (?=[:;?!»](?!\/))|« |(?<=[\d_]) (?=°C)|[^\u202f](?=[;?!])|[^\u00a0 ](?=»)/u;
    const strays = allOf('fr').filter(([, text]) => wrong.test(text));
    assert.deepEqual(strays, []);
  });

  for (const locale of TRANSLATED)
    it(`write temperatures with a comma in ${locale}, save what a message must hold`, () => {
      const strays = allOf(locale).filter(([, text]) => /\d\.\d+[\s\u00a0]*°C/u.test(text));
      assert.deepEqual(strays, []);
    });
});

describe('what stands under a node', () => {
  /** More is cut off, or runs into the next node. */
  const ROOM = 40;
  const VALUES: Readonly<Record<string, string>> = {
    ...{ from: '21.25', to: '20.75', measured: '21.25', value: '21.25', change: '−1.25' },
    ...{ time: '14:05', lasting: '119 min', count: '120', expected: '21.8' },
  };
  const filled = (text: string, more: Readonly<Record<string, string>> = {}): string =>
    text.replace(/__(\w+?)__/g, (_, name: string) => more[name] ?? VALUES[name] ?? assert.fail(name));
  /** What stands behind another text. */
  const FOLLOWING = new Set(['next', 'foreseen']);
  /** Sent to the log and not to the node. */
  const LOGGED = new Set(['sensor']);
  /** Holds that may be followed by when they are over, beside those whose text has the time in it. */
  const WITH_NEXT = ['aired', 'notResponding', 'stale', 'budget'];
  /** Errors that pass by themselves. */
  const RETRIED = ['SIGN_IN_PAUSED', 'RATE_LIMITED'];

  for (const locale of LOCALES) {
    const texts = textsOf(locale);
    const under = (prefix: string): [string, string][] =>
      [...texts].flatMap(([key, text]) =>
        key.startsWith(prefix) ? [[key.slice(prefix.length), text] as [string, string]] : [],
      );
    const tooLong = (shown: readonly string[]): string[] => shown.filter((text) => text.length > ROOM);

    it(`fits in ${locale}`, () => {
      const own = ['netatmo-set-truetemp.status.', 'netatmo-get-rooms.status.', 'netatmo-account.status.']
        .flatMap(under)
        .filter(([key]) => !FOLLOWING.has(key) && !LOGGED.has(key));
      const errors = under('netatmo-account.errors.').filter(([key]) => key !== 'retry');
      assert.ok(own.length > 20 && errors.length > 20);
      assert.deepEqual(tooLong([...own, ...errors].map(([, text]) => filled(text))), []);
    });

    it(`fits in ${locale} with the time when it goes on`, () => {
      const next = (key: string): string =>
        filled(texts.get('netatmo-set-truetemp.status.next')!, {
          text: filled(texts.get(`netatmo-set-truetemp.status.${key}`)!),
        });
      const retry = (code: string): string =>
        filled(texts.get('netatmo-account.errors.retry')!, {
          text: texts.get(`netatmo-account.errors.${code}`)!,
        });
      const foreseen = filled(texts.get('netatmo-set-truetemp.status.foreseen')!, {
        text: filled(texts.get('netatmo-set-truetemp.status.within')!, { measured: '21.5' }),
      });
      assert.deepEqual(tooLong([...WITH_NEXT.map(next), ...RETRIED.map(retry), foreseen]), []);
    });
  }
});
