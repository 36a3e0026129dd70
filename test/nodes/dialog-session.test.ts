import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostics } from '../../nodes/dialog-answers';
import { MINUTE } from '../../src/clock';
import { fault } from '../../testkit';
import { admin, asEditor, benches, type Bench } from './support/bench';
import { press } from './support/dialogs';
import { ACCOUNT, CREDENTIALS, flow, KEPT, LOGIN, SESSION_KEY, setNode, tab } from './support/flows';
import { LogBook } from './support/log-book';

const at = (what: string, id = ACCOUNT): string => `/netatmo-truetemp/${id}/${what}`;

interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: object;
}

const codeOf = ({ body }: Reply): unknown => (body as { error?: { code?: string } }).error?.code;
const ask = async (id = ACCOUNT): Promise<Diagnostics> => {
  const reply: Reply = await admin()
    .get(at('diagnostics', id))
    .set(await asEditor());
  const { status, headers, body } = reply;
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(headers['cache-control'], 'no-store');
  return body as Diagnostics;
};
const forget = async (body: object | string = {}, type = 'application/json'): Promise<Reply> =>
  await admin()
    .post(at('forget'))
    .set(await asEditor())
    .set('content-type', type)
    .send(typeof body === 'string' ? body : JSON.stringify(body));

describe('the account’s dialog, for the state of the session', () => {
  const open = benches();

  const signedIn = async (): Promise<Bench> => {
    const bench = await open();
    await bench.start(flow(), KEPT);
    await bench.send({ payload: 22, force: true });
    return bench;
  };

  describe('with diagnostics', () => {
    it('learns the versions, and that the account is not deployed yet', async () => {
      const bench = await open();
      await bench.start(tab(setNode()), {});
      const { software, deployed, account } = await ask();
      assert.deepEqual([deployed, account], [false, null]);
      const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
      assert.equal(software.package, version);
      assert.equal(software.node, process.version);
      assert.match(software.system, /^\w+ \w+$/);
    });

    it('asks the cloud nothing', async () => {
      const bench = await open();
      await bench.start(flow(), KEPT);
      assert.equal((await ask()).account?.session.state, 'signed-out');
      assert.equal(bench.simulator.log.total, 0);
    });

    it('sees what has been done, and how it ended', async () => {
      const bench = await signedIn();
      bench.simulator.cloud.expireTokens();
      await bench.send({}, 'get');
      await bench.send({ payload: 'warm' });
      await bench.send({ payload: 22.05, room: 'Kitchen' });
      const diagnostics = await ask();
      const { account, service, keepSession, problem } = diagnostics;
      assert.ok(account);
      assert.deepEqual([service, keepSession, problem, account.keptIn], ['netatmo', true, null, 'file']);
      assert.equal(account.session.state, 'signed-in');
      assert.ok(account.session.signedInAt !== null && account.session.renewedAt !== null);
      assert.equal(account.cloud.state, 'reachable');
      const { requests, signIns, renewals, corrections, failures } = account.counters;
      assert.deepEqual([signIns, renewals, corrections], [1, 1, 1]);
      assert.equal(requests, bench.simulator.log.total);
      assert.deepEqual(failures, { INVALID_TEMPERATURE: 1 });
      assert.deepEqual(
        account.outcomes.map(({ what, outcome }) => `${what} ${outcome}`),
        ['correction corrected', 'list done', 'correction INVALID_TEMPERATURE', 'correction settling'],
      );
      assert.deepEqual(account.breaker.passwords, [1, 1, 1]);
      assert.ok(account.budget.perHour.left < account.budget.perHour.limit);
    });

    it('keeps the last ten outcomes only', async () => {
      const bench = await signedIn();
      for (let times = 0; times < 12; times += 1) await bench.send({}, 'get');
      const outcomes = (await ask()).account?.outcomes ?? [];
      assert.equal(outcomes.length, 10);
      assert.ok(outcomes.every(({ outcome }) => outcome === 'done'));
    });

    it('sees failures by their codes, since when the cloud is away, and until when there is a pause', async () => {
      const bench = await open();
      await bench.start(flow(), KEPT);
      bench.simulator.faults.always('*', fault.resetBefore());
      await bench.send({}, 'get');
      const away = (await ask()).account;
      assert.deepEqual(away?.cloud.state, 'away');
      assert.ok(away.cloud.code !== null && away.cloud.since !== null);
      assert.equal(away.outcomes[0]?.outcome, away.cloud.code);
      assert.deepEqual(away.counters.failures, { [away.cloud.code]: 1 });
      bench.simulator.faults.clear();
      bench.simulator.faults.always('postlogin', fault.answer(429));
      bench.clock.skip(60 * MINUTE);
      await bench.send({}, 'get');
      const paused = (await ask()).account?.session.paused;
      assert.equal(paused?.kind, 'sign-in');
      assert.ok(Date.parse(paused.until) > bench.clock.now());
    });

    it('learns that the password was refused, and from when it may be tried again', async () => {
      const bench = await open();
      await bench.start(flow(), { [ACCOUNT]: { ...LOGIN, password: 'wrong' } });
      await bench.send({ payload: 21 });
      const { session } = (await ask()).account ?? {};
      assert.equal(session?.state, 'refused');
      assert.equal(session.refused?.code, 'CREDENTIALS_REJECTED');
      assert.ok(Date.parse(session.refused.askAgainAt) > bench.clock.now());
    });

    it('learns which variable is not set', async () => {
      const bench = await open();
      await bench.start(flow(), { [ACCOUNT]: { username: '${HEATING_MAIL}', password: 'x' } });
      const { problem, account } = await ask();
      assert.deepEqual(problem, {
        code: 'CREDENTIALS_MISSING',
        missing: { what: 'variable', name: 'HEATING_MAIL' },
      });
      assert.equal(account, null);
    });

    it('learns that a setting is out of its range', async () => {
      const bench = await open();
      await bench.start(flow({}, {}, { limitPerHour: 'many' }), CREDENTIALS);
      assert.deepEqual((await ask()).problem, { code: 'CONFIG' });
    });

    it('learns that a Node-RED without a setting for it made up its credentialSecret', async () => {
      const bench = await open();
      await bench.start(flow(), CREDENTIALS);
      assert.equal((await ask()).surroundings.credentialSecret, 'generated');
    });

    it('learns that certificates are not checked by others', async () => {
      const bench = await open();
      bench.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
      await bench.start(flow(), CREDENTIALS);
      assert.equal((await ask()).surroundings.certificatesUnchecked, true);
    });

    it('gets no name, no id, no e-mail and no secret', async () => {
      const bench = await signedIn();
      await bench.send({ payload: 21, room: 'No such room' });
      const text = JSON.stringify(await ask());
      const { house, credentials } = bench.simulator;
      const rooms = house.rooms.flatMap(({ id, name }) => [id, name]);
      const secrets = [
        credentials.email,
        LOGIN.password,
        SESSION_KEY,
        house.id,
        ACCOUNT,
        bench.userDir,
        ...rooms,
      ];
      for (const secret of secrets) assert.ok(!text.includes(secret), secret);
    });

    it('is refused to whoever does not show the token', async () => {
      await signedIn();
      const reply: Reply = await admin().get(at('diagnostics'));
      assert.deepEqual([reply.status, codeOf(reply)], [403, 'FORBIDDEN']);
    });
  });

  describe('with "forget session"', () => {
    it('ends the session, in memory', async () => {
      const bench = await signedIn();
      assert.equal((await forget()).status, 200);
      assert.equal((await ask()).account?.session.state, 'signed-out');
      assert.equal(bench.signIns, 1);
      await bench.send({}, 'get');
      assert.equal(bench.signIns, 2);
    });

    it('ends it in the file too', async () => {
      const bench = await signedIn();
      const directory = join(bench.userDir, 'netatmo-truetemp');
      const size = (): number =>
        Math.max(...readdirSync(directory).map((name) => readFileSync(join(directory, name)).length));
      const before = size();
      await forget();
      assert.ok(size() < before);
      await bench.restart();
      assert.equal((await ask()).account?.session.state, 'signed-out');
      await bench.send({}, 'get');
      assert.equal(bench.signIns, 2);
    });

    it('keeps what was corrected in the rooms, and how often passwords were sent', async () => {
      const bench = await signedIn();
      await forget();
      await bench.restart();
      const { account } = await ask();
      assert.deepEqual(account?.breaker.passwords, [1, 1, 1]);
      const { sent } = await bench.send({ undo: true });
      assert.equal((sent[0]?.payload as { reason: string }).reason, 'undone');
    });

    it('is no way around the limit of sign-ins', async () => {
      const bench = await signedIn();
      for (let times = 0; times < 5; times += 1) {
        await forget();
        // So that a list needs the cloud.
        bench.clock.skip(11_000);
        await bench.send({}, 'get');
      }
      assert.equal(bench.signIns, 3);
      const { caught } = await bench.send({}, 'get');
      assert.equal((caught[0]?.['error'] as { code: string }).code, 'SIGN_IN_PAUSED');
    });

    it('is no way around a refusal', async () => {
      const bench = await open();
      await bench.start(flow(), { [ACCOUNT]: { ...KEPT[ACCOUNT], password: 'wrong' } });
      await bench.send({}, 'get');
      await forget();
      await bench.send({}, 'get');
      await bench.restart();
      await bench.send({}, 'get');
      assert.equal(bench.signIns, 1);
      assert.equal((await ask()).account?.session.state, 'refused');
    });

    it('waits for a sign-in that is under way', async () => {
      const bench = await open();
      await bench.start(flow(), KEPT);
      let go = (): void => undefined;
      const gate = new Promise<void>((resolve) => (go = resolve));
      bench.simulator.faults.next('postlogin', fault.hold(gate));
      const pressed = press();
      while (bench.signIns === 0) await new Promise((resolve) => setImmediate(resolve));
      const forgotten = forget();
      go();
      await Promise.all([pressed, forgotten]);
      assert.equal((await ask()).account?.session.state, 'signed-out');
    });

    it('is written into the audit', async () => {
      await signedIn();
      const book = new LogBook();
      book.open();
      try {
        await forget();
      } finally {
        book.close();
      }
      assert.deepEqual(
        book.events.filter((event) => event.includes('forget')),
        ['session.forget', 'admin.forget done'],
      );
    });

    const refusals: readonly [string, () => Promise<Reply>, number, string][] = [
      ['a form of another page', () => forget('a=1', 'application/x-www-form-urlencoded'), 400, 'CONFIG'],
      ['plain text', () => forget('{}', 'text/plain'), 400, 'CONFIG'],
      [
        'whoever does not show the token',
        async () => await admin().post(at('forget')).send({}),
        403,
        'FORBIDDEN',
      ],
      [
        'an account that is not deployed',
        async () =>
          await admin()
            .post(at('forget', 'set'))
            .set(await asEditor())
            .send({}),
        404,
        'CONFIG',
      ],
    ];
    for (const [what, send, status, code] of refusals) {
      it(`refuses ${what}`, async () => {
        const bench = await signedIn();
        const reply = await send();
        assert.deepEqual([reply.status, codeOf(reply)], [status, code]);
        await bench.send({}, 'get');
        assert.equal(bench.signIns, 1);
      });
    }
  });
});
