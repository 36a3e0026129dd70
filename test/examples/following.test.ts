import assert from 'node:assert/strict';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import helper from 'node-red-node-test-helper';
import type { HistoryRow } from '../../src/correction/result';
import { MINUTE } from '../../src/clock';
import { listen } from '../support/ports';
import type { SkippingClock } from '../support/skipping-clock';
import type { ExampleNode } from './support/examples';
import { Broker } from './support/broker';
import { decision, Running, until } from './support/running';
import { stillHome } from './support/still-home';

/** Moves the clock on to this hour of the day in the home. */
const skipTo = ({ clock }: { clock: SkippingClock }, hour: number): void => {
  const hourOf = () =>
    Number(
      new Intl.DateTimeFormat('en-GB', {
        timeZone: 'Europe/Paris',
        hour: '2-digit',
        hourCycle: 'h23',
      }).format(clock.now()),
    );
  while (hourOf() !== hour) clock.skip(30 * MINUTE);
};

describe('the examples that follow a sensor', () => {
  const closing: (() => unknown)[] = [];

  before(() => helper.init(require.resolve('node-red')));
  afterEach(async () => {
    await helper.unload();
    for (const close of closing.splice(0)) await close();
  });

  describe('zigbee2mqtt, over a real broker', () => {
    const TOPIC = 'zigbee2mqtt/Living room sensor';

    const startWithBroker = async () => {
      const broker = await Broker.start();
      closing.push(() => broker.close());
      const home = stillHome();
      const running = await Running.start('follow a zigbee2mqtt sensor', { home, edit: broker.edit });
      await until(() => broker.subscribed.includes(TOPIC));
      const publish = (payload: object) => broker.publish(TOPIC, JSON.stringify(payload));
      return { running, publish, home };
    };

    it('decides on what the sensor publishes', async () => {
      const { running, publish } = await startWithBroker();
      const said = await running.after(() => publish({ temperature: 20.4, humidity: 50 }), 'decision');
      assert.equal(said['topic'], TOPIC);
      const { room, trueTemperature, measuredTemperature, dryRun, changed } = decision(said);
      assert.deepEqual([room.name, trueTemperature, measuredTemperature], ['Living room', 20.4, 21]);
      assert.deepEqual([dryRun, changed], [true, false]);
    });

    it('takes a value that the broker has kept for as old as the sensor says it is', async () => {
      const { running, publish, home } = await startWithBroker();
      const last_seen = new Date(home.clock.now() - 90 * MINUTE).toISOString();
      const said = await running.after(() => publish({ temperature: 20.4, last_seen }), 'decision');
      assert.equal(decision(said).reason, 'stale');
    });

    it('works without a sensor, by a button', async () => {
      const { running } = await startWithBroker();
      assert.equal(decision(await running.press('20.4', 'decision')).trueTemperature, 20.4);
    });
  });

  describe('Home Assistant over REST', () => {
    const startWithHomeAssistant = async (state: object) => {
      const asked: IncomingMessage[] = [];
      const server = createHttpServer((request, response) => {
        asked.push(request);
        response.setHeader('content-type', 'application/json').end(JSON.stringify(state));
      });
      const port = await listen(server);
      closing.push(
        () => server.closeAllConnections(),
        () => server.close(),
      );
      const edit = (node: ExampleNode): ExampleNode =>
        node.type === 'http request'
          ? { ...node, url: String(node['url']).replace('homeassistant.local:8123', `127.0.0.1:${port}`) }
          : node;
      const home = stillHome();
      const credentials = { 'ha-rest-ask': { password: 'a token' } };
      const running = await Running.start('follow a Home Assistant sensor over REST', {
        home,
        edit,
        credentials,
      });
      return { running, asked, home };
    };

    it('asks with the token and decides on the state', async () => {
      const { running, asked } = await startWithHomeAssistant({ state: '20.4' });
      const said = await running.press('every 5 minutes', 'decision');
      assert.equal(asked[0]!.headers.authorization, 'Bearer a token');
      assert.equal(asked[0]!.url, '/api/states/sensor.living_room_temperature');
      assert.equal(decision(said).trueTemperature, 20.4);
    });

    it('notices by its own time that the sensor has fallen silent', async () => {
      const last_reported = new Date(Date.now() - 3 * 60 * MINUTE).toISOString();
      const { running } = await startWithHomeAssistant({ state: '20.4', last_reported });
      assert.equal(decision(await running.press('every 5 minutes', 'decision')).reason, 'stale');
    });

    it('lets nothing through that is no number', async () => {
      const { running } = await startWithHomeAssistant({ state: 'unavailable' });
      let got = 0;
      for (const name of ['value and time', 'decision']) running.node(name).on('input', () => (got += 1));
      await running.press('every 5 minutes', 'is a number');
      // The switch passes messages on within the same turn, or the next.
      await new Promise((done) => setImmediate(done));
      assert.equal(got, 0);
    });
  });

  describe('Home Assistant by its own nodes', () => {
    /** As the node hands on the state of an entity. */
    const entity = (state: string, times: object) => ({ payload: state, data: { state, ...times } });
    const now = () => ({ last_updated: new Date().toISOString() });

    it('takes the temperature, and the window from its contact', async () => {
      const running = await Running.start('follow a Home Assistant sensor', { home: stillHome() });
      const warm = await running.after(() => running.send('temperature', entity('20.4', now())), 'decision');
      assert.equal(decision(warm).trueTemperature, 20.4);
      assert.equal('data' in warm, false);
      const open = await running.after(() => running.send('window contact', { payload: 'on' }), 'decision');
      assert.equal(decision(open).reason, 'window');
    });

    it('notices by its own time that a value was kept over a restart', async () => {
      const running = await Running.start('follow a Home Assistant sensor', { home: stillHome() });
      const old = { last_updated: new Date(Date.now() - 180 * MINUTE).toISOString() };
      const said = await running.after(() => running.send('temperature', entity('20.4', old)), 'decision');
      assert.equal(decision(said).reason, 'stale');
      const again = { ...old, last_reported: new Date().toISOString() };
      const fresh = await running.after(() => running.send('temperature', entity('20.4', again)), 'decision');
      assert.equal(fresh['at'], again.last_reported);
    });

    it('lets nothing through that is no number', async () => {
      const running = await Running.start('follow a Home Assistant sensor', { home: stillHome() });
      let got = 0;
      running.node('its own time').on('input', () => (got += 1));
      await running.after(() => running.send('temperature', entity('unavailable', now())), 'is a number');
      await running.after(() => running.send('temperature', entity('20.4', now())), 'decision');
      assert.equal(got, 1);
    });
  });

  it('two sensors in one room: each under its own name', async () => {
    const running = await Running.start('two sensors in one room', { home: stillHome() });
    for (const [sensor, temperature] of [
      ['by the window: 20.2', 20.2],
      ['by the door: 20.8', 20.8],
    ] as const) {
      const said = await running.press(sensor, 'decision');
      assert.equal(said['sensor'], `zigbee2mqtt/living room ${temperature === 20.2 ? 'window' : 'door'}`);
      assert.equal(decision(said).room.name, 'Living room');
    }
  });

  describe('a sensor that reports changes only', () => {
    it('is heard again every five minutes, until its value is too old', async () => {
      const home = stillHome();
      const running = await Running.start('a sensor that reports changes only', { home });
      const first = await running.press('20.4', 'decision');
      assert.equal(decision(first).trueTemperature, 20.4);
      const again = async (minutes: number) => {
        home.clock.skip(minutes * MINUTE);
        return running.press('every 5 minutes', 'decision');
      };
      const valid = await again(170);
      assert.equal(valid['at'], first['at'], 'the time when the sensor said it');
      assert.notEqual(decision(valid).reason, 'stale');
      assert.equal(decision(valid).trueTemperature, 20.4);
      assert.equal(decision(await again(15)).reason, 'stale');
    });

    it('is not repeated before it has said anything', async () => {
      const running = await Running.start('a sensor that reports changes only', { home: stillHome() });
      let decisions = 0;
      running.node('decision').on('input', () => (decisions += 1));
      await running.press('every 5 minutes', 'what was heard');
      await running.press('20.4', 'decision');
      assert.equal(decisions, 1);
    });
  });

  describe('night and window', () => {
    it('answers an open window, and the time after it was closed', async () => {
      const home = stillHome();
      skipTo(home, 12);
      const running = await Running.start('night and window', { home });
      assert.equal(decision(await running.press('window opens', 'decision')).reason, 'window');
      assert.equal(decision(await running.press('sensor: 18.2', 'decision')).reason, 'window');
      const closed = decision(await running.press('window closes', 'decision'));
      assert.equal(closed.reason, 'window');
      const minutes = (Date.parse(closed.nextAt ?? '') - Date.parse(closed.at)) / MINUTE;
      assert.equal(Math.round(minutes), 30, `${minutes} min`);
    });

    it('is quiet at night, until six', async () => {
      const home = stillHome();
      skipTo(home, 23);
      const running = await Running.start('night and window', { home });
      const { reason, nextAt } = decision(await running.press('sensor: 18.2', 'decision'));
      assert.equal(reason, 'quiet');
      const until = new Date(nextAt ?? '').toLocaleTimeString('en-GB', { timeZone: 'Europe/Paris' });
      assert.equal(until.slice(0, 5), '06:00');
    });
  });

  it('history chart: a line per temperature, with a point for each decision that knows it', async () => {
    const running = await Running.start('history chart', { home: stillHome() });
    const decided = await running.press('20.4', 'decision');
    const { payload } = await running.press('every 5 minutes', 'chart');
    const points = payload as { line: string; x: number; y: number }[];
    const lines = new Map(points.map(({ line, y }) => [line, y]));
    assert.deepEqual(Object.fromEntries(lines), { really: 20.4, 'valve says': 21, 'set to': 21 });
    const late = points[0]!.x - Date.parse(decision(decided).at);
    assert.ok(Math.abs(late) < 1_000, `${late} ms`);
    const asked = await running.press('every 5 minutes', 'a line per temperature');
    assert.equal((asked.payload as HistoryRow[]).at(-1)?.trueTemperature, 20.4);
  });
});
