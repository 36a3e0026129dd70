import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Lane, type LaneMessage, type Weight, weightOf } from '../../src/correction/lane';

const WEIGHTS: Readonly<Record<string, Weight>> = { d: 0, p: 1, f: 2, u: 3 };

/** Messages as letters (dry run, plain, force, undo) numbered by their arrival. */
const through = (messages: string): { waiting: string; overtaken: string } => {
  const lane = new Lane<{ order: number; weight: Weight; name: string }>();
  const overtaken = Array.from(messages).flatMap((letter, order) =>
    lane.offer({ order, weight: WEIGHTS[letter] ?? 1, name: `${letter}${order}` }),
  );
  const waiting: string[] = [];
  for (let next = lane.first; next; next = lane.first) {
    waiting.push(next.name);
    lane.remove(next);
  }
  return { waiting: waiting.join(' '), overtaken: overtaken.map(({ name }) => name).join(' ') };
};

describe('the lane of a room', () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ['', '', ''],
    ['p', 'p0', ''],
    ['pp', 'p1', 'p0'],
    ['pppp', 'p3', 'p0 p1 p2'],
    ['fp', 'f0 p1', ''], // a stream does not swallow a command
    ['up', 'u0 p1', ''],
    ['uf', 'u0 f1', ''],
    ['ufp', 'u0 f1 p2', ''],
    ['ufpd', 'u0 f1 p2 d3', ''],
    ['pf', 'f1', 'p0'],
    ['pu', 'u1', 'p0'],
    ['fu', 'u1', 'f0'],
    ['ff', 'f1', 'f0'],
    ['uu', 'u1', 'u0'],
    ['dp', 'p1', 'd0'],
    ['pd', 'p0 d1', ''], // a trial does not swallow the real thing
    ['fppp', 'f0 p3', 'p1 p2'],
    ['fpfp', 'f2 p3', 'f0 p1'],
    ['ufpu', 'u3', 'u0 f1 p2'],
  ];
  for (const [messages, waiting, overtaken] of rows) {
    it(`"${messages}" leaves "${waiting}" waiting`, () =>
      assert.deepEqual(through(messages), { waiting, overtaken }));
  }

  it('lets no message in that comes later than a newer one', () => {
    const lane = new Lane<{ order: number; weight: Weight }>();
    const newer = { order: 2, weight: 1 } as const;
    const older = { order: 1, weight: 1 } as const;
    lane.offer(newer);
    assert.deepEqual(lane.offer(older), [older]);
    assert.equal(lane.first, newer);
  });

  it('weighs a dry run least, whatever it tries', () => {
    assert.equal(weightOf({ undo: true, force: true, dryRun: true }), 0);
    assert.equal(weightOf({ undo: false, force: false, dryRun: false }), 1);
    assert.equal(weightOf({ undo: false, force: true, dryRun: false }), 2);
    assert.equal(weightOf({ undo: true, force: true, dryRun: false }), 3);
  });
});

describe('the lane of a room, whatever comes', () => {
  it('keeps each message or says that it is overtaken, and never lets a lighter one overtake', () => {
    const weights = fc.array(fc.constantFrom<Weight>(0, 1, 2, 3), { maxLength: 40 });
    fc.assert(
      fc.property(weights, fc.array(fc.nat(5), { maxLength: 40 }), (all, delays) => {
        const lane = new Lane<LaneMessage>();
        const messages = all.map((weight, order) => ({ order, weight }));
        // They may come in another order than they were sent in.
        const arriving = messages.toSorted(
          (a, b) => a.order + (delays[a.order] ?? 0) - b.order - (delays[b.order] ?? 0),
        );
        const overtaken = new Set(arriving.flatMap((message) => lane.offer(message)));
        const left: LaneMessage[] = [];
        for (let first = lane.first; first; first = lane.first) {
          left.push(first);
          lane.remove(first);
        }
        assert.equal(overtaken.size + left.length, messages.length);
        for (const message of left) assert.ok(!overtaken.has(message));
        for (const one of overtaken)
          assert.ok(messages.some(({ order, weight }) => order > one.order && weight >= one.weight));
        assert.ok(new Set(left.map(({ weight }) => weight)).size === left.length, 'one of each weight');
        assert.deepEqual(
          left,
          left.toSorted((a, b) => b.weight - a.weight),
        );
      }),
    );
  });
});
