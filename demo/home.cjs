// The simulated home of `npm start`. In life an hour of heating takes an hour, and follow looks at a room every five
// minutes; here house, cloud and this package's own clock run 60 times faster, so that all settings may stay as they are
// in a real home. Loaded before Node-RED's nodes; nothing of it is in the package that users install.
const { SYSTEM_TOOLS } = require('../dist/nodes/account-nodes.js');
const { Accounts } = require('../dist/src/account/accounts.js');
const { parseFollowSettings } = require('../dist/src/correction/follow/settings.js');
const { DAY, HOUR, MINUTE } = require('../dist/src/clock.js');
const { createSimulator } = require('../dist/src/simulator/index.js');

/** Minutes that pass in a second: 1. */
const SPEED = 60;
/** The flow reads the rooms this often. */
const READ_EVERY = 5 * MINUTE;
/** The sensor of the day before was heard this often: each look of follow is a request, and they are what a start waits for. */
const FOLLOW_EVERY = 2 * READ_EVERY;
/**
 * The page opens on an afternoon: the heating is on since six, valves have read too high for hours, and the one that
 * follows its sensor has been right since the morning. 16:00 in Paris in winter is 15:00 UTC.
 */
const OPENS_AT = 15 * HOUR;
const FOLLOWED = 'Living room';
/** The node of the demo's flow. */
const ACCOUNT = 'netatmo-demo-home';

const iso = (ms) => new Date(ms).toISOString();

const livesNow = process.env.DEMO_START === 'now';
/** In the future, because cookies of the past would have expired; a day of it is over when the page opens. */
const start = livesNow ? Date.now() : Math.ceil(Date.now() / DAY) * DAY + OPENS_AT;

/** ms of the home's time since `start`, while nobody looks on. */
let lived = 0;
/** When the flow began to look on; until then the time of the home stands still, however slowly Node-RED starts. */
let began = livesNow ? performance.now() : null;
const elapsed = () => lived + (began === null ? 0 : (performance.now() - began) * SPEED);

const clock = {
  now: () => start + elapsed(),
  ticks: elapsed,
  // What waits for the network waits in real time: a machine does not answer faster because a house does.
  after: SYSTEM_TOOLS.clock.after,
};
const simulator = createSimulator({ clock });
Object.assign(SYSTEM_TOOLS, { clock, simulator: () => simulator });

const livingRoom = simulator.house.room(FOLLOWED);

/** The rooms as the flow's list shows them, as far as the page looks at it; read here, to save a day of requests. */
const listOfRooms = () =>
  simulator.house.rooms.map((room) => {
    const { temperature, measuredAt } = room.weather;
    return {
      ...{ id: room.id, name: room.name, readAt: iso(clock.now()), reachable: true },
      ...{ measuredTemperature: room.reading, setpointTemperature: room.setpoint, offset: room.offset },
      ...{ indoorTemperature: temperature, sensors: [{ temperature, measuredAt: iso(measuredAt) }] },
    };
  });

/**
 * Lets the home and its account live the day before: what the flow does, as fast as the machine can.
 * @returns the messages of that day, for the page
 */
async function liveADay() {
  const accounts = new Accounts({ ...SYSTEM_TOOLS, files: undefined, onEvent() {} });
  // Node-RED goes on with them: what is known of the rooms is part of the home.
  SYSTEM_TOOLS.accounts = accounts;
  const node = { id: ACCOUNT, service: 'simulated', keepSession: false, fields: {} };
  const account = accounts.join({ ...node, limits: { per10s: 40, perHour: 400 } });
  const { signal } = new AbortController();
  const follow = { room: FOLLOWED, homeId: '', accountHomeId: '', force: false };
  const settings = parseFollowSettings({});
  const messages = [];
  for (; lived < DAY; lived += READ_EVERY) {
    const rooms = listOfRooms();
    messages.push({ payload: rooms });
    if (lived % FOLLOW_EVERY > 0) continue;
    const [{ temperature, measuredAt: at }] = rooms.find(({ name }) => name === FOLLOWED).sensors;
    const { result } = await account.follow({ ...follow, settings, temperature, at }, signal);
    messages.push({ topic: FOLLOWED, payload: result, at });
  }
  await accounts.close(node.id);
  return messages;
}

const whatIf = { sensor: false, frozen: false, window: false, valve: false, cloud: false };
const BREAK = {
  sensor: (isUnplugged) => livingRoom.silenceWeather(isUnplugged),
  frozen: (isFrozen) => livingRoom.freezeWeather(isFrozen),
  window: (isOpen) => livingRoom.openWindowNow(isOpen),
  valve: (isLost) => livingRoom.unreachable(isLost),
  cloud: (isAway) => simulator.cloud.offline(isAway),
};

/** The time in the home, ms since the epoch. */
exports.now = clock.now;
/** What the buttons of the demo's page do to the home, and what they have done. */
exports.whatIf = {
  state: whatIf,
  press(topic) {
    if (!Object.hasOwn(BREAK, topic)) return;
    whatIf[topic] = !whatIf[topic];
    BREAK[topic](whatIf[topic]);
  },
};
/** Messages of the day before, for the page; there once `isReady` is. */
exports.dayBefore = [];
/** The time of the home runs from now on. */
exports.begin = () => {
  began ??= performance.now();
};
/** Resolves when the home can be looked at. */
exports.isReady = (livesNow ? Promise.resolve([]) : liveADay()).then((messages) => {
  exports.dayBefore = messages;
});
