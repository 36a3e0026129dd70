import type { Node, NodeAPI, NodeDef } from 'node-red';
import { NetatmoError, type ErrorCode } from '../src/cloud/errors';
import { countMessage, SILENCE, type Chatter } from '../src/correction/chatty';
import type { RoomChoice } from '../src/correction/corrector';
import type { CorrectionResult } from '../src/correction/result';
import { parseFollowSettings, type StoredFollowSettings } from '../src/correction/follow/settings';
import { parseSetSettings, type Mode } from '../src/correction/settings';
import { systemClock } from '../src/clock';
import { chosenAccount, type RunningAccount } from './account-nodes';
import { given, noted, onInput, Texts, type Input, type Message } from './runtime';
import { resultStatus } from './truetemp-status';

const TYPE = 'netatmo-set-truetemp';

interface SetTruetempDef extends NodeDef, StoredFollowSettings {
  readonly account?: string;
  readonly homeId?: string;
  readonly room?: string;
  readonly roomType?: string;
  readonly temperature?: string;
  readonly temperatureType?: string;
  readonly mode?: string;
}

/** A temperature in, one correction of one room out, or the reason why there was none. */
export = (RED: NodeAPI): void => {
  const texts = new Texts(RED, TYPE);

  function NetatmoSetTruetemp(this: Node, def: SetTruetempDef): void {
    RED.nodes.createNode(this, def);
    const chatter = new Map<string, Chatter>();
    const setSettings = once(() => parseSetSettings(def, modeOf(def)));
    const followSettings = once(() => parseFollowSettings(def));
    const property = (value: string, type: string, msg: Message, code: ErrorCode): Promise<unknown> =>
      evaluate(RED, this, value, type, msg, code);

    /** Says once per room that a stream of readings is being applied as if each were a command. */
    const listen = ({ room, home }: CorrectionResult): void => {
      const key = `${home.id} ${room.id}`;
      const heard = countMessage(chatter.get(key) ?? SILENCE, systemClock.ticks());
      chatter.set(key, heard.chatter);
      if (heard.saySo) this.warn(texts.own('status.sensor'));
    };

    const temperatureIn = (msg: Message): Promise<unknown> =>
      property(def.temperature ?? 'payload', def.temperatureType ?? 'msg', msg, 'INVALID_TEMPERATURE');

    /** Each message is a command. */
    const correct = async (input: Input, chosen: RunningAccount, choice: RoomChoice): Promise<void> => {
      const { msg, send, stop, status } = input;
      const undo = msg['undo'] === true;
      const settings = setSettings();
      status({ fill: 'blue', shape: 'dot', text: texts.own('status.working') });
      const temperature = undo ? null : await temperatureIn(msg);
      const message = { ...choice, temperature, force: msg['force'] === true, undo, settings };
      const result = await chosen.account().correct(message, stop);
      if (modeOf(def) === 'set') listen(result);
      // An overtaken message leaves the status to the one that overtook it.
      if (result.reason !== 'superseded') status(noted(resultStatus(texts, result, undo), chosen.note()));
      send(Object.assign(msg, { payload: result }));
    };

    /** Each message is news of a sensor. */
    const follow = async (input: Input, chosen: RunningAccount, choice: RoomChoice): Promise<void> => {
      const { msg, send, stop, status } = input;
      const { window, at } = msg;
      const settings = followSettings();
      const temperature = await temperatureIn(msg);
      const message = { ...choice, temperature, window, at, force: msg['force'] === true, settings };
      const { result, isEvaluated, failure } = await chosen.account().follow(message, stop);
      if (failure) Object.assign(msg, { netatmo: { code: failure } });
      // Between two looks at the room the status goes on telling what the last one came to.
      const isNews = isEvaluated ? result.reason !== 'superseded' : result.reason !== 'interval';
      if (isNews) status(noted(resultStatus(texts, result, false), chosen.note()));
      send(Object.assign(msg, { payload: result }));
    };

    onInput(this, texts, async (input: Input) => {
      const { msg, send, stop } = input;
      const chosen = chosenAccount(RED, def.account);
      const mode = modeOf(def);
      const choice = {
        room: await property(def.room ?? '', def.roomType ?? 'room', msg, 'INVALID_ROOM'),
        homeId: given(msg['homeId']) ?? def.homeId,
        accountHomeId: chosen.homeId(),
      };
      delete msg['netatmo'];
      if (msg['history'] === true) {
        send(Object.assign(msg, { payload: await chosen.account().history(choice, stop) }));
        return;
      }
      await (mode === 'follow' && msg['undo'] !== true ? follow : correct)(input, chosen, choice);
    });
  }
  RED.nodes.registerType(TYPE, NetatmoSetTruetemp);
};

/** What `make` gives, made when it is first asked for. What it throws, it throws each time. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** @throws NetatmoError `CONFIG` for one that this version does not know */
function modeOf({ mode = 'set' }: SetTruetempDef): Mode {
  if (mode === 'set' || mode === 'follow') return mode;
  throw new NetatmoError(
    'CONFIG',
    'The mode of this node is unknown to this version. Choose one in the node and deploy.',
  );
}

/** What stands in a field of the dialog. Fixed texts are taken as they are, so that an empty one is not 0. */
function evaluate(
  RED: NodeAPI,
  node: Node,
  value: string,
  type: string,
  msg: Message,
  code: ErrorCode,
): Promise<unknown> {
  if (type === 'room' || type === 'str' || type === 'num') return Promise.resolve(value);
  return new Promise((resolve, reject) => {
    const failed = (): void =>
      reject(
        new NetatmoError(
          code,
          `The ${type} value that this node is set to take could not be worked out. Check the field in the node.`,
        ),
      );
    try {
      RED.util.evaluateNodeProperty(value, type, node, msg, (error, result: unknown) =>
        error ? failed() : resolve(result),
      );
    } catch {
      failed();
    }
  });
}
