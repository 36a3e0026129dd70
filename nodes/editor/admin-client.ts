import type { AdminError, Diagnostics, RoomList, AnswerTime } from '../dialog-answers';
import { takeIn } from './runtime-clock';

/** Why there is no answer: the HTTP status (0 = none at all) and what the package said, where it did. */
export type Failure = Partial<AdminError> & { readonly status: number };

/** What the package answers: what was asked for, or why not. */
export type Reply<T> = T | { readonly failure: Failure };

export type Answer = Reply<RoomList>;

/** What the account dialog holds, as the test takes it. */
export interface AccountDraft {
  readonly service: string;
  readonly username?: string;
  readonly password?: string;
  readonly limitPer10s?: number;
  readonly limitPerHour?: number;
}

/** The homes and rooms of a deployed account. Never signs in. */
export const listHomes = (accountId: string): Promise<Answer> => ask(accountId, 'rooms', isRoomList);

/** Signs in with what the dialog holds, deployed or not. */
export const testAccount = (accountId: string, draft: AccountDraft): Promise<Answer> =>
  ask(accountId, 'test', isRoomList, draft);

/** How an account does, deployed or not. Asks the cloud nothing. */
export const diagnose = (accountId: string): Promise<Reply<Diagnostics>> =>
  ask(accountId, 'diagnostics', isDiagnostics);

/** Ends the session of a deployed account. */
export const forgetSession = (accountId: string): Promise<Reply<object>> =>
  ask(accountId, 'forget', isDone, {});

const isRoomList = (body: object): body is RoomList => 'homes' in body && Array.isArray(body.homes);
const isDiagnostics = (body: object): body is Diagnostics => 'surroundings' in body && 'account' in body;
const isDone = (body: object): body is object => !('error' in body);

/** Asks the package about an account: reads, or with a body acts. */
async function ask<T extends object>(
  accountId: string,
  what: string,
  isIt: (body: object) => body is T,
  body?: object,
): Promise<Reply<T>> {
  const address = `${encodeURIComponent(accountId)}/${what}`;
  const shown = token();
  const reply = await request(address, await shown, isIt, body);
  if (!('failure' in reply && reply.failure.status === DOOR_SHUT)) return reply;
  if (known === shown) known = undefined;
  return request(address, await token(), isIt, body);
}

/** How a request without the token of the running Node-RED is answered; missing rights are a 401. */
const DOOR_SHUT = 403;

/** The token that opens the door to our requests: the page's own, until Node-RED is started anew. */
let known: Promise<string> | undefined;

function token(): Promise<string> {
  const fetched = (known ??= request('token', '', isToken).then((reply) => {
    if ('token' in reply) return reply.token;
    if (known === fetched) known = undefined; // so that the next request tries again
    return '';
  }));
  return fetched;
}

const isToken = (body: object): body is { token: string } =>
  'token' in body && typeof body.token === 'string';

/**
 * One request. The address is relative on purpose: it holds under any path that Node-RED is served at, and Node-RED adds
 * the editor's access token to jQuery requests with relative addresses only (`ajaxSetup` in its `red.js`).
 */
function request<T extends object>(
  address: string,
  shown: string,
  isIt: (body: object) => body is T,
  body?: object,
): Promise<Reply<T>> {
  return new Promise((resolve) => {
    $.ajax({
      url: `netatmo-truetemp/${address}`,
      dataType: 'json',
      cache: false,
      ...(shown && { headers: { 'X-Netatmo-Truetemp': shown } }),
      ...(body && posting(body)),
    })
      .done((answer: unknown) => {
        noteTime(answer);
        resolve(isObject(answer) && isIt(answer) ? answer : { failure: failureOf(200, answer) });
      })
      .fail(({ status, responseJSON }) => {
        noteTime(responseJSON);
        resolve({ failure: failureOf(status, responseJSON) });
      });
  });
}

const posting = (body: object): JQueryAjaxSettings => ({
  method: 'POST',
  contentType: 'application/json',
  data: JSON.stringify(body),
});

const noteTime = (answer: unknown): void => takeIn((answer as Partial<AnswerTime> | undefined)?.at);

const isObject = (body: unknown): body is object => typeof body === 'object' && body !== null;

function failureOf(status: number, body: unknown): Failure {
  const said = (body as { error?: Partial<AdminError> } | undefined)?.error;
  return { ...said, status };
}

/** Hands on only the answer to the newest question, and none once `element` has left the page. */
export function latestOnly<T>(element: Element, use: (answer: T) => void): (question: Promise<T>) => void {
  let newest: Promise<T> | undefined;
  return (question) => {
    newest = question;
    void question.then((answer) => {
      if (question === newest && element.isConnected) use(answer);
    });
  };
}
