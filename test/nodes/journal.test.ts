import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import type { AccountEvent } from '../../src/account/events';
import { systemClock, HOUR, MINUTE } from '../../src/clock';
import { journal } from '../../nodes/journal';
import { Texts } from '../../nodes/runtime';
import type { Subject } from '../../src/account/accounts';
import { fault } from '../../testkit';
import { benches, type Bench } from './support/bench';
import { press } from './support/dialogs';
import { ACCOUNT, account, flow, KEPT, LOGIN } from './support/flows';
import { LogBook } from './support/log-book';

const WRONG = { [ACCOUNT]: { ...KEPT[ACCOUNT], password: 'wrong' } };

describe('the log', () => {
  const open = benches();
  const book = new LogBook();
  beforeEach(() => {
    book.clear();
    book.open();
  });
  afterEach(() => book.close());

  /** A bench that has corrected a room, with an empty log. */
  const signedIn = async (): Promise<Bench> => {
    const bench = await open();
    await bench.start(flow(), KEPT);
    await bench.send({ payload: 21, force: true });
    book.clear();
    return bench;
  };
  const directory = ({ userDir }: Bench): string => join(userDir, 'netatmo-truetemp');
  /** Events of the audit that begin so. */
  const events = (start: string): string[] => book.events.filter((event) => event.startsWith(start));

  it('costs nobody anything when a logger of the user throws', () => {
    const throwing = (): never => {
      throw new Error('made up');
    };
    const RED = {
      log: { AUDIT: 98, audit: throwing, info: throwing, warn: throwing },
      _: (key: string) => key,
    } as unknown as NodeAPI;
    const { onEvent, own } = journal(RED, new Texts(RED, 'netatmo-account', systemClock), systemClock);
    onEvent({ event: 'login.ok' }, { service: 'netatmo', account: 'abcd' });
    onEvent({ event: 'session.keeping', outcome: 'disk-trouble' }, { service: 'netatmo', account: 'abcd' });
    own({ event: 'tls.insecure_env' });
  });

  describe('for the audit', () => {
    it('holds a first message from the file to the correction', async () => {
      const bench = await open();
      await bench.start(flow(), KEPT);
      await bench.send({ payload: 21, force: true });
      assert.deepEqual(
        [...new Set(book.events.filter((event) => !event.startsWith('session.lock_wait')))],
        [
          'session.load absent',
          'session.keeping file',
          'login.start',
          'session.save saved',
          'login.ok',
          'write.truetemperature corrected',
        ],
      );
    });

    it('tells accounts and rooms apart without saying which', async () => {
      const bench = await open();
      await bench.start(flow(), KEPT);
      await bench.send({ payload: 21, force: true });
      await bench.send({ payload: 21, force: true, topic: '' });
      const written = book.audit.filter(({ event }) => event.endsWith('truetemperature'));
      assert.equal(new Set(written.map(({ room }) => room)).size, 1);
      assert.equal(new Set(book.audit.map((entry) => entry.account)).size, 1);
      const { house, credentials } = bench.simulator;
      const secrets = [
        credentials.email,
        LOGIN.password,
        house.id,
        ...house.rooms.map(({ id }) => id),
        'Kitchen',
      ];
      for (const secret of secrets) assert.ok(!book.text.includes(secret), secret);
    });

    it('says that a session of before was loaded', async () => {
      const bench = await signedIn();
      await bench.restart();
      await bench.send({ payload: 21 });
      assert.deepEqual(events('session.load'), ['session.load loaded']);
      assert.deepEqual(events('login'), []);
    });

    it('says that a spoiled file was rejected', async () => {
      const bench = await signedIn();
      await bench.stop();
      for (const name of readdirSync(directory(bench))) writeFileSync(join(directory(bench), name), '{');
      await bench.restart();
      await bench.send({ payload: 21 });
      assert.equal(events('session.reject bad').length, 1);
    });

    it('says that a file cannot be written, and that the session is kept in memory', async () => {
      const bench = await open();
      mkdirSync(bench.userDir, { recursive: true });
      writeFileSync(directory(bench), 'in the way');
      await bench.start(flow(), KEPT);
      await bench.send({ payload: 21 });
      assert.match(events('session.save failed')[0] ?? '', /^session.save failed E[A-Z]+$/);
      assert.deepEqual(events('session.keeping'), ['session.keeping disk-trouble']);
      assert.deepEqual(
        book.lines.filter((line) => line.startsWith('warn')),
        ['warn disk-trouble'],
      );
    });

    it('says that a refused password is latched, once, and from when it is not', async () => {
      const bench = await open();
      await bench.start(flow(), WRONG);
      await bench.send({ payload: 21 });
      await bench.send({ payload: 21 });
      await bench.deploy(flow(), KEPT);
      await bench.send({ payload: 21 });
      assert.deepEqual(events('login'), [
        'login.start',
        'login.latched CREDENTIALS_REJECTED',
        'login.unlatched',
        'login.start',
        'login.ok',
      ]);
    });

    it('says that a sign-in failed for now, and for how long none is tried', async () => {
      const bench = await open();
      await bench.start(flow(), KEPT);
      bench.simulator.faults.always('postlogin', fault.gateway(503));
      await bench.send({ payload: 21 });
      const [failed] = book.audit.filter(({ event }) => event.endsWith('login.fail'));
      assert.equal(failed?.code, 'CLOUD_ERROR');
      assert.ok((failed.waitMs ?? 0) > 0);
    });

    it('says how renewals end', async () => {
      const bench = await signedIn();
      const { cloud, faults } = bench.simulator;
      cloud.expireTokens();
      await bench.send({ payload: 21, force: true });
      cloud.expireTokens();
      faults.always('keychain', fault.gateway(503));
      await bench.send({ payload: 21, force: true });
      faults.clear();
      cloud.killRefresh();
      await bench.send({ payload: 21, force: true });
      const renewals = events('token.refresh');
      assert.equal(renewals[0], 'token.refresh renewed');
      assert.ok(renewals.includes('token.refresh failed CLOUD_ERROR'));
      assert.equal(renewals.at(-1), 'token.refresh dead');
    });

    it('says that the quota of the cloud is met, until it answers again', async () => {
      const bench = await signedIn();
      bench.simulator.faults.always('*', fault.code(429, 26, 'User usage reached'));
      await bench.send({ payload: 21, force: true });
      bench.simulator.faults.clear();
      bench.clock.skip(2 * HOUR);
      await bench.send({ payload: 21, force: true });
      assert.deepEqual(events('throttle'), ['throttle.start requests', 'throttle.end requests']);
      const [start, end] = book.audit.filter(({ event }) => event.includes('throttle'));
      assert.ok((start?.waitMs ?? 0) > 0 && (end?.ms ?? 0) >= 2 * HOUR);
      assert.deepEqual(book.lines, ['info paused.requests', 'info resumed.requests', 'info corrected']);
    });

    it('names who presses the test button, and what came of it', async () => {
      const bench = await open();
      await bench.start(flow(), KEPT);
      await press();
      await press({ ...LOGIN, password: 'wrong' });
      const pressed = book.audit.filter(({ event }) => event.endsWith('admin.test'));
      assert.deepEqual(
        pressed.map(({ outcome }) => outcome),
        ['done', 'CREDENTIALS_REJECTED'],
      );
      assert.ok(pressed.every(({ path, ip }) => path === '/netatmo-truetemp/:id/test' && ip !== undefined));
    });

    it('says, and warns once, that nobody checks certificates', async () => {
      const bench = await open();
      bench.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
      await bench.start([...flow(), account({ id: 'a2' })], KEPT);
      await bench.deploy(flow());
      assert.deepEqual(events('tls'), ['tls.insecure_env']);
      assert.deepEqual(book.lines, ['warn insecureTls']);
    });

    it('does not speak of certificates for the demo home, nor when they are checked', async () => {
      const bench = await open();
      await bench.start(flow(), KEPT);
      bench.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
      await bench.deploy(flow({}, {}, { service: 'simulated' }));
      assert.deepEqual(events('tls'), []);
    });
  });

  describe('for a reader', () => {
    it('says that one has signed in, that a session was renewed and what was corrected', async () => {
      const bench = await open();
      await bench.start(flow(), KEPT);
      await bench.send({ payload: 21, force: true });
      bench.simulator.cloud.expireTokens();
      await bench.send({ payload: 21 });
      assert.deepEqual(book.lines, ['info sign-in.ok', 'info corrected', 'info session.renewed']);
    });

    const outages: readonly [string, boolean, () => ReturnType<typeof fault.gateway>][] = [
      ['that cuts every connection', true, fault.resetBefore],
      ['in which a gateway answers', true, () => fault.gateway(503)],
      ['that begins before the first sign-in', false, fault.resetBefore],
      ['in which nobody can sign in', false, () => fault.gateway(503)],
    ];
    for (const [what, isSignedIn, make] of outages) {
      it(`has one line for the begin and one for the end of an outage of an hour ${what}`, async () => {
        const bench = await (isSignedIn ? signedIn() : open());
        if (!isSignedIn) await bench.start(flow(), KEPT);
        bench.simulator.faults.always('*', make());
        for (let minute = 0; minute < 60; minute += 4) {
          const { caught } = await bench.send({ payload: 21, force: true });
          assert.equal(caught.length, 1);
          bench.clock.skip(4 * MINUTE);
        }
        assert.deepEqual(book.lines, ['warn away']);
        bench.simulator.faults.clear();
        bench.clock.skip(HOUR);
        await bench.send({ payload: 21, force: true });
        await bench.send({ payload: 21, force: true });
        const news = book.lines.filter((line) => line !== 'info corrected' && line !== 'info sign-in.ok');
        assert.deepEqual(news, ['warn away', 'info back']);
        assert.equal(events('cloud.away').length, 1);
        assert.deepEqual(events('cloud.back'), ['cloud.back']);
        assert.ok(bench.signIns <= 12);
      });
    }

    it('says that signing in pauses when the cloud itself can be reached', async () => {
      const bench = await open();
      await bench.start(flow(), KEPT);
      bench.simulator.faults.always('postlogin', fault.answer(429));
      await bench.send({ payload: 21 });
      await bench.send({ payload: 21 });
      assert.deepEqual(book.lines, ['info paused.sign-in']);
      bench.simulator.faults.clear();
      bench.clock.skip(HOUR);
      await bench.send({ payload: 21, force: true });
      assert.deepEqual(book.lines.slice(1), ['info sign-in.ok', 'info resumed.sign-in', 'info corrected']);
    });
  });

  describe('in words', () => {
    const said: string[] = [];
    const RED = {
      log: {
        info: (text: string) => said.push(`info ${text}`),
        warn: (text: string) => said.push(`warn ${text}`),
        audit: () => undefined,
      },
      _: (key: string, values: Record<string, string>) =>
        key.endsWith('.decimalPoint')
          ? '.'
          : `${key.split('.').slice(1).join('.')} ${Object.values(values).join()}`.trim(),
    } as unknown as NodeAPI;
    const now = new Date(2026, 0, 12, 8, 4).getTime();
    const { onEvent } = journal(RED, new Texts(RED, 'netatmo-account', systemClock), {
      ...systemClock,
      now: () => now,
    });
    const paused = (outcome: 'sign-in' | 'requests', isLogged: boolean) =>
      ({ event: 'throttle.start', outcome, waitMs: MINUTE, isLogged }) as const;
    const corrected = (correction: number) =>
      ({
        event: 'write.truetemperature',
        outcome: 'corrected',
        changed: true,
        correction,
        room: null,
      }) as const;
    const real: Subject = { service: 'netatmo', account: '00000000' };
    const table: readonly [AccountEvent, string | null][] = [
      [{ event: 'login.ok' }, 'info log.sign-in.ok'],
      [{ event: 'login.start' }, null],
      [{ event: 'token.refresh', outcome: 'renewed' }, 'info log.session.renewed'],
      [{ event: 'token.refresh', outcome: 'dead' }, null],
      [{ event: 'session.keeping', outcome: 'disk-trouble' }, 'warn log.disk-trouble'],
      [{ event: 'session.keeping', outcome: 'file' }, null],
      [paused('sign-in', true), 'info log.paused.sign-in 08:05'],
      [paused('requests', true), 'info log.paused.requests 08:05'],
      [paused('sign-in', false), null],
      [{ event: 'throttle.end', outcome: 'sign-in', ms: 1, isLogged: true }, 'info log.resumed.sign-in'],
      [{ event: 'throttle.end', outcome: 'sign-in', ms: 1, isLogged: false }, null],
      [{ event: 'cloud.away', code: 'NETWORK' }, 'warn log.away errors.NETWORK'],
      [{ event: 'cloud.back', ms: 90 * MINUTE }, 'info log.back 90'],
      [{ event: 'cloud.back', ms: 400 }, 'info log.back 1'],
      [corrected(0.5), 'info log.corrected +0.5'],
      [corrected(-1.25), 'info log.corrected −1.25'],
      [{ ...corrected(0.5), changed: false }, null],
    ];
    for (const [event, text] of table) {
      it(`${text === null ? 'says nothing of' : `is "${text}" for`} ${JSON.stringify(event)}`, () => {
        said.length = 0;
        onEvent(event, real);
        assert.deepEqual(said, text === null ? [] : [text]);
      });
    }

    it('keeps silent about the sign-in of the demo home, which is nothing to the user', () => {
      said.length = 0;
      const demo: Subject = { ...real, service: 'simulated' };
      onEvent({ event: 'login.ok' }, demo);
      onEvent({ event: 'token.refresh', outcome: 'renewed' }, demo);
      onEvent(corrected(1), demo);
      assert.deepEqual(said, ['info log.corrected +1.0']);
    });
  });
});
