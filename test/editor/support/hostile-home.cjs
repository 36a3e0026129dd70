// Loaded by Node-RED before its nodes: the demo home of this process bears names that want to be HTML.
const root = process.env.PACKAGE_DIR ?? '../../..';
const { SYSTEM_TOOLS } = require(`${root}/dist/nodes/account-nodes.js`);
const { createSimulator } = require(`${root}/dist/src/simulator/index.js`);

const hostile = (name) => `${name}<img src=x onerror="document.title='taken'">`;
const homes = [
  { name: hostile('Home'), rooms: [{ name: hostile('Study') }, { name: 'Hall' }] },
  { name: 'Cottage', rooms: [{ name: 'Loft' }] },
];

const simulator = createSimulator({ clock: SYSTEM_TOOLS.clock, homes });
Object.assign(SYSTEM_TOOLS, { simulator: () => simulator });
