import assert from 'node:assert/strict';
import { filesUnder, read, rowsOf, sectionOf } from './markdown';

const codes = [...read('src/cloud/errors.ts').matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(([, code]) => code!);
const text = read('docs/errors.md');

interface AccountTexts {
  readonly 'netatmo-account': { readonly errors: Readonly<Record<string, string>> };
}
const { errors } = (JSON.parse(read('nodes/locales/en-US/netatmo-account.json')) as AccountTexts)[
  'netatmo-account'
];

describe('docs/errors.md', () => {
  it('has a section for each error code, and for no other', () => {
    assert.ok(codes.length > 20);
    const sections = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading!);
    assert.deepEqual(sections.sort(), codes.sort());
  });

  for (const file of filesUnder('nodes/locales', '.html')) {
    it(`is where ${file} links each code that it names`, () => {
      const help = read(file);
      const named = codes.filter((code) => help.includes(`<code>${code}</code>`));
      const linked = named.filter((code) =>
        help.includes(`/docs/errors.md#${code.toLowerCase()}"><code>${code}</code></a>`),
      );
      assert.ok(named.length > 0);
      assert.deepEqual(linked, named);
    });
  }

  for (const code of codes) {
    it(`says of ${code} what happened, what happens meanwhile and what to do`, () => {
      const section = sectionOf(text, code);
      for (const part of ['**What happened.**', '**Meanwhile**', '**What to do.**'])
        assert.ok(section.includes(`\n${part} `), part);
    });

    it(`shows ${code} as the node does`, () => {
      const row = rowsOf(text.split(/^## /m)[0]!).find(([first]) => first === code);
      assert.equal(row?.[1], errors[code]);
    });
  }
});
