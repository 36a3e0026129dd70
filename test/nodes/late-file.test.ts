import assert from 'node:assert/strict';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MINUTE } from '../../src/clock';
import { fault } from '../../testkit';
import { admin, asEditor, type Bench, benches, wordOf } from './support/bench';
import { ACCOUNT, CREDENTIALS, flow, SESSION_KEY } from './support/flows';

const KEY_FILE = '/run/secrets/key';

/** What an earlier life of Node-RED has left on the disk, and how this one can read it only with the next deploy. */
const LATE: Readonly<
  Record<string, { readonly hide: (bench: Bench) => void; readonly show: (bench: Bench) => void }>
> = {
  'a key file that cannot be read at start': {
    hide: ({ files }) => Reflect.deleteProperty(files, KEY_FILE),
    show: ({ files }) => (files[KEY_FILE] = SESSION_KEY),
  },
  'a directory that is mounted after the start': {
    hide: ({ userDir }) => renameSync(join(userDir, 'netatmo-truetemp'), join(userDir, 'unmounted')),
    show: ({ userDir }) => {
      rmSync(join(userDir, 'netatmo-truetemp'), { recursive: true, force: true });
      renameSync(join(userDir, 'unmounted'), join(userDir, 'netatmo-truetemp'));
    },
  },
};

describe('what an earlier life knew, when it comes late', () => {
  const open = benches();

  const start = async (): Promise<Bench> => {
    const bench = await open();
    bench.env['NETATMO_SESSION_KEY_FILE'] = KEY_FILE;
    bench.files[KEY_FILE] = SESSION_KEY;
    await bench.start(flow(), CREDENTIALS);
    return bench;
  };
  const ask = async (bench: Bench, message: object): Promise<unknown> =>
    wordOf(await bench.send({ ...message }));
  const offset = ({ simulator }: Bench): number => simulator.house.room('Kitchen').offset;
  const passwords = async (): Promise<unknown> => {
    const answer = await admin()
      .get(`/netatmo-truetemp/${ACCOUNT}/diagnostics`)
      .set(await asEditor());
    return (answer.body as { account: { breaker: { passwords: number[] } } }).account.breaker.passwords;
  };

  for (const [what, { hide, show }] of Object.entries(LATE)) {
    describe(what, () => {
      it('is known with the next deploy: undo takes back, and the caps on passwords hold', async () => {
        const bench = await start();
        bench.simulator.faults.next('postlogin', fault.gateway(503));
        assert.equal(await ask(bench, { payload: 22 }), 'CLOUD_ERROR');
        bench.clock.skip(MINUTE);
        assert.equal(await ask(bench, { payload: 22 }), 'corrected');
        const forgotten = await admin()
          .post(`/netatmo-truetemp/${ACCOUNT}/forget`)
          .set(await asEditor())
          .send({});
        assert.equal(forgotten.status, 200);
        bench.simulator.faults.next('postlogin', fault.gateway(503));
        assert.equal(await ask(bench, { undo: true }), 'CLOUD_ERROR');
        assert.deepEqual([offset(bench), bench.signIns], [1, 3]);

        hide(bench);
        await bench.restart();
        show(bench);
        await bench.deploy(flow({ name: 'renamed' }));
        assert.equal(await ask(bench, { undo: true }), 'SIGN_IN_PAUSED');
        assert.deepEqual(await passwords(), [3, 3, 3]);
        bench.clock.skip(15 * MINUTE);
        assert.equal(await ask(bench, { undo: true }), 'undone');
        assert.deepEqual([offset(bench), bench.signIns], [0, 4]);
        assert.equal(await ask(bench, { undo: true }), 'within-tolerance');
      });

      it('is added to what was done meanwhile', async () => {
        const bench = await start();
        assert.equal(await ask(bench, { payload: 22 }), 'corrected');
        hide(bench);
        await bench.restart();
        bench.clock.skip(MINUTE);
        assert.equal(await ask(bench, { payload: 22.5, force: true }), 'corrected');
        assert.deepEqual([offset(bench), bench.signIns], [2.5, 2]);
        show(bench);
        await bench.deploy(flow({ name: 'renamed' }));
        assert.deepEqual(await passwords(), [2, 2, 2]);
        assert.equal(await ask(bench, { undo: true }), 'undone');
        assert.deepEqual([offset(bench), bench.signIns], [0, 2]);
        await bench.restart();
        assert.equal(await ask(bench, { undo: true }), 'within-tolerance');
        assert.equal(bench.signIns, 2, 'and the session is kept');
      });
    });
  }
});
