import type { Node, NodeAPI, NodeDef } from 'node-red';
import { NetatmoError, type ErrorCode } from '../src/cloud/errors';
import { hear, SILENCE, type Chatter } from '../src/correction/chatty';
import type { CorrectionResult } from '../src/correction/result';
import { parseSetSettings, type StoredSettings } from '../src/correction/settings';
import { systemClock } from '../src/clock';
import { chosenAccount } from './account-nodes';
import {
  clockTime,
  degrees,
  given,
  noted,
  onInput,
  Texts,
  type Input,
  type Message,
  type Status,
} from './runtime';

const TYPE = 'netatmo-set-truetemp';

interface SetTruetempDef extends NodeDef, StoredSettings {
  readonly account?: string;
  readonly homeId?: string;
  readonly room?: string;
  readonly roomType?: string;
  readonly temperature?: string;
  readonly temperatureType?: string;
  readonly mode?: string;
}

/** A correction above this is applied, but the status points at it, °C. */
const BIG_STEP = 3;

/** A temperature in, one correction of one room out, or the reason why there was none. */
export = (RED: NodeAPI): void => {
  const texts = new Texts(RED, TYPE);

  function NetatmoSetTruetemp(this: Node, def: SetTruetempDef): void {
    RED.nodes.createNode(this, def);
    const chatter = new Map<string, Chatter>();
    const property = (value: string, type: string, msg: Message, code: ErrorCode): Promise<unknown> =>
      evaluate(RED, this, value, type, msg, code);

    /** Says once per room that a stream of readings is being applied as if each were a command. */
    const listen = ({ room, home }: CorrectionResult): void => {
      const key = `${home.id} ${room.id}`;
      const heard = hear(chatter.get(key) ?? SILENCE, systemClock.ticks());
      chatter.set(key, heard.chatter);
      if (heard.saySo) this.warn(texts.own('status.sensor'));
    };

    onInput(this, texts, async ({ msg, send, stop, status }: Input) => {
      const chosen = chosenAccount(RED, def.account);
      if ((def.mode ?? 'set') !== 'set')
        throw new NetatmoError(
          'CONFIG',
          'The mode of this node is unknown to this version. Choose one in the node and deploy.',
        );
      const settings = parseSetSettings(def);
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
      status({ fill: 'blue', shape: 'dot', text: texts.own('status.working') });
      const undo = msg['undo'] === true;
      const temperature = undo
        ? null
        : await property(
            def.temperature ?? 'payload',
            def.temperatureType ?? 'msg',
            msg,
            'INVALID_TEMPERATURE',
          );
      const message = { ...choice, temperature, force: msg['force'] === true, undo, settings };
      const result = await chosen.account().correct(message, stop);
      listen(result);
      // An overtaken message leaves the status to the one that overtook it.
      if (result.reason !== 'superseded') status(noted(resultStatus(texts, result, undo), chosen.note()));
      send(Object.assign(msg, { payload: result }));
    });
  }
  RED.nodes.registerType(TYPE, NetatmoSetTruetemp);
};

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

function resultStatus(texts: Texts, result: CorrectionResult, undo: boolean): Status {
  const values = {
    from: degrees(result.measuredTemperature),
    to: degrees(result.correctedTemperature),
    measured: degrees(result.measuredTemperature),
  };
  const show = (fill: Status['fill'], key: string, more: Record<string, string> = {}): Status => ({
    fill,
    shape: result.changed ? 'dot' : 'ring',
    text: texts.own(`status.${key}`, { ...values, ...more }),
  });
  switch (result.reason) {
    case 'corrected':
      return Math.abs(result.correction ?? 0) > BIG_STEP
        ? show('yellow', 'large')
        : show('green', 'corrected');
    case 'undone':
      return show('green', 'undone');
    case 'within-tolerance':
      return show('green', undo ? 'nothingToUndo' : 'within');
    case 'settling':
      return show('grey', 'settling', { time: result.nextAt === null ? '–' : clockTime(result.nextAt) });
    case 'dry-run':
      return show('grey', 'dryRun');
    case 'superseded':
      return show('grey', 'superseded');
  }
}
