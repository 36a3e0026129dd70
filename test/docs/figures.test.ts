import assert from 'node:assert/strict';
import { FOLLOW_DEFAULTS } from '../../src/correction/follow/settings';
import { DEFAULTS } from '../../src/correction/settings';
import { DAY, DAY_MINUTES, HOUR, MINUTE, SECOND } from '../../src/clock';
import { exists, filesUnder, foldersIn, read, rowsOf, sectionOf } from './markdown';

/** What the code multiplies by. */
const FACTORS = new Map(Object.entries({ SECOND, MINUTE, HOUR, DAY, DAY_MINUTES }));
const UNIT = [...FACTORS.keys()].join('|');

/** Where the code defines a constant: in this file, or in the one of its folder that it has moved to. */
const sourceOf = (file: string, name: string): string => {
  const [top = '', next = ''] = file.split('/');
  const folder = next.endsWith('.ts') ? top : `${top}/${next}`;
  const sources = [file, ...filesUnder(folder, '.ts')].filter(exists).map(read);
  return sources.find((source) => new RegExp(`const ${name} = (?:-?\\d|${UNIT})`).test(source)) ?? read(file);
};

/** A constant of the code, in ms, °C or as a count. */
const constant = (file: string, name: string): number => {
  const source = sourceOf(file, name);
  const [, value] =
    new RegExp(`\\b(?:const )?${name}(?: =|:) ((?:-?\\d|${UNIT})[\\w. *]*?) ?[;,}]`).exec(source) ?? [];
  assert.ok(value, `${name} is not in ${file}`);
  return value
    .replaceAll(/(?<=\d)_/g, '')
    .split(' * ')
    .reduce((product, factor) => product * (FACTORS.get(factor) ?? Number(factor)), 1);
};

const WORDS = new Map<number, readonly string[]>([
  [0.2, ['a fifth']],
  [1, ['a', 'an', 'one']],
  [2, ['two']],
  [3, ['three']],
  [4, ['four']],
  [5, ['five']],
  [6, ['six']],
  [8, ['eight']],
  [12, ['twelve']],
]);

/** The text under a heading, or before the first one where that is '', on one line. */
const prose = (document: string, heading: string): string => {
  const text = read(document);
  const section = heading === '' ? text.split(/^## /m)[0]! : sectionOf(text, heading);
  return section.replace(/\s+/g, ' ');
};

const UNITS = new Map([
  ['seconds', SECOND],
  ['minutes', MINUTE],
  ['hours', HOUR],
  ['days', DAY],
  ['weeks', 7 * DAY],
  ['KiB', 1_024],
  ['MiB', 1_024 * 1_024],
  // Looks at a room in an hour, and minutes in an hour.
  ['dozens', 12],
  ['sixties', 60],
]);

interface Figure {
  readonly document: string;
  readonly heading: string;
  readonly words: string;
  readonly file: string;
  readonly name: string;
  readonly unit: number;
}

/**
 * Under page and heading what they say, with `#` for the number; then where the code has it, and in what it is told
 * where that is something else than °C, ms or a count.
 */
const told = read('test/docs/figures.txt')
  .trim()
  .split(/\n(?! )/)
  .flatMap((section): Figure[] => {
    const [head, ...lines] = section.split('\n');
    const [document = '', heading = ''] = head!.split(' › ');
    return lines.map((line) => {
      const [, words, file, name, unit] = /^ {2}(.+) = (\S+) (\w+)(?: in (\w+))?$/.exec(line)!;
      return { document, heading, words: words!, file: file!, name: name!, unit: UNITS.get(unit ?? '') ?? 1 };
    });
  });

describe('the figures in the documents', () => {
  it('are those of the request limits', () => {
    const file = 'nodes/account-definition.ts';
    const [short, long] = [constant(file, 'LIMIT_PER_10S'), constant(file, 'LIMIT_PER_HOUR')];
    assert.ok(prose('README.md', 'Limits').includes(`stays below ${short} and ${long},`));
    const words = `below ${short} requests in 10 seconds and ${long} in an hour`;
    assert.ok(prose('SECURITY.md', 'Network').includes(words));
  });

  it('are the limits of Netatmo that the simulated cloud has', () => {
    const file = 'src/simulator/cloud-settings.ts';
    const words = `${constant(file, 'per10s')} requests in 10 seconds and ${constant(file, 'perHour')} in an hour`;
    assert.ok(prose('README.md', 'Limits').includes(words));
    assert.ok(prose('docs/faq.md', 'Two Node-REDs on one home?').includes(words));
  });

  it('are the versions that the package asks for', () => {
    const { engines, 'node-red': nodeRed } = JSON.parse(read('package.json')) as {
      readonly engines: { readonly node: string };
      readonly 'node-red': { readonly version: string };
    };
    const node = engines.node.replace('>=', '');
    const oldest = nodeRed.version.replace('>=', '').replace(/\.0$/, '');
    const need = prose('README.md', 'What you need');
    assert.ok(need.includes(`${oldest} or later on Node.js ${node} or later`), need);
    assert.ok(prose('README.md', 'Try it without an account').includes(`${node} or later`));
  });

  it('are as many languages as there are', () => {
    const languages = foldersIn('nodes/locales');
    assert.ok(prose('README.md', '').includes(`texts are in ${WORDS.get(languages.length)?.[0]} languages`));
    const addOn = prose('docs/guide.md', 'As an add-on of Home Assistant');
    for (const language of languages) assert.ok(addOn.includes(`\`${language}\``), language);
  });

  it('are those of the password limits', () => {
    const caps = [...read('src/cloud/breaker.ts').matchAll(/ most: (\d+) }/g)].map(([, most]) => most!);
    assert.equal(caps.length, 3);
    const [quarter, hour, day] = caps;
    const words = `${quarter} in 15 minutes, ${hour} in an hour and ${day} in a day`;
    assert.ok(prose('docs/errors.md', 'SIGN_IN_PAUSED').includes(words));
    for (const [document, heading] of [
      ['README.md', 'Limits'],
      ['SECURITY.md', 'Signing in'],
    ] as const)
      assert.ok(prose(document, heading).replace('passwords are sent ', '').includes(words), document);
    const typed = prose('docs/threat-model.md', 'Other users and flows of the editor');
    assert.ok(typed.includes(`${quarter} in 15 minutes, ${hour} an hour, ${day} a day`));
  });

  it('are those of the deadlines', () => {
    const file = 'src/account/account.ts';
    const seconds = constant(file, 'MESSAGE_MS') / 1_000;
    const slow = seconds + constant(file, 'SLOW_MESSAGE_MS') / 1_000;
    const left = constant('src/cloud/client.ts', 'TIME_FOR_CORRECTION_MS') / 1_000;
    for (const [document, heading] of [
      ['README.md', 'Limits'],
      ['docs/messages.md', ''],
    ] as const)
      assert.ok(prose(document, heading).includes(`within ${seconds} seconds, or ${slow} when`), document);
    const request = constant('src/cloud/request.ts', 'REQUEST_MS') / 1_000;
    const words = `each request ends within ${request} s, each message within ${slow} s`;
    assert.ok(prose('docs/threat-model.md', 'The network').includes(words));
    const section = prose('docs/errors.md', 'TIMEOUT');
    assert.ok(section.includes(`has ${seconds} seconds, or ${slow} when`));
    assert.ok(section.includes(`less than ${left} seconds left`));
  });

  it('are those of what may wait', () => {
    const most = constant('src/account/account.ts', 'MAX_WAITING').toLocaleString('en-US');
    assert.ok(prose('docs/errors.md', 'OVERLOADED').includes(`More than ${most} messages wait`));
  });

  for (const { document, heading, words, file, name, unit } of told)
    it(`are those of the code: "${words}" in ${document}, ${heading}`, () => {
      const number = constant(file, name) / unit;
      const text = prose(document, heading).replaceAll('**', '').toLowerCase();
      const forms = [number.toLocaleString('en-US').replace('-', '−'), ...(WORDS.get(number) ?? [])];
      const sentences = forms.map((form) => words.toLowerCase().replace('#', form));
      assert.ok(
        sentences.some((sentence) => text.includes(sentence)),
        sentences.join(' · '),
      );
    });

  it('are the defaults of the settings, wherever they are told', () => {
    const { set, follow } = DEFAULTS;
    const { minInterval, maxStep, windowHold, staleAfter, budget } = FOLLOW_DEFAULTS;
    const told: readonly (readonly [document: string, heading: string, words: string])[] = [
      [
        'docs/errors.md',
        'CORRECTION_TOO_LARGE',
        `(${set.maxCorrection} °C if empty; in mode _follow_ ${follow.maxCorrection} °C)`,
      ],
      ['docs/faq.md', 'Is it safe?', `within ${budget} °C together, each one is ${maxStep} °C at most`],
      [
        ...(['docs/faq.md', 'Does it drain the batteries?'] as const),
        `more than ${follow.tolerance} °C, at most every ${minInterval} minutes`,
      ],
      ['docs/guide.md', 'Windows and nights', `and ${windowHold} minutes more`],
      [
        'docs/messages.md',
        'Reasons',
        `(${set.tolerance} °C if empty; in mode _follow_ ${follow.tolerance} °C)`,
      ],
      ['docs/messages.md', 'Reasons', `(${staleAfter} minutes if empty)`],
      ['docs/messages.md', 'Reasons', `corrected once in ${minInterval}`],
      ['docs/migration.md', 'py-netatmo-truetemp', `the tolerance, ${set.tolerance} °C if empty`],
      ['docs/migration.md', 'py-netatmo-truetemp', `_Refuse above_, ${set.maxCorrection} °C if empty`],
      [
        ...(['docs/migration.md', 'The Home Assistant add-on'] as const),
        `at most ${follow.settleTime} minutes) and _At most every_ ${minInterval} minutes`,
      ],
      ['docs/migration.md', 'The Home Assistant add-on', `_Largest step_ ${maxStep} °C`],
      ['docs/migration.md', 'The Home Assistant add-on', `_Tolerance_ ${follow.tolerance} °C`],
      ['docs/migration.md', 'NetatmoTrueTempSync', `| ${follow.tolerance} °C in mode _follow_`],
      ['docs/migration.md', 'NetatmoTrueTempSync', `| ${maxStep} °C at once`],
    ];
    for (const [document, heading, words] of told)
      assert.ok(prose(document, heading).includes(words), `${words} is not in ${document}, ${heading}`);
    // Two degrees take so many steps, with the interval between them; and the wait for a dead valve grows so far.
    assert.equal(2 / maxStep, 4);
    assert.equal(3 * minInterval, 45);
    assert.ok(
      prose('docs/follow.md', 'From a reading to a correction').includes(
        'wrong by 2 °C thus needs four steps, three quarters of an hour at the least',
      ),
    );
    const hours = [1, 2, 4, constant('src/correction/settle.ts', 'LONGEST_WAIT')].map(
      (times) => (times * follow.settleTime) / 60,
    );
    assert.ok(
      prose('docs/follow.md', 'Why it waits').includes(`${hours.join(', ').replace('.5', '½')} hours`),
    );
  });

  it('are those of the lab, where foresight is told in words', () => {
    const lab = prose('docs/lab.md', 'Foresight');
    const [, plain, plainByRules] = /of T1 it is \S+ °C at (\S+) a day, by the rules \S+ °C at (\S+)\. /.exec(
      lab,
    )!;
    const [, all, allByRules] =
      /is \S+ °C at (\S+) corrections a day, by the rules alone \S+ °C at (\S+);/.exec(lab)!;
    const [two, five, three, andFive] = [plain, plainByRules, all, allByRules].map(
      (figure) => WORDS.get(Math.round(Number(figure)))?.[0],
    );
    const text = prose('docs/follow.md', 'Foresight');
    assert.ok(text.includes(`it makes ${two} corrections a day where the rules alone make ${five},`), text);
    assert.ok(text.includes(`${three} where they make ${andFive}.`), text);
  });

  it('are those of the examples', () => {
    interface ExampleNode {
      readonly timeout?: string;
      readonly repeat?: string;
      readonly staleAfter?: string;
    }
    const valueOf = (example: string, property: keyof ExampleNode): string | undefined =>
      (JSON.parse(read(`examples/${example}.json`)) as ExampleNode[])
        .map((node) => node[property])
        .find(Boolean);
    const changes = 'a sensor that reports changes only';
    const repeat = Number(valueOf(changes, 'repeat')) / 60;
    const stale = valueOf(changes, 'staleAfter');
    const guide = prose('docs/guide.md', 'A second room, a second sensor');
    assert.ok(
      guide.includes(`every ${repeat} minutes`) && guide.includes(`_Too old after_ to ${stale} minutes`),
    );
    const probe = read('examples/probe.json');
    const [most, back] = ['WATCH_AT_MOST', 'WATCH_RETURN'].map((name) =>
      Number(new RegExp(`const ${name} = (\\d+) \\* MINUTE`).exec(probe)?.[1]),
    );
    // And a quarter of a minute between its two corrections.
    const minutes = most! + back! + 1;
    for (const [document, heading] of [
      ['README.md', 'Examples'],
      ['docs/faq.md', 'Has it been tried with a real account?'],
      ['docs/follow.md', 'Do corrections add up?'],
    ] as const)
      assert.ok(prose(document, heading).includes(`${minutes} minutes`), document);
    const file = 'src/account/account.ts';
    const longest = (constant(file, 'MESSAGE_MS') + constant(file, 'SLOW_MESSAGE_MS')) / 1_000;
    const call = valueOf('call it from anywhere', 'timeout');
    assert.ok(
      prose('docs/guide.md', 'Call it from anywhere').includes(
        `${call} seconds, since a message may take ${longest}`,
      ),
    );
    assert.ok(Number(call) > longest);
  });

  it('are the settle times where nobody knows the outcome', () => {
    const { set, follow } = DEFAULTS;
    const words = `${set.settleTime} minutes if you have not changed it, ${follow.settleTime} in mode _follow_`;
    assert.ok(prose('docs/errors.md', 'OUTCOME_UNKNOWN').includes(words));
  });

  it('are those that a test of the costs holds', () => {
    const tests = [...read('test/nodes/cost.test.ts').matchAll(/\bit\('(.+): (?:at most )?([^:']+)'/g)];
    const costOf = (words: RegExp): string | undefined => tests.find(([title]) => words.test(title))?.[2];
    const rows = rowsOf(sectionOf(read('docs/faq.md'), 'What does it cost the cloud?'));
    const expected: readonly (readonly [RegExp, RegExp])[] = [
      [/^first list/, /the first list of rooms/],
      [/^the same after a restart/, /the same after a restart/],
      [/^one correction/, /one correction, warm/],
      [/^corrections for N rooms/, /corrections for N rooms/],
      [/^1,000 messages/, /a thousand messages for one room at once/],
      [/wrong password/, /with a wrong password/],
    ];
    for (const [inDocument, inTest] of expected) {
      const told = rows.find(([work]) => inDocument.test(work!))?.[1];
      assert.ok(told, `${inDocument.source} is not in the table`);
      assert.equal(told, costOf(inTest));
    }
  });
});
