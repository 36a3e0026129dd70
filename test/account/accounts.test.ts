import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Account } from '../../src/account/account';
import type { AccountNode } from '../../src/account/accounts';
import { DAY, HOUR } from '../../src/clock';
import type { CorrectionMessage } from '../../src/correction/corrector';
import { parseSetSettings } from '../../src/correction/settings';
import type { ListedHome } from '../../src/home/homes';
import { AccountWorld, worldsOf } from '../support/account-world';
import { accountNode, type NodeChanges } from '../support/accounts';

const KEY_A = 'a1'.repeat(32);
const KEY_B = 'b2'.repeat(32);
// What nodes see of it is proved in test/nodes: session, sharing, closing, test-button, dialog-rooms.
describe('the accounts of one Node-RED', () => {
  const open = worldsOf<AccountWorld>();
  let world: AccountWorld;
  beforeEach(async () => (world = await open(AccountWorld.open())));

  const node = (id: string, changes: NodeChanges = {}): AccountNode =>
    accountNode({ id, sessionKey: id === 'b' ? KEY_B : KEY_A, ...changes });
  const join = (id: string, changes?: NodeChanges): Account => world.join(node(id, changes));
  const correct = (account: Account, temperature: number, more?: Partial<CorrectionMessage>) =>
    world.settle(world.correct(account, temperature, more));
  const readKitchen = (celsius: number): void => world.simulator.house.room('Kitchen').setReading(celsius);
  const roomsOf = (homes: readonly ListedHome[]): number => homes.flatMap(({ rooms }) => rooms).length;

  it('write their file for the nodes that remain', async () => {
    const account = join('a');
    join('b');
    await world.rooms(account);
    await world.leave();
    await world.flowsHave('b');
    await correct(account, 20.5);
    const [name] = world.files;
    const text = await readFile(path.join(world.directory, name ?? ''), 'utf8');
    assert.match(text, /"node":"b"/);
    assert.doesNotMatch(text, /"node":"a"/);
  });

  describe('whose last node is deleted', () => {
    const DAYS = { settings: { ...parseSetSettings({}), settleMs: 48 * HOUR } };

    it('correct nothing twice when it is brought back, with a file and without', async () => {
      for (const [index, keepSession] of [true, false].entries()) {
        readKitchen(22);
        assert.equal((await correct(join('a', { keepSession }), 20)).reason, 'corrected');
        await world.leave();
        await world.flowsHave();
        assert.deepEqual(world.files, []);
        assert.equal((await correct(join('a', { keepSession }), 20)).reason, 'settling');
        await world.leave();
        await world.clock.run(2 * HOUR);
        assert.equal(world.simulator.log.counts().truetemperature, index + 1);
      }
    });

    it('know for a day what they have corrected, and no longer', async () => {
      const afterHours = async (hours: number): Promise<string> => {
        await world.leave();
        await world.flowsHave();
        await world.clock.run(hours * HOUR);
        // A reading that has not moved ends no settle time.
        readKitchen(22);
        return (await correct(join('a'), 20, DAYS)).reason;
      };
      readKitchen(22);
      assert.equal((await correct(join('a'), 20, DAYS)).reason, 'corrected');
      assert.equal(await afterHours(23), 'settling');
      assert.equal(await afterHours(24), 'corrected');
    });

    it('write what they remember when it is brought back, and keep no session meanwhile', async () => {
      readKitchen(22);
      await correct(join('a'), 20);
      await world.leave();
      await world.flowsHave();
      await correct(join('a'), 20);
      assert.equal(world.signIns, 2);
      await world.leave();
      world.restart();
      assert.equal((await correct(join('a'), 20)).reason, 'settling');
      assert.equal(world.signIns, 2);
    });

    it('send no refused password again when it is brought back within a day', async () => {
      const refused = async () =>
        assert.rejects(world.rooms(join('a', { password: 'wrong' })), { code: 'CREDENTIALS_REJECTED' });
      for (let i = 0; i < 5; i += 1) {
        await refused();
        await world.leave();
        await world.flowsHave();
        await world.clock.run(HOUR);
      }
      assert.equal(world.signIns, 1);
      await world.clock.run(DAY);
      await world.flowsHave();
      await refused();
      assert.equal(world.signIns, 2, 'a day later it is forgotten');
    });

    it('send no refused password again while another node keeps the e-mail’s account', async () => {
      join('b');
      for (let i = 0; i < 3; i += 1) {
        await assert.rejects(world.rooms(join('a', { password: 'wrong' })), {
          code: 'CREDENTIALS_REJECTED',
        });
        await world.leave();
        await world.flowsHave('b');
      }
      assert.equal(world.signIns, 1);
    });

    it('count the passwords of before when it is brought back', async () => {
      for (const password of ['wrong 1', 'wrong 2', 'wrong 3']) {
        await assert.rejects(world.rooms(join('a', { password })));
        await world.leave();
        await world.flowsHave();
      }
      await assert.rejects(world.rooms(join('a')), { code: 'SIGN_IN_PAUSED' });
      assert.equal(world.signIns, 3);
    });

    it('remember the requests of before: the hour’s budget is not new', async () => {
      const list = () => world.rooms(join('a', { limits: { per10s: 40, perHour: 8 } }));
      await list();
      await world.leave();
      await world.flowsHave();
      await assert.rejects(list(), { code: 'RATE_LIMITED' });
    });

    it('end their session also when the test button has used it', async () => {
      await world.rooms(join('a'));
      await world.accounts.test(node('a'), true);
      await world.leave();
      await world.flowsHave();
      await world.rooms(join('a'));
      assert.equal(world.signIns, 2);
    });
  });

  it('keep the file of a node whose key is missing for once', async () => {
    await world.rooms(join('a'));
    await world.leave();
    world.restart();
    const { username, password } = node('a').fields;
    join('a', { fields: { username, password } });
    await world.flowsHave('a');
    assert.equal(world.files.length, 1);
  });

  it('latch a wrong password over restarts: 100 messages and 20 restarts are one sign-in', async () => {
    for (let restart = 0; restart < 20; restart += 1) {
      const account = join('a', { password: 'wrong' });
      for (let i = 0; i < 5; i += 1)
        await assert.rejects(world.rooms(account), { code: 'CREDENTIALS_REJECTED' });
      await world.leave();
      world.restart();
    }
    assert.equal(world.signIns, 1);
  });

  it('take over a session that the test button has opened: deploying needs no second sign-in', async () => {
    assert.equal(roomsOf(await world.accounts.test(node('a'), true)), 4);
    const account = join('a');
    await world.flowsHave('a');
    await world.rooms(account);
    assert.equal(world.signIns, 1);
    await world.leave();
    world.restart();
    await world.rooms(join('a'));
    assert.equal(world.signIns, 1, 'the session of the trial has been written down with the node’s key');
  });

  it('need no account for the demo home, and write nothing', async () => {
    const account = join('d', { service: 'simulated', fields: {} });
    assert.equal(roomsOf(await account.peek()), 4);
    assert.equal(world.simulator.log.total, 0);
    assert.deepEqual(world.files, []);
  });
});
