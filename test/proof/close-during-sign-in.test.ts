import assert from 'node:assert/strict';
import type { Route } from '../../src/simulator';
import { fault } from '../../testkit';
import { proves } from '../reliability/support/results';
import { Site, sockets } from './support/site';

/** What comes at each step of a sign-in, in the words of docs/reliability.md. */
const PAGES = {
  login: 'the login page',
  csrf: 'its form',
  postlogin: 'what it says to the password',
  keychain: 'the session',
};

/** A gate that a test opens. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe('an account that is closed while it signs in', () => {
  let site: Site;
  let before: number;
  beforeEach(async () => {
    before = sockets();
    site = await Site.open();
  });
  afterEach(() => site.close());

  /** A message that waits for an answer of this page, which the cloud keeps back. */
  async function waiting(route: keyof typeof PAGES) {
    const { opened, open } = gate();
    const count = (): number => site.simulator.log.counts()[route];
    const earlier = count();
    site.simulator.faults.next(route, fault.hold(opened));
    const answer = site.list(site.join());
    await site.until(() => count() > earlier);
    return { answer, open };
  }
  const freed = async (): Promise<void> => {
    assert.equal(site.clock.timers, 0);
    await site.until(() => sockets() === before);
  };
  /** Closes the account while it waits for this page, which then comes. */
  const closedDuring = async (route: keyof typeof PAGES): Promise<void> => {
    const { answer, open } = await waiting(route);
    const closing = site.leave();
    assert.equal(await answer, 'CLOSED');
    open();
    await closing;
    await freed();
  };

  for (const route of ['login', 'csrf'] as const) {
    proves(
      'faults',
      'processes',
      `a deploy comes before the password has left (waiting for ${PAGES[route]})`,
      async () => {
        const { answer } = await waiting(route);
        await site.leave();
        assert.equal(await answer, 'CLOSED');
        await freed();
        assert.equal(site.signIns, 0);
        assert.equal(await site.list(site.join()), 4);
        assert.equal(site.signIns, 1);
        return { sent: 'a list, a deploy, a list', out: 'CLOSED, rooms', ...site.counts };
      },
    );
  }

  for (const route of ['postlogin', 'keychain'] as const) {
    const what = `a deploy comes when the password has left (waiting for ${PAGES[route]}), a restart later`;
    proves('faults', 'processes', what, async () => {
      await closedDuring(route);
      assert.equal(await site.list(site.join()), 4);
      assert.equal(site.signIns, 1);
      await site.leave();
      site.restart();
      assert.equal(await site.list(site.join()), 4, 'and a new process has it, too');
      assert.equal(site.signIns, 1);
      return {
        sent: 'a list, a deploy, a list, a restart, a list',
        out: 'CLOSED, rooms, rooms',
        ...site.counts,
      };
    });

    it(`waits two seconds for that, not longer (waiting for ${route})`, async () => {
      const { answer } = await waiting(route);
      const closing = site.leave();
      assert.equal(await answer, 'CLOSED');
      await site.clock.run(1_999);
      assert.equal(await site.hasEnded(closing), false);
      await site.clock.run(1);
      await closing;
      await freed();
      assert.equal(await site.list(site.join()), 4, 'the next message signs in anew');
      assert.equal(site.signIns, 2);
    });
  }

  it('still learns that the password is wrong', async () => {
    const { opened, open } = gate();
    site.simulator.faults.next('postlogin', fault.hold(opened));
    const wrong = { password: 'wrong' };
    const answer = site.list(site.join(wrong));
    await site.until(() => site.signIns === 1);
    const closing = site.leave();
    assert.equal(await answer, 'CLOSED');
    open();
    await closing;
    assert.equal(await site.list(site.join(wrong)), 'CREDENTIALS_REJECTED');
    assert.equal(site.signIns, 1);
  });

  it('lets the next flows wait for the very same sign-in', async () => {
    const { answer, open } = await waiting('postlogin');
    const closing = site.leave();
    assert.equal(await answer, 'CLOSED');
    const next = site.list(site.join());
    open();
    assert.equal(await next, 4);
    await closing;
    assert.equal(site.signIns, 1);
  });

  it('keeps nothing of a sign-in whose account was given up meanwhile', async () => {
    const { answer, open } = await waiting('postlogin');
    const closing = site.leave();
    assert.equal(await answer, 'CLOSED');
    site.join({ service: 'simulated' });
    open();
    await closing;
    await site.leave();
    site.restart();
    assert.equal(await site.list(site.join()), 4);
    assert.equal(site.signIns, 2);
  });

  describe('while it renews its session', () => {
    const COUNTED: readonly Route[] = ['postlogin', 'keychain'];
    beforeEach(async () => {
      assert.equal(await site.list(site.join()), 4);
      await site.leave();
      // Else the next list would be the last one once more.
      site.clock.advance(60_000);
      site.simulator.cloud.expireTokens();
      site.simulator.log.clear();
    });
    const asked = (): Route[] =>
      site.simulator.log.requests.map(({ route }) => route).filter((route) => COUNTED.includes(route));

    it('takes the new refresh cookie along: the old one works no more', async () => {
      await closedDuring('keychain');
      assert.equal(await site.list(site.join()), 4);
      assert.deepEqual(asked(), ['keychain']);
    });

    it('sends no password when the session turns out to be dead', async () => {
      site.simulator.cloud.killRefresh();
      await closedDuring('keychain');
      assert.deepEqual(asked(), ['keychain']);
    });
  });
});
