import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import { HOUR, MINUTE } from '../../src/clock';
import { Broker } from './support/broker';
import { Running, until } from './support/running';
import { stillHome } from './support/still-home';

const EXAMPLE = 'rooms in Home Assistant';

/**
 * The keys that Home Assistant takes, by the page that names them; what a page does not name fails there.
 * Discovery: https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery
 */
const KEYS = {
  /** https://www.home-assistant.io/integrations/sensor.mqtt/ */
  sensor: [
    ...[
      'availability_topic',
      'device',
      'device_class',
      'enabled_by_default',
      'entity_category',
      'expire_after',
    ],
    ...['force_update', 'icon', 'name', 'object_id', 'payload_available', 'payload_not_available', 'qos'],
    ...['state_class', 'state_topic', 'unique_id', 'unit_of_measurement', 'value_template'],
  ],
  /** https://www.home-assistant.io/integrations/number.mqtt/ */
  number: [
    ...[
      'availability_topic',
      'command_template',
      'command_topic',
      'device',
      'device_class',
      'enabled_by_default',
    ],
    ...[
      'entity_category',
      'icon',
      'max',
      'min',
      'mode',
      'name',
      'object_id',
      'optimistic',
      'payload_reset',
      'qos',
    ],
    ...['retain', 'state_topic', 'step', 'unique_id', 'unit_of_measurement', 'value_template'],
  ],
  /** The key `device` of both pages. */
  device: [
    ...['configuration_url', 'connections', 'hw_version', 'identifiers', 'manufacturer', 'model', 'name'],
    ...['serial_number', 'suggested_area', 'sw_version', 'via_device'],
  ],
} as const;
/** What a sensor must have; a number must have `command_topic` beside it. */
const NEEDED = ['state_topic', 'unique_id', 'name', 'device'];
/** Discovery: `<prefix>/<component>/[<node id>/]<object id>/config`, ids of letters, digits, `_` and `-`. */
const TOPIC = /^homeassistant\/(sensor|number)\/([\w-]+)\/([\w-]+)\/config$/;

type Config = Record<string, unknown> & { readonly device: Record<string, unknown> };

describe('the example rooms in Home Assistant, over a real broker', () => {
  let broker: Broker;
  let running: Running;
  const home = stillHome();

  const state = (id: string): Record<string, unknown> =>
    JSON.parse(broker.retained.get(`netatmo/rooms/${id}/state`) ?? '{}') as Record<string, unknown>;
  const configs = (): [string, Config][] =>
    [...broker.retained]
      .filter(([topic]) => topic.startsWith('homeassistant/'))
      .map(([topic, payload]) => [topic, JSON.parse(payload) as Config]);
  const kitchen = home.simulator.house.room('Kitchen').id;

  before(async () => {
    helper.init(require.resolve('node-red'));
    broker = await Broker.start();
    running = await Running.start(EXAMPLE, { home, edit: broker.edit });
    await until(() => broker.subscribed.includes('netatmo/rooms/+/set'));
    running.receive('every 5 minutes', {});
    await until(() => configs().length === 28 && 'reading' in state(kitchen));
  });
  after(async () => {
    await helper.unload();
    await broker.close();
  });

  it('announces a device for each room, with keys that Home Assistant names', () => {
    const ids = new Set<string>();
    for (const [topic, config] of configs()) {
      const [, component, node, key] = TOPIC.exec(topic) ?? [];
      assert.ok(component === 'sensor' || component === 'number', topic);
      for (const name of Object.keys(config))
        assert.ok((KEYS[component] as readonly string[]).includes(name), `${component}: ${name}`);
      for (const name of Object.keys(config.device))
        assert.ok((KEYS.device as readonly string[]).includes(name), `device: ${name}`);
      for (const name of [...NEEDED, ...(component === 'number' ? ['command_topic'] : [])])
        assert.ok(config[name], `${topic} has no ${name}`);
      const id = `${node}_${key}`;
      assert.equal(config['unique_id'], id);
      ids.add(id);
    }
    assert.equal(ids.size, 28, 'no id twice');
    const devices = new Set(configs().map(([, { device }]) => device['name']));
    assert.deepEqual([...devices].sort(), ['Bathroom', 'Bedroom', 'Kitchen', 'Living room']);
  });

  it('has in the state of a room what each of its templates reads', () => {
    for (const [topic, config] of configs()) {
      const id = /room_(\d+)/.exec(topic)?.[1] ?? '';
      assert.equal(config['state_topic'], `netatmo/rooms/${id}/state`);
      const key = /^\{\{ value_json\.(\w+) \}\}$/.exec(String(config['value_template']))?.[1] ?? '';
      assert.ok(key in state(id), key);
    }
    const { reading, set_point, heating, battery, offset, decision } = state(kitchen);
    assert.deepEqual([reading, set_point, heating, offset, decision], [21, 21, 40, 0, null]);
    assert.ok(Number(battery) > 2_000, 'mV');
  });

  it('says that Node-RED is there, and what it says when it is not', async () => {
    await until(() => broker.retained.get('netatmo/status') === 'online');
  });

  it('hands the number on to the valve, and tells in words what came of it', async () => {
    await broker.publish(`netatmo/rooms/${kitchen}/set`, '20.4');
    await until(() => state(kitchen)['decision'] !== null);
    assert.equal(state(kitchen)['decision'], 'would tell 21 °C → 20.4 °C');
    assert.equal(state(kitchen)['true_temperature'], 20.4);
  });

  it('tells the code of a failure', async () => {
    await broker.publish(`netatmo/rooms/${kitchen}/set`, '34.9');
    await until(() => state(kitchen)['decision'] === 'CORRECTION_TOO_LARGE');
    assert.equal(state(kitchen)['true_temperature'], 20.4, 'what was refused is not what the room has');
  });

  it('announces a room once, and again when it has another name', async () => {
    let announced = 0;
    const count = ({ topic }: { topic: string }): void => {
      if (topic.endsWith('/config')) announced += 1;
    };
    broker.aedes.on('publish', count);
    home.clock.skip(5 * MINUTE);
    await running.after(() => running.receive('every 5 minutes', {}), 'for Home Assistant');
    await until(() => state(kitchen)['decision'] !== undefined);
    assert.equal(announced, 0);
    home.simulator.house.room('Kitchen').name = 'Cuisine';
    home.clock.skip(25 * HOUR);
    running.receive('every 5 minutes', {});
    await until(() => announced === 7);
    broker.aedes.off('publish', count);
    assert.ok(configs().some(([, { device }]) => device['name'] === 'Cuisine'));
  });
});
