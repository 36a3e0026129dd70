import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MINUTE, SECOND } from '../../src/clock';
import { fault } from '../../testkit';
import { createRandom } from '../../src/simulator/random';
import { proves } from '../reliability/support/results';
import { RandomFlows, TWO_HOMES } from './support/random-flows';
import { mishaps } from './support/mishaps';
import { Site, sockets } from './support/site';

/** Virtual minutes; `npm run soak` lives through a day. */
const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 20);
const MOST_SIGN_INS = 12;
/** What runs in the first part of it fills caches, and code is compiled. */
const WARM_UP = 0.25;
const SAMPLES = 40;
const MB = 1024 * 1024;

/** Codes that a user ends with the test button of the account. */
const LATCHED: ReadonlySet<string> = new Set([
  'CREDENTIALS_REJECTED',
  'TWO_FACTOR_REQUIRED',
  'SIGN_IN_BLOCKED',
]);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Open files of this process; only Linux tells. */
const openFiles = (): number => {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
};

/** Bytes in use when everything that can go has gone. */
async function heapUsed(): Promise<number> {
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** How much the line through these values rises from the first to the last of them. */
function rise(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const covariance = values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0);
  const variance = values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
  return (covariance / variance) * (values.length - 1);
}

describe(`an account that gets a message a second for ${MINUTES} minutes, while one in a hundred meets a fault`, () => {
  let site: Site;
  const random = createRandom(7);
  const answers = new Map<string, number>();
  const heaps: number[] = [];
  let sent = 0;
  let ended = 0;
  let longest = 0;
  let faults = 0;
  let files = { before: 0, after: 0 };
  let isLatched = false;

  before(async function () {
    this.timeout(3_600_000);
    site = await Site.open({ simulator: { ...TWO_HOMES, logLimit: 100 } });
    await live();
  });
  after(() => site.close());

  async function live(): Promise<void> {
    const account = site.join();
    const flows = new RandomFlows(account, site.simulator, () => random.next());
    const kinds = Object.values(mishaps(site.clock));
    const note = (came: number, answer: string): void => {
      ended += 1;
      longest = Math.max(longest, site.clock.ticks() - came);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      isLatched ||= LATCHED.has(answer);
    };
    const seconds = MINUTES * 60;
    for (let second = 0; second < seconds; second += 1) {
      if (random.next() < 0.01) {
        const kind = kinds[faults % kinds.length]!;
        site.simulator.faults.next('*', kind[Math.floor(random.next() * kind.length)]!());
        faults += 1;
      }
      sent += 1;
      const came = site.clock.ticks();
      void flows.message().then((answer) => note(came, answer));
      if (isLatched && second % 1_200 === 0) isLatched = !(await pressTest(account));
      await site.live(SECOND);
      if (second === Math.floor(seconds * WARM_UP)) files = { before: openFiles(), after: 0 };
      if (second >= seconds * WARM_UP && second % Math.floor((seconds * (1 - WARM_UP)) / SAMPLES) === 0)
        heaps.push(await heapUsed());
    }
    for (let second = 0; second < 120; second += 1) await site.live(SECOND);
    files = { ...files, after: openFiles() };
  }

  /** @returns whether it worked */
  async function pressTest(account: ReturnType<Site['join']>): Promise<boolean> {
    const results: boolean[] = [];
    account.test(false).then(
      () => results.push(true),
      () => results.push(false),
    );
    while (results.length === 0) await site.live(SECOND);
    return results[0]!;
  }

  const what = `a message a second for ${MINUTES} minutes, and one in a hundred requests meets a fault`;
  proves('faults', 'load', what, () => {
    const { signIns, rates } = site;
    const table = [...answers].sort(([, a], [, b]) => b - a).map(([answer, count]) => `${count} ${answer}`);
    console.log(
      `      ${ended} messages answered, ${faults} faults, ${signIns} sign-ins, at most ${rates.mostHour} requests an hour and ${rates.most10s} in ten seconds; heap ${(rise(heaps) / MB).toFixed(2)} MB; ${table.join(', ')}`,
    );
    assert.equal(ended, sent);
    assert.ok(longest <= MINUTE, `${longest} ms`);
    assert.ok(signIns <= MOST_SIGN_INS, `${signIns} sign-ins`);
    return {
      sent: `${sent} lists and corrections`,
      out: `${ended} × answered once, within a minute`,
      requests: '400 an hour at most',
      signIns: `${MOST_SIGN_INS} at most`,
      corrections: '–',
    };
  });

  it('knows all kinds of faults that there are', () => {
    assert.deepEqual(Object.keys(mishaps(site.clock)).sort(), Object.keys(fault).sort());
  });

  it('does something useful all the time', () => {
    for (const answer of ['listed', 'within-tolerance', 'corrected', 'interval'])
      assert.ok((answers.get(answer) ?? 0) > 0, answer);
  });

  it('keeps to the limits of the account', () => {
    assert.ok(site.rates.most10s <= 40, `${site.rates.most10s} in ten seconds`);
    assert.ok(site.rates.mostHour <= 400, `${site.rates.mostHour} in an hour`);
  });

  it('needs no more memory and no more open files in the end than in the beginning', () => {
    assert.ok(Math.abs(rise(heaps)) < 5 * MB, heaps.map((heap) => (heap / MB).toFixed(1)).join(' '));
    // Two connections to each of two hosts may be open or not.
    assert.ok(files.after <= files.before + 8, JSON.stringify(files));
  });

  it('frees everything when it is closed', async () => {
    await site.leave();
    await site.simulator.close();
    await site.until(() => sockets() === 0);
    assert.equal(site.clock.timers, 0);
  });
});
