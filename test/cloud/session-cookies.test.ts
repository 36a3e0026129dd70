import assert from 'node:assert/strict';
import { CookieStore, REFRESH_COOKIE, TOKEN_COOKIE, WEB_SESSION_COOKIE } from '../../src/cloud/cookies';
import { NetatmoError } from '../../src/cloud/errors';
import { RETRY_LATCH_MS } from '../../src/cloud/latch';
import { SessionCookies, bearerFrom } from '../../src/cloud/session-cookies';
import { DAY, HOUR } from '../../src/clock';
import { VIRTUAL_START, VirtualClock } from '../support/virtual-clock';
import { KeptMemory } from '../support/world';

const AUTH = new URL('https://auth.netatmo.com/');

describe('the cookies of a session', () => {
  let clock: VirtualClock;
  let memory: KeptMemory;
  let session: SessionCookies;
  beforeEach(() => {
    clock = new VirtualClock();
    memory = new KeptMemory();
    session = new SessionCookies(clock, memory);
  });

  const store = (...cookies: readonly (readonly [name: string, value: string])[]): CookieStore => {
    const made = new CookieStore(clock);
    made.take(
      cookies.map(([name, value]) => `${name}=${value}; Path=/`),
      AUTH,
    );
    return made;
  };
  const signedIn = (token = 'old'): void =>
    session.signedIn(store([TOKEN_COOKIE, token], [REFRESH_COOKIE, 'r']));
  const token = (): string | undefined => session.bearer?.reveal();

  for (const [cookie, value, isAlive, isRenewable] of [
    [TOKEN_COOKIE, 't', true, true],
    [TOKEN_COOKIE, 'no%20token', false, true],
    [REFRESH_COOKIE, 'r', true, true],
    [WEB_SESSION_COOKIE, 'w', false, true],
    ['other', 'x', false, false],
  ] as const)
    it(`${cookie}=${value} alone: ${isAlive ? '' : 'not '}alive, ${isRenewable ? '' : 'not '}renewable`, () => {
      session.signedIn(store([cookie, value]));
      assert.deepEqual([session.isAlive, session.isRenewable], [isAlive, isRenewable]);
    });

  describe('after a renewal', () => {
    it('that brought a token are those of the renewal', () => {
      signedIn();
      clock.advance(HOUR);
      session.afterRenewal('renewed', store([TOKEN_COOKIE, 'new']));
      assert.deepEqual([token(), session.tokenAge], ['new', 0]);
      assert.equal(session.withoutToken().value(REFRESH_COOKIE), undefined);
    });

    it('that brought none keep the old token beside what it left', () => {
      signedIn();
      clock.advance(HOUR);
      session.afterRenewal('unclear', store([REFRESH_COOKIE, 'rotated']));
      assert.deepEqual([token(), session.tokenAge], ['old', HOUR]);
      assert.equal(session.withoutToken().value(REFRESH_COOKIE), 'rotated');
    });

    it('that found the session over are gone', () => {
      signedIn();
      session.afterRenewal('dead', store([REFRESH_COOKIE, 'r']));
      assert.deepEqual([session.isRenewable, session.tokenAge], [false, Infinity]);
    });
  });

  it('are offered for renewal without the token, which would be taken for a new one', () => {
    signedIn();
    const offered = session.withoutToken();
    assert.deepEqual([offered.value(TOKEN_COOKIE), offered.value(REFRESH_COOKIE)], [undefined, 'r']);
    assert.equal(token(), 'old', 'and are kept as they are');
  });

  it('are as old as the wall or this process says, whichever is more', async () => {
    signedIn();
    clock.jump(-DAY);
    clock.advance(HOUR);
    assert.equal(session.tokenAge, HOUR, 'the wall says less');
    await session.keep(null);
    clock.jump(3 * DAY);
    assert.equal(new SessionCookies(clock, memory).tokenAge, 2 * DAY + HOUR);
    assert.equal(new SessionCookies(clock, new KeptMemory()).tokenAge, Infinity);
  });

  it('are taken over from another process, which tells of a token not seen before', async () => {
    signedIn();
    await session.keep(null);
    assert.equal(session.adopt(), false, 'its own');
    const other = new SessionCookies(clock, memory);
    other.afterRenewal('unclear', store([REFRESH_COOKIE, 'rotated']));
    await other.keep(null);
    assert.equal(session.adopt(), false, 'the same token');
    assert.equal(session.withoutToken().value(REFRESH_COOKIE), 'rotated');
    other.afterRenewal('renewed', store([TOKEN_COOKIE, 'new']));
    await other.keep(null);
    assert.equal(session.adopt(), true);
    assert.equal(token(), 'new');
    other.ended();
    await other.keep(null);
    assert.equal(session.adopt(), false, 'none');
    assert.equal(token(), undefined);
  });

  it('are not got by a password that was refused, and a refusal of the future is one of now', () => {
    const latch = { code: 'CREDENTIALS_REJECTED', text: 'No.', since: VIRTUAL_START + DAY } as const;
    session.refuseIfLatched(false);
    memory.session = { ...memory.session, latch };
    assert.throws(() => session.refuseIfLatched(false), { code: latch.code });
    assert.equal(memory.session.latch?.since, VIRTUAL_START);
    assert.throws(() => session.refuseIfLatched(true), NetatmoError);
    clock.advance(RETRY_LATCH_MS);
    session.refuseIfLatched(true);
    assert.throws(() => session.refuseIfLatched(false), { code: latch.code });
  });
});

describe('the token', () => {
  const cases: readonly [string | undefined, string | undefined][] = [
    ['aaaaaaaaaaaaaaaaaaaaaaaa%7Cbbbb', 'aaaaaaaaaaaaaaaaaaaaaaaa|bbbb'],
    ['aaaaaaaaaaaaaaaaaaaaaaaa%7cbbbb', 'aaaaaaaaaaaaaaaaaaaaaaaa|bbbb'],
    ['aaaa|bbbb', 'aaaa|bbbb'],
    ['%', undefined],
    ['a%0d%0aevil: 1', undefined],
    ['a%20b', undefined],
    ['%E2%80%99', undefined],
    ['', undefined],
    [undefined, undefined],
  ];
  for (const [cookie, bearer] of cases) {
    it(`is ${bearer} of the cookie ${cookie}`, () => assert.equal(bearerFrom(cookie)?.reveal(), bearer));
  }
});
