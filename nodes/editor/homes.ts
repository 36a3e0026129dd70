import { latestOnly, listHomes, type Answer } from './admin-client';
import { errorText, type EditedNode } from './red';

/** The answer for '', that is, before an account was chosen. */
export const NO_ACCOUNT: Answer = { failure: { status: 0 } };

/**
 * `listHomes` for a dialog's field: an answer that comes after the next question, or after the dialog went, is
 * dropped. Node-RED announces the chosen account several times while a dialog opens, so a repeated question waits
 * for the answer under way.
 */
export function homesFor(element: Element, use: (answer: Answer) => void): (accountId: string) => void {
  let underWay: string | undefined;
  const latest = latestOnly<Answer>(element, (answer) => {
    underWay = undefined;
    use(answer);
  });
  return (accountId) => {
    if (accountId === underWay) return;
    underWay = accountId;
    latest(accountId === '' ? Promise.resolve(NO_ACCOUNT) : listHomes(accountId));
  };
}

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
  return node._(`${under}failed`, { text: errorText(code) || node._(`${under}noAnswer`) });
}
