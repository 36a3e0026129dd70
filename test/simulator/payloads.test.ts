import assert from 'node:assert/strict';
import { fixture } from '../support/fixture';
import { type Bench, closeBenches, openBench, signIn } from './raw-client';

interface Payloads {
  readonly homes: string;
  readonly status: string;
  readonly stations: string;
}

/** Every path of a payload with the type of its value; lists are merged: `body.homes[].rooms[].id string`. */
const paths = (value: unknown, path = ''): string[] => {
  if (Array.isArray(value)) return value.flatMap((item) => paths(item, `${path}[]`));
  if (typeof value !== 'object' || value === null)
    return [`${path} ${value === null ? 'null' : typeof value}`];
  return Object.entries(value).flatMap(([key, item]) => paths(item, path ? `${path}.${key}` : key));
};

/** The paths of `text` that the recorded fixtures do not have. */
const unknownPaths = (text: string, ...fixtures: string[]): string[] => {
  const known = new Set(fixtures.flatMap((name) => paths(fixture(name))));
  return [...new Set(paths(JSON.parse(text)))].filter((path) => !known.has(path));
};

const read = async ({ simulator, client }: Bench): Promise<Payloads> => {
  const { token } = await signIn(simulator, client);
  const get = async (path: string): Promise<string> => (await client.api(path, token)).text;
  return {
    homes: await get('/api/homesdata'),
    status: await get(`/api/homestatus?home_id=${simulator.house.id}`),
    stations: await get('/api/getstationsdata'),
  };
};

interface Status {
  body: {
    errors?: { code: number; id: string }[];
    home: { id: string; rooms?: Record<string, unknown>[]; modules?: Record<string, unknown>[] };
  };
}
interface Homes {
  body: {
    homes: { id: string; name?: string; rooms?: { id: string; name: string; [key: string]: unknown }[] }[];
    user: { email: string };
  };
}

const statusOf = async (bench: Bench): Promise<Status> => JSON.parse((await read(bench)).status) as Status;
const homesOf = async (bench: Bench): Promise<Homes> => JSON.parse((await read(bench)).homes) as Homes;

describe('simulator: payloads', () => {
  afterEach(closeBenches);

  it('have only fields and types that were seen in the recorded ones', async () => {
    const bench = await openBench();
    bench.simulator.house.room('Kitchen').setSetpoint(19, 'manual', 3_600_000);
    const { homes, status, stations } = await read(bench);
    assert.deepEqual(unknownPaths(homes, 'homesdata-two-homes'), []);
    assert.deepEqual(unknownPaths(status, 'homestatus'), []);
    assert.deepEqual(unknownPaths(stations, 'stationsdata'), []);
  });

  it('hold the private things of the real cloud, for redaction to find', async () => {
    const bench = await openBench();
    const { homes, stations } = await read(bench);
    assert.match(homes, /"coordinates":\[1\.123456,10\.654321\]/);
    for (const text of [homes, stations]) assert.ok(text.includes(bench.simulator.credentials.email));
  });

  it('list four rooms whose ids are strings of ten digits', async () => {
    const { body } = await homesOf(await openBench());
    const rooms = body.homes[0]?.rooms ?? [];
    assert.deepEqual(
      rooms.map(({ name }) => name),
      ['Living room', 'Kitchen', 'Bedroom', 'Bathroom'],
    );
    for (const { id } of rooms) assert.match(id, /^\d{10}$/);
  });

  it('can begin with a home that has neither name nor rooms', async () => {
    const bench = await openBench({ bareHomeFirst: true });
    const { body } = await homesOf(bench);
    assert.equal(body.homes.length, 2);
    const [bare, demo] = body.homes;
    assert.ok(bare && demo);
    assert.deepEqual([bare.name, bare.rooms], [undefined, undefined]);
    assert.equal(demo.name, 'Demo home');
    assert.equal(bench.simulator.house.id, demo.id);
    const { token } = await signIn(bench.simulator, bench.client);
    const { text } = await bench.client.api(`/api/homestatus?home_id=${bare.id}`, token);
    assert.deepEqual((JSON.parse(text) as Status).body, { home: { id: bare.id } });
  });

  it('step valve rooms by 0.5 °C and thermostat rooms by 0.1, the latter without heating power', async () => {
    const bench = await openBench();
    bench.simulator.house.room('Living room').setReading(20.3);
    bench.simulator.house.room('Bedroom').setReading(20.33);
    const [valve, , thermostat] = (await statusOf(bench)).body.home.rooms ?? [];
    assert.ok(valve && thermostat);
    assert.equal(valve['therm_measured_temperature'], 20.5);
    assert.equal(thermostat['therm_measured_temperature'], 20.3);
    assert.equal(typeof valve['heating_power_request'], 'number');
    assert.equal(valve['therm_setpoint_end_time'], 0);
    assert.equal('heating_power_request' in thermostat, false);
    assert.equal('therm_setpoint_end_time' in thermostat, false);
  });

  it('reduce an unreachable room to its id', async () => {
    const bench = await openBench();
    bench.simulator.house.room('Kitchen').unreachable(true);
    const { rooms = [] } = (await statusOf(bench)).body.home;
    assert.deepEqual(rooms[1], { id: '1000000002', reachable: false });
    assert.equal(rooms[0]?.['reachable'], true);
  });

  it('answer with an error and a bare home while the relay is offline', async () => {
    const bench = await openBench();
    bench.simulator.house.relayOffline(true);
    const { body } = await statusOf(bench);
    assert.deepEqual(paths(body), paths((fixture('homestatus-relay-offline') as Status).body));
    assert.equal(body.errors?.[0]?.code, 6);
    bench.simulator.house.relayOffline(false);
    assert.equal((await statusOf(bench)).body.home.rooms?.length, 4);
  });

  it('follow rooms that are renamed, added and removed', async () => {
    const bench = await openBench();
    const { house } = bench.simulator;
    house.room('Kitchen').name = 'Küche';
    house.removeRoom('Bathroom');
    house.addRoom({ name: 'Office', id: '0123456789', heating: 'NRV' });
    house.addRoom({ name: 'Cellar', heating: null });
    const rooms = (await homesOf(bench)).body.homes[0]?.rooms ?? [];
    assert.deepEqual(
      rooms.map(({ id, name }) => `${id} ${name}`),
      [
        '1000000001 Living room',
        '1000000002 Küche',
        '1000000003 Bedroom',
        '0123456789 Office',
        '1000000006 Cellar',
      ],
    );
    assert.equal('module_ids' in (rooms[4] ?? {}), false);
    assert.equal((await statusOf(bench)).body.home.rooms?.length, 4, 'an unheated room has no status');
  });

  it('show the stored offset in homesdata', async () => {
    const bench = await openBench({ staticHouse: true });
    bench.simulator.house.room('Kitchen').correct(21, 19.2);
    const room = (await homesOf(bench)).body.homes[0]?.rooms?.[1];
    assert.equal(room?.['measure_offset_NAPlug_temperature'], -1.8);
  });

  it('show the true temperature in the weather modules, and an old one when a module is silent', async () => {
    const bench = await openBench({ staticHouse: true });
    const { house } = bench.simulator;
    house.setTrue('Kitchen', 19.3);
    house.room('Bathroom').silenceWeather(true);
    bench.clock.advance(3_600_000);
    const { stations, status } = await read(bench);
    interface Device {
      type: string;
      reachable: boolean;
      dashboard_data: { Temperature: number; time_utc: number };
      modules: Device[];
    }
    const parsed = JSON.parse(stations) as { time_server: number; body: { devices: [Device] } };
    const [main] = parsed.body.devices;
    assert.equal(main.type, 'NAMain');
    const [kitchen, , bathroom] = main.modules;
    assert.ok(kitchen && bathroom);
    assert.equal(kitchen.dashboard_data.Temperature, 19.3);
    assert.equal(parsed.time_server - kitchen.dashboard_data.time_utc, 0);
    assert.equal(parsed.time_server - bathroom.dashboard_data.time_utc, 3600);
    assert.equal(bathroom.reachable, false);
    assert.ok(status.includes('"status":"ok"'));
  });
});
