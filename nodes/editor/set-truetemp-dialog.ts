import { onAccount } from './account-choice';
import { fillMissing } from './defaults';
import { homeField } from './home-field';
import { homesFor, NO_ACCOUNT, type Answer } from './homes';
import { modeField } from './mode-field';
import { errorText, field, input, type EditedNode } from './red';
import { previewOf } from './preview';
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
  prepareTemperature();
  modeField(node);

  const load = homesFor(homeId, (answer) => {
    const homes = 'homes' in answer ? answer.homes : undefined;
    home.offer(homes ?? []);
    room.offer(homes);
    preview.offer(homes);
    hint.textContent = hintFor(node, answer);
  });
  let chosen = '';
  const preview = previewOf(node, () => load(chosen));
  onAccount(field('node-input-account', HTMLSelectElement), (accountId) => {
    chosen = accountId;
    hint.textContent = node._(`${KEY}loading`);
    load(accountId);
  });
}

function prepareTemperature(): void {
  $('#node-input-temperature').typedInput({
    types: ['msg', 'num', 'flow', 'global', 'env', 'jsonata'],
    typeField: '#node-input-temperatureType',
    default: 'msg',
  });
}

/** Why there is no list of rooms, and that a name can be typed all the same. */
function hintFor(node: EditedNode, answer: Answer): string {
  if ('homes' in answer) {
    const found = answer.homes.some(({ rooms }) => rooms.length > 0);
    return node._(KEY + (found ? 'listed' : 'noRooms'));
  }
  if (answer === NO_ACCOUNT) return node._(`${KEY}noAccount`);
  const { status, code } = answer.failure;
  if (status === 404) return node._(`${KEY}notDeployed`);
  if (status === 409) return node._(`${KEY}notSignedIn`);
  return node._(`${KEY}failed`, { text: errorText(code ?? '') || node._(`${KEY}noAnswer`) });
}
