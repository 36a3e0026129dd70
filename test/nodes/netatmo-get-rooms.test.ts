import assert from 'node:assert/strict';
import { STATUS_LENGTH } from '../../nodes/runtime';
import type { Room } from '../../src/home/room';
import { fault, type Fault } from '../../testkit';
import { type Bench, benches, type BenchOptions, codeOf, type Message, spy } from './support/bench';
import { flow } from './support/flows';

const FIRST_HOME = '1'.repeat(24);
const SECOND_HOME = '2'.repeat(24);
const HOMES: BenchOptions = {
  simulator: {
    homes: [
      {
        name: 'House',
        rooms: [
          { name: 'Kitchen', weather: 'NAMain' },
          { name: 'Hall', heating: null },
        ],
      },
      { name: 'Cottage', rooms: [{ name: 'Attic', heating: 'NATherm1' }] },
    ],
  },
};

/** A refusal of one home's status alone. */
const onlyFor = (homeId: string, { edit }: Fault): Fault => ({
  isProcessed: true,
  edit: (reply) => (String(reply.body).includes(homeId) && edit ? edit(reply) : reply),
});

describe('the get rooms node', () => {
  const open = benches();
  const list = async (bench: Bench, message: Message = {}): Promise<Room[]> => {
    const { sent, caught, completed } = await bench.send(message, 'get');
    assert.deepEqual([sent.length, caught.length, completed], [1, 0, 1], JSON.stringify(caught));
    return sent[0]?.payload as Room[];
  };
  const names = async (bench: Bench, message: Message = {}): Promise<string[]> =>
    (await list(bench, message)).map(({ name }) => name);

  it('answers any message with all that is known of each room', async () => {
    const bench = await open(HOMES);
    await bench.start();
    const [room, ...others] = await list(bench, { payload: null });
    assert.equal(others.length, 0);
    const { readAt, ...rest } = room!;
    assert.ok(Math.abs(Date.parse(readAt ?? '') - bench.clock.now()) < 5_000);
    assert.deepEqual(rest, {
      id: '1000000001',
      name: 'Kitchen',
      type: 'custom',
      homeId: FIRST_HOME,
      homeName: 'House',
      measuredTemperature: 21,
      setpointTemperature: 21,
      setpointMode: 'schedule',
      setpointUntil: null,
      heatingPower: 40,
      reachable: true,
      openWindow: false,
      anticipating: false,
      offset: 0,
      modules: [
        {
          ...{ id: '09:00:00:01:00:01', name: 'Kitchen valve', type: 'NRV', reachable: true },
          ...{ batteryLevel: 3025, batteryState: 'full', rfStrength: 51, firmware: 79 },
        },
        {
          ...{ id: '70:ee:50:01:00:01', name: 'Kitchen weather', type: 'NAMain', reachable: null },
          ...{ batteryLevel: null, batteryState: null, rfStrength: null, firmware: null },
        },
      ],
      sensors: [],
      indoorTemperature: null,
    });
    assert.deepEqual(bench.statuses.at(-1), { fill: 'green', shape: 'dot', text: 'status.room' });
    assert.equal(bench.simulator.log.counts().getstationsdata, 0);
  });

  it('keeps the rest of the message, but not what an earlier failure noted in it', async () => {
    const bench = await open(HOMES);
    await bench.start();
    const { sent } = await bench.send({ topic: 'mine', netatmo: { code: 'NETWORK' }, req: 'kept' }, 'get');
    assert.deepEqual([sent[0]?.topic, sent[0]?.['req'], 'netatmo' in sent[0]!], ['mine', 'kept', false]);
  });

  // Home ids in the node, the message and the account; the rooms that are listed.
  const homeIds: readonly [node: object, message: Message, config: object, rooms: string[]][] = [
    [{}, {}, {}, ['Kitchen']],
    [{ homeId: '' }, {}, { homeId: '' }, ['Kitchen']],
    [{}, {}, { homeId: SECOND_HOME }, ['Attic']],
    [{ homeId: FIRST_HOME }, {}, { homeId: SECOND_HOME }, ['Kitchen']],
    [{ homeId: FIRST_HOME }, { homeId: SECOND_HOME }, {}, ['Attic']],
    [{ homeId: SECOND_HOME }, { homeId: '' }, {}, ['Attic']],
    [{ homeId: SECOND_HOME }, { homeId: null }, {}, ['Attic']],
    [{}, { homeId: '  ' }, { homeId: SECOND_HOME }, ['Attic']],
    [{ homeId: '\u00a0' }, {}, { homeId: SECOND_HOME }, ['Attic']],
    [{ homeId: null }, {}, { homeId: SECOND_HOME }, ['Attic']],
    [{ homeId: '*' }, {}, {}, ['Kitchen', 'Attic']],
    [{}, { homeId: '*' }, {}, ['Kitchen', 'Attic']],
    [{ homeId: '*' }, { homeId: FIRST_HOME }, {}, ['Kitchen']],
  ];
  for (const [node, message, config, rooms] of homeIds) {
    const given = JSON.stringify({ node, message, account: config }).replaceAll(/(\d)\1+/g, '$1…');
    it(`lists ${rooms.join(' and ')} with ${given}`, async () => {
      const bench = await open(HOMES);
      await bench.start(flow({}, node, config));
      assert.deepEqual(await names(bench, message), rooms);
    });
  }

  const filters: readonly [node: object, rooms: string[]][] = [
    [{}, ['Kitchen']],
    [{ filter: 'thermostat' }, ['Kitchen']],
    [{ filter: 'all' }, ['Kitchen', 'Hall']],
  ];
  for (const [node, rooms] of filters) {
    it(`lists ${rooms.join(' and ')} with ${JSON.stringify(node)}`, async () => {
      const bench = await open(HOMES);
      await bench.start(flow({}, node));
      assert.deepEqual(await names(bench), rooms);
    });
  }

  it('attaches the weather modules of each room with sensors', async () => {
    const bench = await open(HOMES);
    await bench.start(flow({}, { sensors: true, filter: 'all' }));
    const [kitchen, hall] = await list(bench);
    assert.equal(kitchen?.sensors[0]?.type, 'NAMain');
    assert.equal(kitchen.indoorTemperature, kitchen.sensors[0].temperature);
    assert.equal(typeof kitchen.indoorTemperature, 'number');
    assert.deepEqual([hall?.sensors, hall?.indoorTemperature], [[], null]);
    assert.equal(bench.simulator.log.counts().getstationsdata, 1);
  });

  it('asks for Home Coaches only where a home has one, and only with sensors', async () => {
    const homes = [{ name: 'House', rooms: [{ name: 'Kitchen', weather: 'NHC' as const }] }];
    const bench = await open({ simulator: { homes } });
    await bench.start();
    await list(bench);
    assert.equal(bench.simulator.log.counts().gethomecoachsdata, 0);
    await bench.deploy(flow({}, { sensors: true }));
    const [kitchen] = await list(bench);
    assert.deepEqual(
      kitchen?.sensors.map(({ type, name, temperature }) => [type, name, temperature]),
      [['NHC', 'Kitchen weather', kitchen?.indoorTemperature]],
    );
    assert.equal(typeof kitchen.indoorTemperature, 'number');
    assert.equal(bench.simulator.log.counts().gethomecoachsdata, 1);
  });

  const ways: readonly (readonly [what: string, Fault, code: string])[] = [
    ['answers without a body', fault.okBut({ status: 'ok', time_server: 1 }), 'BAD_RESPONSE'],
    ['is forbidden', fault.code(403, 13, 'Operation is forbidden'), 'FORBIDDEN'],
    ['has an unknown id', fault.code(400, 21, 'Invalid home_id'), 'CLOUD_ERROR'],
    ['meets trouble', fault.gateway(500), 'CLOUD_ERROR'],
  ];
  for (const [what, mishap, code] of ways) {
    for (const output of ['array', 'sequence']) {
      it(`gives an ${output} of what can be read when the status of one home ${what}, and names the home`, async () => {
        const bench = await open(HOMES);
        await bench.start(flow({}, { homeId: '*', output }));
        await bench.send({}, 'get');
        bench.clock.skip(11_000);
        bench.simulator.faults.always('homestatus', onlyFor(FIRST_HOME, mishap));
        const { sent, caught } = await bench.send({}, 'get');
        assert.equal(caught.length, 0);
        const rooms = sent.flatMap(({ payload }) => payload as Room[] | Room);
        assert.deepEqual(
          rooms.map(({ name, measuredTemperature, readAt }) => [name, measuredTemperature, readAt === null]),
          [
            ['Kitchen', null, true],
            ['Attic', 21, false],
          ],
        );
        for (const { netatmo } of sent) assert.deepEqual(netatmo, { code, homes: [FIRST_HOME] });
        const status = spy(bench.node('get').status).args.at(-1)?.[0] as Record<string, unknown>;
        assert.deepEqual([status['fill'], status['code']], ['yellow', code]);
        assert.match(String(status['text']), /House/);

        bench.clock.skip(11_000);
        bench.simulator.faults.always('homestatus', mishap);
        const failed = await bench.send({}, 'get');
        assert.deepEqual([failed.sent.length, failed.caught.length], [0, 1]);
        assert.equal(codeOf(failed), code);
      });
    }
  }

  it('has room under it when a home with a long name could not be read', async () => {
    const long = 'Holiday home by the sea, second floor, left';
    const simulator = { homes: [{ name: long, rooms: [{ name: 'Hall' }] }, ...HOMES.simulator!.homes!] };
    const bench = await open({ simulator });
    bench.simulator.faults.always('homestatus', onlyFor(FIRST_HOME, fault.code(403, 13, 'forbidden')));
    await bench.start(flow({}, { homeId: '*' }));
    await bench.send({}, 'get');
    const { text } = bench.statuses.at(-1) as { text: string };
    assert.match(text, /^Holiday home.*: errors\.FORBIDDEN$/);
    assert.ok(text.length <= STATUS_LENGTH, text);
  });

  it('sends one message for each room as a sequence', async () => {
    const bench = await open(HOMES);
    await bench.start(flow({}, { output: 'sequence', homeId: '*', filter: 'all' }));
    const { sent, caught, completed } = await bench.send({ topic: 'mine', payload: 1, own: { x: 1 } }, 'get');
    assert.deepEqual([caught.length, completed], [0, 1]);
    assert.deepEqual(
      sent.map(({ topic }) => topic),
      ['Kitchen', 'Hall', 'Attic'],
    );
    assert.deepEqual(
      sent.map(({ payload }) => (payload as Room).id),
      ['1000000001', '1000000002', '2000000001'],
    );
    const parts = sent.map((message) => message['parts'] as Record<string, unknown>);
    const id = parts[0]?.['id'];
    assert.ok(typeof id === 'string' && id !== '');
    assert.deepEqual(
      parts,
      [0, 1, 2].map((index) => ({ id, type: 'array', index, count: 3, len: 1 })),
    );
    assert.deepEqual(
      sent.map((message) => message['own']),
      [{ x: 1 }, { x: 1 }, { x: 1 }],
    );
    assert.notEqual(sent[0]?.['own'], sent[1]?.['own']);
    const next = await bench.send({}, 'get');
    assert.notEqual((next.sent[0]?.['parts'] as { id: string }).id, id);
  });

  it('gives an empty array for a home without rooms, and an empty sequence ends without error', async () => {
    const bench = await open({ simulator: { homes: [{ name: 'Empty', rooms: [] }] } });
    await bench.start();
    assert.deepEqual(await list(bench), []);
    await bench.deploy(flow({}, { output: 'sequence' }));
    const { sent, caught, completed } = await bench.send({}, 'get');
    assert.deepEqual([sent.length, caught.length, completed], [0, 0, 1]);
    assert.deepEqual(bench.statuses.at(-1), { fill: 'green', shape: 'dot', text: 'status.rooms' });
  });

  const unknown: readonly unknown[] = ['9'.repeat(24), 'nonsense', 42, {}, 'a\nb', 'x'.repeat(1_000)];
  for (const homeId of unknown) {
    it(`ends with HOME_NOT_FOUND for the home id ${JSON.stringify(homeId).slice(0, 30)}`, async () => {
      const bench = await open(HOMES);
      await bench.start();
      const { sent, caught, completed } = await bench.send({ homeId, payload: 'kept' }, 'get');
      assert.deepEqual([sent.length, caught.length, completed], [0, 1, 0]);
      assert.deepEqual(caught[0]?.['netatmo'], { code: 'HOME_NOT_FOUND' });
      assert.equal(caught[0].payload, 'kept');
    });
  }

  it('lists all rooms with null readings while the relay is offline', async () => {
    const bench = await open(HOMES);
    bench.simulator.house.relayOffline(true);
    await bench.start(flow({}, { filter: 'all' }));
    const rooms = await list(bench);
    assert.deepEqual(
      rooms.map(({ name, measuredTemperature, reachable }) => [name, measuredTemperature, reachable]),
      [
        ['Kitchen', null, false],
        ['Hall', null, false],
      ],
    );
  });
});
