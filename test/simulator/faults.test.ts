import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { connect } from 'node:net';
import { Drip, fault, type Fault } from '../../testkit';
import { closeBenches, openBench, signIn, type Bench, type RawAnswer } from './raw-client';

const HOME = '1'.repeat(24);
const STATUS = `/api/homestatus?home_id=${HOME}`;
const correction = {
  home_id: HOME,
  room_id: '1000000001',
  current_temperature: 21,
  corrected_temperature: 20,
};

const signedIn = async (): Promise<Bench & { token: string; status: () => Promise<RawAnswer> }> => {
  const bench = await openBench({ staticHouse: true });
  const { token } = await signIn(bench.simulator, bench.client);
  return { ...bench, token, status: () => bench.client.api(STATUS, token) };
};

describe('simulator: faults', () => {
  afterEach(closeBenches);

  it('happen once each in the order given, then the standing one, then none', async () => {
    const { simulator, status } = await signedIn();
    simulator.faults.always('homestatus', fault.emptyForbidden());
    simulator.faults.next('homestatus', fault.gateway(503), fault.gateway(502));
    const seen = [];
    for (let turn = 0; turn < 4; turn += 1) seen.push((await status()).status);
    simulator.faults.clear('homestatus');
    seen.push((await status()).status);
    assert.deepEqual(seen, [503, 502, 403, 403, 200]);
  });

  it('can be for every route', async () => {
    const { simulator, status, client, token } = await signedIn();
    simulator.faults.always('*', fault.gateway(504));
    assert.deepEqual(
      [(await status()).status, (await client.api('/api/homesdata', token)).status],
      [504, 504],
    );
    simulator.faults.clear();
    assert.equal((await status()).status, 200);
  });

  const answers: [string, Fault, number, RegExp][] = [
    ['a gateway page', fault.gateway(502), 502, /502 Bad Gateway/],
    ['an empty 403', fault.emptyForbidden(), 403, /^$/],
    ['an HTML 403', fault.htmlForbidden(), 403, /<html/],
    ['an HTML page with 200', fault.htmlPage(), 200, /^<!DOCTYPE html>/],
    [
      '429 code 11',
      fault.code(429, 11, 'Failed to enter concurrency limited section'),
      429,
      /"code": 11,\r\n/,
    ],
    ['403 code 13', fault.code(403, 13, 'Operation is forbidden'), 403, /"code": 13/],
    ['an error with 200', fault.okBut({ error: { code: 9, message: 'x' } }), 200, /"error"/],
    ['a failed status', fault.okBut({ status: 'failed' }), 200, /^{"status":"failed"}$/],
    ['a changed payload', fault.editJson(() => ({ body: {} })), 200, /^{"body":{}}$/],
    ['anything', fault.answer(418, 'tea', { 'x-tea': 'green' }), 418, /^tea$/],
    ['a redirect', fault.redirectTo('https://evil.example/', 307), 307, /^$/],
  ];
  for (const [what, each, status, body] of answers) {
    it(`can answer ${what}`, async () => {
      const bench = await signedIn();
      bench.simulator.faults.next('homestatus', each);
      const answer = await bench.status();
      assert.equal(answer.status, status);
      assert.match(answer.text, body);
    });
  }

  it('can ask to come back later', async () => {
    const { simulator, status } = await signedIn();
    simulator.faults.next('homestatus', fault.code(429, 26, 'User usage reached', '30'));
    assert.equal((await status()).headers['retry-after'], '30');
  });

  const effects: [string, Fault, number][] = [
    ['resetBefore', fault.resetBefore(), 0],
    ['resetAfter', fault.resetAfter(), -1],
    ['gateway', fault.gateway(503), 0],
    ['answerAfter', fault.answerAfter(503), -1],
    ['truncate', fault.truncate(5, true), -1],
  ];
  for (const [name, each, offset] of effects) {
    it(`${name} leaves an offset of ${offset} behind`, async () => {
      const { simulator, client, token } = await signedIn();
      simulator.faults.next('truetemperature', each);
      await client.api('/api/truetemperature', token, correction).catch(() => undefined);
      assert.equal(simulator.house.room('Living room').offset, offset);
      assert.equal(simulator.log.counts().truetemperature, 1);
    });
  }

  it('can cut an answer visibly or invisibly', async () => {
    const { simulator, status } = await signedIn();
    simulator.faults.next('homestatus', fault.truncate(10, true), fault.truncate(10, false));
    await assert.rejects(status(), { code: 'ECONNRESET' });
    const { text } = await status();
    assert.equal(text, '{"body":{"');
  });

  it('can hang until the connection is closed', async () => {
    const { simulator, status } = await signedIn();
    simulator.faults.next('homestatus', fault.hang());
    const hanging = status();
    hanging.catch(() => undefined);
    assert.equal((await status()).status, 200, 'others are served meanwhile');
    await simulator.close();
    await assert.rejects(hanging);
  });

  it('can hold requests until the test lets them go, and counts how many were open', async () => {
    const { simulator, status } = await signedIn();
    let open = (): void => undefined;
    simulator.faults.always('homestatus', fault.hold(new Promise((resolve) => (open = resolve))));
    simulator.log.clear();
    const held = Promise.all([status(), status(), status()]);
    while (simulator.log.counts().homestatus < 3) await new Promise((resolve) => setImmediate(resolve));
    open();
    assert.deepEqual(
      (await held).map((answer) => answer.status),
      [200, 200, 200],
    );
    assert.equal(simulator.log.maxConcurrent, 3);
  });

  it('can drip an answer as slowly as the test pulls', async () => {
    const { simulator, status } = await signedIn();
    const source = new Drip();
    simulator.faults.next('homestatus', fault.drip(source));
    const answer = status();
    await source.ready;
    source.sendHead();
    while (source.send(50) > 0);
    assert.match((await answer).text, /"status":"ok"/);
  });

  it('can send a huge body, a gzipped one, a huge header, many cookies', async () => {
    const { simulator, client, token, status } = await signedIn();
    simulator.faults.next(
      'homestatus',
      fault.huge(3_000_000),
      fault.hugeHeader(10_000),
      fault.manyCookies(100),
      fault.extraCookie('inj=1; Domain=evil.example'),
    );
    assert.ok((await status()).text.length > 3_000_000);
    assert.equal((await status()).headers['x-long']?.length, 10_000);
    assert.equal((await status()).setCookie.length, 100);
    assert.deepEqual((await status()).setCookie, ['inj=1; Domain=evil.example']);
    simulator.faults.next('homesdata', fault.gzip(1_000));
    const zipped = await client.api('/api/homesdata', token);
    assert.equal(zipped.headers['content-encoding'], 'gzip');
    const { edit } = fault.gzip(1_000);
    const body = edit?.({ status: 200, headers: [], body: '{}' }).body;
    assert.equal(gunzipSync(body as Buffer).length, 1_002);
  });

  it('can take the cloud off the net and back', async () => {
    const { simulator, status } = await signedIn();
    simulator.cloud.offline(true);
    await assert.rejects(status());
    simulator.cloud.offline(false);
    assert.equal((await status()).status, 200);
  });

  it('survives a client that talks nonsense or leaves in the middle', async () => {
    const { simulator, status } = await signedIn();
    const port = await simulator.listen();
    for (const bytes of [
      'nonsense\r\n\r\n',
      'POST /access/csrf HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nabc',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
        socket.once('close', () => resolve());
        socket.resume();
      });
    }
    assert.equal((await status()).status, 200);
  });
});
