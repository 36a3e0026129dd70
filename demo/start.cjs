// Starts Node-RED when the demo's home is ready to be looked at: `node demo/start.cjs <red.js> <its arguments>`.
const { isReady } = require('./home.cjs');

const [nodeRed] = process.argv.splice(2, 1);
process.argv[1] = nodeRed;
isReady.then(() => require(nodeRed));
