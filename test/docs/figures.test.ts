import assert from 'node:assert/strict';
import { DEFAULTS } from '../../src/correction/settings';
import { exists, filesUnder, read, rowsOf, sectionOf } from './markdown';

/** Where the code defines a constant: in this file, or in the one of its folder that it has moved to. */
const sourceOf = (file: string, name: string): string => {
  const [top = '', next = ''] = file.split('/');
  const folder = next.endsWith('.ts') ? top : `${top}/${next}`;
  const sources = [file, ...filesUnder(folder, '.ts')].filter(exists).map(read);
  return sources.find((source) => source.includes(`const ${name} =`)) ?? read(file);
};

/** A constant of the code, in ms, °C or as a count. */
const constant = (file: string, name: string): number => {
  const source = sourceOf(file, name);
  const [, value] = new RegExp(`\\b(?:const )?${name}(?: =|:) ([\\d_. *]+?) ?[;,}]`).exec(source) ?? [];
  assert.ok(value, `${name} is not in ${file}`);
  return value
    .replaceAll('_', '')
    .split('*')
    .reduce((product, factor) => product * Number(factor), 1);
};

const MINUTE = 60_000;
const WORDS = new Map<number, string>([
  ...([
    [2, 'two'],
    [4, 'four'],
    [5, 'five'],
    [8, 'eight'],
    [12, 'twelve'],
  ] as const),
  ...([[0.2, 'a fifth']] as const),
]);

/** The text under a heading, on one line. */
const prose = (document: string, heading: string): string =>
  sectionOf(read(document), heading).replace(/\s+/g, ' ');

describe('the figures in the documents', () => {
  it('are those of the request limits', () => {
    const file = 'nodes/account-definition.ts';
    const [short, long] = [constant(file, 'LIMIT_PER_10S'), constant(file, 'LIMIT_PER_HOUR')];
    assert.ok(prose('README.md', 'Limits').includes(`stays below ${short} and ${long},`));
  });

  it('are those of the password limits', () => {
    const caps = [...read('src/cloud/breaker.ts').matchAll(/ most: (\d+) }/g)].map(([, most]) => most!);
    assert.equal(caps.length, 3);
    const [quarter, hour, day] = caps;
    const words = `${quarter} in 15 minutes, ${hour} in an hour and ${day} in a day`;
    assert.ok(prose('docs/errors.md', 'SIGN_IN_PAUSED').includes(words));
    const readme = prose('README.md', 'Limits').replace('passwords are sent ', '');
    assert.ok(readme.includes(words));
  });

  it('are those of the deadlines', () => {
    const file = 'src/account/account.ts';
    const seconds = constant(file, 'MESSAGE_MS') / 1_000;
    const slow = seconds + constant(file, 'SLOW_MESSAGE_MS') / 1_000;
    const left = constant('src/correction/send.ts', 'MIN_TIME_LEFT') / 1_000;
    assert.ok(prose('README.md', 'Limits').includes(`within ${seconds} seconds, or ${slow} when`));
    const section = prose('docs/errors.md', 'TIMEOUT');
    assert.ok(section.includes(`has ${seconds} seconds, or ${slow} when`));
    assert.ok(section.includes(`less than ${left} seconds left`));
  });

  it('are those of what may wait', () => {
    const most = constant('src/account/account.ts', 'MAX_WAITING').toLocaleString('en-US');
    assert.ok(prose('docs/errors.md', 'OVERLOADED').includes(`More than ${most} messages wait`));
  });

  /** What a page says, with `#` for the number; the number of the code, and what it is divided by. */
  const told: readonly (readonly [
    document: string,
    heading: string,
    words: string,
    file: string,
    name: string,
    unit?: number,
  ])[] = [
    [
      'docs/guide.md',
      'Which mode',
      'more than # messages an hour',
      'src/correction/chatty.ts',
      'MAX_PER_HOUR',
    ],
    [
      ...(['docs/guide.md', 'Netatmo weather modules as sensors', 'not measured for # minutes'] as const),
      ...(['src/home/sensors.ts', 'MAX_AGE', MINUTE] as const),
    ],
    [
      ...(['docs/guide.md', 'Catch errors', 'at most one error in # minutes'] as const),
      ...(['src/correction/follow/take-in.ts', 'EVALUATION_EVERY', MINUTE] as const),
    ],
    ['docs/messages.md', 'A room', 'within the last # minutes', 'src/home/sensors.ts', 'MAX_AGE', MINUTE],
    ['docs/messages.md', 'get rooms', 'at most # seconds old', 'src/home/status.ts', 'plenty', 1_000],
    ['docs/messages.md', 'get rooms', 'left # seconds will do', 'src/home/status.ts', 'scarce', 1_000],
    ['docs/messages.md', 'get rooms', 'nothing left # minutes', 'src/home/status.ts', 'none', MINUTE],
    ['docs/messages.md', 'get rooms', '# of each limit is kept', 'src/cloud/budget.ts', 'CORRECTION_SHARE'],
    ['docs/messages.md', 'set truetemp', 'last # decisions', 'src/correction/result.ts', 'MAX_ROWS'],
    [
      ...(['docs/messages.md', 'set truetemp', 'a name of 1 to # characters'] as const),
      ...(['src/correction/follow/sensor-message.ts', 'LONGEST_NAME'] as const),
    ],
    [
      'docs/errors.md',
      'HOME_NOT_FOUND',
      'again after # minutes',
      'src/home/topology.ts',
      'UNKNOWN_FOR',
      MINUTE,
    ],
    [
      'docs/errors.md',
      'ROOM_NOT_FOUND',
      'again after # minutes',
      'src/home/topology.ts',
      'UNKNOWN_FOR',
      MINUTE,
    ],
    ['docs/errors.md', 'HOME_NOT_FOUND', 'lists the first #', 'src/home/match.ts', 'MOST_TOLD'],
    ['docs/errors.md', 'ROOM_AMBIGUOUS', 'home of the first #', 'src/home/match.ts', 'MOST_TOLD'],
    [
      'docs/errors.md',
      'CREDENTIALS_REJECTED',
      'wait # minutes',
      'src/cloud/latch.ts',
      'RETRY_LATCH_MS',
      MINUTE,
    ],
    [
      'docs/errors.md',
      'SIGN_IN_BLOCKED',
      '# minutes or more',
      'src/cloud/latch.ts',
      'RETRY_LATCH_MS',
      MINUTE,
    ],
    ['docs/errors.md', 'RATE_LIMITED', 'the last # minutes', 'src/home/status.ts', 'none', MINUTE],
    ['docs/errors.md', 'BAD_RESPONSE', 'more than # rooms', 'src/cloud/schema-values.ts', 'MAX_ENTRIES'],
    [
      'docs/errors.md',
      'INVALID_ROOM',
      'longer than # characters',
      'src/correction/input.ts',
      'MAX_ROOM_LENGTH',
    ],
    [
      ...(['docs/errors.md', 'INVALID_TEMPERATURE', 'reported once in # minutes'] as const),
      ...(['nodes/netatmo-set-truetemp.ts', 'MISSING_EVERY', MINUTE] as const),
    ],
    [
      ...(['docs/follow.md', 'From a reading to a correction', 'within # minutes counts'] as const),
      ...(['src/correction/follow/filter.ts', 'WINDOW', MINUTE] as const),
    ],
    [
      ...(['docs/follow.md', 'From a reading to a correction', 'looked at once in # minutes'] as const),
      ...(['src/correction/follow/take-in.ts', 'EVALUATION_EVERY', MINUTE] as const),
    ],
    [
      ...(['docs/follow.md', 'From a reading to a correction', 'older than # seconds'] as const),
      ...(['src/correction/freshness.ts', 'TO_SEND', 1_000] as const),
    ],
    ['docs/follow.md', 'Why it waits', 'more than # °C above', 'src/correction/follow/relevance.ts', 'RIGHT'],
    ['docs/follow.md', 'Why it waits', 'more than # °C below', 'src/correction/follow/relevance.ts', 'RIGHT'],
    [
      'docs/follow.md',
      'Foresight',
      'wrong by more than # °C',
      'src/correction/follow/evaluate.ts',
      'AT_REST',
    ],
    [
      'docs/follow.md',
      'Foresight',
      'more than # °C, which',
      'src/correction/follow/foresight.ts',
      'MOST_SPREAD',
    ],
    [
      ...(['docs/follow.md', 'Windows', 'heard of for # hours'] as const),
      ...(['src/correction/follow/window.ts', 'FORGET', 60 * MINUTE] as const),
    ],
    [
      ...(['docs/follow.md', 'Several sensors in a room', 'name of 1 to # characters'] as const),
      ...(['src/correction/follow/sensor-message.ts', 'LONGEST_NAME'] as const),
    ],
    [
      ...(['docs/follow.md', 'Several sensors in a room', '# sensors count at most'] as const),
      ...(['src/correction/follow/sources.ts', 'MOST_SOURCES'] as const),
    ],
    [
      ...(['docs/follow.md', 'A sensor that falls silent', '# corrections go out on it'] as const),
      ...(['src/correction/follow/state.ts', 'MOST_ON_ONE_VALUE'] as const),
    ],
    [
      ...(['docs/follow.md', 'The limit of all corrections', 'the budget and # °C more'] as const),
      ...(['src/correction/reconcile.ts', 'MORE'] as const),
    ],
    ['docs/follow.md', 'Undo', 'at most # °C', 'src/correction/reconcile.ts', 'MOST_UNSURE'],
    [
      ...(['docs/follow.md', 'Do corrections add up?', '# minutes or more after'] as const),
      ...(['src/correction/reconcile.ts', 'OFFSET_SHOWS_AFTER', MINUTE] as const),
    ],
    [
      'docs/follow.md',
      'Do corrections add up?',
      '# reports in a row',
      'src/correction/reconcile.ts',
      'PROVEN',
    ],
    [
      ...(['docs/follow.md', 'Do corrections add up?', 'at least # of them up'] as const),
      ...(['src/correction/reconcile.ts', 'PROVEN_EACH_WAY'] as const),
    ],
    [
      ...(['docs/faq.md', 'What does it cost the cloud?', 'at most every # minutes'] as const),
      ...(['src/home/topology.ts', 'REFRESH_GAP', MINUTE] as const),
    ],
  ];
  for (const [document, heading, words, file, name, unit = 1] of told)
    it(`are those of the code: "${words}" in ${document}, ${heading}`, () => {
      const number = constant(file, name) / unit;
      const text = prose(document, heading).replaceAll('**', '').toLowerCase();
      const forms = [number.toLocaleString('en-US'), WORDS.get(number) ?? '#'];
      const sentences = forms.map((form) => words.toLowerCase().replace('#', form));
      assert.ok(
        sentences.some((sentence) => text.includes(sentence)),
        sentences.join(' · '),
      );
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
