// `npm run flows`: puts the code of demo/page into the flows that show it, the demo and the example, so that it has one
// source. `test/examples/dashboard.test.ts` fails when they differ.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const root = join(import.meta.dirname, '..');
const FLOWS = ['demo/flow.json', 'examples/with FlowFuse Dashboard/rooms on a dashboard.json'];
/** The name of the node that holds a file of demo/page, and in which of its properties. */
const PARTS = {
  'for-the-page.js': ['for the page', 'func'],
  'by-hand.js': ['by hand', 'func'],
  'day-before.js': ['the day before', 'func'],
  'what-if.js': ['what if', 'func'],
  'rooms.vue': ['rooms', 'format'],
  'switches.vue': ['switches', 'format'],
};

for (const flow of FLOWS) {
  const path = join(root, flow);
  const nodes = JSON.parse(readFileSync(path, 'utf8'));
  for (const [file, [name, property]] of Object.entries(PARTS)) {
    const node = nodes.find((each) => each.name === name && property in each);
    if (node) node[property] = readFileSync(join(root, 'demo/page', file), 'utf8').trimEnd();
  }
  const text = JSON.stringify(nodes, null, 2);
  writeFileSync(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
}
