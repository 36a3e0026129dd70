import assert from 'node:assert/strict';
import type { CloudSettings } from '../../src/simulator';
import {
  API,
  AUTH,
  closeBenches,
  openBench,
  type Bench,
  type RawAnswer,
  type RawRequest,
} from './raw-client';

/*
 * The requests of clients that work for their users, as far as their published code shows them. A stand-in for the cloud
 * that turns one of them away is wrong.
 */

const APP = 'app.netatmo.net';
const MY = 'https://my.netatmo.com';
const DASHBOARD = 'https://home.netatmo.com/control/dashboard';
const TOKEN = 'netatmocomaccess_token';
const REFRESH = 'authnetatmocomrefresh_token';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** A client with a jar of names and values, as most of them keep one. */
class ScriptedClient {
  cookies: Record<string, string> = {};
  readonly #bench: Bench;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  get credentials(): { email: string; password: string } {
    return this.#bench.simulator.credentials;
  }

  get bearer(): string {
    return decodeURIComponent(this.cookies[TOKEN] ?? '');
  }

  async send(path: string, request: RawRequest = {}): Promise<RawAnswer> {
    const answer = await this.#bench.client.send(path, { cookies: this.cookies, ...request });
    Object.assign(this.cookies, answer.cookies);
    return answer;
  }

  form(
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<RawAnswer> {
    return this.send(path, {
      method: 'POST',
      headers: { ...FORM, ...headers },
      body: new URLSearchParams(fields).toString(),
    });
  }

  /** Follows redirects within auth by hand; stops at other hosts. */
  async following(answer: RawAnswer): Promise<RawAnswer & { readonly path: string }> {
    let current = answer;
    let path = '';
    for (let made = 0; made < 10 && current.headers.location !== undefined; made += 1) {
      const to = new URL(current.headers.location);
      path = to.pathname;
      current = to.hostname === AUTH ? await this.send(to.pathname + to.search) : { ...current, headers: {} };
    }
    return { ...current, path };
  }

  async formToken(): Promise<string> {
    return (JSON.parse((await this.send('/access/csrf')).text) as { token: string }).token;
  }

  /** Page, form token, password with redirects off, keychain: what came of it lies in the jar. */
  async signInByKeychain(userAgent: string): Promise<void> {
    const headers = { 'user-agent': userAgent };
    assert.equal((await this.send('/en-us/access/login', { headers })).status, 200);
    this.cookies['netatmocomlast_app_used'] = 'app_thermostat';
    const _token = await this.formToken();
    await this.form('/access/postlogin', { ...this.credentials, stay_logged: 'on', _token }, headers);
    await this.send(`/access/keychain?next_url=${MY}`, { headers });
    assert.match(this.bearer, /\|/);
  }

  read(path: string, request: RawRequest = {}): Promise<RawAnswer> {
    return this.send(path, {
      host: API,
      cookies: {},
      ...request,
      headers: { authorization: `Bearer ${this.bearer}`, ...request.headers },
    });
  }
}

/** Each signs in, reads, and renews if it knows how; throws when it is turned away. */
const CLIENTS: Readonly<Record<string, (client: ScriptedClient, bench: Bench) => Promise<void>>> = {
  'P4uLT/py-netatmo-truetemp': async (client, { simulator }) => {
    await client.signInByKeychain('netatmo-home');
    // It sends its cookies to the API too, and its bearer to auth.
    const headers = { authorization: `Bearer ${client.bearer}` };
    assert.equal((await client.send('/access/csrf', { headers })).status, 200);
    assert.equal((await client.read('/api/homesdata', { cookies: client.cookies })).status, 200);
    const room = simulator.house.rooms[0];
    const body = {
      home_id: simulator.house.id,
      room_id: room?.id,
      current_temperature: 20.5,
      corrected_temperature: 20,
    };
    const answer = await client.read('/api/truetemperature', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.equal((JSON.parse(answer.text) as { status: string }).status, 'ok');
  },

  'mkulle/garni-netatmo-sync': async (client) => {
    assert.equal((await client.send('/en-us/access/login')).status, 200);
    const _token = await client.formToken();
    const posted = await client.form('/access/postlogin', {
      ...client.credentials,
      stay_logged: 'on',
      _token,
    });
    await client.following(posted);
    await client.following(await client.send(`/access/keychain?next_url=${MY}`));
    assert.equal((await client.read('/api/homesdata')).status, 200);
  },

  'siewers/NetatmoTrueTempSync': async (client, bench) => {
    await client.signInByKeychain('Mozilla/5.0 (X11; Linux) NetatmoTrueTempSync/1.0');
    assert.equal((await client.read('/api/homesdata')).status, 200);
    // Ten minutes later another process has nothing but the refresh cookie.
    bench.simulator.cloud.expireTokens();
    assert.equal((await client.read('/api/homesdata')).status, 403);
    const fresh = new ScriptedClient(bench);
    fresh.cookies = { [REFRESH]: client.cookies[REFRESH] ?? '' };
    await fresh.send(`/access/keychain?next_url=${MY}`);
    assert.equal((await fresh.read('/api/homesdata')).status, 200);
    assert.notEqual(fresh.cookies[REFRESH], client.cookies[REFRESH], 'the refresh cookie changes');
  },

  'redcorjo/netatmo_api': async (client) => {
    await client.signInByKeychain('netatmo-home');
    assert.equal((await client.read('/api/homesdata', { host: APP })).status, 200);
  },

  'minimicro34/ha-legrand-energy': async (client, { simulator }) => {
    // No login page, and no cookie that names an app.
    const _token = await client.formToken();
    const posted = await client.form(
      `/access/postlogin?next_url=${encodeURIComponent(DASHBOARD)}`,
      { ...client.credentials, stay_logged: 'on', _token },
      { referer: `https://${AUTH}/access/login` },
    );
    assert.ok(posted.status >= 300 && posted.status < 400);
    const location = new URL(posted.headers.location ?? '');
    assert.equal(location.pathname, '/access/keychain', 'its success test');
    assert.equal(location.searchParams.get('next_url'), DASHBOARD);
    const arrived = await client.following(posted);
    assert.equal(arrived.status, 200);
    assert.equal(arrived.path, '/access/keychain', 'and that is where it ends');
    for (const name of [REFRESH, 'authnetatmocomlaravel_session', 'authnetatmocommail_cookie', 'XSRF-TOKEN'])
      assert.ok(client.cookies[name], `it needs ${name}`);
    assert.equal((await client.read('/api/homesdata', { host: APP })).status, 200);

    simulator.cloud.expireTokens();
    const renewed = await client.send(`/access/checklogin?next_url=${encodeURIComponent(DASHBOARD)}`);
    assert.ok([200, 302, 303].includes(renewed.status));
    assert.doesNotMatch(renewed.headers.location ?? '', /login/);
    const status = await client.read('/api/homestatus', {
      host: APP,
      method: 'POST',
      headers: FORM,
      body: new URLSearchParams({ home_id: simulator.house.id }).toString(),
    });
    assert.equal(status.status, 200);
  },

  'an aiohttp client for sirens': async (client) => {
    await client.send('/en-us/access/login');
    const xsrf = decodeURIComponent(client.cookies['XSRF-TOKEN'] ?? '');
    const fields = { ...client.credentials, stay_logged: 'on', website: '' };
    const headers = {
      'x-xsrf-token': xsrf,
      origin: `https://${AUTH}`,
      referer: `https://${AUTH}/en-us/access/login`,
    };
    await client.following(await client.form('/access/postlogin', fields, headers));
    assert.equal((await client.read('/api/homesdata')).status, 200);
  },
};

/** What is not known of the cloud; every client works whichever way it is, but where its own test says otherwise. */
const VARIANTS: readonly (readonly [string, Partial<CloudSettings>, readonly string[]])[] = [
  ['by default', {}, []],
  ['where keychain redirects', { handsOutWith: 'redirect' }, ['minimicro34/ha-legrand-energy']],
  ['where the token comes with the answer to the password', { tokenFrom: 'postlogin' }, []],
  ['where a token says its end', { tokenCookieLife: 'max-age' }, []],
];

describe('clients that work for their users', () => {
  afterEach(closeBenches);

  for (const [when, cloud, except] of VARIANTS)
    for (const [name, run] of Object.entries(CLIENTS).filter(([each]) => !except.includes(each)))
      it(`${name} gets in ${when}`, async () => {
        const bench = await openBench({ cloud });
        await run(new ScriptedClient(bench), bench);
        assert.equal(bench.simulator.log.counts().postlogin, 1);
      });
});
