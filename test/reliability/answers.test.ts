import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { MINUTE } from '../../src/clock';
import { Drip, fault, type Fault } from '../../testkit';
import { type AccountBench, accountBenches, ROOMS } from './support/account-bench';
import { proves } from './support/results';

const SECTION = 'answers';
const MB = 1024 * 1024;

/** A fault of every answer, and what a list and a correction come to that meet it. */
interface Trouble {
  readonly what: string;
  readonly make: (account: AccountBench) => Fault;
  readonly list: string;
  /** Requests of the list. */
  readonly reads: number;
  readonly correction: string;
}

const trouble = (
  what: string,
  make: Trouble['make'],
  [list, reads]: readonly [string, number],
  correction = 'OUTCOME_UNKNOWN',
): Trouble => ({ what, make, list, reads, correction });

const hanging =
  (make: () => Fault) =>
  (account: AccountBench): Fault => {
    account.hangs = true;
    return make();
  };

/** The head of the answer comes, and of its body a byte whenever time passes. */
const dripping = (account: AccountBench): Fault => {
  const drip = new Drip();
  let left = 0;
  void drip.ready.then(() => (left = drip.sendHead()));
  account.meanwhile = () => {
    if (left > 1) left = drip.send(1);
  };
  account.hangs = true;
  return fault.drip(drip);
};

/** 200 MB of nothing, in 200 KB: what is packed may be put in a row. */
const bomb = (): Fault => {
  const body = Buffer.concat(Array<Buffer>(200).fill(gzipSync(Buffer.alloc(MB))));
  return { isProcessed: true, edit: () => ({ status: 200, headers: [['content-encoding', 'gzip']], body }) };
};

const NESTED = 100_000;
const deep = `${'['.repeat(NESTED)}${']'.repeat(NESTED)}`;

const TROUBLES: readonly Trouble[] = [
  trouble('the connection breaks before an answer comes', fault.resetBefore, ['NETWORK', 3]),
  trouble('the connection breaks in the middle of the answer', () => fault.truncate(10, true), [
    'NETWORK',
    3,
  ]),
  trouble('the answer is cut off and nothing says so', () => fault.truncate(10, false), ['BAD_RESPONSE', 2]),
  trouble(
    'no answer comes',
    hanging(() => fault.hang()),
    ['TIMEOUT', 2],
  ),
  trouble('the answer drips in, byte by byte', dripping, ['TIMEOUT', 2]),
  trouble('the answer does not end (3 MB and more)', () => fault.huge(3 * MB), ['BAD_RESPONSE', 1]),
  trouble('a packed answer that would be 200 MB', bomb, ['BAD_RESPONSE', 1]),
  trouble('a header of 20 KB', () => fault.hugeHeader(20_000), ['BAD_RESPONSE', 1]),
  ...[500, 502, 503, 504].map((status) =>
    trouble(`status ${status} with a page of HTML`, () => fault.gateway(status), ['CLOUD_ERROR', 3]),
  ),
  trouble('a page of HTML with status 200', fault.htmlPage, ['BAD_RESPONSE', 2]),
  trouble('an empty answer with status 200', () => fault.answer(200), ['BAD_RESPONSE', 2]),
  trouble(
    'JSON of another shape',
    () => fault.okBut({ something: 'else' }),
    ['BAD_RESPONSE', 2],
    'corrected',
  ),
  trouble('JSON that is no object', () => fault.okBut('else'), ['BAD_RESPONSE', 2], 'corrected'),
  trouble('lists in lists, 100,000 deep', () => fault.answer(200, deep), ['BAD_RESPONSE', 2], 'corrected'),
  trouble(
    'status 200, but an error in it (code 5)',
    () => fault.okBut({ error: { code: 5, message: 'Application deactivated' } }),
    ['CLOUD_ERROR', 1],
    'CLOUD_ERROR',
  ),
  trouble(
    'status 200, but `failed` in it',
    () => fault.okBut({ status: 'failed' }),
    ['CLOUD_ERROR', 1],
    'CLOUD_ERROR',
  ),
  trouble('an empty 403 of a gateway', fault.emptyForbidden, ['CLOUD_ERROR', 2], 'CLOUD_ERROR'),
  trouble('a 403 of a gateway with a page of HTML', fault.htmlForbidden, ['CLOUD_ERROR', 2], 'CLOUD_ERROR'),
  trouble(
    'the account may not do this (403, code 13)',
    () => fault.code(403, 13, 'Operation is forbidden'),
    ['FORBIDDEN', 1],
    'FORBIDDEN',
  ),
];

describe('answers that are none', () => {
  const { signedIn } = accountBenches();

  for (const { what, make, list, reads, correction } of TROUBLES) {
    proves('faults', SECTION, what, async () => {
      const account = await signedIn();
      const { faults } = account.simulator;
      faults.always('homestatus', make(account));
      const memory = process.memoryUsage().rss;
      const listed = await account.list();
      faults.clear();
      assert.ok(process.memoryUsage().rss - memory < 64 * MB, 'it takes no memory');
      assert.equal(listed, list);
      assert.equal(account.counts.requests, reads);

      faults.always('truetemperature', make(account));
      const corrected = await account.corrected();
      faults.clear();
      assert.equal(corrected, correction);
      assert.equal(account.counts.corrections, 1);

      account.hangs = false;
      account.meanwhile = () => undefined;
      await account.later(MINUTE);
      assert.equal(await account.list(), ROOMS);
      assert.equal(account.counts.signIns, 0);
      return {
        sent: 'one list, one correction, one more list',
        out: `${listed}, ${corrected}, ${ROOMS}`,
        ...account.counts,
      };
    });
  }
});
