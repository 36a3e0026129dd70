import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { NodeMessage } from 'node-red';
import { turn } from '../support/world';
import { benches, type Message, spy, until } from './support/bench';
import { ACCOUNT, CREDENTIALS, flow, KEPT, LOGIN, SESSION_KEY } from './support/flows';

const throwing = (what: unknown) => (): never => {
  throw what;
};
const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
/** An error that fights back when it is looked at. */
const hostileError = (): Error =>
  Object.defineProperty(new Error('x'), 'name', { get: throwing(new Error('no name')) });

/** Messages of which some property does not let itself be read or written. Function nodes can make all of them. */
const MESSAGES: readonly (readonly [string, () => object])[] = [
  ['that is frozen', () => Object.freeze({ _msgid: 'm', payload: 21 })],
  ['that is frozen and wrong', () => Object.freeze({ _msgid: 'm', payload: 'warm' })],
  ['that is sealed and wrong', () => Object.seal({ _msgid: 'm', payload: {} })],
  [
    'with a netatmo property that cannot be set',
    () =>
      Object.defineProperty({ _msgid: 'm', payload: 'warm' }, 'netatmo', { set: throwing(new Error('no')) }),
  ],
  [
    'with a netatmo property that cannot be deleted',
    () => Object.defineProperty({ _msgid: 'm', payload: 21 }, 'netatmo', { value: 1, configurable: false }),
  ],
  ...(
    [
      ['null', () => null],
      ['a revoked proxy', revoked],
      ['a text', () => 'thrown'],
      ['an error without a readable name', hostileError],
    ] as const
  ).flatMap(([what, make]) =>
    ['payload', 'homeId', 'force', 'undo', 'history', 'topic'].map(
      (property): readonly [string, () => object] => [
        `with a ${property} whose getter throws ${what}`,
        () =>
          Object.defineProperty({ _msgid: 'm', payload: 21 }, property, {
            get: throwing(make()),
            enumerable: true,
            configurable: true,
          }),
      ],
    ),
  ),
  ['with a payload that is a revoked proxy', () => ({ _msgid: 'm', payload: revoked() })],
  ['with a home that is a revoked proxy', () => ({ _msgid: 'm', payload: 21, homeId: revoked() })],
  [
    'that is a proxy which lets nothing be set',
    () => new Proxy({ _msgid: 'm', payload: 'warm' }, { set: () => false, deleteProperty: () => false }),
  ],
];

describe('a message that fights back', () => {
  const open = benches();

  for (const mode of ['set', 'follow'])
    for (const [what, make] of MESSAGES)
      it(`ends once, ${what} (${mode}), and the next one is served`, async () => {
        const bench = await open();
        await bench.start(flow({ mode }), CREDENTIALS);
        for (const id of ['set', 'get']) {
          const ends = { done: 0 };
          const node = bench.node(id);
          const flowOf = node as unknown as { _complete: (msg: unknown, error?: unknown) => void };
          const complete = flowOf._complete.bind(node);
          flowOf._complete = (msg, error) => {
            ends.done += 1;
            complete(msg, error);
          };
          node.receive(make() as NodeMessage);
          await until(() => ends.done > 0);
          for (let turns = 0; turns < 5; turns += 1) await turn();
          assert.equal(ends.done, 1);
        }
        const { completed } = await bench.send({ payload: 21.5, force: true });
        assert.equal(completed, 1);
      });

  it('is told in the log when Node-RED cannot copy it for a Catch node', async () => {
    const bench = await open();
    await bench.start(flow(), CREDENTIALS);
    const node = bench.node('set');
    const uncopyable = Object.defineProperty({ _msgid: 'm', payload: 'warm' }, 'more', {
      get: throwing(null),
      enumerable: true,
    });
    node.receive(uncopyable);
    await until(() => spy(node.error).callCount === 2);
    assert.match(String(spy(node.error).lastCall.args), /payload|number/);
    assert.equal(spy(node.error).lastCall.args.length, 1);
  });
});

describe('a flow that changes what it got', () => {
  const open = benches();

  /** Writes over everything that a payload holds. */
  const scribble = (thing: unknown): void => {
    if (typeof thing !== 'object' || thing === null) return;
    for (const key of Object.keys(thing)) {
      scribble(Reflect.get(thing, key));
      if (typeof Reflect.get(thing, key) !== 'object') Reflect.set(thing, key, 'changed');
    }
  };
  const WAYS: readonly (readonly [string, string, object, Message])[] = [
    ['a correction', 'set', { settleTime: 0 }, { payload: 20 }],
    ['an answer that held', 'set', {}, { payload: 21 }],
    ['a dry run', 'set', { dryRun: true }, { payload: 20 }],
    ['what follow has taken in', 'set', { mode: 'follow', median: 1 }, { payload: 20.4 }],
    ['what tells of a window only', 'set', { mode: 'follow' }, { window: false }],
    ['the history', 'set', { dryRun: true }, { history: true }],
    ['a list of rooms', 'get', {}, {}],
  ];
  for (const [what, id, node, message] of WAYS)
    it(`changes nothing for later messages with ${what}`, async () => {
      const bench = await open();
      await bench.start(flow(node));
      await bench.send({ payload: 20.4 });
      const told = async (): Promise<unknown> => {
        const { sent } = await bench.send(message, id);
        const payload = sent[0]?.payload;
        const copy = JSON.stringify(payload, (key, value: unknown) =>
          /^(at|readAt|nextAt|since)$/.test(key) ? '' : value,
        );
        scribble(payload);
        return copy;
      };
      const before = await told();
      assert.equal(await told(), before);
    });

  it('changes nothing for the message that overtook another', async () => {
    const bench = await open();
    await bench.start();
    const [overtaken] = await bench.sendAll([{ payload: 20 }, { payload: 20.2 }]);
    scribble(overtaken?.sent[0]?.payload);
    const { sent } = await bench.send({ payload: 20.4 });
    const { room, home } = sent[0]?.payload as { room: object; home: object };
    assert.deepEqual(
      [room, home],
      [
        { id: '1000000002', name: 'Kitchen' },
        { id: '1'.repeat(24), name: 'Demo home' },
      ],
    );
  });
});

describe('an account node that is written out', () => {
  const open = benches();

  it('shows none of its credentials, which it has all the same', async () => {
    const bench = await open();
    await bench.start(flow(), KEPT);
    const node = bench.node(ACCOUNT) as unknown as Record<string, unknown>;
    const seen = new Set<unknown>();
    const written = JSON.stringify({ ...node }, (_key, value: unknown) => {
      if (typeof value === 'object' && value !== null) {
        if (seen.has(value)) return undefined;
        seen.add(value);
      }
      return value;
    });
    for (const text of [written, inspect(node, { depth: 4 }), Object.keys(node).join()])
      for (const secret of [LOGIN.password, LOGIN.username, SESSION_KEY, 'credentials'])
        assert.ok(!text.includes(secret), secret);
    assert.equal((node['credentials'] as typeof LOGIN).password, LOGIN.password);
  });
});
