import assert from 'node:assert/strict';
import { HOUR, MINUTE, SECOND } from '../../src/clock';
import { fault, type Fault } from '../../testkit';
import { VIRTUAL_START } from '../support/virtual-clock';
import { accountBenches, badDay, ROOMS } from './support/account-bench';
import { proves, tally } from './support/results';

const SECTION = 'limits';
const REAL_LIMITS = { cloud: { per10s: 50, perHour: 500 } };
const OUR_LIMITS = { per10s: 40, perHour: 400 };

/** The most requests in any span of `length` ms. */
const most = (times: readonly number[], length: number): number =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + length).length));

describe('too many requests', () => {
  const { signedIn } = accountBenches();

  const inTwoMinutes = new Date(VIRTUAL_START + 3 * MINUTE).toUTCString();
  const told: readonly (readonly [name: string, retryAfter: string | undefined, seconds: number])[] = [
    ['and says for how long: 120 seconds', '120', 120],
    ['and says until when: two minutes from now', inTwoMinutes, 120],
    ['and says: for a billion seconds', '1000000000', 3_600],
    ['and says: for −5 seconds', '-5', 60],
    ['and does not say for how long', undefined, 60],
  ];
  for (const [name, retryAfter, seconds] of told) {
    proves('faults', SECTION, `the cloud says that it is too much ${name}`, async () => {
      const account = await signedIn();
      const { simulator } = account;
      simulator.faults.next('homestatus', fault.code(429, 26, 'User usage reached', retryAfter));
      const first = await account.corrected();
      assert.equal(account.error?.retryAfterMs, seconds * SECOND);
      const ends = [first, ...(await account.repeat(20, () => account.corrected()))];
      assert.deepEqual(new Set(ends), new Set(['RATE_LIMITED']));
      assert.equal(account.counts.requests, 1);
      await account.later(seconds * SECOND);
      const after = await account.list();
      assert.equal(after, ROOMS);
      assert.deepEqual(account.counts, { requests: 2, signIns: 0, corrections: 0 });
      return {
        sent: '21 corrections, and a list when the pause is over',
        out: `${tally(ends)} (again in ${seconds} s), then ${after}`,
        ...account.counts,
      };
    });
  }

  const quota: readonly (readonly [name: string, make: () => Fault])[] = [
    ['429, code 26', () => fault.code(429, 26, 'User usage reached')],
    ['403, code 26', () => fault.code(403, 26, 'User usage reached')],
    ['a bare 429', () => fault.answer(429)],
  ];
  for (const [name, make] of quota) {
    proves('faults', SECTION, `everything is answered with "too much" for a day (${name})`, async () => {
      const account = await signedIn({ limits: OUR_LIMITS });
      account.simulator.faults.always('*', make());
      return badDay(account, 'RATE_LIMITED', () => {
        const { requests } = account.counts;
        assert.ok(requests <= 31, `${requests} requests`);
      });
    });
  }

  proves('faults', SECTION, 'the cloud itself is overloaded (429, code 11)', async () => {
    const account = await signedIn();
    account.simulator.faults.always('homestatus', fault.code(429, 11, 'Failed to enter'));
    const first = await account.corrected();
    account.simulator.faults.clear();
    const after = await account.list();
    assert.deepEqual([first, after], ['RATE_LIMITED', ROOMS]);
    assert.deepEqual(account.counts, { requests: 4, signIns: 0, corrections: 0 });
    return { sent: 'a correction, a list afterwards', out: `${first}, then ${after}`, ...account.counts };
  });

  proves('faults', SECTION, 'a flow forces a correction every three seconds for an hour', async () => {
    const simulator = { ...REAL_LIMITS, semantics: 'immediate' } as const;
    const account = await signedIn({ simulator, limits: OUR_LIMITS });
    const { log } = account.simulator;
    const ends: string[] = [];
    for (let i = 0; i < 1_200; i += 1) {
      ends.push(await account.corrected(20 + (i % 2), true));
      await account.later(3 * SECOND);
    }
    const refusals = log.requests.filter(({ status }) => status !== 200).length;
    assert.equal(refusals, 0, 'the cloud has never had to refuse');
    const times = log.requests.map(({ at }) => at);
    assert.ok(most(times, 10 * SECOND) <= 40 && most(times, HOUR) <= 400);
    assert.deepEqual(new Set(ends), new Set(['corrected', 'RATE_LIMITED']));
    return {
      sent: '1,200 corrections',
      out: `${tally(ends)}; refused by the cloud: ${refusals}`,
      ...account.counts,
    };
  });

  proves('faults', SECTION, 'a thousand messages for one room come at once', async () => {
    const account = await signedIn({ simulator: REAL_LIMITS, limits: OUR_LIMITS });
    const messages = Array.from({ length: 1_000 }, (_, i) =>
      account.begin('correction', 15 + (i % 100) / 10),
    );
    const ends = await account.settle(Promise.all(messages));
    assert.deepEqual(new Set(ends), new Set(['superseded', 'corrected']));
    assert.equal(account.counts.corrections, 1);
    assert.ok(account.counts.requests <= 4);
    return { sent: '1,000 corrections', out: tally(ends), ...account.counts };
  });

  proves('faults', SECTION, 'eleven hundred messages come while the cloud does not answer', async () => {
    const account = await signedIn();
    account.simulator.faults.always('homestatus', fault.hang());
    account.hangs = true;
    const messages = Array.from({ length: 1_100 }, () => account.begin('list'));
    const ends = await account.settle(Promise.all(messages));
    assert.equal(ends.filter((end) => end === 'OVERLOADED').length, 100);
    assert.ok(ends.every((end) => ['OVERLOADED', 'TIMEOUT'].includes(end)));
    return { sent: '1,100 lists', out: tally(ends.sort()), ...account.counts };
  });
});
