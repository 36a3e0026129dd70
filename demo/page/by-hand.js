// What somebody measured by hand is kept here until it has been sent: the valve may not have answered the last
// correction yet, or Netatmo may be out of reach. It is offered again when its time has come, never with force.
const TOO_OLD = 2 * 60 * 60_000;
const PASSING = [
  ...['NETWORK', 'TIMEOUT', 'TLS', 'CLOUD_ERROR', 'BAD_RESPONSE', 'RATE_LIMITED', 'SIGN_IN_PAUSED'],
  ...['CLOSED', 'OVERLOADED', 'ROOM_UNREACHABLE'],
];
/** What people at home can do about it; the rest is for who looks after Node-RED. */
const FAILED = {
  ROOM_UNREACHABLE: 'The valve cannot be reached. Please check its batteries.',
  INVALID_TEMPERATURE: 'That is no temperature of a room.',
  CORRECTION_TOO_LARGE: 'That is too far from what the valve says to be true. Please measure again.',
  OUTCOME_UNKNOWN: 'It was sent, and no answer came. Please look again in an hour.',
};

const waiting = context.get('waiting') ?? {};
const now = () => Date.parse(context.get('readAt') ?? new Date().toISOString());
const clock = (time) =>
  new Date(time).toLocaleTimeString('en-GB', {
    timeZone: env.get('zone') || undefined,
    hour: '2-digit',
    minute: '2-digit',
  });
const say = (room, text, isWaiting = false) =>
  node.send([null, { topic: 'note', room, payload: { text, isWaiting } }]);
const offer = (room) => {
  waiting[room].isUnderWay = true;
  node.send([{ topic: room, payload: waiting[room].value }, null]);
};
const keep = (room, more, why) => {
  waiting[room] = { ...waiting[room], ...more, isUnderWay: false };
  say(room, `Your ${waiting[room].value.toFixed(1)}° is kept: ${why}`, true);
};
const end = (room, text) => {
  delete waiting[room];
  say(room, text);
};

const fromPage = {
  correct: ({ room, value }) => {
    if (!Number.isFinite(value)) return end(room, FAILED.INVALID_TEMPERATURE);
    waiting[room] = { value, since: now() };
    say(room, 'Asking the valve…', true);
    offer(room);
  },
  forget: ({ room }) => end(room, ''),
  undo: ({ room }) => {
    end(room, 'Taking it back…');
    node.send([{ topic: room, undo: true }, null]);
  },
};

function offerAgain(rooms) {
  context.set('readAt', rooms[0]?.readAt);
  for (const { id, measuredTemperature, reachable } of rooms) {
    const wish = waiting[id];
    if (!wish || wish.isUnderWay || reachable === false) continue;
    const hasMoved = wish.reading !== undefined && measuredTemperature !== wish.reading;
    if (now() - wish.since > TOO_OLD) {
      end(id, `Your ${wish.value.toFixed(1)}° could not be sent for two hours. Please measure again.`);
    } else if (!wish.nextAt || hasMoved || now() >= Date.parse(wish.nextAt)) offer(id);
  }
}

function answered({ topic: room, payload, undo }) {
  const { reason, measuredTemperature: from, correctedTemperature: to, nextAt, sure } = payload;
  if (reason === 'superseded') return;
  if (reason === 'settling' && waiting[room]) {
    const byThen = `It will be sent after that, by ${clock(nextAt)} at the latest.`;
    keep(room, { nextAt, reading: from }, `the valve has not answered the last correction yet. ${byThen}`);
  } else if (reason === 'within-tolerance') {
    end(room, undo ? 'There is nothing to take back.' : 'The valve says so too.');
  } else if (reason === 'dry-run') end(room, `Dry run: ${from}° → ${to}°, nothing was sent.`);
  else if (!undo) end(room, `The valve was told: ${from}° → ${to}°.`);
  else if (sure === false)
    end(room, `Taken back as far as known: ${from}° → ${to}°. Please compare in the app.`);
  else end(room, `Taken back: ${from}° → ${to}°.`);
}

function failed({ topic: room, netatmo }) {
  const code = netatmo?.code;
  const isPassing = PASSING.includes(code);
  if (waiting[room] && isPassing) keep(room, {}, FAILED[code] ?? 'Netatmo cannot be reached now.');
  else if (isPassing) end(room, `Not done. ${FAILED[code] ?? 'Netatmo cannot be reached now.'}`);
  else end(room, FAILED[code] ?? `It was not sent. Node-RED needs a look (${code}).`);
}

if (msg.error) failed(msg);
else if (msg.topic in fromPage) fromPage[msg.topic](msg.payload);
else if (Array.isArray(msg.payload)) offerAgain(msg.payload);
else answered(msg);
context.set('waiting', waiting);
