import assert from 'node:assert/strict';
import { Drip, fault, type Fault } from '../../testkit';
import { type AccountBench, accountBenches } from './support/account-bench';
import { proves } from './support/results';

const SECTION = 'retries';

type Tries = readonly [list: number, correction: number, password: number];

/** How often each is sent in all, when every answer to it is the same. */
const TABLE: readonly (readonly [what: string, make: (account: AccountBench) => Fault, tries: Tries])[] = [
  ['the connection breaks before the answer', fault.resetBefore, [3, 1, 1]],
  ['the connection breaks after it took effect', fault.resetAfter, [3, 1, 1]],
  ['no answer comes', (account) => hanging(account, fault.hang()), [2, 1, 1]],
  ['the answer does not end in time', (account) => hanging(account, fault.drip(new Drip())), [2, 1, 1]],
  ['401', () => fault.answer(401), [2, 2, 1]],
  ['403, code 2 (token refused)', () => fault.code(403, 2, 'Invalid access token'), [2, 2, 1]],
  ['403, code 3 (token expired)', () => fault.code(403, 3, 'Access token expired'), [2, 2, 1]],
  ['403 with an error in words alone', () => fault.forbiddenInWords(), [2, 2, 1]],
  ['403, code 13 (not allowed)', () => fault.code(403, 13, 'Operation is forbidden'), [1, 1, 1]],
  ['403, code 26 (too much)', () => fault.code(403, 26, 'User usage reached'), [1, 1, 1]],
  ['429, code 26 (too much)', () => fault.code(429, 26, 'User usage reached'), [1, 1, 1]],
  ['429, code 11 (overloaded)', () => fault.code(429, 11, 'Failed to enter'), [3, 1, 1]],
  ['500, code 11 (overloaded)', () => fault.code(500, 11, 'Failed to enter'), [3, 1, 1]],
  ['an empty 403', fault.emptyForbidden, [2, 1, 1]],
  ['403 with a page of HTML', fault.htmlForbidden, [2, 1, 1]],
  ['408', () => fault.answer(408), [3, 1, 1]],
  ...[500, 502, 503, 504].map((status) => [String(status), () => fault.gateway(status), [3, 1, 1]] as const),
  ['400, 404 and the like', () => fault.answer(404), [1, 1, 1]],
  ['a redirect', () => fault.redirectTo('https://evil.example/'), [1, 1, 1]],
  ['an answer that cannot be read', fault.htmlPage, [2, 1, 1]],
  ['a packed or an endless answer', () => fault.gzip(), [1, 1, 1]],
];

describe('what is sent again', () => {
  const { open, signedIn } = accountBenches();

  for (const [what, make, expected] of TABLE) {
    proves('retries', SECTION, what, async () => {
      const reading = await signedIn();
      reading.simulator.faults.always('homestatus', make(reading));
      await reading.list();

      const correcting = await signedIn();
      correcting.simulator.faults.always('truetemperature', make(correcting));
      await correcting.corrected();

      const signingIn = await open();
      signingIn.simulator.faults.always('postlogin', make(signingIn));
      await signingIn.list();

      const tries = [
        reading.simulator.log.counts().homestatus,
        correcting.counts.corrections,
        signingIn.counts.signIns,
      ] as const;
      assert.deepEqual(tries, expected);
      assert.ok(correcting.simulator.log.corrections.length <= 1);
      const [list, correction, password] = tries;
      return { list, correction, password };
    });
  }

  proves('retries', SECTION, 'nothing of it could leave this machine', async () => {
    const began = async (account: AccountBench, what: 'list' | 'correction'): Promise<number> => {
      const before = account.inFlight.begun;
      assert.equal(await account.settle(account.begin(what)), 'NETWORK');
      return account.inFlight.begun - before;
    };
    const warm = await signedIn();
    await warm.simulator.close();
    const list = await began(warm, 'list');

    const correcting = await signedIn();
    const { server } = correcting.simulator.cloud;
    // The reading comes, then the cloud is gone.
    correcting.simulator.faults.next('homestatus', {
      isProcessed: true,
      gate: Promise.resolve().then(() => undefined),
      edit: (reply) => {
        setImmediate(() => void server.close());
        return reply;
      },
    });
    const correction = (await began(correcting, 'correction')) - 1;
    assert.equal(correcting.counts.corrections, 0);

    const cold = await open();
    await cold.simulator.close();
    const password = await began(cold, 'list');
    assert.deepEqual([list, correction, password], [3, 3, 1]);
    return { list, correction, password };
  });
});

function hanging(account: AccountBench, fault: Fault): Fault {
  account.hangs = true;
  return fault;
}
