import { onAccount } from './account-choice';
import { fillMissing } from './defaults';
import { homeField } from './home-field';
import { homesFor } from './homes';
import { field, input, type EditedNode } from './red';

/** Prepares the dialog of get rooms: the homes to choose from. */
export function prepareGetRooms(node: EditedNode): void {
  fillMissing(node, 'node-input');
  const homeId = input('node-input-homeId');
  const homes = homeField(homeId, node._('netatmo-get-rooms.hint.homeId'), [
    { value: '*', label: node._('netatmo-get-rooms.home.all') },
  ]);
  const load = homesFor(homeId, (answer) => homes.offer('homes' in answer ? answer.homes : []));
  onAccount(field('node-input-account', HTMLSelectElement), load);
}
