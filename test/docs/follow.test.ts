import assert from 'node:assert/strict';
import { FOLLOW_DEFAULTS, parseFollowSettings } from '../../src/correction/follow/settings';
import { DEFAULTS } from '../../src/correction/settings';
import { resultStatus } from '../../nodes/truetemp-status';
import type { CorrectionResult, Reason } from '../../src/correction/result';
import { MINUTE } from '../../src/clock';
import { textsIn } from '../support/texts';
import { read, rowsOf, sectionOf } from './markdown';

interface NodeTexts {
  readonly label: Readonly<Record<string, string>>;
  readonly status: Readonly<Record<string, string>>;
}
const texts = (
  JSON.parse(read('nodes/locales/en-US/netatmo-set-truetemp.json')) as Record<string, NodeTexts>
)['netatmo-set-truetemp']!;

const follow = read('docs/follow.md');
const messages = read('docs/messages.md');
const settings = rowsOf(sectionOf(follow, 'The settings'));
const holds = rowsOf(sectionOf(follow, 'Why it waits'));

/** The words of a union type in the code. */
const wordsOf = (file: string, type: string): string[] => {
  const [, union = ''] = new RegExp(`^export type ${type} =([^;]+);`, 'm').exec(read(file)) ?? [];
  return [...union.matchAll(/'([a-z-]+)'/g)].map(([, word]) => word!);
};
const HOLDS = wordsOf('src/correction/decide.ts', 'FollowHold');
const REASONS = [
  ...wordsOf('src/correction/result.ts', 'Reason'),
  ...wordsOf('src/correction/decide.ts', 'Hold'),
  ...HOLDS,
];

/** What a follow node does with one setting; undefined when it refuses it. */
const tried = (property: string, value: unknown): unknown => {
  try {
    const parsed = parseFollowSettings({ [property]: value });
    return { ...parsed };
  } catch {
    return undefined;
  }
};

describe('docs/follow.md', () => {
  it('names each setting of follow, and no other', () => {
    const known = [...Object.keys(DEFAULTS.follow), ...Object.keys(FOLLOW_DEFAULTS)];
    assert.deepEqual(
      settings.map(([, property]) => property!).sort(),
      [...known, 'foresight', 'onlyWhenWrong', 'quietHours'].sort(),
    );
  });

  for (const [label, property, whenEmpty, limits] of settings) {
    describe(property!, () => {
      it('is called as in the dialog', () => {
        assert.equal(label, texts.label[property!]);
      });

      it('has the default of the code', () => {
        const stored = { on: true, off: false, none: '' }[whenEmpty!] ?? whenEmpty!;
        assert.deepEqual(tried(property!, stored), parseFollowSettings({}));
      });

      const [, above, least, most] = /^(above )?(\d+)(?:,? to (\d+)| or more)/.exec(limits!) ?? [];
      if (least === undefined) return;
      it('has the limits of the code', () => {
        assert.equal(tried(property!, Number(least) - 0.001), undefined, 'below');
        assert.equal(tried(property!, least) === undefined, above !== undefined, 'at the lower limit');
        assert.notEqual(tried(property!, most ?? 1000), undefined, 'at the upper limit');
        assert.equal(tried(property!, Number(most ?? Infinity) + 1), undefined, 'above');
        assert.equal(tried(property!, 1.5) === undefined, limits!.includes('whole'), 'not whole');
      });
    });
  }

  it('gives the reasons to wait in the order of the code', () => {
    const [, gates = ''] =
      /const GATES[^=]+= \[([^\]]+)\]/.exec(read('src/correction/follow/gates.ts')) ?? [];
    const order = [...gates.matchAll(/\w+/g)].map(([gate]) =>
      gate.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    );
    // One gate has two reasons, and watching a room is settling too.
    const expected = order.filter((gate) => gate !== 'watching');
    expected.splice(expected.indexOf('settling') + 1, 0, 'not-responding');
    assert.deepEqual(
      holds.map(([reason]) => reason),
      expected,
    );
  });

  it('gives the defaults in words where it explains', () => {
    const { minInterval, maxStep, windowHold, budget } = FOLLOW_DEFAULTS;
    const { tolerance, settleTime } = DEFAULTS.follow;
    const texts = new Map(holds.map((cells) => [cells[0], cells.join(' ')]));
    assert.match(texts.get('window')!, new RegExp(`${windowHold} minutes`));
    assert.match(texts.get('within-tolerance')!, new RegExp(`by ${tolerance} °C`));
    assert.match(texts.get('settling')!, new RegExp(`${settleTime} minutes`));
    assert.match(texts.get('interval')!, new RegExp(`${minInterval} minutes`));
    assert.match(texts.get('budget')!, new RegExp(`${budget} °C`));
    assert.match(follow, new RegExp(`by ${maxStep} °C at most`));
    assert.equal(parseFollowSettings({}).staleMs, FOLLOW_DEFAULTS.staleAfter * MINUTE);
  });
});

describe('docs/messages.md', () => {
  const rows = rowsOf(sectionOf(messages, 'Reasons'));

  it('explains each reason, and no other', () => {
    assert.ok(HOLDS.length > 0);
    assert.deepEqual(rows.map(([reason]) => reason!).sort(), [...new Set(REASONS)].sort());
  });

  for (const [reason, shown] of rows) {
    it(`shows ${reason!} as the node does`, () => {
      assert.equal(shown, statusOf(reason as Reason));
    });
  }

  it('names all that an answer of follow tells', () => {
    const [, facts = ''] =
      /export interface FollowFacts \{([\s\S]+?)\n\}/.exec(read('src/correction/follow/explain.ts')) ?? [];
    const fields = [...facts.matchAll(/readonly (\w+):/g)].map(([, field]) => field!);
    assert.ok(fields.length > 0);
    assert.deepEqual(
      rowsOf(sectionOf(messages, 'follow')).map(([field]) => field!),
      fields,
    );
  });

  it('names all that a room tells', () => {
    const [, room = ''] = /export interface Room \{([\s\S]+?)\n\}/.exec(read('src/home/room.ts')) ?? [];
    const fields = [...room.matchAll(/readonly (\w+):/g)].map(([, field]) => field!);
    assert.ok(fields.length > 0);
    assert.deepEqual(
      rowsOf(sectionOf(messages, 'A room')).flatMap(([names]) => names!.split(', ')),
      fields,
    );
  });
});

/** What a node shows of an answer, in English. */
function statusOf(reason: Reason): string {
  const isTimed = ['settling', 'interval', 'quiet'].includes(reason);
  const result = {
    reason,
    changed: false,
    measuredTemperature: 21,
    correctedTemperature: 20.5,
    correction: -0.5,
    nextAt: isTimed ? new Date(2026, 0, 31, 14, 5).toISOString() : null,
  } as CorrectionResult;
  return resultStatus(textsIn('en-US'), result, false).text;
}
