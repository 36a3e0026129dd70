// Gathers what the page shows: lists of rooms, decisions, failures and notes come in, one payload goes out.
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const POINT_EVERY = 5 * MINUTE;
/** follow learns a day by the half hour. */
const HALF_HOUR = 30 * MINUTE;
/** A note that waits for nothing goes after so many lists. */
const NOTE_LISTS = 2;
/** A valve that is off by no more than this is right: radiator valves speak in steps of 0.5 °C. */
const RIGHT = 0.3;
/** What a sensor has measured is told with its time after this long, … */
const AGING = 15 * MINUTE;
/** … and after this long it is not what the room really has, as in the list of rooms. */
const OLD = 30 * MINUTE;
/** A sensor that has said the same for so long, … */
const SAME = 2 * 60 * MINUTE;
/** … while its valve went up or down by more than corrections move it, °C, may be stuck. */
const MOVED = 1.5;
/** A follow node looks every 5 minutes; what it has not said again for this long is over. */
const CURRENT = 20 * MINUTE;
/** For how long a card tells what somebody has done by hand. */
const TOLD = 60 * MINUTE;
/** Failures that pass only when somebody sees to the account … */
const ACCOUNT = [
  ...['CREDENTIALS_MISSING', 'CREDENTIALS_REJECTED', 'TWO_FACTOR_REQUIRED', 'SIGN_IN_BLOCKED'],
  ...['CONFIG', 'FORBIDDEN', 'HOME_NOT_FOUND'],
];
/** … or to the flow. */
const FLOW = ['CONFIG', 'HOME_NOT_FOUND', 'INVALID_ROOM', 'ROOM_NOT_FOUND', 'ROOM_AMBIGUOUS'];

// The home of `npm start` has a clock of its own.
const now = (global.get('demoHome') ?? Date).now();
const memory = context.get('memory') ?? {
  rooms: [],
  /** By room: [time, valve, target, what Netatmo has corrected of it] every 5 minutes. */
  days: {},
  /** By room: what its sensor measured, by the sensor's own time. */
  truths: {},
  /** By room: what its valve read last. */
  valves: {},
  /** By room: the newest decision of its follow node, and of somebody by hand. */
  follow: {},
  byHand: {},
  corrected: {},
  notes: {},
  /** While no list comes: whether somebody has to see to the account. */
  contact: null,
  /** While a follow node does not find its room. */
  flow: null,
};

const clock = (time) =>
  new Date(time).toLocaleTimeString('en-GB', {
    timeZone: env.get('zone') || undefined,
    hour: '2-digit',
    minute: '2-digit',
  });
const degrees = (value) => `${value.toFixed(1)}°`;
const until = (time) => (time ? ` until ${clock(time)}` : '');
const since = (time) => (time ? ` since ${clock(time)}` : '');
const ago = (ms) => {
  const minutes = Math.round(ms / MINUTE);
  return minutes < 90 ? `${minutes} min ago` : `${Math.round(minutes / 60)} h ago`;
};
const reads = (gap) => `reads ${degrees(Math.abs(gap))} too ${gap > 0 ? 'high' : 'low'}`;
const told = ({ measuredTemperature: from, correctedTemperature: to }) => `${degrees(from)} → ${degrees(to)}`;

/** What stays true until its time is over, in words for people who live there; and how it looks. */
const DATED = {
  corrected: (d) => ['busy', `The valve was told at ${clock(d.at)}: ${told(d)}.`],
  undone: (d) => ['busy', `All corrections were taken back at ${clock(d.at)}.`],
  'dry-run': (d) => ['busy', `Dry run at ${clock(d.at)}: it would be told ${told(d)}.`],
  settling: (d) => ['wait', `Waiting for the valve to show the last correction${until(d.nextAt)}.`],
};
/** Why a follow node sends nothing. */
const HELD = {
  superseded: () => ['busy', 'A newer value is on its way.'],
  window: (d) =>
    d.nextAt
      ? ['wait', `The window was open. The valve is left alone${until(d.nextAt)}.`]
      : ['wait', 'A window is open. The valve is left alone.'],
  quiet: (d) => ['wait', `Quiet hours${until(d.nextAt)}.`],
  'mode-off': () => ['wait', 'Nothing is heated now, so the valve is left alone.'],
  budget: () => ['alarm', 'Corrected as far as allowed. Please check the sensor and the valve.'],
  'not-responding': ({ nextAt }) => {
    const next = nextAt ? `at ${clock(nextAt)}` : 'later';
    return ['alarm', `The valve does not show the corrections. Next try ${next}.`];
  },
  CORRECTION_TOO_LARGE: () => [
    'alarm',
    'Sensor and valve are too far apart to be true. Please check the sensor.',
  ],
  INVALID_TEMPERATURE: () => ['alarm', 'The sensor sends what cannot be a temperature. Please check it.'],
};
/** Why it sends nothing although the valve is off; where the numbers on the card agree, they agree. */
const OFF = {
  'within-tolerance': () => ['wait', 'not enough to correct.'],
  'not-wrong': () => ['wait', 'but it heats as it should. No need to disturb it.'],
  unconfirmed: () => ['busy', 'looking once more before it is told.'],
  interval: ({ nextAt }) => ['wait', `next look ${nextAt ? `at ${clock(nextAt)}` : 'in a few minutes'}.`],
};

function listed(rooms) {
  Object.assign(memory, { rooms, contact: null });
  for (const room of rooms) {
    const { id, measuredTemperature: valve, setpointTemperature: target, sensors, indoorTemperature } = room;
    const at = Date.parse(room.readAt);
    const note = memory.notes[id];
    if (note && !note.isWaiting && (note.listsLeft -= 1) < 0) delete memory.notes[id];
    if (valve !== null) memory.valves[id] = { value: valve, at };
    if (indoorTemperature !== null) {
      const times = sensors.map(({ measuredAt }) => Date.parse(measuredAt));
      measured(id, Math.max(...times.filter((time) => time <= at)), indoorTemperature);
    }
    const day = (memory.days[id] ??= []);
    if (at - (day.at(-1)?.[0] ?? 0) < POINT_EVERY * 0.9) continue;
    day.push([at, valve, target, room.offset]);
    while (at - day[0][0] > DAY) day.shift();
  }
}

/** Takes in what a room's sensor says, by the sensor's own time. */
function measured(id, at, value) {
  const truths = (memory.truths[id] ??= []);
  const last = truths.at(-1);
  if (!Number.isFinite(at) || at < (last?.at ?? 0)) return;
  if (at === last?.at) truths.pop();
  truths.push({ at, value, sameSince: last?.value === value ? last.sameSince : at });
  while (at - truths[0].at > DAY) truths.shift();
}

function decided({ payload, at: sensorAt }) {
  const { room, reason, follow, changed, trueTemperature, at } = payload;
  if (changed) memory.corrected[room.id] = reason === 'corrected';
  const measuredAt = new Date(sensorAt ?? at).getTime();
  if (trueTemperature !== null) measured(room.id, measuredAt || Date.parse(at), trueTemperature);
  const heardAt = Date.parse(at);
  if (!follow) {
    memory.byHand[room.id] = { ...payload, heardAt };
    return;
  }
  memory.flow = null;
  // Between two looks at the room a follow node answers `interval`; what the last look came to says more.
  const why = reason === 'interval' ? (follow.gate ?? reason) : reason;
  const before = memory.follow[room.id];
  // A correction's temperatures are of the moment it was sent.
  const facts = why === 'corrected' && reason === 'interval' && before?.why === why ? before : payload;
  memory.follow[room.id] = { ...facts, why, heardAt };
}

function failed({ topic, error, netatmo }) {
  const code = netatmo?.code;
  const room = memory.rooms.find(({ id, name }) => id === topic || name === topic);
  if (error.source?.type === 'netatmo-get-rooms') {
    // One sentence for as long as it lasts, whatever each try fails of.
    memory.contact = { needsYou: ACCOUNT.includes(code) || memory.contact?.needsYou === true };
  } else if (room) memory.follow[room.id] = { ...memory.follow[room.id], why: code, heardAt: now };
  else if (FLOW.includes(code)) memory.flow = { code, since: memory.flow?.since ?? now };
}

/** What goes above all cards; null when all is well. */
function trouble() {
  const { contact, flow, rooms } = memory;
  if (contact) {
    const [known] = rooms;
    const title = known ? `No contact with Netatmo${since(known.readAt)}` : 'No contact with Netatmo yet';
    if (contact.needsYou) return { title, why: 'Its account in Node-RED needs a look.' };
    return { title, why: `${known ? 'What is shown is from then. ' : ''}It goes on by itself.` };
  }
  if (!flow) return null;
  return {
    title: `A sensor's room is not found${since(flow.since)}`,
    why: `The flow needs a look (${flow.code}).`,
  };
}

/** What a room really has, as its sensor said, and how old that is. */
function really(id) {
  const newest = memory.truths[id]?.at(-1);
  if (!newest) return { value: null, said: null, newest };
  const age = now - newest.at;
  if (age > OLD) return { value: null, said: `${degrees(newest.value)} at ${clock(newest.at)}`, newest };
  return { value: newest.value, said: age > AGING ? `at ${clock(newest.at)}` : null, newest };
}

/** What is done about a room and why, as far as it is true now. */
function wordsFor({ id, readAt }, { isLost, gap, newest }) {
  if (memory.contact) return ['none', `As of ${clock(readAt)}, ${ago(now - Date.parse(readAt))}.`];
  if (isLost) {
    const seen = memory.valves[id];
    const then = seen ? `${since(seen.at)}, when it read ${degrees(seen.value)}` : '';
    return ['alarm', `No contact with the valve${then}. Please check its batteries.`];
  }
  const follow = memory.follow[id];
  const byHand = memory.byHand[id];
  if (byHand && byHand.heardAt >= (follow?.heardAt ?? 0) && isStill(byHand))
    return DATED[byHand.reason](byHand);
  if (follow) return followed(id, follow, gap, newest);
  if (gap === null) return ['none', 'Left alone: no sensor says what it really has.'];
  return [
    'none',
    isRight(gap) ? 'Left alone: valve and sensor agree.' : `Left alone, though it ${reads(gap)}.`,
  ];
}

function isStill({ reason, nextAt, heardAt }) {
  return reason in DATED && now < (reason === 'settling' ? Date.parse(nextAt) : heardAt + TOLD);
}

function followed(id, decision, gap, newest) {
  const { why, heardAt } = decision;
  const silent = (from) => `Nothing new from the sensor${since(from)}. The valve is left alone.`;
  if (now - heardAt > CURRENT) return ['alarm', silent(heardAt)];
  const isSilent = !newest || now - newest.at > OLD;
  if (why === 'stale') {
    if (isSilent) return ['alarm', silent(newest?.at)];
    return ['alarm', `The sensor has said ${degrees(newest.value)}${since(newest.sameSince)}. Is it stuck?`];
  }
  const say = DATED[why] ?? HELD[why];
  if (say) return say(decision);
  if (isSilent) return ['wait', silent(newest?.at)];
  if (!(why in OFF))
    return ['wait', 'The last look at the room failed. The next one comes in a few minutes.'];
  if (isRight(gap)) return ['right', 'Valve and sensor agree. Nothing to do.'];
  const stuck = stuckWords(id, newest);
  if (stuck) return ['alarm', stuck];
  const [tone, words] = OFF[why](decision);
  return [tone, `It ${reads(gap)}: ${words}`];
}

/** What is to be said of a sensor that stands still while its valve moves; null when there is nothing to say. */
function stuckWords(id, { value, sameSince }) {
  if (now - sameSince < SAME) return null;
  const meanwhile = memory.days[id].filter(([at, valve]) => at >= sameSince && valve !== null);
  const valves = meanwhile.map(([, valve]) => valve);
  if (Math.max(...valves) - Math.min(...valves) < MOVED) return null;
  const [first, last] = [valves[0], valves.at(-1)].map(degrees);
  return `The sensor has said ${degrees(value)}${since(sameSince)}, while the valve went from ${first} to ${last}. Is it stuck?`;
}

function isRight(gap) {
  return gap === null || Math.abs(gap) <= RIGHT + 1e-6;
}

/**
 * What the room really had and what its valve would have read without corrections, by the half hour: what follow learns
 * of it. Nothing until a day is known, and nothing where Netatmo does not tell its corrections.
 */
function alone(id) {
  const known = memory.days[id].filter(([, valve, , offset]) => valve !== null && Number.isFinite(offset));
  if (known.length === 0 || known.at(-1)[0] - known[0][0] < DAY - HALF_HOUR) return [];
  const truths = memory.truths[id] ?? [];
  const halves = new Map();
  let next = 0;
  for (const [at, valve, , offset] of known) {
    while (next < truths.length && truths[next].at <= at) next += 1;
    const truth = truths[next - 1];
    if (!truth || at - truth.at > OLD) continue;
    const middle = (Math.floor(at / HALF_HOUR) + 0.5) * HALF_HOUR;
    const [count, really, own] = halves.get(middle) ?? [0, 0, 0];
    halves.set(middle, [count + 1, really + truth.value, own + valve - offset]);
  }
  return [...halves].map(([at, [count, really, own]]) => [at, really / count, own / count]);
}

function card(room) {
  const { id, name, measuredTemperature: valve, setpointTemperature: target, reachable } = room;
  const { value, said, newest } = really(id);
  const isLost = reachable === false || valve === null;
  const gap = isLost || value === null ? null : Math.round((valve - value) * 10) / 10;
  const [tone, words] = wordsFor(room, { isLost, gap, newest });
  return {
    ...{ id, name, valve, target, gap, tone, words, isLost, said },
    really: value,
    isRight: gap === null ? null : isRight(gap),
    follows: id in memory.follow,
    canUndo: Boolean(memory.corrected[id]),
    note: memory.notes[id] ?? null,
    day: memory.days[id] ?? [],
    truths: (memory.truths[id] ?? []).map(({ at, value: truth }) => [at, truth]),
    alone: id in memory.follow ? alone(id) : [],
  };
}

if (msg.error) failed(msg);
else if (msg.topic === 'note') {
  memory.notes[msg.room] = msg.payload.text ? { ...msg.payload, listsLeft: NOTE_LISTS } : null;
} else if (Array.isArray(msg.payload)) listed(msg.payload);
else decided(msg);
context.set('memory', memory);

const [{ readAt } = {}] = memory.rooms;
return {
  payload: {
    at: readAt ? clock(readAt) : null,
    zone: env.get('zone') || null,
    trouble: trouble(),
    rooms: memory.rooms.map(card),
  },
};
