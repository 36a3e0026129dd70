import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Account } from '../../src/account/account';
import type { Accounts, AccountNode } from '../../src/account/accounts';
import { loopbackTransport } from '../../src/cloud/transport';
import { DAY, HOUR } from '../../src/clock';
import type { ListedHome } from '../../src/home/homes';
import { createTestSimulator, fault, type TestSimulator } from '../../testkit';
import { SessionFiles } from '../../src/storage/session-files';
import { accountNode, accountsWith, type NodeChanges } from '../support/accounts';
import { VirtualClock } from '../support/virtual-clock';

const KEY_A = 'a1'.repeat(32);
const KEY_B = 'b2'.repeat(32);
const GO_ON = new AbortController().signal;
const ALL = { homeId: '', filter: 'thermostat', sensors: false } as const;
const KITCHEN = {
  ...{ room: 'Kitchen', homeId: '', accountHomeId: '', force: false, undo: false },
  settings: { tolerance: 0.1, maxCorrection: 10, settleMs: 3_600_000, dryRun: false },
};

describe('the accounts of one Node-RED', () => {
  let clock: VirtualClock;
  let simulator: TestSimulator;
  let port: number;
  let directory: string;
  let accounts: Accounts;
  let joined: { of: Accounts; id: string }[];

  /** A Node-RED that has just started on the same machine. */
  const start = (): Accounts =>
    accountsWith({
      clock,
      files: new SessionFiles(directory, { clock }),
      transport: () => loopbackTransport(port),
    });

  const node = (id: string, changes: NodeChanges = {}): AccountNode =>
    accountNode({ id, sessionKey: id === 'b' ? KEY_B : KEY_A, ...changes });
  const correct = async (account: Account, temperature: number, message = KITCHEN) => {
    const answer = account.correct({ ...message, temperature }, GO_ON);
    const waiting = new Set([answer]);
    const note = () => waiting.clear();
    answer.then(note, note);
    // A correction gathers the messages of a burst for a moment of the clock; a slow disk must not cost more of it.
    for (let ms = 0; waiting.size > 0; ms++) await clock.run(ms < 2_000 ? 1 : 0);
    return answer;
  };
  /** Creates a config node, as a deploy does. */
  const join = (created: AccountNode): Account => {
    joined.push({ of: accounts, id: created.id });
    return accounts.join(created);
  };
  const roomsOf = (homes: readonly ListedHome[]): number => homes.flatMap(({ rooms }) => rooms).length;
  const signIns = (): number => simulator.log.counts().postlogin;
  const files = async (): Promise<string[]> => readdir(directory).catch(() => []);
  const flowsHave = (...ids: string[]): Promise<void> =>
    accounts.settle(
      (id) => ids.includes(id),
      (id) => ids.includes(id),
    );

  beforeEach(async () => {
    clock = new VirtualClock();
    simulator = createTestSimulator({ clock, staticHouse: true });
    port = await simulator.listen();
    directory = path.join(await mkdtemp(path.join(tmpdir(), 'truetemp-')), 'netatmo-truetemp');
    accounts = start();
    joined = [];
  });
  afterEach(async () => {
    for (const { of, id } of joined) await of.close(id);
    await flowsHave();
    await simulator.close();
    await rm(path.join(directory, '..'), { recursive: true, force: true, maxRetries: 5 });
  });

  it('ask the cloud nothing until a message needs it', () => {
    join(node('a'));
    assert.equal(simulator.log.total, 0);
  });

  it('are shared by nodes with the same e-mail, whatever its case, and password', async () => {
    const a = join(node('a'));
    const b = join(node('b', { username: ` ${simulator.credentials.email.toUpperCase()} ` }));
    assert.equal(a, b);
    await Promise.all([a.rooms(ALL, GO_ON), b.rooms(ALL, GO_ON)]);
    assert.equal(signIns(), 1);
  });

  it('are told apart by password: each has its own latch', async () => {
    const good = join(node('a'));
    const bad = join(node('b', { password: 'wrong' }));
    await assert.rejects(bad.rooms(ALL, GO_ON), { code: 'CREDENTIALS_REJECTED' });
    assert.equal((await good.rooms(ALL, GO_ON)).rooms.length, 4);
  });

  it('count the passwords of one e-mail together, right or wrong', async () => {
    for (const password of ['wrong 1', 'wrong 2', 'wrong 3']) {
      await assert.rejects(join(node(password, { password })).rooms(ALL, GO_ON), {
        code: 'CREDENTIALS_REJECTED',
      });
    }
    await assert.rejects(join(node('a')).rooms(ALL, GO_ON), { code: 'SIGN_IN_PAUSED' });
    assert.equal(signIns(), 3);
  });

  it('go on after a full deploy without signing in or correcting again, with a file and without', async () => {
    for (const keepSession of [true, false]) {
      const first = join(node('a', { keepSession }));
      simulator.house.room('Kitchen').setReading(22);
      const outcome = await correct(first, 20);
      await accounts.close('a');
      const second = join(node('a', { keepSession }));
      await flowsHave('a');
      assert.equal((await correct(second, 20)).reason, 'settling');
      assert.equal(outcome.changed || !keepSession, true);
      assert.equal(signIns(), 1);
      assert.equal(simulator.log.counts().truetemperature, 1);
    }
  });

  it('go on after a restart with a file: no sign-in, and the room is still settling', async () => {
    simulator.house.room('Kitchen').setReading(22);
    assert.equal((await correct(join(node('a')), 20)).reason, 'corrected');
    await accounts.close('a');
    accounts = start();
    assert.equal((await correct(join(node('a')), 20)).reason, 'settling');
    assert.equal(signIns(), 1);
  });

  it('open their file with the key of either node, also when the other one is gone', async () => {
    const a = join(node('a'));
    join(node('b'));
    await a.rooms(ALL, GO_ON);
    await accounts.close('a');
    await accounts.close('b');
    accounts = start();
    await join(node('b')).rooms(ALL, GO_ON);
    assert.equal(signIns(), 1);
  });

  it('write their file for the nodes that remain', async () => {
    const account = join(node('a'));
    join(node('b'));
    await account.rooms(ALL, GO_ON);
    await accounts.close('a');
    await flowsHave('b');
    await correct(account, 20.5);
    const [name] = await files();
    const text = await readFile(path.join(directory, name ?? ''), 'utf8');
    assert.match(text, /"node":"b"/);
    assert.doesNotMatch(text, /"node":"a"/);
  });

  it('delete their file with their last node, and keep it for a disabled one', async () => {
    await join(node('a')).rooms(ALL, GO_ON);
    await accounts.close('a');
    await flowsHave('a');
    assert.equal((await files()).length, 1);
    await flowsHave();
    assert.deepEqual(await files(), []);
  });

  describe('whose last node is deleted', () => {
    const DAYS = { ...KITCHEN, settings: { ...KITCHEN.settings, settleMs: 48 * HOUR } };

    it('correct nothing twice when it is brought back, with a file and without', async () => {
      for (const [index, keepSession] of [true, false].entries()) {
        simulator.house.room('Kitchen').setReading(22);
        assert.equal((await correct(join(node('a', { keepSession })), 20)).reason, 'corrected');
        await accounts.close('a');
        await flowsHave();
        assert.deepEqual(await files(), []);
        assert.equal((await correct(join(node('a', { keepSession })), 20)).reason, 'settling');
        await accounts.close('a');
        await clock.run(2 * HOUR);
        assert.equal(simulator.log.counts().truetemperature, index + 1);
      }
    });

    it('know for a day what they have corrected, and no longer', async () => {
      const afterHours = async (hours: number): Promise<string> => {
        await accounts.close('a');
        await flowsHave();
        await clock.run(hours * HOUR);
        // A reading that has not moved ends no settle time.
        simulator.house.room('Kitchen').setReading(22);
        return (await correct(join(node('a')), 20, DAYS)).reason;
      };
      simulator.house.room('Kitchen').setReading(22);
      assert.equal((await correct(join(node('a')), 20, DAYS)).reason, 'corrected');
      assert.equal(await afterHours(23), 'settling');
      assert.equal(await afterHours(24), 'corrected');
    });

    it('write what they remember when it is brought back, and keep no session meanwhile', async () => {
      simulator.house.room('Kitchen').setReading(22);
      await correct(join(node('a')), 20);
      await accounts.close('a');
      await flowsHave();
      await correct(join(node('a')), 20);
      assert.equal(signIns(), 2);
      await accounts.close('a');
      accounts = start();
      assert.equal((await correct(join(node('a')), 20)).reason, 'settling');
      assert.equal(signIns(), 2);
    });

    it('send no refused password again when it is brought back within a day', async () => {
      const wrong = node('a', { password: 'wrong' });
      const refused = async () =>
        assert.rejects(join(wrong).rooms(ALL, GO_ON), { code: 'CREDENTIALS_REJECTED' });
      for (let i = 0; i < 5; i += 1) {
        await refused();
        await accounts.close('a');
        await flowsHave();
        await clock.run(HOUR);
      }
      assert.equal(signIns(), 1);
      await clock.run(DAY);
      await flowsHave();
      await refused();
      assert.equal(signIns(), 2, 'a day later it is forgotten');
    });

    it('send no refused password again while another node keeps the e-mail’s account', async () => {
      join(node('b'));
      for (let i = 0; i < 3; i += 1) {
        await assert.rejects(join(node('a', { password: 'wrong' })).rooms(ALL, GO_ON), {
          code: 'CREDENTIALS_REJECTED',
        });
        await accounts.close('a');
        await flowsHave('b');
      }
      assert.equal(signIns(), 1);
    });

    it('count the passwords of before when it is brought back', async () => {
      for (const password of ['wrong 1', 'wrong 2', 'wrong 3']) {
        await assert.rejects(join(node('a', { password })).rooms(ALL, GO_ON));
        await accounts.close('a');
        await flowsHave();
      }
      await assert.rejects(join(node('a')).rooms(ALL, GO_ON), { code: 'SIGN_IN_PAUSED' });
      assert.equal(signIns(), 3);
    });

    it('remember the requests of before: the hour’s budget is not new', async () => {
      const list = () => join(node('a', { limits: { per10s: 40, perHour: 8 } })).rooms(ALL, GO_ON);
      await list();
      await accounts.close('a');
      await flowsHave();
      await assert.rejects(list(), { code: 'RATE_LIMITED' });
    });

    it('end their session also when the test button has used it', async () => {
      await join(node('a')).rooms(ALL, GO_ON);
      await accounts.test(node('a'), true);
      await accounts.close('a');
      await flowsHave();
      await join(node('a')).rooms(ALL, GO_ON);
      assert.equal(signIns(), 2);
    });
  });

  it('delete their file when it is no longer wanted', async () => {
    await join(node('a')).rooms(ALL, GO_ON);
    await accounts.close('a');
    await join(node('a', { keepSession: false })).rooms(ALL, GO_ON);
    await accounts.close('a');
    assert.deepEqual(await files(), []);
    assert.equal(signIns(), 1);
  });

  it('keep the file of a node whose key is missing for once', async () => {
    await join(node('a')).rooms(ALL, GO_ON);
    await accounts.close('a');
    accounts = start();
    const { username, password } = node('a').fields;
    join(node('a', { fields: { username, password } }));
    await flowsHave('a');
    assert.equal((await files()).length, 1);
  });

  it('lose session and latch, but not the rooms, when the password changes', async () => {
    simulator.house.room('Kitchen').setReading(22);
    await correct(join(node('a')), 20);
    await accounts.close('a');
    simulator.cloud.setPassword('new');
    const account = join(node('a', { password: 'new' }));
    assert.equal((await correct(account, 20)).reason, 'settling');
    assert.equal(signIns(), 2);
  });

  it('lose everything when the e-mail changes', async () => {
    await join(node('a')).rooms(ALL, GO_ON);
    await accounts.close('a');
    await assert.rejects(join(node('a', { username: 'other@example.org' })).rooms(ALL, GO_ON));
    const back = join(node('a'));
    await back.rooms(ALL, GO_ON);
    assert.equal(signIns(), 3);
  });

  it('latch a wrong password over restarts: 100 messages and 20 restarts are one sign-in', async () => {
    for (let restart = 0; restart < 20; restart += 1) {
      const account = join(node('a', { password: 'wrong' }));
      for (let i = 0; i < 5; i += 1)
        await assert.rejects(account.rooms(ALL, GO_ON), { code: 'CREDENTIALS_REJECTED' });
      await accounts.close('a');
      accounts = start();
    }
    assert.equal(signIns(), 1);
  });

  it('obey the lower limits of the nodes that run', async () => {
    const account = join(node('a'));
    join(node('b', { limits: { per10s: 40, perHour: 8 } }));
    await account.rooms(ALL, GO_ON);
    await clock.run(11_000);
    await account.rooms(ALL, GO_ON);
    assert.equal(simulator.log.counts().homestatus, 1, 'the list is answered from the older status');
    await accounts.close('b');
    await account.rooms(ALL, GO_ON);
    assert.equal(simulator.log.counts().homestatus, 2);
  });

  it('answer CLOSED to what waits when their last node is closed, and free the sockets', async () => {
    simulator.faults.always('homesdata', fault.hang());
    const account = join(node('a'));
    const waiting = account.rooms(ALL, GO_ON);
    waiting.catch(() => undefined);
    while (simulator.log.counts().homesdata === 0) await clock.run(1);
    await accounts.close('a');
    await assert.rejects(waiting, { code: 'CLOSED' });
    assert.equal(clock.timers, 0);
  });

  it('take over a session that the test button has opened: deploying needs no second sign-in', async () => {
    assert.equal(roomsOf(await accounts.test(node('a'), true)), 4);
    const account = join(node('a'));
    await flowsHave('a');
    await account.rooms(ALL, GO_ON);
    assert.equal(signIns(), 1);
    await accounts.close('a');
    accounts = start();
    await join(node('a')).rooms(ALL, GO_ON);
    assert.equal(signIns(), 1, 'the session of the trial has been written down with the node’s key');
  });

  it('never show the password to a dialog’s list: it signs in only when asked to', async () => {
    const account = join(node('a'));
    await assert.rejects(account.peek(), { name: 'Error' });
    assert.equal(simulator.log.total, 0);
    await account.rooms(ALL, GO_ON);
    simulator.cloud.expireTokens();
    assert.equal(roomsOf(await account.peek()), 4);
    simulator.cloud.expireTokens();
    simulator.cloud.killRefresh();
    await assert.rejects(account.peek(), { name: 'Error' });
    assert.equal(signIns(), 1);
  });

  it('need no account for the demo home, and write nothing', async () => {
    const account = join(node('d', { service: 'simulated', fields: {} }));
    assert.equal(roomsOf(await account.peek()), 4);
    assert.equal(simulator.log.total, 0);
    assert.deepEqual(await files(), []);
  });
});
