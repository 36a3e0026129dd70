import { NO_ACCOUNT, type Answer } from './homes';
import { errorText, type EditedNode } from './red';

/**
 * Why there is no list of rooms, in words; '' when there is one.
 * @param under the key above the sentences in the node's catalogue
 */
export function whyNoList(node: EditedNode, answer: Answer, under: string): string {
  if ('homes' in answer) {
    return answer.homes.some(({ rooms }) => rooms.length > 0) ? '' : node._(`${under}noRooms`);
  }
  if (answer === NO_ACCOUNT) return node._(`${under}noAccount`);
  const { status, code } = answer.failure;
  if (status === 404) return node._(`${under}notDeployed`);
  if (status === 409) return node._(`${under}notSignedIn`);
  return node._(`${under}failed`, { text: errorText(code ?? '') || node._(`${under}noAnswer`) });
}
