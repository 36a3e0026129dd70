// The simulated home of `npm start`. In life an hour of heating takes an hour, and follow looks at a room every five
// minutes; here house, cloud and this package's own clock run 60 times faster, so that all settings may stay as they are
// in a real home. Node-RED's settings file loads this before the nodes; nothing of it is in the package that users install.
const { SYSTEM_TOOLS } = require('../dist/nodes/account-nodes.js');
const { createSimulator, fault } = require('../dist/src/simulator/index.js');

/** Minutes that pass in a second: 1. */
const SPEED = 60;
/** The demo begins at this hour of the coming night, in the home; the heating starts at six. */
const START_HOUR = 5;
const HOUR = 3_600_000;

/** 05:00 in Paris in winter is 04:00 UTC. In the future, because cookies of the past would have expired. */
const start = Math.ceil(Date.now() / (24 * HOUR)) * 24 * HOUR + (START_HOUR - 1) * HOUR;
const began = performance.now();
const elapsed = () => (performance.now() - began) * SPEED;

const clock = {
  now: () => start + elapsed(),
  ticks: elapsed,
  // What waits for the network waits in real time: a machine does not answer faster because a house does.
  after: SYSTEM_TOOLS.clock.after,
};
const simulator = createSimulator({ clock });
Object.assign(SYSTEM_TOOLS, { clock, simulator: () => simulator });

const livingRoom = simulator.house.room('Living room');

/** What the buttons of the demo's page do to the home; each takes whether it is so now. */
exports.whatIf = {
  sensor: (isUnplugged) => livingRoom.silenceWeather(isUnplugged),
  window: (isOpen) => livingRoom.openWindowNow(isOpen),
  valve: (isLost) => livingRoom.unreachable(isLost),
  cloud: (isAway) => {
    if (isAway) simulator.faults.always('*', fault.resetBefore());
    else simulator.faults.clear();
  },
};
