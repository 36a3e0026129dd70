// Loaded by Node-RED before its nodes: of the three homes in this process's account two cannot be read.
const root = process.env.PACKAGE_DIR ?? '../../..';
const { SYSTEM_TOOLS } = require(`${root}/dist/nodes/account-nodes.js`);
const { createSimulator } = require(`${root}/dist/src/simulator/index.js`);
const { apiError, json, sendReply } = require(`${root}/dist/src/simulator/reply.js`);

const homes = [
  { name: 'House', rooms: [{ name: 'Study' }, { name: 'Hall' }] },
  { name: 'Cottage', rooms: [{ name: 'Loft' }] },
  { name: 'Flat', rooms: [{ name: 'Attic' }] },
];
/** What their status is answered with: the rights of a guest, and a success that says nothing. */
const BROKEN = {
  Cottage: apiError(403, 13, 'Application does not have the good scopes'),
  Flat: json(200, { status: 'ok' }),
};

const tap = (exchange, process, response) => {
  const asked = exchange.query.get('home_id');
  const home = exchange.route === 'homestatus' && simulator.houses.find(({ id }) => id === asked);
  sendReply(response, BROKEN[home?.name] ?? process());
  return Promise.resolve();
};
const simulator = createSimulator({ clock: SYSTEM_TOOLS.clock, homes, tap });
Object.assign(SYSTEM_TOOLS, { simulator: () => simulator });
