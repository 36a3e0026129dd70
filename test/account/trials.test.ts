import assert from 'node:assert/strict';
import type { Accounts } from '../../src/account/accounts';
import { loopbackTransport } from '../../src/cloud/transport';
import { DAY, MINUTE } from '../../src/clock';
import type { SessionFiles } from '../../src/storage/session-files';
import { createTestSimulator, fault, type TestSimulator } from '../../testkit';
import { accountNode, accountsWith } from '../support/accounts';
import { VirtualClock } from '../support/virtual-clock';

describe('the test button, pressed again and again', () => {
  let clock: VirtualClock;
  let simulator: TestSimulator;
  let accounts: Accounts;

  beforeEach(async () => {
    clock = new VirtualClock();
    simulator = createTestSimulator({ clock, staticHouse: true });
    const port = await simulator.listen();
    accounts = accountsWith({ clock, transport: () => loopbackTransport(port) });
  });
  afterEach(() => simulator.close());

  /** Presses the button; gives the error code, or what the button would say. */
  const press = async (username: string, password: string): Promise<string> => {
    const node = accountNode({ username, password, limits: { per10s: 1_000, perHour: 10_000 } });
    return accounts.test(node, true).then(
      () => 'works',
      (error: unknown) => (error as { code: string }).code,
    );
  };
  const { email, password: right } = createTestSimulator({ clock: new VirtualClock() }).credentials;
  const passwords = (): number => simulator.log.counts().postlogin;
  const deploy = (): Promise<void> =>
    accounts.settle(
      () => false,
      () => false,
    );

  it('asks nothing for credentials that were refused, whatever was tried in between', async () => {
    assert.equal(await press(email, 'wrong'), 'CREDENTIALS_REJECTED');
    assert.equal(await press(email, right), 'works');
    assert.equal(await press('other@example.org', 'wrong'), 'CREDENTIALS_REJECTED');
    await deploy();
    const before = passwords();
    assert.equal(await press(email, 'wrong'), 'CREDENTIALS_REJECTED');
    assert.equal(passwords(), before);
    await clock.run(15 * MINUTE);
    assert.equal(await press(email, 'wrong'), 'CREDENTIALS_REJECTED');
    assert.equal(passwords(), before + 1, 'a quarter of an hour later it asks again');
  });

  it('counts the passwords of an e-mail, also when others are tried in between and flows are deployed', async () => {
    for (const password of ['1', '2', '3']) {
      assert.equal(await press(email, password), 'CREDENTIALS_REJECTED');
      assert.equal(await press('other@example.org', password), 'CREDENTIALS_REJECTED');
      await deploy();
    }
    assert.equal(await press(email, '4'), 'SIGN_IN_PAUSED');
    assert.equal(await press('other@example.org', '4'), 'SIGN_IN_PAUSED');
    assert.equal(passwords(), 6);
  });

  it('is forgotten with the first deploy after a day', async () => {
    assert.equal(await press(email, 'wrong'), 'CREDENTIALS_REJECTED');
    await clock.run(DAY);
    await deploy();
    assert.equal(await press(email, 'wrong'), 'CREDENTIALS_REJECTED');
    assert.equal(passwords(), 2);
  });

  /** The button pressed for so many other e-mails. */
  const others = async (count: number): Promise<void> => {
    simulator.faults.always('csrf', fault.gateway(503));
    for (let i = 0; i < count; i += 1) await press(`somebody-${String(i)}@example.org`, 'x');
    simulator.faults.clear();
  };

  it('keeps no more than so many sessions, but what was refused and counted', async () => {
    assert.equal(await press(email, right), 'works');
    assert.equal(await press(email, 'wrong'), 'CREDENTIALS_REJECTED');
    await others(64);
    const before = passwords();
    assert.equal(await press(email, 'wrong'), 'CREDENTIALS_REJECTED');
    assert.equal(passwords(), before, 'what was refused is not asked again');
    assert.equal(await press(email, right), 'works');
    assert.equal(passwords(), before + 1, 'and the session is gone');
    assert.equal(await press(email, 'another'), 'SIGN_IN_PAUSED');
  });

  it('remembers no more than so many e-mails', async () => {
    assert.equal(await press(email, 'wrong'), 'CREDENTIALS_REJECTED');
    await others(64 + 256 + 1);
    const before = passwords();
    assert.equal(await press(email, 'wrong'), 'CREDENTIALS_REJECTED');
    assert.equal(passwords(), before + 1);
  });

  it('ends in time also when the disk never answers, and sends no password', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const files = { fileOf: () => new Proxy({}, { get: () => never }) } as unknown as SessionFiles;
    const stuck = accountsWith({ clock, files, transport: () => loopbackTransport(1) });
    const node = accountNode({ username: email, password: right });
    stuck.join(node);
    const pressed = stuck.test(node, true);
    pressed.catch(() => undefined);
    clock.advance(40_000);
    await assert.rejects(pressed, { code: 'TIMEOUT' });
    assert.equal(passwords(), 0);
  });
});
