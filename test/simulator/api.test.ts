import assert from 'node:assert/strict';
import { API, closeBenches, openBench, signIn, type Bench } from './raw-client';

const HOME = '1'.repeat(24);
const STATUS = `/api/homestatus?home_id=${HOME}`;
const correction = {
  home_id: HOME,
  room_id: '1000000001',
  current_temperature: 21,
  corrected_temperature: 20,
};

const codeOf = (text: string): number => (JSON.parse(text) as { error: { code: number } }).error.code;

const signedIn = async (options = {}): Promise<Bench & { token: string }> => {
  const bench = await openBench({ staticHouse: true, ...options });
  return { ...bench, token: (await signIn(bench.simulator, bench.client)).token };
};

describe('simulator: API', () => {
  afterEach(closeBenches);

  it('refuses a call without, with an unknown and with an undecoded token by 403 code 1, 2, 2', async () => {
    const { client, token } = await signedIn();
    const none = await client.send('/api/homesdata', { host: API });
    assert.deepEqual([none.status, codeOf(none.text)], [403, 1]);
    for (const wrong of [`${'0'.repeat(24)}|${'0'.repeat(32)}`, token.replace('|', '%7C'), '']) {
      const { status, text } = await client.api('/api/homesdata', wrong);
      assert.deepEqual([status, codeOf(text)], [403, 2]);
    }
  });

  it('lets a token live for its three hours, whatever the machine does to its wall clock', async () => {
    const { client, token, clock } = await signedIn();
    clock.jump(86_400_000);
    clock.advance(10_799_999);
    assert.equal((await client.api('/api/homesdata', token)).status, 200);
    clock.advance(1);
    const { status, text } = await client.api('/api/homesdata', token);
    assert.deepEqual([status, codeOf(text)], [403, 3]);
  });

  it('can end all tokens at once, as expired or as unknown', async () => {
    const { client, token, simulator } = await signedIn();
    simulator.cloud.expireTokens();
    assert.equal(codeOf((await client.api('/api/homesdata', token)).text), 3);
    simulator.cloud.revokeTokens();
    assert.equal(codeOf((await client.api('/api/homesdata', token)).text), 2);
  });

  it('can say in any words that a token is dead', async () => {
    const { client, token, simulator } = await signedIn();
    const body = '{"error":{"message":"Access token expired"}}';
    simulator.cloud.settings.deadToken = { status: 403, body };
    assert.equal((await client.api('/api/homesdata', token)).status, 200, 'while it lives all is well');
    simulator.cloud.expireTokens();
    const answer = await client.api('/api/homesdata', token);
    assert.deepEqual([answer.status, answer.text], [403, body]);
  });

  it('answers reads asked for by a form, and under its other name', async () => {
    const { client, token, simulator } = await signedIn();
    for (const host of ['api.netatmo.com', 'app.netatmo.net'])
      for (const path of ['/api/homesdata', '/api/homestatus', '/api/getstationsdata']) {
        const { status } = await client.send(path, {
          host,
          method: 'POST',
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/x-www-form-urlencoded',
          },
          body: `home_id=${simulator.house.id}`,
        });
        assert.equal(status, 200, `${host}${path}`);
      }
    assert.deepEqual(simulator.log.violations, []);
  });

  it('pretty-prints errors with CRLF, and answers a wrong path in the same envelope', async () => {
    const { client, token } = await signedIn();
    const { status, text } = await client.api('/api/nothing', token);
    assert.equal(status, 404);
    assert.equal(text, '{\r\n  "error": {\r\n    "code": 404,\r\n    "message": "Not Found"\r\n  }\r\n}');
  });

  const refusals: [string, string, object | undefined, number][] = [
    ['homestatus without home_id', '/api/homestatus', undefined, 10],
    ['homestatus of an unknown home', '/api/homestatus?home_id=2', undefined, 21],
    ['a correction without room', '/api/truetemperature', { ...correction, room_id: undefined }, 10],
    [
      'a correction without value',
      '/api/truetemperature',
      { ...correction, corrected_temperature: undefined },
      10,
    ],
    ['a correction in a text', '/api/truetemperature', { ...correction, corrected_temperature: '20' }, 21],
    ['a correction of null', '/api/truetemperature', { ...correction, current_temperature: NaN }, 21],
    ['a room id that is a number', '/api/truetemperature', { ...correction, room_id: 1000000001 }, 21],
    ['a room of nobody', '/api/truetemperature', { ...correction, room_id: '9' }, 21],
    ['a home of nobody', '/api/truetemperature', { ...correction, home_id: '9' }, 21],
    ['a fifth field', '/api/truetemperature', { ...correction, force: true }, 21],
    ['a list', '/api/truetemperature', [], 40],
  ];
  for (const [what, path, body, code] of refusals) {
    it(`refuses ${what} by 400 code ${code}`, async () => {
      const { client, token, simulator } = await signedIn();
      const { status, text } = await client.api(path, token, body);
      assert.deepEqual([status, codeOf(text)], [400, code]);
      assert.deepEqual(simulator.log.corrections, []);
    });
  }

  it('takes a correction and says little', async () => {
    const { client, token, simulator, clock } = await signedIn();
    const { status, text } = await client.api('/api/truetemperature', token, correction);
    assert.equal(status, 200);
    assert.deepEqual(JSON.parse(text), { status: 'ok', time_exec: 0.02, time_server: clock.now() / 1000 });
    assert.equal(simulator.house.room('Living room').offset, -1);
    const [accepted] = simulator.log.corrections;
    assert.deepEqual([accepted?.roomId, accepted?.current, accepted?.corrected], ['1000000001', 21, 20]);
  });

  const limits: [string, object, number, number][] = [
    ['50 calls in 10 s', {}, 50, 10_000],
    ['the calls of an hour', { per10s: 1e6, perHour: 60 }, 60, 3_600_000],
  ];
  for (const [what, cloud, allowed, windowMs] of limits) {
    it(`allows ${what}, then answers 429 code 26 until the window has passed`, async () => {
      const { client, token, clock } = await signedIn({ cloud });
      for (let call = 0; call < allowed; call += 1)
        assert.equal((await client.api(STATUS, token)).status, 200);
      const { status, text, headers } = await client.api(STATUS, token);
      assert.deepEqual([status, codeOf(text)], [429, 26]);
      assert.equal(headers['retry-after'], undefined);
      clock.advance(windowMs - 1);
      assert.equal((await client.api(STATUS, token)).status, 429);
      clock.advance(1);
      assert.equal((await client.api(STATUS, token)).status, 200);
    });
  }

  it('counts limits and tells the time by the house, tokens by the clock', async () => {
    const { client, token, clock } = await signedIn({ houseSpeed: 60, cloud: { perHour: 1 } });
    const start = clock.now() / 1000;
    assert.equal((await client.api(STATUS, token)).status, 200);
    clock.advance(60_000);
    const { time_server: time } = JSON.parse((await client.api(STATUS, token)).text) as {
      time_server: number;
    };
    assert.equal(time - start, 3600);
  });

  it('notes what a strict server might punish', async () => {
    const { client, token, simulator } = await signedIn();
    const { log } = simulator;
    const headers = { authorization: `Bearer ${token}` };
    await client.send('/api/homesdata', { host: API, headers, cookies: { 'XSRF-TOKEN': 'x' }, body: '{}' });
    assert.deepEqual(log.violations, ['cookie-on-wrong-host', 'cookies-on-api', 'body-on-get']);
    log.clear();
    await client.send('/access/csrf', { headers });
    assert.deepEqual(log.violations, ['bearer-on-wrong-host']);
    log.clear();
    await client.api('/api/truetemperature', token, correction);
    await client.api('/api/truetemperature', token, { ...correction, corrected_temperature: 20.5 });
    assert.deepEqual(log.violations, []);
    await client.api('/api/truetemperature', token, { ...correction, corrected_temperature: 20.5 });
    assert.deepEqual(log.violations, ['repeated-correction']);
    assert.equal(log.counts().truetemperature, 3);
    log.clear();
    simulator.cloud.expireTokens();
    const raised = { ...correction, corrected_temperature: 22 };
    for (let i = 0; i < 2; i += 1) await client.api('/api/truetemperature', token, raised);
    assert.deepEqual(log.violations, [], 'one that was refused for its token had no effect');
  });

  it('logs each request with its cookies as sent, its headers and its body', async () => {
    const { client, simulator } = await signedIn();
    simulator.log.clear();
    await client.send('/access/csrf?x=1', { cookies: { a: 'b%7Cc=d' }, method: 'POST', body: 'hello' });
    const request = simulator.log.requests[0];
    assert.ok(request);
    assert.deepEqual(request.cookies, [['a', 'b%7Cc=d']]);
    assert.deepEqual(
      [request.host, request.method, request.path],
      ['auth.netatmo.com', 'POST', '/access/csrf'],
    );
    assert.deepEqual([request.body, request.status, request.route], ['hello', 404, 'other']);
    assert.ok(request.headerNames.includes('cookie'));
    assert.equal(simulator.log.total, 1);
  });

  it('keeps the last requests only, but counts all', async () => {
    const { client, simulator } = await openBench({ logLimit: 10 });
    for (let turn = 0; turn < 25; turn += 1) await client.send('/access/csrf');
    assert.deepEqual([simulator.log.counts().csrf, simulator.log.total], [25, 25]);
    assert.ok(simulator.log.requests.length <= 11);
    assert.equal(simulator.log.requests.at(-1)?.number, 25);
  });

  it('keeps its state when it is closed and opened again', async () => {
    const { client, token, simulator } = await signedIn();
    await client.api('/api/truetemperature', token, correction);
    await simulator.close();
    await assert.rejects(client.api(STATUS, token));
    const port = await simulator.listen();
    assert.equal(await simulator.listen(), port, 'a second listen changes nothing');
    assert.equal(simulator.house.room('Living room').offset, -1);
  });
});
