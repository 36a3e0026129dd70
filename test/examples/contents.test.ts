import assert from 'node:assert/strict';
import { comesWithFolder, examples } from './support/examples';

const OURS = ['netatmo-account', 'netatmo-get-rooms', 'netatmo-set-truetemp'];
const CORE = [
  'tab',
  'comment',
  'inject',
  'debug',
  'change',
  'switch',
  'catch',
  'delay',
  'function',
  'group',
  'http request',
  'link call',
  'link in',
  'link out',
  'mqtt in',
  'mqtt-broker',
  'mqtt out',
  'status',
];

describe('what is in the examples', () => {
  it('shows each of the nodes', () => {
    const used = new Set(examples.flatMap(({ nodes }) => nodes.map(({ type }) => type)));
    for (const type of OURS) assert.ok(used.has(type), type);
  });

  for (const example of examples) {
    describe(example.path, () => {
      const { nodes, text } = example;

      it('explains itself in a comment', () => {
        const comments = nodes.filter(({ type }) => type === 'comment');
        assert.ok(comments.some(({ name, info }) => name && typeof info === 'string' && info.length > 100));
      });

      it('holds no credentials and works on the demo home', () => {
        assert.doesNotMatch(text, /password"|username"|sessionKey|\w@[a-z]+\.[a-z]/i);
        for (const { type, credentials, service } of nodes) {
          assert.equal(credentials, undefined);
          if (type === 'netatmo-account') assert.equal(service, 'simulated');
        }
      });

      it('keeps to the request limits of a real account', () => {
        for (const node of nodes.filter(({ type }) => type === 'netatmo-account'))
          assert.deepEqual([node['limitPer10s'], node['limitPerHour']], [40, 400]);
        for (const { repeat } of nodes.filter(({ type }) => type === 'inject'))
          assert.ok(repeat === '' || Number(repeat) >= 300, 'not more often than every 5 minutes');
      });

      it('sends the time of what it repeats', () => {
        const follows = nodes.some(({ mode }) => mode === 'follow');
        const repeats = nodes.some(({ type, repeat }) => type === 'inject' && repeat !== '');
        if (follows && repeats) assert.match(text, /"p": "at"/);
      });

      it('uses only nodes that its users have', () => {
        const strangers = nodes
          .map(({ type }) => type)
          .filter((type) => !OURS.includes(type) && !CORE.includes(type))
          .filter((type) => !comesWithFolder(example, type));
        assert.deepEqual(strangers, []);
      });

      it('wires only nodes that are there', () => {
        const ids = new Set(nodes.map(({ id }) => id));
        assert.equal(ids.size, nodes.length);
        const mentioned = nodes.flatMap(({ type, wires, links, account, group, scope, broker }) =>
          [wires, links, account, group, scope, type === 'mqtt in' ? broker : null]
            .flat(2)
            .filter((id) => id !== undefined && id !== null),
        );
        for (const id of mentioned) assert.ok(typeof id === 'string' && ids.has(id), JSON.stringify(id));
      });
    });
  }
});
