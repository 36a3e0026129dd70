import { MASK } from '../../src/setting';
import type { RoomList } from '../dialog-answers';
import { diagnose, listHomes, testAccount, type AccountDraft, type Answer } from './admin-client';
import { accountInEditor, errorText, type EditedNode } from './red';

/** The answer for '', that is, before an account was chosen. */
const NO_ACCOUNT: Answer = { failure: { status: 0 } };

/** What tests of accounts have found that are not deployed yet, since this page was opened. */
const tested = new Map<string, RoomList>();

/** Tests an account as its dialog holds it. What is found stands from then on in all dialogs that list its rooms. */
export async function testInDialog(accountId: string, draft: AccountDraft): Promise<Answer> {
  const answer = await testAccount(accountId, draft);
  if (!('homes' in answer)) return answer;
  // The demo home is listed at any time, and what Node-RED has the password of it can list itself.
  if (draft.service === 'netatmo' && draft.password !== MASK) tested.set(accountId, answer);
  return answer;
}

/**
 * The list of an account's rooms for an open dialog: an answer that comes after the next question, or after the dialog
 * went, is dropped. Node-RED announces the chosen account several times while a dialog opens, so a repeated question
 * waits for the answer under way. While the account's own dialog is open Node-RED takes this one out of the page; once it
 * is back, whatever was done there, it asks again.
 * @param element of the dialog
 * @returns asks for the rooms of an account; '' = none is chosen
 */
export function homesFor(element: Element, use: (answer: Answer) => void): (accountId: string) => void {
  let asked: string | undefined;
  let underWay: Promise<Answer> | undefined;
  const ask = (accountId: string): void => {
    if (underWay && accountId === asked) return;
    asked = accountId;
    const question = roomsOf(accountId);
    underWay = question;
    void question.then((answer) => {
      if (underWay !== question) return;
      underWay = undefined;
      if (element.isConnected) use(answer);
    });
  };
  const askAgain = (): void => {
    if (asked !== undefined && element.isConnected) ask(asked);
  };
  RED.events.on(DIALOG_CHANGED, askAgain);
  $(element).on('remove', () => RED.events.off(DIALOG_CHANGED, askAgain)); // of jQuery UI, once it is gone for good
  return ask;
}

/** Node-RED's event for another dialog on top: one was opened, or closed and the one beneath it is back. */
const DIALOG_CHANGED = 'editor:change';

/** The rooms of an account: of the deployed one, and before that those that a test has found. */
async function roomsOf(accountId: string): Promise<Answer> {
  if (accountId === '') return NO_ACCOUNT;
  const { isDemo, isChanged } = accountInEditor(accountId);
  if (isChanged && isDemo) return demoHomes(accountId);
  const found = tested.get(accountId);
  if (isChanged && found) return found;
  const answer = await listHomes(accountId);
  if ('homes' in answer) {
    tested.delete(accountId);
    return answer;
  }
  const { status } = answer.failure;
  // Imported with an example, say.
  if (isDemo && status === NOT_DEPLOYED) return demoHomes(accountId);
  return found ?? (status === NOT_SIGNED_IN ? whyNotSignedIn(accountId, answer) : answer);
}

/** The demo home is the same for all, and needs no sign-in and no deploy. */
const demoHomes = (accountId: string): Promise<Answer> => testAccount(accountId, { service: 'simulated' });

const NOT_DEPLOYED = 404;
const NOT_SIGNED_IN = 409;
/** Either way the test button is what brings a list. */
const NOT_YET = [NOT_DEPLOYED, NOT_SIGNED_IN];

/** Nobody has signed in yet, or the cloud has said no: what it said, if so. */
async function whyNotSignedIn(accountId: string, answer: Answer): Promise<Answer> {
  const state = await diagnose(accountId);
  const refused = 'account' in state ? state.account?.session.refused : null;
  return refused ? { failure: { status: NOT_SIGNED_IN, code: refused.code } } : answer;
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
  const text = errorText(code);
  if (status === NOT_SIGNED_IN && text) return node._(`${under}refused`, { text });
  if (NOT_YET.includes(status)) return node._(`${under}notSignedIn`);
  return node._(`${under}failed`, { text: text || node._(`${under}noAnswer`) });
}
