import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { queryObjects } from 'node:v8';
import helper from 'node-red-node-test-helper';
import { Account } from '../../src/account/account';
import { MINUTE } from '../../src/clock';
import { Deadline } from '../../src/cloud/deadline';
import { createRandom } from '../../src/simulator/random';
import { type Bench, benches, until } from '../nodes/support/bench';
import { account, getNode, KEPT, setNode, tab } from '../nodes/support/flows';
import { proves } from '../reliability/support/results';
import { turn } from '../support/world';
import { sockets } from './support/site';

/** `npm run redeploys` does 200. */
const REDEPLOYS = Number(process.env['REDEPLOYS'] ?? 25);
/** After as many, all code has run once and all caches are full. */
const WARM_UP = 5;
/** Messages between two deploys, to rooms and for lists. */
const MESSAGES = 6;
/** A deploy comes after 0 to so many turns of the event loop: while signing in, reading, sending … */
const MOST_TURNS = 200;
/** … and each so-manieth one when all is quiet. */
const QUIET = 5;
const OURS = ['set', 'get'];
const ROOMS = ['Living room', 'Kitchen', 'Bedroom', 'Bathroom'];

interface Completion {
  readonly msg: { readonly _msgid: string };
  readonly node: { readonly id: string };
  readonly error?: { readonly code?: string };
}
interface Hooks {
  add(name: string, hook: (event: Completion) => void): void;
  remove(name: string): void;
}
/** Node-RED's own bookkeeping of messages, the instance that the test helper's Node-RED uses. */
const { hooks } = createRequire(require.resolve('node-red'))('@node-red/util') as { hooks: Hooks };

/** The test helper notes every call of every node and of the log, and so holds on to nodes that are gone. */
function forgetSpies(node: object): void {
  const prototype = Object.getPrototypeOf(node) as object | null;
  if (prototype === null) return;
  for (const { value } of Object.values(Object.getOwnPropertyDescriptors(prototype)))
    (value as { resetHistory?: () => void } | undefined)?.resetHistory?.();
  forgetSpies(prototype);
}

/** What there is in this process of what a deploy must not leave behind. */
const belongings = (bench: Bench): Record<string, number> => {
  forgetSpies(bench.node('set'));
  (helper.log() as unknown as { resetHistory: () => void }).resetHistory();
  return {
    sockets: sockets(),
    signals: queryObjects(AbortSignal, { format: 'count' }),
    deadlines: queryObjects(Deadline, { format: 'count' }),
    accounts: queryObjects(Account, { format: 'count' }),
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name as 'exit'), 0),
  };
};

describe(`${REDEPLOYS} full deploys while messages come`, () => {
  const open = benches();
  const random = createRandom(3);
  /** How each message has ended, by its id. */
  const ends = new Map<string, string[]>();
  before(() =>
    hooks.add('onComplete.proof', ({ msg, node, error }) => {
      if (OURS.includes(node.id))
        ends.get(msg._msgid)?.push(error ? (error.code ?? 'an error without a code') : 'done');
    }),
  );
  after(() => hooks.remove('onComplete.proof'));

  const flows = (round: number) =>
    tab(
      account({ limitPer10s: 100_000, limitPerHour: 100_000 }),
      setNode({ room: 'room', roomType: 'msg', settleTime: round % 2 === 0 ? 0 : 60 }),
      getNode({ homeId: '*' }),
    );

  function send(bench: Bench, round: number): void {
    for (let index = 0; index < MESSAGES; index += 1) {
      const id = `${round}.${index}`;
      ends.set(id, []);
      const room = ROOMS[Math.floor(random.next() * ROOMS.length)];
      const message = { _msgid: id, room, payload: 18 + Math.round(60 * random.next()) / 10 };
      bench.node(index % 3 === 2 ? 'get' : 'set').receive(message);
    }
  }
  const allEnded = (): boolean => [...ends.values()].every((each) => each.length > 0);

  proves('faults', 'load', `${REDEPLOYS} full deploys while messages come`, async () => {
    const bench = await open({ simulator: { cloud: { per10s: 100_000, perHour: 100_000 } } });
    const closes: number[] = [];
    let early: Record<string, number> | undefined;
    await bench.start(flows(0), KEPT);
    for (let round = 1; round <= REDEPLOYS; round += 1) {
      // What was read is too old now, so that there is something to do.
      bench.clock.skip(61_000);
      send(bench, round);
      for (let turns = Math.floor(random.next() * MOST_TURNS); turns > 0; turns -= 1) await turn();
      if (round % QUIET === 0) await until(allEnded);
      const begin = performance.now();
      await bench.deploy(flows(round));
      closes.push(performance.now() - begin);
      await until(allEnded);
      if (round === WARM_UP) early = belongings(bench);
    }
    const late = belongings(bench);

    assert.deepEqual(
      [...ends].filter(([, each]) => each.length !== 1),
      [],
      'each message ends once',
    );
    assert.deepEqual(late, early);
    assert.equal(bench.signIns, 1);
    assert.deepEqual(bench.simulator.log.violations, []);
    const last = await bench.sendAll([{ room: 'Kitchen', payload: 20 }]);
    assert.equal(last[0]?.sent.length, 1, 'and the next message is served');
    await bench.stop();
    assert.equal(bench.clock.timers, 0);
    const all = [...ends.values()].flat();
    const counts = [...new Set(all)].map((end) => `${all.filter((each) => each === end).length} ${end}`);
    console.log(
      `      ${REDEPLOYS} deploys, ${all.length} messages: ${counts.join(', ')}; 99 of 100 deploys within ${percentile(closes, 0.99).toFixed(0)} ms`,
    );
    // Which messages a deploy meets, and where, is chance.
    return {
      sent: `${all.length} lists and corrections`,
      out: `${all.length} × ended once; sockets and timers left: 0`,
      requests: '–',
      signIns: bench.signIns,
      corrections: '–',
    };
  }).timeout(REDEPLOYS * MINUTE);
});

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? 0;
