import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { Test } from 'mocha';
import { fault } from '../../testkit';
import { ACCOUNT } from '../nodes/support/flows';
import { proves, type SecretFacts } from '../reliability/support/results';
import { CanaryBench, KEPT, PLACES, WRONG } from './support/canary-bench';
import { CANARY } from './support/canaries';
import { FAULTS, HAS_JSON, SIGN_IN_ENDS, refuseToWrite, PAGES, SECRETS } from './support/mishaps';

const { planted, email, password } = CANARY;

/** What is asked for at each address of the cloud. */
const NAMES: Readonly<Record<(typeof PAGES)[number][0], string>> = {
  login: 'the login page',
  csrf: 'the form of the login page',
  postlogin: 'the answer to the password',
  homepage: 'the page after the password',
  keychain: 'the session itself',
  checklogin: 'the session, where it is renewed',
  homesdata: 'the names of the rooms',
  homestatus: 'the readings',
  getstationsdata: 'the weather modules',
  gethomecoachsdata: 'the Home Coaches',
  truetemperature: 'the answer to a correction',
  other: 'any other address',
};

const LATCHED = ['CREDENTIALS_REJECTED', 'TWO_FACTOR_REQUIRED', 'SIGN_IN_BLOCKED'];

describe('no secret leaves the nodes', () => {
  let life: CanaryBench;

  beforeEach(async () => {
    life = await CanaryBench.open();
  });
  afterEach(() => life.close());

  /** Searches everything. @returns where, for what and what was found */
  const clean = async (): Promise<SecretFacts> => {
    const hits = await life.search();
    const { kinds, size } = life.net;
    assert.deepEqual(hits, [], `canaries: ${inspect(kinds)}`);
    assert.ok(size > 8, 'the cloud has handed out secrets');
    const { places } = life.collector;
    assert.ok(['log', 'messages', 'node.status', 'node.send'].every((place) => places.includes(place)));
    for (const place of places) assert.ok(PLACES.includes(place), place);
    assert.deepEqual(
      life.simulator.log.violations.filter((each) => each !== 'repeated-correction'),
      [],
    );
    return { places: PLACES, canaries: Object.keys(kinds), hits: hits.length };
  };
  /** A test that is a row of docs/reliability.md. */
  const keeps = (what: string, live: () => Promise<SecretFacts>): Test =>
    proves('secrets', 'secrets', what, live);

  keeps('in a good life: sign-in, lists, corrections, renewal, revoked and expired tokens', async () => {
    await life.start(KEPT);
    for (const what of ['expireTokens', 'revokeTokens', 'killRefresh'] as const) {
      const [list, correction] = await life.send();
      assert.ok(list?.completed && correction?.completed);
      life.nextDay();
      life.simulator.cloud[what]();
    }
    await life.send({ payload: 21, history: true });
    await life.send({ undo: true });
    await life.restart(KEPT);
    assert.ok((await life.send()).every(({ completed }) => completed === 1));
    assert.ok(life.bench.signIns >= 1 && life.bench.kept.length > 0);
    return clean();
  });

  keeps('with a wrong password, in both ways in which the cloud says so, and what comes after', async () => {
    for (const wrongPassword of ['page', 'redirect'] as const) {
      life.simulator.cloud.settings.wrongPassword = wrongPassword;
      await life.start(WRONG);
      await life.send();
      await life.send();
      await life.stop();
    }
    await life.start(KEPT);
    await life.send();
    assert.deepEqual([...life.codes], ['CREDENTIALS_REJECTED']);
    return clean();
  });

  keeps('with credentials that look like variables, are none, or come from the environment', async () => {
    const odd = [
      { username: `\${${email}}`, password: 'x' },
      { username: email, password: `\${${password.replaceAll(' ', '')}}` },
      { username: email, password: `$(${password})` },
      { username: email },
    ];
    for (const each of odd) {
      await life.start({ [ACCOUNT]: each });
      await life.send();
      await life.stop();
      life.nextDay();
    }
    Object.assign(life.bench.env, { NETATMO_USERNAME: email, NETATMO_PASSWORD: CANARY.environment });
    await life.start({});
    await life.send();
    assert.deepEqual([...life.codes], ['CREDENTIALS_MISSING', 'CREDENTIALS_REJECTED']);
    return clean();
  });

  keeps('on any page that follows the password', async () => {
    await life.start();
    for (const signInEnd of SIGN_IN_ENDS) {
      life.simulator.cloud.settings.signInEnd = signInEnd;
      await life.send();
      await life.ask('post', `${ACCOUNT}/test`, {
        service: 'netatmo',
        username: email,
        password: '__PWRD__',
      });
      await life.restart();
      life.nextDay();
    }
    assert.ok(
      LATCHED.every((code) => life.codes.has(code)),
      [...life.codes].join(),
    );
    return clean();
  });

  for (const [route, isCold] of PAGES) {
    keeps(`whatever goes wrong with ${NAMES[route]}${isCold ? ' at the start' : ''}`, async () => {
      await life.start();
      await life.send();
      for (const [kind, faults] of Object.entries(FAULTS)) {
        if (kind === 'editJson' && !HAS_JSON.has(route)) continue;
        for (const make of faults) {
          life.nextDay();
          if (isCold) await life.restart();
          const { faults: script, log } = life.simulator;
          const asked = log.total;
          script.always(route, make());
          if (route === 'homepage') {
            life.simulator.cloud.settings.handsOutWith = 'redirect';
            script.always('keychain', fault.deletedToken());
          }
          const outcomes = await life.send();
          script.clear();
          assert.ok(
            log.requests.some((request) => request.number > asked && request.route === route),
            `${kind} was met`,
          );
          const codes = outcomes.flatMap(({ caught }) =>
            caught.map(({ error }) => (error as { code: string }).code),
          );
          if (codes.some((code) => LATCHED.includes(code))) await life.restart();
        }
      }
      return clean();
    });
  }

  keeps('with broken session files and a disk that refuses', async () => {
    await life.start(KEPT);
    await life.send();
    const directory = join(life.bench.userDir, 'netatmo-truetemp');
    const path = join(
      directory,
      readdirSync(directory).find((name) => statSync(join(directory, name)).size > 500)!,
    );
    const good = readFileSync(path);
    const flipped = Buffer.from(good);
    flipped.writeUInt8(flipped.readUInt8(good.length >> 1) ^ 1, good.length >> 1);
    const contents = [
      '',
      '{',
      good.subarray(0, 100),
      flipped,
      JSON.stringify({ cookies: [{ value: planted }], email }),
    ];
    for (const content of contents) {
      await life.stop();
      writeFileSync(path, content);
      await life.start(KEPT);
      await life.send();
      life.nextDay();
    }
    await life.stop();
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path);
    await life.start(KEPT);
    await life.send();
    const restore = refuseToWrite(SECRETS);
    try {
      await life.restart(KEPT);
      life.endSessions();
      assert.ok(
        (await life.send()).every(({ completed }) => completed === 1),
        'it goes on without the disk',
      );
    } finally {
      restore();
    }
    return clean();
  });

  keeps('when nodes are closed while messages wait', async () => {
    await life.start();
    for (const route of ['login', 'postlogin', 'homesdata', 'truetemperature'] as const) {
      life.endSessions();
      life.simulator.faults.always(route, fault.hang());
      const { log } = life.simulator;
      const asked = log.total;
      const waiting = [
        life.bench.begin([{}], 'get'),
        life.bench.begin([{ payload: 21, force: true }], 'set'),
      ];
      while (!log.requests.some((each) => each.number > asked && each.route === route))
        await new Promise((resolve) => setImmediate(resolve));
      await life.stop();
      // Messages of stopped nodes have no Catch node any more; the spies have heard their ends.
      for (const { outcomes } of waiting) outcomes.catch(() => undefined);
      life.simulator.faults.clear();
      life.nextDay();
      await life.start();
    }
    await life.send();
    return clean();
  });

  keeps('through the dialogs', async () => {
    const path = `${ACCOUNT}/test`;
    const draft = { service: 'netatmo', username: email, password: CANARY.wrong };
    await life.start(KEPT);
    await life.ask('get', `${ACCOUNT}/rooms`);
    await life.ask('get', `${ACCOUNT}/diagnostics`);
    await life.ask('post', path, { ...draft, password: '__PWRD__' });
    await life.ask('get', `${ACCOUNT}/diagnostics`);
    await life.ask('post', `${ACCOUNT}/forget`, {});
    await life.ask('get', `${ACCOUNT}/rooms`);
    await life.ask('post', path, draft);
    await life.ask('post', path, draft);
    await life.ask('post', path, { ...draft, username: `other-${email}`, password: '__PWRD__' });
    await life.ask('post', path, { ...draft, password: `\${${password.replaceAll(' ', '')}}` });
    await life.ask('post', path, { ...draft, username: email.repeat(30) });
    await life.ask('post', path, { ...draft, service: SECRETS });
    await life.ask('post', path, { ...draft, limitPerHour: SECRETS });
    await life.ask('post', `${encodeURIComponent(email)}/test`, draft);
    await life.ask('get', `${encodeURIComponent(email)}/rooms`);
    for (const make of [fault.resetAfter, fault.htmlPage, () => fault.code(403, 26, SECRETS)]) {
      life.simulator.faults.always('*', make());
      await life.ask('get', `${ACCOUNT}/rooms`);
      await life.ask('get', `${ACCOUNT}/diagnostics`);
      life.nextDay();
      life.endSessions();
      await life.ask('post', path, { ...draft, password: '__PWRD__' });
      life.simulator.faults.clear();
    }
    await life.send();
    return clean();
  });

  it('and what is planted at each place is found there', async () => {
    await life.start(KEPT);
    await life.send();
    const node = life.bench.node('set');
    const leak = `leak: ${password}`;
    node.error(new Error('refused', { cause: { headers: [leak] } }), { payload: 1 });
    node.warn(leak);
    node.log(leak);
    node.trace(leak);
    node.debug(leak);
    node.status({ text: leak });
    node.send({ payload: Buffer.from(leak).toString('base64') });
    await life.settle(Promise.resolve([{ sent: [{ leak }], caught: [], completed: 1 }]));
    console.error(Buffer.from(leak).toString('hex'));
    process.emitWarning(leak);
    await new Promise((resolve) => setImmediate(resolve));
    writeFileSync(join(life.bench.userDir, 'dump.json'), JSON.stringify({ leak }));
    writeFileSync(join(life.bench.userDir, encodeURIComponent(email)), '');
    life.collector.take('admin answers', JSON.stringify({ leak }));
    Object.assign(life.accounts, { leak });
    const places = new Set((await life.search()).map(({ place }) => place));
    // Nothing can be planted in the arguments of this process; its own output is for the report of the tests.
    const elsewhere = ['process', 'stdout'];
    assert.deepEqual([...places].sort(), PLACES.filter((place) => !elsewhere.includes(place)).sort());
  });
});
