import type { Node, NodeAPI, NodeDef } from 'node-red';
import { NetatmoError, type ErrorCode, isCode } from '../src/cloud/errors';
import { countMessage, SILENCE, type Chatter } from '../src/correction/chatty';
import type { RoomChoice } from '../src/correction/corrector';
import type { CorrectionResult, FollowAnswer } from '../src/correction/result';
import { parseFollowSettings, type StoredFollowSettings } from '../src/correction/follow/settings';
import { MODES, parseSetSettings, type ModeName, type SetSettings } from '../src/correction/settings';
import { MINUTE } from '../src/clock';
import { choiceSetting, switchSetting } from '../src/setting';
import { chosenAccount, clockOf, type RunningAccount } from './account-nodes';
import { asNetatmoError, given, withNote, once, onInput, Texts, type Input, type Message } from './runtime';
import { cureOf } from './temperature-cure';
import { resultStatus } from './truetemp-status';

const TYPE = 'netatmo-set-truetemp';

/** How often a node says that no temperature comes, ms. */
const MISSING_EVERY = 5 * MINUTE;
const NO_TEMPERATURE = 'set True temperature in the node to the property that your sensor fills.';

/** Where a node may take its room and its temperature from. */
const ROOM_TYPES = ['room', 'str', 'msg', 'flow', 'global', 'env'] as const;
const TEMPERATURE_TYPES = ['msg', 'num', 'flow', 'global', 'env', 'jsonata'] as const;

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
  const texts = new Texts(RED, TYPE, { now: () => clockOf(RED).now() });

  function NetatmoSetTruetemp(this: Node, def: SetTruetempDef): void {
    RED.nodes.createNode(this, def);
    const chatter = new Map<string, Chatter>();
    const followSettings = once(() => parseFollowSettings(def));
    /** Those of a command: in a follow node an undo, which a wrong setting refuses like any message. */
    const setSettings = once((): SetSettings =>
      modeOf(def) === 'follow' ? followSettings() : parseSetSettings(def),
    );
    const property = (value: string, type: string, msg: Message, code: ErrorCode): unknown =>
      evaluate(RED, this, value, type, msg, code);

    /** Says once per room that a stream of readings is being applied as if each were a command. */
    const listen = ({ room, home }: CorrectionResult): void => {
      const key = `${home.id} ${room.id}`;
      const { chatter: next, saySo } = countMessage(chatter.get(key) ?? SILENCE, clockOf(RED).ticks());
      chatter.set(key, next);
      if (saySo) this.warn(texts.own('status.sensor'));
    };

    const { temperature: field = 'payload', temperatureType: fieldType = 'msg' } = def;
    const fieldName = fieldType === 'msg' ? `msg.${field}` : field;
    const kind = once(() => choiceOf('kind of “True temperature”', fieldType, TEMPERATURE_TYPES, 'msg'));
    const temperatureIn = (msg: Message): unknown => property(field, kind(), msg, 'INVALID_TEMPERATURE');

    /** Where a temperature is none, the error tells the cure. */
    const cured =
      (temperature: unknown) =>
      (error: unknown): never => {
        const cure = isCode(error, 'INVALID_TEMPERATURE') && cureOf(texts, fieldName, temperature);
        throw cure ? texts.error('INVALID_TEMPERATURE', cure) : error;
      };

    /**
     * What the status tells, and of which room as the message named it: an answer, or what has passed with the room's next
     * message; undefined before the first.
     */
    let shown: { readonly what: 'answer' | 'stale' | ErrorCode; readonly room: unknown } | undefined;
    const tell = (
      input: Input,
      room: unknown,
      result: CorrectionResult,
      note: string,
      undo = false,
    ): void => {
      if (result.reason === 'superseded') return;
      shown = { what: 'answer', room };
      input.status(withNote(resultStatus(texts, result, undo), note));
    };
    /**
     * The same between two looks at the room: then the status goes on telling what the last one came to, unless it tells
     * of an error or an old value of this room that has passed, or nothing yet.
     */
    const keepTelling = (
      input: Input,
      room: unknown,
      { result, failure }: FollowAnswer,
      note: () => string,
    ): void => {
      if (shown && (shown.room !== room || shown.what === (failure ?? 'answer'))) return;
      if (!failure) return tell(input, room, result, note());
      shown = { what: failure, room };
      input.status(texts.failed({ code: failure }));
    };

    let missingToldAt = -Infinity;
    /** Says now and then that no temperature comes, so that a misspelt property is not silent. */
    const mustNotBeMissing = (msg: Message): void => {
      const now = clockOf(RED).ticks();
      if (now - missingToldAt < MISSING_EVERY) return;
      missingToldAt = now;
      const cure = fieldType === 'msg' ? cureOf(texts, 'msg.payload', msg.payload) : undefined;
      throw cure
        ? texts.error('INVALID_TEMPERATURE', cure)
        : new NetatmoError('INVALID_TEMPERATURE', `No temperature in ${fieldName}: ${NO_TEMPERATURE}`);
    };

    /** Each message is a command. */
    const correct = async (input: Input, chosen: RunningAccount, choice: RoomChoice): Promise<void> => {
      const { msg, send, stop, status } = input;
      const undo = msg['undo'] === true;
      const settings = forMessage(setSettings(), msg);
      // Also where none is needed.
      kind();
      status({ fill: 'blue', shape: 'dot', text: texts.own('status.working') });
      const temperature = undo ? null : await temperatureIn(msg);
      const message = { ...choice, temperature, force: msg['force'] === true, undo, settings };
      const result = await chosen.account().correct(message, stop).catch(cured(temperature));
      if (modeOf(def) === 'set') listen(result);
      tell(input, choice.room, result, chosen.note(), undo);
      send(Object.assign(msg, { payload: result }));
    };

    /** Each message is news of a sensor. */
    const follow = async (input: Input, chosen: RunningAccount, choice: RoomChoice): Promise<void> => {
      const { msg, send, stop } = input;
      const { window, at, sensor } = msg;
      const settings = forMessage(followSettings(), msg);
      const temperature = await temperatureIn(msg);
      const { room, homeId, accountHomeId } = choice;
      const force = msg['force'] === true;
      const message = { room, homeId, accountHomeId, temperature, window, at, sensor, force, settings };
      const answer = await chosen.account().follow(message, stop).catch(cured(temperature));
      const { result, isEvaluated, isMissing, failure } = answer;
      if (isMissing) mustNotBeMissing(msg);
      if (failure) Object.assign(msg, { netatmo: { code: failure } });
      if (isEvaluated || result.reason !== 'interval') tell(input, room, result, chosen.note());
      else keepTelling(input, room, answer, chosen.note);
      if (!isEvaluated && result.reason === 'stale') shown = { what: 'stale', room };
      send(Object.assign(msg, { payload: result }));
    };

    onInput(this, texts, async (input: Input) => {
      const { msg, send, stop } = input;
      const chosen = chosenAccount(RED, def.account);
      const mode = modeOf(def);
      const choice = {
        room: await property(
          def.room ?? '',
          choiceOf('kind of “Room”', def.roomType, ROOM_TYPES, 'room'),
          msg,
          'INVALID_ROOM',
        ),
        homeId: given(msg['homeId']) ?? given(def.homeId),
        accountHomeId: chosen.homeId(),
      };
      delete msg['netatmo'];
      if (msg['history'] === true) {
        send(Object.assign(msg, { payload: await chosen.account().history(choice, stop) }));
        return;
      }
      try {
        await (mode === 'follow' && msg['undo'] !== true ? follow : correct)(input, chosen, choice);
      } catch (error) {
        shown = { what: asNetatmoError(error).code, room: choice.room };
        throw error;
      }
    });
  }
  RED.nodes.registerType(TYPE, NetatmoSetTruetemp);
};

/** @throws NetatmoError `CONFIG` for one that this version does not know */
const choiceOf = <Choice extends string>(
  name: string,
  value: unknown,
  choices: readonly Choice[],
  whenMissing: Choice,
): Choice => choiceSetting({ name, where: 'node' }, value, choices, whenMissing);

const modeOf = ({ mode }: SetTruetempDef): ModeName => choiceOf('“Mode”', mode, MODES, 'set');

/** The settings for one message: it may ask for a dry run. @throws NetatmoError `CONFIG` */
function forMessage<T extends SetSettings>(settings: T, msg: Message): T {
  const dryRun = switchSetting({ name: 'msg.dryRun', where: 'message' }, msg['dryRun'], false);
  return dryRun ? { ...settings, dryRun } : settings;
}

/** What stands in a field of the dialog, or a promise of it. Fixed texts are taken as they are, so that an empty one is not 0. */
function evaluate(
  RED: NodeAPI,
  node: Node,
  value: string,
  type: string,
  msg: Message,
  code: ErrorCode,
): unknown {
  if (type === 'room' || type === 'str' || type === 'num') return value;
  return new Promise((resolve, reject) => {
    const failed = (): void =>
      reject(
        new NetatmoError(
          code,
          `No value from ${type}: what this node is set to take could not be worked out. Check the field in the node.`,
        ),
      );
    try {
      RED.util.evaluateNodeProperty(value, type, node, msg, (error, result: unknown) => {
        // How Node-RED says that a message has not even what the property is of: it is missing (node-red/node-red,
        // @node-red/util/lib/util.js, getObjectProperty).
        if (error instanceof TypeError) resolve(undefined);
        else if (error) failed();
        else resolve(result);
      });
    } catch {
      failed();
    }
  });
}
