import assert from 'node:assert/strict';
import { netatmoTransport, sentTo } from '../../src/cloud/transport';
import type { ErrorCode } from '../../src/cloud/errors';
import { fault, type FaultRoute, type Fault } from '../../testkit';
import { benches, spy, until, type Bench, type BenchOptions, type Message } from './support/bench';
import {
  ACCOUNT,
  CREDENTIALS,
  flow,
  getNode,
  LOGIN,
  setNode,
  tab,
  type Credentials,
  type FlowNode,
} from './support/flows';

/** How one code comes about, and what else the message must say of it. */
interface Case {
  readonly name?: string;
  readonly options?: BenchOptions;
  readonly flow?: readonly FlowNode[];
  readonly credentials?: Credentials;
  readonly prepare?: (bench: Bench) => void;
  /** Fails each request of a page. */
  readonly fails?: readonly [FaultRoute, Fault];
  readonly message?: Message;
  /** Time that passes while the message waits, ms, once this page has been asked for. */
  readonly waits?: readonly [route: 'homestatus' | 'truetemperature', ms: number];
  readonly facts?: { readonly status?: number; readonly netatmoCode?: number };
  readonly retry?: readonly [least: number, most: number];
}

const wrong = { [ACCOUNT]: { ...LOGIN, password: 'a secret' } };
const signInEnd = (to: 'two-factor' | 'lockout' | 'captcha' | 'terms' | 'unknown-page'): BenchOptions => ({
  simulator: { cloud: { signInEnd: to } },
});
const twins = [{ name: 'House', rooms: [{ name: 'Kitchen' }, { name: 'kitchen' }] }];
const kitchen = (bench: Bench) => bench.simulator.house.room('Kitchen');

const CASES: readonly (readonly [code: ErrorCode, Case])[] = [
  ['CONFIG', { name: 'no account', flow: tab(setNode({ account: '' })) }],
  ['CONFIG', { name: 'the account disabled', flow: flow({}, {}, { d: true }) }],
  ['CONFIG', { name: 'an unknown service', flow: flow({}, {}, { service: 'other' }) }],
  ['CONFIG', { name: 'a limit of 0', flow: flow({}, {}, { limitPerHour: 0 }) }],
  ['CONFIG', { name: 'a negative tolerance', flow: flow({ tolerance: -1 }) }],
  ['CREDENTIALS_MISSING', { credentials: {} }],
  ['CREDENTIALS_REJECTED', { credentials: wrong, facts: { status: 302 } }],
  ['TWO_FACTOR_REQUIRED', { options: signInEnd('two-factor') }],
  ['SIGN_IN_BLOCKED', { name: 'locked out', options: signInEnd('lockout') }],
  ['SIGN_IN_BLOCKED', { name: 'a captcha', options: signInEnd('captcha') }],
  ['SIGN_IN_BLOCKED', { name: 'new terms', options: signInEnd('terms') }],
  ['SIGN_IN_BLOCKED', { name: 'a page that nobody knows', options: signInEnd('unknown-page') }],
  [
    'RATE_LIMITED',
    {
      fails: ['homestatus', fault.code(429, 26, 'User usage reached', '120')],
      facts: { status: 429, netatmoCode: 26 },
      retry: [119_000, 120_000],
    },
  ],
  [
    'RATE_LIMITED',
    { name: 'our own budget', flow: flow({}, {}, { limitPerHour: 5 }), retry: [3_500_000, 3_600_000] },
  ],
  [
    'FORBIDDEN',
    {
      fails: ['homestatus', fault.code(403, 13, 'Operation forbidden')],
      facts: { status: 403, netatmoCode: 13 },
    },
  ],
  ['CLOUD_ERROR', { name: '503', fails: ['homestatus', fault.gateway(503)], facts: { status: 503 } }],
  [
    'CLOUD_ERROR',
    {
      name: 'an error with 200',
      fails: ['homestatus', fault.okBut({ error: { code: 9, message: 'no' } })],
      facts: { status: 200, netatmoCode: 9 },
    },
  ],
  ['BAD_RESPONSE', { name: 'a page', fails: ['homestatus', fault.htmlPage()], facts: { status: 200 } }],
  [
    'BAD_RESPONSE',
    {
      name: 'another shape',
      fails: ['homesdata', fault.okBut({ status: 'ok', body: 7 })],
      facts: { status: 200 },
    },
  ],
  [
    'CONFIG',
    {
      name: 'the address of the proxy',
      options: { transport: () => netatmoTransport({ HTTPS_PROXY: 'http://somebody:p%ssword@proxy' }) },
    },
  ],
  ['NETWORK', { prepare: (bench) => bench.simulator.cloud.offline(true) }],
  [
    'TLS',
    { options: { transport: (port) => sentTo(`https://127.0.0.1:${String(port)}`, netatmoTransport({})) } },
  ],
  ['TIMEOUT', { fails: ['homestatus', fault.hang()], waits: ['homestatus', 60_000] }],
  [
    'OUTCOME_UNKNOWN',
    { name: '503', fails: ['truetemperature', fault.gateway(503)], facts: { status: 503 } },
  ],
  [
    'OUTCOME_UNKNOWN',
    { name: 'no answer', fails: ['truetemperature', fault.hang()], waits: ['truetemperature', 60_000] },
  ],
  ['HOME_NOT_FOUND', { message: { homeId: 'nowhere' } }],
  ['ROOM_NOT_FOUND', { flow: flow({ room: 'Cellar', roomType: 'str' }) }],
  ['ROOM_AMBIGUOUS', { options: { simulator: { homes: twins } } }],
  ['ROOM_UNREACHABLE', { name: 'the valve', prepare: (bench) => kitchen(bench).unreachable(true) }],
  ['ROOM_UNREACHABLE', { name: 'the relay', prepare: (bench) => bench.simulator.house.relayOffline(true) }],
  ['INVALID_ROOM', { flow: flow({ room: '' }) }],
  ['INVALID_TEMPERATURE', { message: { payload: 'warm' } }],
  ['CORRECTION_TOO_LARGE', { message: { payload: 32 } }],
];

describe('a failure of the set truetemp node', () => {
  const open = benches();

  for (const [code, each] of CASES) {
    it(`${code}${each.name === undefined ? '' : ` (${each.name})`} is one error that a Catch node can read`, async () => {
      const bench = await open(each.options);
      await bench.start(each.flow, each.credentials);
      each.prepare?.(bench);
      if (each.fails) bench.simulator.faults.always(...each.fails);

      const message = { payload: 22, topic: 'mine', own: { deep: [1, 2] }, ...each.message };
      const { outcomes } = bench.begin([message]);
      if (each.waits) {
        const [route, ms] = each.waits;
        await until(() => bench.simulator.log.counts()[route] > 0);
        bench.clock.skip(ms);
      }
      const [outcome] = await outcomes;
      assert.deepEqual([outcome?.sent.length, outcome?.caught.length, outcome?.completed], [0, 1, 0]);

      const { error, netatmo, ...rest } = outcome!.caught[0]!;
      const { _msgid, ...own } = rest;
      assert.equal(typeof _msgid, 'string');
      assert.deepEqual(own, message);
      const { message: text, code: caughtCode } = error as { message: string; code: string };
      assert.equal(caughtCode, code);
      assert.ok(text.startsWith(`NetatmoError [${code}]: `), text);
      assert.doesNotMatch(text, /demo@example|demo password|a secret|https?:/);

      const { retryAfterMs, ...facts } = netatmo as { retryAfterMs?: number };
      assert.deepEqual(facts, { code, ...each.facts });
      const [least, most] = each.retry ?? [];
      if (least === undefined) assert.equal(retryAfterMs, undefined);
      else assert.ok(retryAfterMs! >= least && retryAfterMs! <= most!, String(retryAfterMs));

      const [thrown] = spy(bench.node('set').error).args.at(-1) as [Error];
      assert.ok(Object.hasOwn(thrown, 'code'));
      assert.equal(thrown.name, `NetatmoError [${code}]`);
      assert.deepEqual(bench.statuses.at(-1), {
        fill: each.retry ? 'yellow' : 'red',
        shape: 'ring',
        text: each.retry ? 'errors.retry' : `errors.${code}`,
      });
      assert.deepEqual(bench.simulator.log.corrections, []);
    });
  }

  it('SIGN_IN_PAUSED comes after a failure of signing in that may pass, and ends by time', async () => {
    const bench = await open();
    await bench.start();
    bench.simulator.faults.next('postlogin', fault.gateway(503));
    const [first] = (await bench.send({ payload: 22 })).caught;
    assert.equal((first?.['netatmo'] as { code: string }).code, 'CLOUD_ERROR');
    const [second] = (await bench.send({ payload: 22 })).caught;
    const { code, retryAfterMs } = second?.['netatmo'] as { code: string; retryAfterMs: number };
    assert.equal(code, 'SIGN_IN_PAUSED');
    assert.ok(retryAfterMs >= 1 && retryAfterMs <= 60_000);
    assert.equal(bench.signIns, 1);
    bench.clock.skip(retryAfterMs);
    assert.equal((await bench.send({ payload: 22 })).sent.length, 1);
  });

  it('a correction whose answer is lost counts: the room settles', async () => {
    const bench = await open();
    await bench.start();
    bench.simulator.faults.next('truetemperature', fault.answerAfter(503));
    const [lost] = (await bench.send({ payload: 22 })).caught;
    assert.equal((lost?.['netatmo'] as { code: string }).code, 'OUTCOME_UNKNOWN');
    const { sent } = await bench.send({ payload: 22 });
    assert.equal((sent[0]?.payload as { reason: string }).reason, 'settling');
    assert.equal(bench.simulator.log.corrections.length, 1);
  });

  it('names home and id of each room that a name may mean', async () => {
    const bench = await open({ simulator: { homes: twins } });
    await bench.start();
    const [caught] = (await bench.send({ payload: 22 })).caught;
    const { message } = caught?.['error'] as { message: string };
    for (const part of ['House', '1000000001', '1000000002']) assert.ok(message.includes(part), message);
  });

  it('CONFIG says the same of the get rooms node, which asks nothing then', async () => {
    const bench = await open();
    await bench.start(tab(setNode(), getNode({ account: 'gone' })));
    const { sent, caught } = await bench.send({}, 'get');
    assert.deepEqual([sent.length, caught.length], [0, 1]);
    assert.deepEqual(caught[0]?.['netatmo'], { code: 'CONFIG' });
  });

  it('leaves Node-RED and the other messages alone', async () => {
    const bench = await open();
    await bench.start(undefined, CREDENTIALS);
    const messages = [{ payload: 'x' }, { payload: 21 }, { payload: {} }, { payload: 21, homeId: 3 }];
    const outcomes = await bench.sendAll(messages);
    assert.deepEqual(
      outcomes.map(({ sent, caught }) => [sent.length, caught.length]),
      [
        [0, 1],
        [1, 0],
        [0, 1],
        [0, 1],
      ],
    );
  });
});
