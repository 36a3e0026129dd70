import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { NodeRed } from './support/node-red';

const NAME = 'node-red-contrib-home-assistant-websocket';
const EXAMPLE = resolve(__dirname, `../../examples/with ${NAME}/follow a Home Assistant sensor.json`);
/** Where `npm run matrix` has installed that package. It is too big to be a dependency. */
const FOLDER = process.env['HOME_ASSISTANT_NODES_DIR'];

if (FOLDER)
  describe("the example with Home Assistant's own nodes, in a Node-RED that has them", () => {
    let nodeRed: NodeRed;
    before(async () => {
      nodeRed = await NodeRed.start({ packages: { [NAME]: FOLDER } });
    });
    after(() => nodeRed.dispose());

    it('starts: no type is missing, and only the server has to be chosen', async () => {
      await nodeRed.deploy(JSON.parse(readFileSync(EXAMPLE, 'utf8')) as object[]);
      assert.match(nodeRed.output, /node-red-contrib-home-assistant-websocket v[\d.]+ nodes initialized/);
      assert.doesNotMatch(nodeRed.output, /missing/i);
      const errors = nodeRed.output.split('\n').filter((line) => line.includes('[error]'));
      for (const line of errors) assert.match(line, /server-state-changed:.*Invalid server config/);
    });
  });
