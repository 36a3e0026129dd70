import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'mocha';
import { systemClock } from '../../src/clock';
import { createTestSimulator, fault, type TestSimulator } from '../../testkit';
import { decodeEnvelope } from '../../src/storage/envelope';
import { proves } from '../reliability/support/results';
import type { Answer, Order } from './sharing-process';

const CALLS = 50;
const ROOMS = 'rooms each time';
const BOTH = `${CALLS} and ${CALLS} lists at the same time`;

describe('two processes on one user directory', () => {
  let simulator: TestSimulator;
  let port: number;
  let userDir: string;
  const children: ChildProcess[] = [];

  const start = async (count: number): Promise<ChildProcess[]> => {
    const started = Array.from({ length: count }, () =>
      fork(join(__dirname, 'sharing-process.ts'), [userDir, String(port)], { execArgv: ['--import=tsx'] }),
    );
    children.push(...started);
    await Promise.all(started.map((child) => once(child, 'message')));
    return started;
  };
  /** Has each make its calls, all at the same time. */
  const call = async (processes: readonly ChildProcess[], calls = CALLS): Promise<Answer[]> => {
    const answers = processes.map((child) => once(child, 'message') as Promise<[Answer]>);
    for (const child of processes) child.send({ calls, homeId: simulator.house.id } satisfies Order);
    return (await Promise.all(answers)).map(([answer]) => answer);
  };
  const counts = () => {
    const { keychain, postlogin } = simulator.log.counts();
    return { keychain, postlogin };
  };
  const directory = (): string => join(userDir, 'netatmo-truetemp');
  const assertAnswered = (answers: readonly Answer[]): void =>
    assert.deepEqual(
      answers.map(({ answered, failures }) => [answered, failures]),
      answers.map(() => [CALLS, []]),
    );
  /** One whole file, and nothing beside it. */
  const assertFileIsGood = async (): Promise<void> => {
    const names = await readdir(directory());
    assert.equal(names.length, 1, names.join());
    assert.ok(decodeEnvelope(await readFile(join(directory(), names[0] ?? ''))));
  };
  /** Two processes that both know the session, whose token has expired since. */
  const withExpiredToken = async (): Promise<ChildProcess[]> => {
    const [first] = await start(1);
    await call([first!], 1);
    const [second] = await start(1);
    simulator.cloud.expireTokens();
    simulator.log.clear();
    return [first!, second!];
  };

  /** A test that gives what it has had the two do, and is a row of docs/reliability.md. */
  const shares = (what: string, run: () => Promise<string>, out = ROOMS): Test =>
    proves('faults', 'processes', `two Node-REDs share a user directory, and ${what}`, async () => {
      const sent = await run();
      const { keychain, postlogin } = counts();
      const renewals = postlogin === 0 ? `; renewals: ${keychain}` : '';
      // How many of the lists wait for the one that renews, and how many ask before, is chance.
      return { sent, out: `${out}${renewals}`, requests: '–', signIns: postlogin, corrections: 0 };
    });

  beforeEach(async () => {
    const cloud = { per10s: 100_000, perHour: 100_000 };
    simulator = createTestSimulator({ clock: systemClock, staticHouse: true, cloud });
    port = await simulator.listen();
    userDir = await mkdtemp(join(tmpdir(), 'two-processes-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await simulator.close();
    await rm(userDir, { recursive: true });
    assert.deepEqual(simulator.log.violations, []);
  });

  shares('the token has expired: one renews it, the other takes over what it got', async () => {
    const processes = await withExpiredToken();
    const answers = await call(processes);
    assertAnswered(answers);
    assert.deepEqual(counts(), { keychain: 1, postlogin: 0 });
    assert.deepEqual(
      answers.flatMap(({ events }) => events),
      ['token.refresh'],
    );
    await assertFileIsGood();

    simulator.cloud.expireTokens();
    assertAnswered(await call(processes));
    assert.deepEqual(counts(), { keychain: 2, postlogin: 0 }, 'each refresh cookie was used once');
    await assertFileIsGood();
    return `2 × (${CALLS} and ${CALLS} lists)`;
  });

  it('renew what the other one got when that is refused, too, without the password', async () => {
    const [first, second] = await withExpiredToken();
    await call([first!], 1);
    simulator.cloud.revokeTokens();
    simulator.log.clear();
    assertAnswered(await call([second!]));
    assert.deepEqual(counts(), { keychain: 1, postlogin: 0 });
  });

  shares('the session cannot be renewed any more', async () => {
    const processes = await withExpiredToken();
    simulator.cloud.killRefresh();
    assertAnswered(await call(processes));
    assert.equal(counts().postlogin, 1);
    await assertFileIsGood();
    return BOTH;
  });

  shares('neither has a session', async () => {
    assertAnswered(await call(await start(2)));
    assert.equal(counts().postlogin, 1);
    await assertFileIsGood();
    return BOTH;
  });

  const refused = 'CREDENTIALS_REJECTED';
  shares(
    'the password is wrong',
    async () => {
      Object.assign(simulator.credentials, { password: 'another one' });
      const answers = await call(await start(2), 5);
      for (const { failures } of answers) assert.deepEqual(new Set(failures), new Set([refused]));
      assert.deepEqual(counts(), { keychain: 0, postlogin: 1 });
      await assertFileIsGood();
      return '5 and 5 lists at the same time';
    },
    `10 × ${refused}`,
  );

  shares('one is killed while it renews the session', async () => {
    const [first, second] = await withExpiredToken();
    simulator.faults.next('keychain', fault.hang());
    first!.send({ calls: 1, homeId: simulator.house.id } satisfies Order);
    while (counts().keychain === 0) await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await readdir(directory())).length, 2, 'the file and the lock');
    const answer = call([second!]);
    first!.kill('SIGKILL');
    await once(first!, 'exit');
    assertAnswered(await answer);
    assert.deepEqual(counts(), { keychain: 2, postlogin: 0 });
    await assertFileIsGood();
    return `one list, ${CALLS} lists by the other`;
    // Well before the lock would count as old.
  });
});
