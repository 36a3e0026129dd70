import { fillMissing, input, onAccount } from './fields';
import { homeField } from './home-field';
import { homesFor } from './homes';
import { accountInEditor, type EditedNode } from './red';
import { roomsPreview } from './rooms-preview';

/** Prepares the dialog of get rooms: the homes to choose from, and what would be read. */
export function prepareGetRooms(node: EditedNode): void {
  fillMissing(node, 'node-input');
  const homeId = input('node-input-homeId');
  const homes = homeField(homeId, node._('netatmo-get-rooms.hint.homeId'), [
    { value: '*', label: node._('netatmo-get-rooms.home.all') },
  ]);
  const load = homesFor(homeId, (answer) => {
    homes.offer('homes' in answer ? answer.homes : []);
    preview.offer(answer);
  });
  let chosen = '';
  const preview = roomsPreview(
    node,
    () => accountInEditor(chosen).homeId,
    () => load(chosen),
  );
  onAccount((accountId) => {
    if (accountId !== chosen) preview.offer(undefined);
    chosen = accountId;
    load(accountId);
  });
}
