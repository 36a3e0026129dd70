import assert from 'node:assert/strict';
import { DAY } from '../../src/clock';
import { benches } from './support/bench';
import { DEMO_ROOMS, found, list, press, refusal } from './support/dialogs';
import { account, CREDENTIALS, flow, KEPT, LOGIN, setNode, tab } from './support/flows';

/** What Node-RED's editor holds in the place of a stored password. */
const STORED = '__PWRD__';

describe('the requests of the dialogs', () => {
  const open = benches();

  describe('for rooms', () => {
    it('are 404 while the account is not deployed', async () => {
      const bench = await open();
      await bench.start(tab(setNode()), {});
      assert.deepEqual(refusal(await list()), [404, 'CONFIG']);
      assert.deepEqual(refusal(await list({}, '/netatmo-truetemp/set/rooms')), [404, 'CONFIG']);
    });

    it('are 409 while nobody has signed in, and do not sign in themselves', async () => {
      const bench = await open();
      await bench.start();
      assert.deepEqual(refusal(await list()), [409, 'SIGN_IN_NEEDED']);
      assert.equal(bench.simulator.log.total, 0);
    });

    it('are answered with the rooms of all homes that can be corrected, once somebody has', async () => {
      const homes = [
        { name: 'House', rooms: [{ name: 'Kitchen' }, { name: 'Hall', heating: null }] },
        { name: 'Cottage', rooms: [{ name: 'Attic' }] },
      ];
      const bench = await open({ simulator: { homes } });
      await bench.start();
      await bench.send({ payload: 21 });
      const answer = await list();
      assert.deepEqual(found(answer), ['Kitchen', 'Attic']);
      const [house] = answer.body.homes ?? [];
      assert.ok(Date.parse(String(house?.rooms[0]?.readAt)) > 0);
      assert.deepEqual(house, {
        id: '1'.repeat(24),
        name: 'House',
        isHeated: true,
        failure: null,
        rooms: [
          {
            ...{ id: '1000000001', name: 'Kitchen', type: 'custom' },
            ...{ measuredTemperature: 21, setpointTemperature: 21, reachable: true },
            ...{ heatingPower: 40, offset: 0, batteryState: 'full', readAt: house?.rooms[0]?.readAt },
          },
        ],
      });
      assert.equal(bench.signIns, 1);
    });

    it('are told with the time of the clock that the accounts live by', async () => {
      const bench = await open();
      await bench.start(flow({}, {}, { service: 'simulated' }), {});
      bench.clock.skip(DAY);
      const before = bench.clock.now();
      const at = Date.parse((await list()).body.at);
      assert.ok(at >= before && at <= bench.clock.now());
    });

    it('renew the session, but never send the password', async () => {
      const bench = await open();
      await bench.start();
      await bench.send({ payload: 21 });
      bench.simulator.cloud.expireTokens();
      assert.deepEqual(found(await list()), DEMO_ROOMS);
      bench.simulator.cloud.expireTokens();
      bench.simulator.cloud.killRefresh();
      assert.deepEqual(refusal(await list()), [409, 'SIGN_IN_NEEDED']);
      assert.equal(bench.signIns, 1);
    });

    it('use a session that was kept over a restart', async () => {
      const bench = await open();
      await bench.start(flow(), KEPT);
      await bench.send({ payload: 21 });
      await bench.restart();
      assert.deepEqual(found(await list()), DEMO_ROOMS);
      assert.equal(bench.signIns, 1);
    });

    it('list the simulated home at once', async () => {
      const bench = await open();
      await bench.start(flow({}, {}, { service: 'simulated' }), {});
      assert.deepEqual(found(await list()), DEMO_ROOMS);
    });

    it('say what is wrong with the account', async () => {
      const bench = await open();
      await bench.start(flow(), {});
      assert.deepEqual(refusal(await list()), [502, 'CREDENTIALS_MISSING']);
    });

    it('find the account of a subflow by the id that it has in the template', async () => {
      const bench = await open();
      const nodes = [
        { id: '5b', type: 'subflow', name: 'Room', in: [{ x: 1, y: 1, wires: [{ id: '5e' }] }], out: [] },
        { ...account(), z: '5b' },
        setNode({ id: '5e', z: '5b', wires: [] }),
        ...tab(setNode({ id: '1c', type: 'subflow:5b', account: undefined })),
      ];
      await bench.start(nodes, CREDENTIALS);
      assert.deepEqual(refusal(await list()), [409, 'SIGN_IN_NEEDED']);
      assert.deepEqual(found(await press({ ...LOGIN, password: STORED })), DEMO_ROOMS);
      assert.deepEqual(found(await list()), DEMO_ROOMS);
    });
  });
});
