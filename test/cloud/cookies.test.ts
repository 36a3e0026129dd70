import assert from 'node:assert/strict';
import * as v from 'valibot';
import { CookieStore, REFRESH_COOKIE, TOKEN_COOKIE } from '../../src/cloud/cookies';
import { MAX_COOKIES_BYTES, storedCookies } from '../../src/cloud/session-store';
import { DAY } from '../../src/clock';
import { VIRTUAL_START, VirtualClock } from '../support/virtual-clock';

const AUTH = new URL('https://auth.netatmo.com/access/login');
const MY = new URL('https://my.netatmo.com/');

describe('the cookie store', () => {
  let clock: VirtualClock;
  let store: CookieStore;
  beforeEach(() => {
    clock = new VirtualClock();
    store = new CookieStore(clock);
  });
  const take = (...lines: string[]): void => store.take(lines, AUTH);

  const scopes: readonly [string, string | undefined, string | undefined, string | undefined][] = [
    // line, header at auth, at my, at a path of auth
    ['a=1', undefined, undefined, 'a=1'],
    ['a=1; Path=/', 'a=1', undefined, 'a=1'],
    ['a=1; Domain=.netatmo.com; Path=/', 'a=1', 'a=1', 'a=1'],
    ['a=1; Domain=netatmo.com; Path=/', 'a=1', 'a=1', 'a=1'],
    ['a=1; Domain=auth.netatmo.com; Path=/', 'a=1', undefined, 'a=1'],
    ['a=1; Domain=my.netatmo.com; Path=/', undefined, undefined, undefined],
    ['a=1; Domain=evil.example; Path=/', undefined, undefined, undefined],
    ['a=1; Domain=com; Path=/', undefined, undefined, undefined],
    ['a=1; Domain=evilnetatmo.com; Path=/', undefined, undefined, undefined],
    ['a=1; Path=/access', undefined, undefined, 'a=1'],
    ['a=1; Path=/other', undefined, undefined, undefined],
    ['a=%7C%3D==; Path=/', 'a=%7C%3D==', undefined, 'a=%7C%3D=='],
    ['', undefined, undefined, undefined],
    ['no cookie at all', undefined, undefined, undefined],
    ['a=caf\u00e9; Path=/', undefined, undefined, undefined],
    ['a=1\u0000; Path=/', undefined, undefined, undefined],
    ['a=1\r\nevil: 1; Path=/', undefined, undefined, undefined],
    [`a=${'x'.repeat(4_090)}; Path=/`, undefined, undefined, undefined],
  ];
  for (const [line, atAuth, atMy, atPath] of scopes) {
    it(`keeps ${JSON.stringify(line.slice(0, 50))} where it belongs`, () => {
      take(line);
      assert.equal(store.header(new URL('https://auth.netatmo.com/')), atAuth);
      assert.equal(store.header(MY), atMy);
      assert.equal(store.header(new URL('https://auth.netatmo.com/access/csrf')), atPath);
    });
  }

  it('sends nothing over http and nothing to others', () => {
    take('a=1; Path=/; Domain=.netatmo.com; Secure');
    assert.equal(store.header(new URL('http://auth.netatmo.com/')), undefined);
    assert.equal(store.header(new URL('https://evil.example/')), undefined);
  });

  for (const name of ['__proto__', 'constructor', 'toString']) {
    it(`has no trouble with a cookie named ${name}`, () => {
      take(`${name}=x; Path=/`, `${name}=y; Domain=.netatmo.com; Path=/`, 'polluted=1; Path=/__proto__');
      assert.equal(({} as Record<string, unknown>)['x'], undefined);
      assert.equal(store.value(name), 'x');
      assert.equal(new CookieStore(clock, store.toStored()).value(name), 'x');
    });
  }

  const lives: readonly [string, number][] = [
    ['Max-Age=60', 60_000],
    ['max-age=60; expires=Thu, 01 Jan 2099 00:00:00 GMT', 60_000],
    [`Expires=${new Date(VIRTUAL_START + 60_000).toUTCString()}`, 60_000],
    ['Max-Age=99999999999999999999', 400 * DAY],
    [`Max-Age=${'9'.repeat(400)}`, 400 * DAY],
  ];
  for (const [life, ms] of lives) {
    it(`ends a cookie with ${life.slice(0, 40)} after ${ms} ms of the clock`, () => {
      take(`a=1; Path=/; ${life}`);
      clock.advance(ms - 1);
      assert.equal(store.value('a'), '1');
      assert.equal(store.header(AUTH), 'a=1');
      clock.advance(1);
      assert.equal(store.value('a'), undefined);
      assert.equal(store.header(AUTH), undefined);
      assert.deepEqual(store.toStored(), []);
    });
  }

  it('counts Max-Age from the receipt, however often the cookie is used', () => {
    take('a=1; Path=/; Max-Age=60');
    for (let i = 0; i < 59; i += 1) {
      clock.advance(1_000);
      store.header(AUTH);
    }
    clock.advance(1_000);
    assert.equal(store.value('a'), undefined);
  });

  for (const end of [
    'Max-Age=0',
    'Max-Age=-1',
    'Expires=Thu, 01-Jan-1970 00:00:01 GMT',
    `Max-Age=-${'9'.repeat(400)}`,
  ]) {
    it(`deletes a cookie with ${end.slice(0, 40)}`, () => {
      take('a=1; Path=/', `a=deleted; Path=/; ${end}`);
      assert.equal(store.header(AUTH), undefined);
    });
  }

  for (const ms of [DAY, -DAY, -VIRTUAL_START, 20 * 365 * DAY]) {
    it(`counts a life in time that passes, though the clock is set by ${ms / DAY} days`, () => {
      take(
        'a=1; Path=/; Max-Age=60',
        `b=2; Path=/; Expires=${new Date(VIRTUAL_START + 60_000).toUTCString()}`,
      );
      clock.jump(ms);
      clock.advance(59_999);
      assert.equal(store.header(AUTH), 'a=1; b=2');
      assert.equal(new CookieStore(clock, store.toStored()).header(AUTH), 'a=1; b=2');
      clock.advance(1);
      assert.equal(store.header(AUTH), undefined);
    });
  }

  it('counts an end from the time by the cloud’s clock, where the cloud tells it', () => {
    const cloudNow = VIRTUAL_START - DAY;
    const end = new Date(cloudNow + 60_000).toUTCString();
    store.take([`a=1; Path=/; Expires=${end}`, `${TOKEN_COOKIE}=t; Path=/; Expires=${end}`], AUTH, cloudNow);
    clock.advance(59_999);
    assert.equal(store.header(AUTH), `${TOKEN_COOKIE}=t; a=1`);
    clock.advance(1);
    assert.equal(store.header(AUTH), undefined);
  });

  it('leaves it to the cloud whether token and session live, where this machine’s clock says that they do not', () => {
    const past = new Date(VIRTUAL_START - 60_000).toUTCString();
    take(...[TOKEN_COOKIE, REFRESH_COOKIE, 'a'].map((name) => `${name}=x; Path=/; Expires=${past}`));
    assert.deepEqual(
      [store.value(TOKEN_COOKIE), store.value(REFRESH_COOKIE), store.value('a')],
      ['x', 'x', undefined],
    );
    const stored = store.toStored().map((cookie) => ({ ...cookie, expires: VIRTUAL_START - 1 }));
    const again = new CookieStore(clock, stored);
    assert.deepEqual([again.value(TOKEN_COOKIE), again.value(REFRESH_COOKIE)], ['x', 'x']);
    take(`${TOKEN_COOKIE}=x; Path=/; Expires=Thu, 01-Jan-1970 00:00:01 GMT`);
    assert.equal(store.value(TOKEN_COOKIE), undefined);
  });

  it('keeps a cookie without an end, and one whose end cannot be read', () => {
    take('a=1; Path=/', 'b=2; Path=/; Expires=nonsense; Max-Age=soon');
    clock.advance(10_000 * DAY);
    assert.equal(store.header(AUTH), 'a=1; b=2');
  });

  for (const marker of ['deleted', '']) {
    it(`takes a token of "${marker}" as absent, and another one of that name as there`, () => {
      take(`${TOKEN_COOKIE}=${marker}; Path=/`);
      assert.equal(store.value(TOKEN_COOKIE), undefined);
      take(`${TOKEN_COOKIE}=real; Path=/; Domain=.netatmo.com`);
      assert.equal(store.value(TOKEN_COOKIE), 'real');
    });
  }

  it('gives values exactly as received', () => {
    take(`${REFRESH_COOKIE}=1%7c2%3D=+"x"; Path=/`);
    assert.equal(store.value(REFRESH_COOKIE), '1%7c2%3D=+"x"');
    assert.equal(store.header(AUTH), `${REFRESH_COOKIE}=1%7c2%3D=+"x"`);
  });

  it('forgets a cookie wherever it is set, and no other', () => {
    take('a=1; Path=/', 'a=2; Path=/; Domain=.netatmo.com', 'a=3; Path=/access', 'b=4; Path=/');
    store.drop('a');
    assert.deepEqual(
      store.toStored().map(({ key }) => key),
      ['b'],
    );
  });

  describe('caps', () => {
    const flood = (count: number, name = 'flood'): string[] =>
      Array.from({ length: count }, (_, i) => `${name}${i}=x; Path=/; Domain=.netatmo.com`);

    it('keeps 64 cookies, and the essential ones whenever they come', () => {
      take(...flood(300), `${TOKEN_COOKIE}=t; Path=/`, `${REFRESH_COOKIE}=r; Path=/`, ...flood(300, 'more'));
      assert.equal(store.toStored().length, 64);
      assert.equal(store.value(TOKEN_COOKIE), 't');
      assert.equal(store.value(REFRESH_COOKIE), 'r');
      assert.ok(v.is(storedCookies, store.toStored()), 'what is stored can be read again');
    });

    it('takes a new value and a deletion when it is full', () => {
      take(
        ...flood(64),
        'flood3=new; Path=/; Domain=.netatmo.com',
        'flood4=; Max-Age=0; Path=/; Domain=.netatmo.com',
      );
      assert.equal(store.value('flood3'), 'new');
      assert.equal(store.value('flood4'), undefined);
      take('other=1; Path=/');
      assert.equal(store.value('other'), '1', 'a dead cookie makes room');
    });

    it('holds even when every cookie bears an essential name', () => {
      take(...Array.from({ length: 300 }, (_, i) => `XSRF-TOKEN=${i}; Path=/p${i}`));
      assert.equal(store.toStored().length, 64);
    });

    it('keeps no more than its part of the session file, and the essential ones whenever they come', () => {
      const large = (name: string): string => `${name}="${'\\"'.repeat(1_000)}"; Path=/; Domain=.netatmo.com`;
      const essential = [`${TOKEN_COOKIE}=t; Path=/`, `${REFRESH_COOKIE}=r; Path=/`, 'XSRF-TOKEN=x; Path=/'];
      const names = Array.from({ length: 64 }, (_, i) => large(`flood${i}`));
      for (const lines of [
        [...essential, ...names],
        [...names, ...essential],
      ]) {
        const own = new CookieStore(clock);
        own.take(lines, AUTH);
        assert.ok(JSON.stringify(own.toStored()).length <= MAX_COOKIES_BYTES + 1);
        for (const key of [TOKEN_COOKIE, REFRESH_COOKIE, 'XSRF-TOKEN']) assert.ok(own.value(key), key);
        assert.equal(new CookieStore(clock, own.toStored()).value(TOKEN_COOKIE), 't');
      }
    });

    it('lets a token through when the essential ones themselves are a flood', () => {
      const page = 'x'.repeat(4_000);
      for (let n = 0; n < 64; n++) take(`authnetatmocomlaravel_session=${page}; Path=/${n}`);
      take(`${TOKEN_COOKIE}=t; Path=/`);
      take(`authnetatmocomlaravel_session=${page}; Path=/last`);
      assert.equal(store.value(TOKEN_COOKIE), 't');
      assert.ok(JSON.stringify(store.toStored()).length <= MAX_COOKIES_BYTES + 1);
    });

    it('holds a flood of cookies that are dead already', () => {
      take(...Array.from({ length: 300 }, (_, i) => `dead${i}=x; Path=/; Max-Age=0`), 'alive=1; Path=/');
      assert.equal(store.header(AUTH), 'alive=1');
    });

    it('sends at most 12 KB, the essential ones first', () => {
      take(
        ...Array.from({ length: 10 }, (_, i) => `big${i}=${'x'.repeat(3_000)}; Path=/`),
        `${TOKEN_COOKIE}=t; Path=/`,
      );
      const header = store.header(AUTH)!;
      assert.ok(header.length <= 12_288 && header.length > 9_000, `${header.length}`);
      assert.ok(header.startsWith(`${TOKEN_COOKIE}=t`));
    });
  });

  describe('stored', () => {
    it('comes back as it was, scope and end included', () => {
      take(
        'a=1; Path=/access; Max-Age=60',
        'b=2; Path=/; Domain=.netatmo.com; Secure; HttpOnly',
        '__proto__=3; Path=/',
      );
      const text = JSON.stringify(store.toStored());
      const again = new CookieStore(clock, v.parse(storedCookies, JSON.parse(text)));
      assert.equal(JSON.stringify(again.toStored()), text);
      for (const url of [AUTH, MY, new URL('https://auth.netatmo.com/')])
        assert.equal(again.header(url), store.header(url));
      clock.advance(60_000);
      assert.equal(again.value('a'), undefined);
    });
  });
});
