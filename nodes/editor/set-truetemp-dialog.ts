import { field, fillMissing, input, nameTypedField, onAccount } from './fields';
import { homeField } from './home-field';
import { homesFor, whyNoList } from './homes';
import { modeField } from './mode-field';
import { previewOf } from './preview';
import type { EditedNode } from './red';
import { roomField } from './room-field';
import { judgeOpenDialog } from './validators';

const KEY = 'netatmo-set-truetemp.hint.';

/** Prepares the dialog of set truetemp: rooms and homes of the chosen account, and where the temperature is from. */
export function prepareSetTruetemp(node: EditedNode): void {
  judgeOpenDialog(node);
  fillMissing(node, 'node-input');
  const homeId = input('node-input-homeId');
  const hint = field('netatmo-rooms-hint', HTMLElement);
  const home = homeField(homeId, node._(`${KEY}homeId`), [
    { value: '*', label: node._('netatmo-set-truetemp.home.all') },
  ]);
  const room = roomField(node);
  prepareTemperature(node);
  modeField(node);

  const load = homesFor(homeId, (answer) => {
    const homes = 'homes' in answer ? answer.homes : undefined;
    home.offer(homes ?? []);
    room.offer(homes);
    preview.offer('homes' in answer ? answer : undefined);
    hint.textContent = whyNoList(node, answer, KEY) || node._(`${KEY}listed`);
  });
  let chosen = '';
  const preview = previewOf(node, () => load(chosen));
  onAccount((accountId) => {
    chosen = accountId;
    hint.textContent = node._(`${KEY}loading`);
    load(accountId);
  });
}

function prepareTemperature(node: EditedNode): void {
  $('#node-input-temperature').typedInput({
    types: ['msg', 'num', 'flow', 'global', 'env', 'jsonata'],
    typeField: '#node-input-temperatureType',
    default: 'msg',
  });
  nameTypedField('node-input-temperature', node._('netatmo-set-truetemp.room.source'));
}
