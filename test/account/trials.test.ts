import assert from 'node:assert/strict';
import { DAY, MINUTE } from '../../src/clock';
import { loopbackTransport } from '../../src/cloud/transport';
import type { SessionFiles } from '../../src/storage/session-files';
import { createTestSimulator, fault } from '../../testkit';
import { AccountWorld, worldsOf } from '../support/account-world';
import { accountNode, accountsWith } from '../support/accounts';
import { VirtualClock } from '../support/virtual-clock';

describe('the test button, pressed again and again', () => {
  const open = worldsOf<AccountWorld>();
  let world: AccountWorld;
  beforeEach(async () => (world = await open(AccountWorld.open({ disk: null }))));

  /** Presses the button; gives the error code, or what the button would say. */
  const press = async (username: string, password: string): Promise<string> => {
    const node = accountNode({ username, password, limits: { per10s: 1_000, perHour: 10_000 } });
    return world.accounts.test(node, true).then(
      () => 'works',
      (error: unknown) => (error as { code: string }).code,
    );
  };
  const { email, password: right } = createTestSimulator({ clock: new VirtualClock() }).credentials;

  it('asks nothing for credentials that were refused, whatever was tried in between', async () => {
    assert.equal(await press(email, 'wrong'), 'CREDENTIALS_REJECTED');
    assert.equal(await press(email, right), 'works');
    assert.equal(await press('other@example.org', 'wrong'), 'CREDENTIALS_REJECTED');
    await world.flowsHave();
    const before = world.signIns;
    assert.equal(await press(email, 'wrong'), 'CREDENTIALS_REJECTED');
    assert.equal(world.signIns, before);
    await world.clock.run(15 * MINUTE);
    assert.equal(await press(email, 'wrong'), 'CREDENTIALS_REJECTED');
    assert.equal(world.signIns, before + 1, 'a quarter of an hour later it asks again');
  });

  it('counts the passwords of an e-mail, also when others are tried in between and flows are deployed', async () => {
    for (const password of ['1', '2', '3']) {
      assert.equal(await press(email, password), 'CREDENTIALS_REJECTED');
      assert.equal(await press('other@example.org', password), 'CREDENTIALS_REJECTED');
      await world.flowsHave();
    }
    assert.equal(await press(email, '4'), 'SIGN_IN_PAUSED');
    assert.equal(await press('other@example.org', '4'), 'SIGN_IN_PAUSED');
    assert.equal(world.signIns, 6);
  });

  it('is forgotten with the first deploy after a day', async () => {
    assert.equal(await press(email, 'wrong'), 'CREDENTIALS_REJECTED');
    await world.clock.run(DAY);
    await world.flowsHave();
    assert.equal(await press(email, 'wrong'), 'CREDENTIALS_REJECTED');
    assert.equal(world.signIns, 2);
  });

  /** The button pressed for so many other e-mails. */
  const others = async (count: number): Promise<void> => {
    world.simulator.faults.always('csrf', fault.gateway(503));
    for (let i = 0; i < count; i += 1) await press(`somebody-${String(i)}@example.org`, 'x');
    world.simulator.faults.clear();
  };

  it('keeps no more than so many sessions, but what was refused and counted', async () => {
    assert.equal(await press(email, right), 'works');
    assert.equal(await press(email, 'wrong'), 'CREDENTIALS_REJECTED');
    await others(64);
    const before = world.signIns;
    assert.equal(await press(email, 'wrong'), 'CREDENTIALS_REJECTED');
    assert.equal(world.signIns, before, 'what was refused is not asked again');
    assert.equal(await press(email, right), 'works');
    assert.equal(world.signIns, before + 1, 'and the session is gone');
    assert.equal(await press(email, 'another'), 'SIGN_IN_PAUSED');
  });

  it('remembers no more than so many e-mails', async () => {
    assert.equal(await press(email, 'wrong'), 'CREDENTIALS_REJECTED');
    await others(64 + 256 + 1);
    const before = world.signIns;
    assert.equal(await press(email, 'wrong'), 'CREDENTIALS_REJECTED');
    assert.equal(world.signIns, before + 1);
  });

  it('ends in time also when the disk never answers, and sends no password', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const files = { fileOf: () => new Proxy({}, { get: () => never }) } as unknown as SessionFiles;
    const { clock } = world;
    const stuck = accountsWith({ clock, files, transport: () => loopbackTransport(1) });
    const node = accountNode({ username: email, password: right });
    stuck.join(node);
    const pressed = stuck.test(node, true);
    pressed.catch(() => undefined);
    clock.advance(40_000);
    await assert.rejects(pressed, { code: 'TIMEOUT' });
    assert.equal(world.signIns, 0);
  });
});
