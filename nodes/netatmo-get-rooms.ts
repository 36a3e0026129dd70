import type { Node, NodeAPI, NodeDef } from 'node-red';
import { cut } from '../src/cloud/names';
import { MINUTE } from '../src/clock';
import type { HomeFailure, ListedRooms } from '../src/home/homes';
import { ROOM_FILTERS, type Room } from '../src/home/room';
import { choiceSetting, switchSetting } from '../src/setting';
import { chosenAccount, clockOf } from './account-nodes';
import {
  clockTime,
  given,
  withNote,
  onInput,
  STATUS_LENGTH,
  Texts,
  type Input,
  type Message,
  type Status,
} from './runtime';

const TYPE = 'netatmo-get-rooms';

interface GetRoomsDef extends NodeDef {
  readonly account?: string;
  readonly homeId?: string;
  readonly filter?: string;
  readonly output?: string;
  readonly sensors?: unknown;
}

const OUTPUTS = ['array', 'sequence'] as const;
const WHERE = { where: 'node' } as const;

/** A list read longer ago than this is said to be old, ms; the cloud itself gets new values every 5–10 min. */
const OLD_MS = MINUTE;
/** So much of a home's name stands in a status at least. */
const LEAST_NAME = 8;

/** Any message in, the rooms of a home out. */
export = (RED: NodeAPI): void => {
  const now = (): number => clockOf(RED).now();
  const texts = new Texts(RED, TYPE, { now });

  function NetatmoGetRooms(this: Node, def: GetRoomsDef): void {
    RED.nodes.createNode(this, def);
    onInput(this, texts, async ({ msg, send, stop, status }: Input) => {
      const chosen = chosenAccount(RED, def.account);
      const output = choiceSetting({ ...WHERE, name: '“Output”' }, def.output, OUTPUTS, 'array');
      const filter = choiceSetting({ ...WHERE, name: '“Rooms”' }, def.filter, ROOM_FILTERS, 'thermostat');
      const sensors = switchSetting({ ...WHERE, name: '“Weather station”' }, def.sensors, false);
      status({ fill: 'blue', shape: 'dot', text: texts.own('status.reading') });
      const query = {
        homeId: given(msg['homeId']) ?? given(def.homeId) ?? chosen.homeId(),
        filter,
        sensors,
      };
      const listed = await chosen.account().rooms(query, stop);
      tellFailures(msg, listed.failures);
      if (output === 'sequence') {
        if (listed.rooms.length > 0) send([sequence(RED, msg, listed.rooms)]);
      } else {
        send(Object.assign(msg, { payload: listed.rooms }));
      }
      status(withNote(listStatus(texts, listed, now()), chosen.note()));
    });
  }
  RED.nodes.registerType(TYPE, NetatmoGetRooms);
};

/** One message for each room, marked as parts of one sequence. */
function sequence(RED: NodeAPI, msg: Message, rooms: readonly Room[]): Message[] {
  const id = RED.util.generateId();
  return rooms.map((room, index) =>
    Object.assign(RED.util.cloneMessage(msg), {
      topic: room.name,
      payload: room,
      parts: { id, type: 'array', index, count: rooms.length, len: 1 },
    }),
  );
}

/** Puts into the message which homes could not be read, and the code of the first one's error. */
function tellFailures(msg: Message, failures: readonly HomeFailure[]): void {
  delete msg['netatmo'];
  const [first] = failures;
  if (first) msg['netatmo'] = { code: first.error.code, homes: failures.map(({ home }) => home.id) };
}

/** @param now ms since the epoch */
function listStatus(texts: Texts, { rooms, failures }: ListedRooms, now: number): Status {
  const [first, ...others] = failures;
  if (first) {
    const { home, error } = first;
    const fault = `${others.length > 0 ? ` +${others.length}` : ''}: ${texts.shared(`errors.${error.code}`)}`;
    const name = cut(home.name, Math.max(STATUS_LENGTH - fault.length, LEAST_NAME)).trimEnd();
    return { ...texts.failed(error), fill: 'yellow', text: name + fault };
  }
  const count = rooms.length;
  const oldest = rooms.reduce((time, { readAt }) => Math.min(time, Date.parse(readAt ?? '')), Infinity);
  if (oldest < now - OLD_MS) {
    return {
      fill: 'yellow',
      shape: 'dot',
      text: texts.own('status.old', { count, time: clockTime(oldest) }),
    };
  }
  const counted = texts.own(count === 1 ? 'status.room' : 'status.rooms', { count });
  return { fill: 'green', shape: 'dot', text: counted };
}
