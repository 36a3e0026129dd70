import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CorrectionResult } from '../../src/correction/result';
import { HOUR } from '../../src/clock';
import { HomeAssistant } from './support/home-assistant';
import { NodeRed } from '../support/node-red';

const NAME = 'node-red-contrib-home-assistant-websocket';
const EXAMPLE = resolve(__dirname, `../../examples/with ${NAME}/follow a Home Assistant sensor.json`);
/** Where `npm run matrix` has installed that package. It is too big to be a dependency. */
const FOLDER = process.env['HOME_ASSISTANT_NODES_DIR'];

const SENSOR = 'sensor.living_room_temperature';
const WINDOW = 'binary_sensor.living_room_window';

interface ExampleNode {
  readonly id: string;
  readonly type: string;
  readonly z?: string;
}

/** What comes out of the example, and the time that its message carried. */
interface Decision {
  readonly answer: CorrectionResult;
  readonly at?: string;
}

const example = (): ExampleNode[] => JSON.parse(readFileSync(EXAMPLE, 'utf8')) as ExampleNode[];

/** The example with a server chosen, and its decisions posted there instead of shown in the sidebar. */
const withServer = ({ url, credentials }: HomeAssistant): object[] => [
  ...example().map((node) => ({
    ...node,
    ...(node.type === 'server-state-changed' && { server: 'ha-server' }),
    ...(node.type === 'debug' && {
      type: 'change',
      rules: [{ t: 'set', p: 'payload', pt: 'msg', to: '{ "answer": payload, "at": at }', tot: 'jsonata' }],
      wires: [['post']],
    }),
  })),
  {
    ...{ id: 'post', type: 'http request', z: 'ha-flow', method: 'POST', ret: 'txt' },
    ...{ url: `${url}/decision`, wires: [[]] },
  },
  {
    ...{
      id: 'ha-server',
      type: 'server',
      version: 6,
      addon: false,
      connectionDelay: false,
      heartbeat: false,
    },
    ...{ rejectUnauthorizedCerts: true, credentials },
  },
];

if (FOLDER)
  describe("the example with Home Assistant's own nodes, in a Node-RED that has them", function () {
    this.timeout(60_000);
    let nodeRed: NodeRed;
    let home: HomeAssistant;
    before(async () => {
      home = await HomeAssistant.start(FOLDER);
      nodeRed = await NodeRed.start({ beside: [FOLDER] });
    });
    after(async () => {
      await nodeRed.dispose();
      home.close();
    });
    const decision = async (): Promise<Decision> => (await home.posted()) as Decision;

    it('starts: no type is missing, and only the server has to be chosen', async () => {
      await nodeRed.deploy(example());
      assert.match(nodeRed.output, /node-red-contrib-home-assistant-websocket v[\d.]+ nodes initialized/);
      assert.doesNotMatch(nodeRed.output, /missing/i);
      const errors = nodeRed.output.split('\n').filter((line) => line.includes('[error]'));
      for (const line of errors) assert.match(line, /server-state-changed:.*Invalid server config/);
    });

    it('follows the numbers of a sensor, each with the time when Home Assistant heard of it, and nothing else', async () => {
      await nodeRed.deploy(withServer(home));
      await home.listenedTo();
      const at = new Date().toISOString();
      for (const silent of ['unavailable', 'unknown', 'on', '21,4', ''])
        home.change(SENSOR, '20', silent, at);
      home.change('sensor.of_another_room', '18.0', '18.1', at);
      home.change(SENSOR, 'unavailable', '21.4', at);
      const { answer, at: told } = await decision();
      assert.deepEqual([answer.trueTemperature, answer.room.name, told], [21.4, 'Living room', at]);
    });

    it('takes a value that Home Assistant has kept for too long for what it is', async () => {
      const at = new Date(Date.now() - 3 * HOUR).toISOString();
      home.change(SENSOR, 'unavailable', '19.0', at);
      const { answer, at: told } = await decision();
      assert.deepEqual([answer.reason, told], ['stale', at]);
    });

    it('hears of a window by its contact, without a temperature', async () => {
      home.change(WINDOW, 'off', 'on', new Date().toISOString());
      const { answer } = await decision();
      assert.deepEqual([answer.reason, answer.trueTemperature], ['window', null]);
    });
  });
